import type { ClusterFacts, PastedLine, LogFacts, PodFacts, UnitFacts } from '../facts.ts'
import type { Cleaned, TypedCommand } from './clean.ts'

/** A description that goes on. */
interface OpenDescription {
  name: string
  namespace: string
  /** Empty for a pod's. */
  kind: string
  rename: (name: string, namespace: string) => void
  hasEvents: () => boolean
  /** Whether the next line, whatever it looks like, is of a list that is open: an argument, a mount. */
  wants: (text: string) => boolean
  /** How a line is used; undefined where it is none of a description. */
  take: (text: string, line: number) => 'used' | 'unused' | undefined
  close: () => void
}

export interface TextColumn {
  name: string
  from: number
}

/** Whose a runtime's id is, of which a pod's container starts or ends. */
export type ContainerOf = (id: string, pod: string, isStart: boolean) => string | undefined

/** Where the reader stands: the lines, what has been read so far, and whose output this is. */
export interface TextReading {
  lines: readonly Cleaned[]
  facts: ClusterFacts
  /** What was typed above. */
  command?: TypedCommand | undefined
  /** Columns of the header above. */
  columns?: readonly TextColumn[] | undefined
  described?: OpenDescription | undefined
  /** The log that goes on. */
  log?: LogFacts | undefined
  /** What is printed here is a log, whatever its lines look like. */
  isLog: boolean
  /** What a person wrote above a log. */
  heading?: string | undefined
  /** The service whose status goes on; null where it is none of Kubernetes'. */
  unit?: UnitFacts | null
  /** Goes on where the last row's message did not end. */
  more?: ((text: string) => void) | undefined
  /** What needs all other texts first: a year, names of containers. */
  later: ((year: number, containerOf: ContainerOf) => void)[]
}

/** One shape that a text can have. */
export interface Form {
  /** By which it is seen what may stand beside it, and whether the next line may be its rest. */
  kind: 'header' | 'row' | 'event' | 'description' | 'object' | 'log' | 'journal' | 'node' | 'kubectl' | 'release' | 'rest'
  /** As a person would call a line of it. */
  label: string
  /** What a line of it looks like by itself; absent where only its place tells. */
  sign?: RegExp
  /** Takes lines from the one at `i` on: how many, 0 where it is not of this shape; and whether they tell something. */
  take: (text: string, i: number, reading: TextReading) => number | { lines: number; use: PastedLine['use'] }
}

/** A form whose sign is all that a line of it needs; what the sign found in it is taken, or is nothing after all. */
export const lineForm = (
  kind: Form['kind'],
  label: string,
  sign: RegExp,
  takeMatch: (match: RegExpExecArray, i: number, reading: TextReading) => boolean,
): Form => ({
  kind,
  label,
  sign,
  take: (text, i, reading) => {
    const match = sign.exec(text)
    return match && takeMatch(match, i, reading) ? 1 : 0
  },
})

/** One that fits where any does: its groups have no names. */
export const either = (...signs: readonly RegExp[]): RegExp =>
  new RegExp(signs.map(({ source }) => source.replaceAll(/\?<\w+>/g, '')).join('|'))

/** The line of an object on which words stand, from the last that was found on; without words, or where they are not there, its first. */
export type Find = (...words: readonly string[]) => number

/** The pod that nobody names: a block without its head. */
export const NAMELESS = ''

/** The pod of a block, made where it is not there yet. */
export function podFor(facts: ClusterFacts, name: string, namespace: string, source: PodFacts['source']): PodFacts {
  const isSame = (pod: PodFacts): boolean =>
    pod.name === name && pod.source === source && (namespace === '' || pod.namespace === '' || pod.namespace === namespace)
  const before = facts.pods.find(isSame)
  if (before) return before
  const pod: PodFacts = { namespace, name, containers: new Map(), source }
  facts.pods.push(pod)
  return pod
}

/** The one pod that the command above is of. */
export function namedBy({ command }: Pick<TextReading, 'command'>): string {
  const isOfPods = command && (/^(?:pod|event)$/.test(command.resource) || /^(?:logs|events)$/.test(command.verb))
  return isOfPods && command.names.length === 1 ? command.names[0]! : NAMELESS
}

export function closeDescription(reading: TextReading): void {
  reading.described?.close()
  reading.described = undefined
}
