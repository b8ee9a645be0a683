import { addTrialRelease, releaseOf, type RulesRow } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Entry, Trace } from '../../sim/trace/trace.ts'
import { clockWords } from '../text/duration-words.ts'
import { tell } from '../text/sentences.ts'
import { shortened } from '../text/words.ts'
import { readTable } from '../../texts/text-table.ts'
import rows from '../../texts/release-rows.tsv?raw'

/** One difference between two releases, and what it is to a lane. */
export interface Effect {
  change: { since: number } & Pick<RowText, 'says' | 'source'> & Partial<RowText>
  /** Whether anything but texts comes out otherwise. */
  touches: boolean
  /** Whether a person would at least read other words. */
  texts: boolean
  /** Why, in a sentence. */
  why: string
}

/** More than texts can come out otherwise, and why. */
export const touches = (why: string): Pick<Effect, 'touches' | 'texts' | 'why'> => ({ touches: true, texts: true, why })

/** What a row of the releases does to a run. */
export interface Difference {
  /** Whether anything but texts comes out otherwise. */
  touches: boolean
  /** The first thing that does, and what it was, in two sentences. */
  why: string
}

/** A lane on the release before some rows, and which of its rules the run has asked for. */
export interface Baseline {
  inputs: Inputs
  trace: Trace
  read: ReadonlySet<string>
}

/** Errors: throws RangeError as `releaseOf`. */
export function runBefore(inputs: Inputs, minor: number): Baseline {
  const old = releaseOf(`1.${minor}`)
  const read = new Set<string>()
  const watched = new Proxy(old, {
    get: (release, name) => {
      read.add(String(name))
      return release[name as keyof typeof release]
    },
  })
  const name = `1.${minor}, watched`
  addTrialRelease(name, watched)
  return { inputs, trace: simulate({ ...inputs, kubernetes: name }), read }
}

/**
 * The release before a row is given that row alone, and the lane run on it. A row whose rules the run did not ask for changes nothing.
 *
 * Errors: undefined where the two runs are the same.
 */
export function tryRow({ inputs, trace, read }: Baseline, change: RulesRow): Difference | undefined {
  if (!Object.keys(change.set).some((rule) => read.has(rule))) return undefined
  const name = `1.${change.since - 1} with ${change.name}`
  addTrialRelease(name, { ...releaseOf(`1.${change.since - 1}`), ...change.set })
  return firstDifference(trace, simulate({ ...inputs, kubernetes: name }))
}

/** What happened counts before what was printed of it. */
function firstDifference(before: Trace, after: Trace): Difference | undefined {
  for (const touches of [true, false]) {
    const [was, is] = [before, after].map((trace) => entriesOf(trace, touches)) as [Entry[], Entry[]]
    const at = [...(was.length > is.length ? was : is).keys()].find((n) => compared(was[n], touches) !== compared(is[n], touches))
    if (at !== undefined) return { touches, why: `${sentence('At', after, is[at])} ${sentence('Before, at', before, was[at])}` }
  }
  return undefined
}

/** Only texts: what is logged, printed or told of something that happened. */
const TEXTS: ReadonlySet<Entry['kind']> = new Set(['event', 'log', 'printed', 'warning'])
/** Causes, not things that happen; what they lead to stands for itself. */
const ROOTS: ReadonlySet<Entry['kind']> = new Set(['manifest', 'release', 'script', 'evidence', 'action'])
/** Where an entry stands, and what it says in words. */
const WORDS = new Set([
  'message',
  'reason',
  'output',
  'note',
  'body',
  'headers',
  'error',
  'steps',
  'target',
  'resultRun',
  'uid',
  'containerID',
  'object',
])
const PLACES = new Set(['id', 'cause'])

const entriesOf = (trace: Trace, touches: boolean): Entry[] =>
  trace.filter(({ kind }) => !ROOTS.has(kind) && (!touches || !TEXTS.has(kind)))

const compared = (entry: Entry | undefined, touches: boolean): string | undefined =>
  entry &&
  JSON.stringify(entry, (name, value: unknown) =>
    PLACES.has(name) || (touches && WORDS.has(name)) || (entry.kind === 'mirror' && name === 'status') ? undefined : value,
  )

function sentence(begin: 'At' | 'Before, at', trace: Trace, entry: Entry | undefined): string {
  if (!entry) return begin === 'At' ? 'Nothing more happens.' : 'Before, nothing more happened.'
  return `${begin} ${clockWords(entry.t)}: ${shortened(tell(trace, entry).sentence, 220)}`
}

/** A release of Kubernetes, by which the tags of its repositories go. */
type Tag = `v1.${number}.${number}`

/**
 * How a row's `since` is known: `before` is the last tag that was seen without the change, `after` the first with it.
 *
 * - `source`: the files were read at both tags, and these are of neighbouring releases; at one of them its program may have been
 *   recorded instead.
 * - `recording`: programs of both releases were recorded; where they are not neighbours, when in between it changed is open.
 * - `inference`: at one of the tags at least it was not read.
 */
export interface SinceReading {
  by: 'source' | 'recording' | 'inference'
  before: Tag
  after: Tag
}

/** What a row of the releases means to a person, and how it is known. */
interface RowText {
  /** One sentence: what is different from here on. */
  says: string
  /** Upstream paths, by commas; what is not in Kubernetes' repository begins with whose it is: `Go 1.12: net/http/server.go`. */
  source: string
  read: SinceReading
  /** That in a sentence. */
  reading: string
}

const isKnownBy = (word: string): word is SinceReading['by'] => ['source', 'recording', 'inference'].includes(word)
const isTag = (word: string): word is Tag => /^v1\.\d+\.\d+$/.test(word)

/** Each line of the table, under its row's name. Errors: throws for a line that is none. */
export const ROW_TEXTS: ReadonlyMap<string, RowText> = new Map(
  readTable(rows, 'release', 'rule', 'says', 'source', 'known by', 'before', 'after').map((row): [string, RowText] => {
    const { release, rule, says, source, 'known by': by, before, after } = row
    if (!isKnownBy(by) || !isTag(before) || !isTag(after)) throw new Error(`${release} ${rule}: ${by} ${before} ${after}`)
    const read: SinceReading = { by, before, after }
    return [`${release} ${rule}`, { says, source, read, reading: readingOf(read) }]
  }),
)

/** Errors: throws for a row that the table lacks, and says which line to write. */
export function textOf(change: RulesRow): RowText {
  return ROW_TEXTS.get(change.name)!
}

/** Whether two tags are of releases that follow one another. */
export function neighbours(before: Tag, after: Tag): boolean {
  const minor = (tag: Tag): number => Number(tag.split('.')[1])
  return minor(after) - minor(before) === 1
}

/** How it is known that a difference begins with its release, in a sentence. */
export function readingOf({ by, before, after }: SinceReading): string {
  const close = neighbours(before, after)
  if (by === 'source') return `Read at ${before} and ${after}.`
  if (by === 'recording') return `Recorded on ${before} and ${after}${close ? '' : '; when in between it changed is inferred'}.`
  return close ? 'Inferred: not read at the tags on either side.' : `Inferred: some time between ${before} and ${after}.`
}
