import { own } from '../../manifest/own.ts'
import type { Action } from '../../sim/scenario/scenario.ts'
import { processesText } from '../../cases/processes-text.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { nextStop } from '../../views/lanes/lanes.ts'
import type { Scheduled } from '../../views/lanes/scheduled.ts'
import { mode } from './mode.ts'
import { results } from '../simulator/results.ts'
import { MAX_LANES, isProof, type Draft, type LaneDraft } from '../../share/payload.ts'
import { durationOf, useStore } from './store.ts'

/** All that a person can do to the store. Inputs change through `edit` alone. */
const { getState, setState } = useStore

function edit(change: (draft: Draft) => Draft): void {
  if (mode.readonly) return
  setState((state) => ({ draft: change(state.draft) }))
}

/** What follows in undo's history belongs to the step before it. */
function untracked(act: () => void): void {
  const { isTracking, pause, resume } = useStore.temporal.getState()
  if (isTracking) pause()
  act()
  if (isTracking) resume()
}

const editLane = (id: string, change: (lane: LaneDraft) => LaneDraft): void =>
  edit((draft) => ({ ...draft, lanes: draft.lanes.map((lane) => (lane.id === id ? change(lane) : lane)) }))

// Time

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
const end = (): number => durationOf(getState().draft)
/** A hundredth of a second is finer than any picture. */
const tidy = (t: number): number => Math.round(t * 100) / 100

export function setCursor(t: number): void {
  const cursor = clamp(tidy(t), 0, end())
  setState({ cursor })
  const { from, to } = getState()
  if (cursor < from || cursor > to) setView(cursor - (to - from) * (cursor < from ? 0.25 : 0.75), to - from)
}

/** Shows `length` seconds from `from`, moved so that it stays in the run. */
function setView(from: number, length: number): void {
  const whole = end()
  const size = clamp(length, Math.min(2, whole), whole)
  const start = clamp(from, 0, whole - size)
  setState({ from: start, to: start + size })
}

export function zoom(factor: number, around = getState().cursor): void {
  const { from, to } = getState()
  const anchor = clamp(around, from, to)
  const length = (to - from) * factor
  setView(anchor - (anchor - from) * factor, length)
}

export function pan(seconds: number): void {
  const { from, to } = getState()
  setView(from + seconds, to - from)
}

export const showSpan = (from: number, to: number): void => setView(Math.min(from, to), Math.abs(to - from))
export const fit = (): void => setView(0, end())

export function togglePlay(): void {
  const { playing, cursor } = getState()
  if (!playing && cursor >= end()) setCursor(0)
  setState({ playing: !playing })
}

/** To the next or previous thing that is drawn in the selected lane; it is selected too. */
export function step(direction: 1 | -1): void {
  const { lane, cursor } = getState()
  const drawing = results.getState().lanes[lane]?.drawing
  const stop = drawing && nextStop(drawing, cursor, direction)
  if (!stop) return
  setCursor(stop.t)
  // The cursor is cut to hundredths; to see what happened at the stop it must not lie before it.
  setState({ cursor: stop.t, selected: { lane, id: stop.id }, playing: false })
}

/** To the next or previous start of a container in the selected lane. */
export function stepLife(direction: 1 | -1): void {
  const { lane, cursor } = getState()
  const starts = results.getState().lanes[lane]?.drawing.tracks.flatMap((track) => track.lives) ?? []
  const found = (direction === 1 ? starts : starts.toReversed()).find((life) =>
    direction === 1 ? life.from > cursor + 1e-6 : life.from < cursor - 1e-6,
  )
  if (!found) return
  setCursor(found.from)
  setState({ cursor: found.from, selected: { lane, id: found.id }, playing: false })
}

// What is looked at

export function selectLane(id: string): void {
  const lane = getState().draft.lanes.find((candidate) => candidate.id === id)
  if (!lane || id === getState().lane) return
  // what is explained belongs to the lane that it was chosen in
  setState({ lane: id, file: fileOf(lane, getState().file), selected: null })
}

export function selectNeighbour(direction: 1 | -1): void {
  const { draft, lane } = getState()
  const next = draft.lanes[draft.lanes.findIndex(({ id }) => id === lane) + direction]
  if (next) selectLane(next.id)
}

export function selectEntry(lane: string, id: number): void {
  selectLane(lane)
  setState({ selected: { lane, id }, panel: 'why' })
}

/** The file of that name where the lane has it, or its first. */
export function fileOf(lane: LaneDraft, wanted: string): string {
  const names = filesOf(lane)
  return wanted === PROCESSES || names.includes(wanted)
    ? wanted
    : (names[0] ?? (getState().caseId === 'own' ? 'pod.yaml' : 'kube-apiserver.yaml'))
}

export function filesOf(lane: LaneDraft): string[] {
  const { common } = getState().draft
  const of = (fields: Readonly<Record<string, unknown>>, name: string): string[] =>
    Object.keys((fields[name] as Record<string, string>) ?? {})
  return [...new Set([...of(lane.fields, 'manifests'), ...of(common, 'manifests'), ...of(lane.fields, 'files'), ...of(common, 'files')])]
}

