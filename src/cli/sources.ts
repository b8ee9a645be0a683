import { documentOf } from '../share/payload.ts'
import { type Contents, fragmentIn, readContents } from '../share/contents.ts'
import { documentText, empty } from '../cases/own-pod.ts'
import { importTexts } from '../cases/import.ts'
import { withProcesses } from '../cases/with-processes.ts'
import { parseProcesses } from '../sim/scenario/scenario.ts'
import { NEWEST } from '../sim/release/releases.ts'
import { isScenarioText } from '../sim/scenario/text.ts'
import { type Io, readTexts } from './io.ts'

/** What a name on the command line leads to: a text under a name, or what a link holds that is no scenario's text. */
export type CommandSource =
  | { name: string; text: string }
  | { name: string; contents: Exclude<Contents, { is: 'scenario' }> }
  | { name: string; error: string }

/** A file's text, or what stands in a share link: pasted as it is, or in a file. */
export function sourceOf(file: string, io: Io): CommandSource {
  const name = file === '-' ? 'stdin' : file
  const read = readTexts([file], io)
  if ('error' in read) {
    const fragment = fragmentIn(file)
    return fragment === undefined ? { name, ...read } : ofLink('link', fragment)
  }
  const text = read[0]!
  const fragment = /\s/.test(text.trim()) ? undefined : fragmentIn(text)
  return fragment === undefined ? { name, text } : ofLink(name, fragment)
}

/** What a link holds, a scenario as its file's text. */
function ofLink(name: string, fragment: string): CommandSource {
  const read = readContents(fragment)
  if ('error' in read) return { name, error: read.error }
  const { value } = read
  if (value.is !== 'scenario') return { name, contents: value }
  return { name, text: withProcesses(JSON.stringify(documentOf(value.payload.draft), null, 1), parseProcesses).scenario }
}

/**
 * A text as a scenario's: where it is none, but has manifests, one of a lane that runs them as static pods, on the release that they name.
 *
 * What is neither comes back as it is. `says`: a sentence for each thing that was done to it.
 */
export function scenarioText(name: string, text: string): { text: string; says: readonly string[] } {
  // a scenario without its first field has manifests in it
  const isManifest =
    !isScenarioText(text) &&
    !/^manifests:/m.test(text) &&
    /^\s*(["']?(apiVersion|kind)["']?\s*:|\{\s*["'](apiVersion|kind)["'])/m.test(text)
  if (!isManifest) return { text, says: [] }
  const { manifests, files, title, release, node, says } = importTexts([{ name: name.replace(/^.*[\\/]/, ''), text }], `1.${NEWEST}`)
  if (Object.keys(manifests).length === 0) return { text, says }
  const document = empty(release ?? `1.${NEWEST}`)
  const lanes = [{ name: title || 'main', manifests, ...(Object.keys(files).length > 0 ? { files } : {}) }]
  // what is assumed of the programs, and what YAML refuses, a run says itself
  const told = says.filter((say) => !/^Assumed: |the editor takes it as it is/.test(say))
  return { text: documentText({ ...document, title: title || name, node: { ...document.node, ...node }, lanes }), says: told }
}
