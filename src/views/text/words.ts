import type { Manifest } from '../../manifest/types.ts'
import type { Entry, EntryOf } from '../../sim/trace/trace.ts'
import { clockWords } from './duration-words.ts'

/**
 * A long text without its middle, in whole words: an error begins with who tells it, and ends with what is wrong.
 *
 * Units: `most` in characters.
 */
export function shortened(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most * 0.4 + 1).replace(/\s+\S*$/, '')} … ${text.slice(-most * 0.6 - 1).replace(/^\S*\s+/, '')}`
}

/** A sentence with its full stop, once. */
export function ended(sentence: string): string {
  return `${sentence.replace(/\.$/, '')}.`
}

/** Without the noise of its decimals. Units: any. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Where and why a run was stopped before its end, as a sentence. */
export function stopWords({ t, reason }: EntryOf<'stopped'>): string {
  return `The run is stopped at ${clockWords(t)}: ${reason}. What stands before is right; what would come after is not known.`
}

const lineText = ({ file, line }: { file: string; line: number }): string => ` (${file}, line ${line})`

/** Where a line of the scenario's files stands: ` (web.yaml, line 9)`; nothing of any other entry. */
export const linePlace = (entry: Entry | undefined): string => (entry?.kind === 'manifest' ? lineText(entry) : '')

/** Where a field of a manifest stands, in the same words; nothing where it is left out. */
export const fieldPlace = ({ file, manifest }: { file: string; manifest: Manifest }, path: string): string =>
  manifest.has(path) ? lineText({ file, line: manifest.rangeOf(path).start.line }) : ''

/** So many of something: `1 restart`, `2 restarts`; of what no text of a real cluster tells how many there were, that. */
export const counted = (count: number, noun: string): string =>
  Number.isNaN(count) ? `an unknown number of ${noun}s` : `${count} ${noun}${count === 1 ? '' : 's'}`

/** The same as a number by itself. */
export const countText = (count: number): string => (Number.isNaN(count) ? '?' : String(count))

/** Words as a sentence has them: `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** What else than a restart *What if* is about. */
export const TROUBLES = { standstill: 'the standstill', deadline: 'the end by the deadline', blind: 'the liveness probe’s errors' } as const

/** A container by its name, with its pod's where another pod has one of that name. */
export function calledAmong(pods: readonly { pod?: string; containers: readonly { name: string }[] }[], pod = '', container = ''): string {
  const isOnly = pods.every((other) => other.pod === pod || other.containers.every(({ name }) => name !== container))
  return isOnly ? container : `${container} of ${pod}`
}

/** A text for an element or an attribute of XML or HTML; what XML forbids is left out. */
export function escaped(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Stands for `processes` where files are named: with its slash it is the name of no other. */
export const PROCESSES = 'scenario/processes'