/** A file's text in a lane: its own, or the one all lanes share. Host files have absolute paths. */
export function textOf(draft: Draft, lane: LaneDraft, file: string): string {
  if (file === PROCESSES) {
    const processes = lane.fields['processes'] ?? draft.common['processes']
    return typeof processes === 'string' ? processes : processesText(processes)
  }
  const place = file.startsWith('/') ? 'files' : 'manifests'
  const shared = (draft.common[place] ?? {}) as Record<string, string>
  return own(lane.fields[place] ?? {}, file) ?? own(shared, file) ?? ''
}

// Inputs

export const writeFile = (id: string, file: string, text: string): void => writeFiles(id, { [file]: text })

const PAUSE_MS = 1000
let typed: { place: string; atMs: number; draft: Draft | null } = { place: '', atMs: 0, draft: null }

/** Writes what somebody types: letter after letter in one place, without a pause, is one step to undo. */
export function typeFile(id: string, file: string, text: string): void {
  const { draft } = getState()
  const lane = draft.lanes.find((one) => one.id === id)
  const place = `${id} ${file}`
  const atMs = performance.now()
  const isLetter = lane !== undefined && Math.abs(text.length - textOf(draft, lane, file).length) <= 1
  const goesOn = isLetter && typed.draft === draft && typed.place === place && atMs - typed.atMs < PAUSE_MS
  if (goesOn) untracked(() => writeFile(id, file, text))
  else writeFile(id, file, text)
  typed = { place, atMs, draft: getState().draft }
}

/** Several at once: one step to undo. */
export function writeFiles(id: string, texts: Readonly<Record<string, string>>): void {
  editLane(id, (lane) => ({ ...lane, fields: Object.entries(texts).reduce(withFile, lane.fields) }))
}

function withFile(fields: LaneDraft['fields'], [file, text]: readonly [string, string]): LaneDraft['fields'] {
  if (file === PROCESSES) return { ...fields, processes: text }
  const place = file.startsWith('/') ? 'files' : 'manifests'
  return { ...fields, [place]: { ...fields[place], [file]: text } }
}

/** How the programs of one lane behave, from now on in all of them. */
export function shareProcesses(id: string): void {
  edit((draft) => {
    const processes = textOf(
      draft,
      draft.lanes.find((lane) => lane.id === id)!,
      PROCESSES,
    )
    return { ...draft, lanes: draft.lanes.map((lane) => ({ ...lane, fields: { ...lane.fields, processes } })) }
  })
}

/** The file's objects are in the lane's etcd from the start. */
export function writeObjects(id: string, file: string, text: string): void {
  const shared = objectsOf(getState().draft.common)
  editLane(id, (lane) =>
    withObjects({ ...lane, fields: withFile(lane.fields, [file, text]) }, [
      ...new Set([...(lane.fields['cluster'] ? objectsOf(lane.fields) : shared), file]),
    ]),
  )
}

function objectsOf(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const { objects } = (fields['cluster'] ?? {}) as { objects?: readonly string[] }
  return objects ?? []
}

function withObjects(lane: LaneDraft, objects: readonly string[]): LaneDraft {
  const cluster = lane.fields['cluster'] ?? getState().draft.common['cluster'] ?? {}
  return { ...lane, fields: { ...lane.fields, cluster: { ...cluster, objects } } }
}

/** Takes a file out of a lane that has it for itself. */
export function removeFile(id: string, file: string): void {
  const place = file.startsWith('/') ? 'files' : 'manifests'
  editLane(id, (lane) => {
    const { [file]: _gone, ...left } = lane.fields[place] ?? {}
    const without = { ...lane, fields: { ...lane.fields, [place]: left } }
    const objects = objectsOf(lane.fields)
    return objects.includes(file)
      ? withObjects(
          without,
          objects.filter((one) => one !== file),
        )
      : without
  })
}

/** A time as a scenario writes it. */
const written = (at: number): string => `${Math.round(at * 1000) / 1000}s`

/** What somebody does at a time, in all lanes: those of the scenario, and of each lane that has its own. */
export function addActions(actions: readonly Action[]): void {
  const added = actions.map(({ at, ...action }) => ({ at: written(at), ...action }))
  const add = (before: unknown): unknown[] => [...(Array.isArray(before) ? (before as unknown[]) : []), ...added]
  edit((draft) => ({
    common: { ...draft.common, actions: add(draft.common['actions']) },
    lanes: draft.lanes.map((lane) =>
      lane.fields['actions'] === undefined ? lane : { ...lane, fields: { ...lane.fields, actions: add(lane.fields['actions']) } },
    ),
  }))
}

type Place = Scheduled['places'][number]

function changeActions(
  change: (list: readonly unknown[], isIn: (places: readonly Place[], index: number) => boolean) => readonly unknown[],
): void {
  const changed = (lane: string, list: unknown): readonly unknown[] =>
    change(Array.isArray(list) ? (list as unknown[]) : [], (places, index) =>
      places.some((place) => place.lane === lane && place.index === index),
    )
  edit(({ common, lanes }) => ({
    common: common['actions'] === undefined ? common : { ...common, actions: changed('', common['actions']) },
    lanes: lanes.map((lane) =>
      lane.fields['actions'] === undefined
        ? lane
        : { ...lane, fields: { ...lane.fields, actions: changed(lane.id, lane.fields['actions']) } },
    ),
  }))
}

