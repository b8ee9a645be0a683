import { nearestName } from '../manifest/nearest.ts'
import { readManifest } from '../manifest/parse.ts'
import { MANIFEST_DIRECTORY } from '../sim/node/file-changes.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { Inputs } from '../sim/scenario/scenario.ts'
import { type Texts, textsOf } from './change.ts'

/** A lane of somebody's scenario, as far as its texts go. */
type LaneTexts = Pick<Inputs, 'manifests' | 'files'>

/**
 * The learner's texts by those of another scenario: its lane of the same name, else its first. What stands in its static-pod
 * directory is all that does; other files are laid over the exercise's own.
 */
export function textsOfScenario(start: Inputs, lane: string, lanes: readonly { name: string; inputs: LaneTexts }[]): Texts {
  const { inputs } = lanes.find(({ name }) => name === lane) ?? lanes[0]!
  const manifests = Object.keys(inputs.manifests).length > 0 ? inputs.manifests : start.manifests
  return { ...start.files, ...inputs.files, ...manifests }
}

/**
 * The learner's texts with one manifest in the place of another: the file of that name, else the one that describes the same pod, else
 * the only one.
 *
 * Errors: a sentence where nobody knows which file it is.
 */
export function textsOfManifest(start: Inputs, file: string, text: string): Texts | string {
  const names = Object.keys(start.manifests)
  const place = names.includes(file) ? file : (namesake(start, text) ?? (names.length === 1 ? names[0] : undefined))
  if (place !== undefined) return { ...textsOf(start), [place]: text }
  const near = nearestName(file, names)
  return `found a manifest ${JSON.stringify(file)}; allowed: one named as a file of the lane, or of its pod: ${names.join(', ')}${near ? `, perhaps ${near}` : ''}`
}

function namesake(start: Inputs, text: string): string | undefined {
  const podOf = (file: string, content: string): string | undefined =>
    readManifest(content, {
      file: `${MANIFEST_DIRECTORY}/${file}`,
      nodeName: start.node.name,
      release: releaseOf(start.kubernetes),
    }).pod?.metadata.name
  const pod = podOf('answer.yaml', text)
  return pod === undefined ? undefined : Object.entries(start.manifests).find(([file, content]) => podOf(file, content) === pod)?.[0]
}
