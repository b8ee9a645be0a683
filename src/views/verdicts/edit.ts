import { readManifest } from '../../manifest/parse.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'

/** What the edit adds: an annotation that nobody reads. */
const KEY = 'whyrestart/edited'
const VALUE = 'yes'

/**
 * An edit of a pod's manifest that changes nothing about how the pod runs: one annotation more, written where the text allows
 * it. That it is read as meant is held against the parser.
 *
 * Errors: undefined where no such edit was found.
 */
export function harmlessEdit(inputs: Inputs, pod: string): { edit: string; find: string; replace: string } | undefined {
  const read = (file: string, text: string) =>
    readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release: releaseOf(inputs.kubernetes) })
  // of two files with one pod, the kubelet takes the last
  for (const [file, text] of Object.entries(inputs.manifests).toSorted(([a], [b]) => (a < b ? 1 : -1))) {
    if (file.startsWith('.') || read(file, text).pod?.metadata.name !== pod) continue
    for (const { find, replace } of candidates(text)) {
      if (
        read(
          file,
          text.replace(find, () => replace),
        ).pod?.metadata.annotations[KEY] === VALUE
      )
        return { edit: file, find, replace }
    }
  }
  return undefined
}

/** Below the annotations that there are, or as the first of its own, in block style and in flow style. */
function candidates(text: string): { find: string; replace: string }[] {
  const found: { find: string; replace: string }[] = []
  const blockMap = /^([ \t]*)(["']?)annotations\2:[ \t]*\r?\n([ \t]+)(?=\S)/m.exec(text)
  if (blockMap) found.push({ find: blockMap[0], replace: `${blockMap[0]}${KEY}: "${VALUE}"\n${blockMap[3]}` })
  const flowMap = /(["']?)annotations\1:\s*\{/.exec(text)
  if (flowMap) found.push({ find: flowMap[0], replace: `${flowMap[0]}"${KEY}": "${VALUE}", ` })
  const block = /^metadata:[ \t]*\r?\n([ \t]+)(?=\S)/m.exec(text)
  if (block) found.push({ find: block[0], replace: `${block[0]}annotations: {${KEY}: "${VALUE}"}\n${block[1]}` })
  const flow = /(["']?)metadata\1:\s*\{/.exec(text)
  if (flow) found.push({ find: flow[0], replace: `${flow[0]}"annotations": {"${KEY}": "${VALUE}"}, ` })
  return found
}