/** To another time, wherever it is written. */
export const moveAction = (places: readonly Place[], at: number): void =>
  changeActions((list, isIn) => list.map((action, index) => (isIn(places, index) ? { ...(action as object), at: written(at) } : action)))

/** Out of the scenario, wherever it is written. */
export const removeAction = (places: readonly Place[]): void =>
  changeActions((list, isIn) => list.filter((_, index) => !isIn(places, index)))

export const setRelease = (kubernetes: string): void => edit((draft) => ({ ...draft, common: { ...draft.common, kubernetes } }))
export const setTitle = (title: string): void => edit((draft) => ({ ...draft, common: { ...draft.common, title } }))
export const renameLane = (id: string, name: string): void => editLane(id, (lane) => ({ ...lane, name }))
export const muteLane = (id: string): void => editLane(id, (lane) => ({ ...lane, muted: !lane.muted }))

export function removeLane(id: string): void {
  const { draft, lane } = getState()
  if (draft.lanes.length === 1) return
  const place = draft.lanes.findIndex((candidate) => candidate.id === id)
  if (lane === id) selectLane((draft.lanes[place + 1] ?? draft.lanes[place - 1])!.id)
  if (getState().selected?.lane === id) setState({ selected: null })
  edit((before) => ({ ...before, lanes: before.lanes.filter((candidate) => candidate.id !== id) }))
}

export function moveLane(id: string, direction: 1 | -1): void {
  edit((draft) => {
    const place = draft.lanes.findIndex((lane) => lane.id === id)
    const lanes = [...draft.lanes]
    const other = lanes[place + direction]
    if (!other) return draft
    lanes[place + direction] = lanes[place]!
    lanes[place] = other
    return { ...draft, lanes }
  })
}

/** A copy right below it, selected. */
export function duplicateLane(id: string): void {
  const original = getState().draft.lanes.find((lane) => lane.id === id)
  if (original) insertLane(original, id)
}

/**
 * One more lane with these fields, selected; at the end, or right below another one. Its id; undefined, and a notice, where
 * there are as many lanes as there may be. A name that is taken gets a number.
 */
export function addLaneWith(name: string, fields: LaneDraft['fields'], below?: string): string | undefined {
  return insertLane({ name, muted: false, fields }, below)
}

export const isFull = ({ lanes }: Draft): boolean => lanes.filter(({ id }) => !isProof(id)).length >= MAX_LANES
export const FULL = `There are ${MAX_LANES} lanes, and there may be no more: remove one first.`

function insertLane(lane: Omit<LaneDraft, 'id'>, below: string | undefined): string | undefined {
  const { lanes } = getState().draft
  if (isFull(getState().draft)) {
    setState({ notice: FULL })
    return undefined
  }
  const place = below === undefined ? -1 : lanes.findIndex(({ id }) => id === below)
  const added = { ...lane, id: freeId(lanes), name: freeName(lanes, lane.name) }
  edit((draft) => ({ ...draft, lanes: draft.lanes.toSpliced(place < 0 ? draft.lanes.length : place + 1, 0, added) }))
  selectLane(added.id)
  return added.id
}

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

export const addLane = (): void => duplicateLane(getState().draft.lanes.at(-1)!.id)

/** The lanes in another order; one that is not named comes last. */
export function orderLanes(ids: readonly string[]): void {
  const place = ({ id }: LaneDraft): number => (ids.includes(id) ? ids.indexOf(id) : ids.length)
  edit((draft) => ({ ...draft, lanes: draft.lanes.toSorted((a, b) => place(a) - place(b)) }))
}

export const undo = (): void => travel('undo')
export const redo = (): void => travel('redo')

/** Where a text changes by it, that text is looked at then. */
function travel(way: 'undo' | 'redo'): void {
  const before = getState().draft
  useStore.temporal.getState()[way]()
  keepSelection()
  const { draft, lane, file } = getState()
  const changed = draft.lanes.flatMap((one) => {
    const old = before.lanes.find(({ id }) => id === one.id)
    return old && old !== one
      ? [...filesOf(one), PROCESSES]
          .filter((name) => textOf(before, old, name) !== textOf(draft, one, name))
          .map((name) => ({ lane: one.id, file: name }))
      : []
  })
  const first = changed[0]
  if (!first || changed.some((one) => one.lane === lane && one.file === file)) return
  selectLane(first.lane)
  setState({ file: first.file })
}

/** Lane, file and entry that are looked at are among those that there are. */
export function keepSelection(): void {
  const { draft, lane, selected } = getState()
  const shown = draft.lanes.find(({ id }) => id === lane) ?? draft.lanes[0]!
  setState({ lane: shown.id, file: fileOf(shown, getState().file) })
  if (selected && !draft.lanes.some(({ id }) => id === selected.lane)) setState({ selected: null })
}
