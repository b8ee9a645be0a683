import { processesText } from '../../cases/processes-text.ts'
import type { LaneTexts } from '../../lessons/change.ts'
import { getOrInsert, listOf, own } from '../../manifest/own.ts'
import { type Draft, isProof, type LaneDraft, MAX_LANES } from '../../share/payload.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
import { PROCESSES } from '../../views/text/words.ts'

/** All texts of a lane, its own laid over those that all lanes share, by file; null takes one away. */
export function textsOfLane({ common }: Draft, { fields }: LaneDraft): LaneTexts {
  const of = (place: 'manifests' | 'files'): [string, string][] => {
    const shared = (common[place] as Readonly<Record<string, string | null>> | undefined) ?? {}
    const laid = new Map([...Object.entries(shared), ...Object.entries<string | null>(fields[place] ?? {})])
    return [...laid].filter((entry): entry is [string, string] => entry[1] !== null)
  }
  return Object.fromEntries([...of('files'), ...of('manifests')])
}

/** Seconds; what cannot be read is refused by the run, and is half an hour for the picture. */
export function durationOf({ common: { duration } }: Draft): number {
  const seconds = typeof duration === 'string' ? parseDuration(duration) : undefined
  return seconds !== undefined && seconds > 0 && seconds <= 86_400 ? seconds : 1800
}

/** Whether a lane shows what happened in a real cluster, and simulates nothing. */
export const hasHappened = (lane: LaneDraft | undefined): boolean => lane?.fields['happened'] !== undefined

/** The lane to begin with: what really happened, where one shows that; else the first one is what the others are held against. */
export const firstLook = ({ lanes }: Draft): string => (lanes.find(hasHappened) ?? lanes[1] ?? lanes[0])!.id

export const laneById = ({ lanes }: Draft, id: string): LaneDraft | undefined => lanes.find((lane) => lane.id === id)

/** The lane that is looked at; the first where undo has just taken it away. */
export const chosenLane = ({ draft, lane }: { draft: Draft; lane: string }): LaneDraft => laneById(draft, lane) ?? draft.lanes[0]!

/** The lane of that name; the first where there is none. */
export const laneNamed = ({ lanes }: Pick<Draft, 'lanes'>, name: unknown): LaneDraft =>
  lanes.find((lane) => lane.name === name) ?? lanes[0]!

export function filesOf({ common }: Draft, lane: LaneDraft): string[] {
  const of = (fields: Readonly<Record<string, unknown>>, name: string): string[] =>
    Object.keys((fields[name] as Record<string, string>) ?? {})
  return [...new Set([...of(lane.fields, 'manifests'), ...of(common, 'manifests'), ...of(lane.fields, 'files'), ...of(common, 'files')])]
}

/** A file's text in a lane: its own, or the one all lanes share. Host files have absolute paths. */
export function textOf(draft: Draft, lane: LaneDraft, file: string): string {
  if (file === PROCESSES) {
    const processes = lane.fields['processes'] ?? draft.common['processes']
    return typeof processes === 'string' ? processes : textOfProcesses(processes)
  }
  const place = file.startsWith('/') ? 'files' : 'manifests'
  const shared = (draft.common[place] ?? {}) as Record<string, string>
  return own(lane.fields[place] ?? {}, file) ?? own(shared, file) ?? ''
}

/** Of hundreds of processes: it is asked for with every move of the cursor. */
const processesTexts = new WeakMap<object, string>()

function textOfProcesses(processes: unknown): string {
  if (typeof processes !== 'object' || processes === null) return processesText(processes)
  return getOrInsert(processesTexts, processes, () => processesText(processes))
}

/** Fields with one file's text in them. */
export function withFile(fields: LaneDraft['fields'], [file, text]: readonly [string, string]): LaneDraft['fields'] {
  if (file === PROCESSES) return { ...fields, processes: text }
  const place = file.startsWith('/') ? 'files' : 'manifests'
  return { ...fields, [place]: { ...fields[place], [file]: text } }
}

/** The files whose objects are in etcd from the start. */
export function objectsOf(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const { objects } = (fields['cluster'] ?? {}) as { objects?: readonly string[] }
  return objects ?? []
}

/** What happens in one list of actions and not in another. */
export function addedActions(now: unknown, before: unknown): readonly unknown[] {
  const known = new Set(listOf(before).map((action) => JSON.stringify(action)))
  return listOf(now).filter((action) => !known.has(JSON.stringify(action)))
}

export const isFull = ({ lanes }: Draft): boolean => lanes.filter(({ id }) => !isProof(id)).length >= MAX_LANES
export const FULL = `There are ${MAX_LANES} lanes, and there may be no more: remove one first.`

export function freeId(lanes: readonly LaneDraft[], kind = 'lane'): string {
  const numbers = lanes.map(({ id }) => Number(/\d+$/.exec(id)?.[0] ?? 0))
  return `${kind}-${Math.max(0, ...numbers) + 1}`
}

export function freeName(lanes: readonly LaneDraft[], name: string): string {
  const taken = new Set(lanes.map((lane) => lane.name))
  if (!taken.has(name)) return name
  const base = name.replace(/ \d+$/, '')
  for (let n = 2; ; n++) if (!taken.has(`${base} ${n}`)) return `${base} ${n}`
}
