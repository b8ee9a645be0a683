import { staticPodName } from '../../manifest/names.ts'
import { getOrInsert } from '../../manifest/own.ts'
import { readManifest } from '../../manifest/parse.ts'
import { type Container, type Manifest, type Pod, type PodGates, placedContainers } from '../../manifest/types.ts'
import { kubeletSettings } from '../kubelet/configuration.ts'
import { changesFile, MANIFEST_DIRECTORY } from '../node/file-changes.ts'
import { releaseOf } from '../release/release.ts'
import type { Inputs } from './inputs.ts'
import { manifestsAt, type Moment } from '../trace/moment.ts'

const gatesOf = new WeakMap<Inputs, PodGates>()

/**
 * The pod of that name as the files at the time describe it. A file that was spoiled counts as it last read well.
 *
 * Errors: undefined where no file ever described it.
 * Follows: pkg/kubelet/config/file.go, listConfig: of two files with one pod, the last in order (v1.37.2).
 */
export const specAt = (moment: Pick<Moment, 'inputs' | 'at'>, base: string): Pod | undefined => manifestAt(moment, base)?.pod

/** As `specAt`, with the text that it stands in, when that was there, and the lines of its fields. */
export function manifestAt(
  moment: Pick<Moment, 'inputs' | 'at'>,
  base: string,
): { file: string; readAt: number; manifest: Manifest; pod: Pod } | undefined {
  const times = [
    moment.at,
    ...changes(moment)
      .toReversed()
      .map((at) => at - 1e-6),
    0,
  ]
  for (const at of times) {
    const files = [...manifestsAt({ ...moment, at })].toSorted(([a], [b]) => (a < b ? 1 : -1))
    for (const [file, text] of files) {
      const manifest = manifestOf(moment.inputs, file, text)
      const { pod } = manifest
      if (pod && (pod.metadata.name === base || staticPodName(pod.metadata.name, moment.inputs.node.name) === base))
        return { file, readAt: at, manifest, pod }
    }
  }
  return undefined
}

/** A container of that pod as those files describe it, with its path in them, such as `spec.containers[0]`. */
export function containerAt(
  moment: Pick<Moment, 'inputs' | 'at'>,
  base: string,
  name: string,
): { file: string; manifest: Manifest; pod: Pod; container: Container; path: string } | undefined {
  const found = manifestAt(moment, base)
  const place = placedContainers(found?.pod).find(({ container }) => container.name === name)
  return found && place && { ...found, ...place }
}

/** The files that a lane begins with. */
export const manifestsIn = (inputs: Inputs): { file: string; manifest: Manifest }[] =>
  Object.entries(inputs.manifests).map(([file, text]) => ({ file, manifest: manifestOf(inputs, file, text) }))

/** Their pods. */
export const podsOf = (inputs: Inputs): Pod[] => manifestsIn(inputs).flatMap(({ manifest }) => manifest.pod ?? [])

function changes({ inputs, at }: Pick<Moment, 'inputs' | 'at'>): number[] {
  return inputs.actions
    .filter((action) => action.at <= at && changesFile(action))
    .map((action) => action.at)
    .toSorted((a, b) => a - b)
}

/** A file of the static-pod directory as the lane's kubelet reads it, so that the two share what was read. */
export function manifestOf(inputs: Inputs, file: string, text: string): Manifest {
  const gates = getOrInsert(gatesOf, inputs, () => kubeletSettings(inputs).podGates)
  const release = releaseOf(inputs.kubernetes)
  return readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release, gates })
}
