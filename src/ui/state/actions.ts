import { listOf, own } from '../../manifest/own.ts'
import type { Draft, LaneDraft } from '../../share/payload.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { nextStop } from '../../views/lanes/lanes.ts'
import type { Scheduled } from '../../views/lanes/scheduled.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { horizon, results } from './results.ts'
import { chosenLane, durationOf, filesOf, freeId, freeName, FULL, isFull, laneById, objectsOf, textOf, withFile } from './draft.ts'
import { environment, useStore } from './store.ts'

const { getState, setState } = useStore

/** How inputs are edited: not at all while nothing may change them. What opens another scenario, or brings one back, puts a whole draft in their place. */
const edit = (change: (draft: Draft) => Draft): void => {
  if (!environment.isReadonly) setState((state) => ({ draft: change(state.draft) }))
}
/** `first`: what the draft needs for it, in the same step. */
const editLane = (id: string, change: (lane: LaneDraft) => LaneDraft, first = (draft: Draft): Draft => draft): void =>
  edit((before) => {
    const draft = first(before)
    return { ...draft, lanes: draft.lanes.map((lane) => (lane.id === id ? owned(change(lane)) : lane)) }
  })
/** What follows in undo's history belongs to the step before it. */
export const untracked = (act: () => void): void => {
  const { isTracking, pause, resume } = useStore.temporal.getState()
  if (isTracking) pause()
  act()
  if (isTracking) resume()
}

/** What somebody has changed is his own. */
function owned({ isShown: _was, ...lane }: LaneDraft): LaneDraft {
  return lane
}

// Lanes, and what is looked at of them.

export function selectLane(id: string): void {
  const lane = laneById(getState().draft, id)
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
  const names = filesOf(getState().draft, lane)
  return wanted === PROCESSES || names.includes(wanted)
    ? wanted
    : (names[0] ?? (getState().slot === 'own' ? 'pod.yaml' : 'kube-apiserver.yaml'))
}

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
  const original = laneById(getState().draft, id)
  if (original) insertLane(original, id)
}

/**
 * One more lane with these fields, selected; at the end, or right below another one. Its id; undefined, and a notice, where
 * there are as many lanes as there may be. A name that is taken gets a number.
 */
export function addLaneWith(name: string, fields: LaneDraft['fields'], below?: string): string | undefined {
  return insertLane({ name, muted: false, fields }, below)
}

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

export const addLane = (): void => duplicateLane(getState().draft.lanes.at(-1)!.id)

/** The lanes in another order; one that is not named comes last. */
export function orderLanes(ids: readonly string[]): void {
  const place = ({ id }: LaneDraft): number => (ids.includes(id) ? ids.indexOf(id) : ids.length)
  edit((draft) => ({ ...draft, lanes: draft.lanes.toSorted((a, b) => place(a) - place(b)) }))
}

/** Lane, file and entry that are looked at are among those that there are. */
export function keepSelection(): void {
  const { draft, file, selected } = getState()
  const shown = chosenLane(getState())
  setState({ lane: shown.id, file: fileOf(shown, file) })
  if (selected && !draft.lanes.some(({ id }) => id === selected.lane)) setState({ selected: null })
}

// Texts.

export const writeFile = (id: string, file: string, text: string): void => writeFiles(id, { [file]: text })

const PAUSE_MS = 1000

let typed: { place: string; atMs: number; draft: Draft | null } = { place: '', atMs: 0, draft: null }

/** Writes what somebody types: letter after letter in one place, without a pause, is one step to undo. */
export function typeFile(id: string, file: string, text: string): void {
  const { draft } = getState()
  const lane = laneById(draft, id)
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

/** How the programs of one lane behave, from now on in all of them. */
export function shareProcesses(id: string): void {
  edit((draft) => {
    const processes = textOf(draft, laneById(draft, id)!, PROCESSES)
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

function withObjects(lane: LaneDraft, objects: readonly string[]): LaneDraft {
  const cluster = lane.fields['cluster'] ?? getState().draft.common['cluster'] ?? {}
  return { ...lane, fields: { ...lane.fields, cluster: { ...cluster, objects } } }
}

/** Takes a file out of a lane. One that all lanes share stays in the others: each has it for itself from then on. */
export function removeFile(id: string, file: string): void {
  const place = file.startsWith('/') ? 'files' : 'manifests'
  const { common } = getState().draft
  const remove = (lane: LaneDraft): LaneDraft => {
    const { [file]: _gone, ...left } = lane.fields[place] ?? {}
    const without = { ...lane, fields: { ...lane.fields, [place]: left } }
    const objects = objectsOf(lane.fields['cluster'] ? lane.fields : common)
    return objects.includes(file)
      ? withObjects(
          without,
          objects.filter((object) => object !== file),
        )
      : without
  }
  const isShared = own((common[place] ?? {}) as Record<string, string>, file) !== undefined
  editLane(id, remove, (draft) => (isShared ? handedDown(draft, place, file) : draft))
}

/** The draft with a file that all lanes share in each lane instead. */
function handedDown(draft: Draft, place: 'files' | 'manifests', file: string): Draft {
  const { [file]: text = '', ...left } = draft.common[place] as Record<string, string>
  const lanes = draft.lanes.map((lane) =>
    own(lane.fields[place] ?? {}, file) === undefined ? { ...lane, fields: withFile(lane.fields, [file, text]) } : lane,
  )
  return { ...draft, common: { ...draft.common, [place]: left }, lanes }
}

// The time.

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
/** A hundredth of a second is finer than any picture. */
const tidy = (t: number): number => Math.round(t * 100) / 100

const end = (): number => durationOf(getState().draft)

export function setCursor(t: number): void {
  const { from, to } = getState()
  // cut to hundredths, a time at the edge of what is seen would lie beyond it
  const seen = t >= from && t <= to ? clamp(tidy(t), from, to) : tidy(t)
  const cursor = clamp(seen, 0, Math.min(end(), horizon()))
  setState({ cursor })
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
  if (stop && stop.t <= horizon()) toEntry(lane, stop)
}

/** To the next or previous start of a container in the selected lane. */
export function stepLife(direction: 1 | -1): void {
  const { lane, cursor } = getState()
  const starts = results.getState().lanes[lane]?.drawing.tracks.flatMap((track) => track.lives) ?? []
  const found = (direction === 1 ? starts : starts.toReversed()).find((life) =>
    direction === 1 ? life.from > cursor + 1e-6 : life.from < cursor - 1e-6,
  )
  if (found && found.from <= horizon()) toEntry(lane, { t: found.from, id: found.id })
}

/** To where an entry stands, which is selected: cut to hundredths, the cursor might lie before it. */
export function toEntry(lane: string, { t, id }: { t: number; id: number }): void {
  setCursor(t)
  setState({ cursor: t, selected: { lane, id }, playing: false })
}

// What happens at a time.

type FaultPlace = Scheduled['places'][number]

/** A time as a scenario writes it. */
const written = (at: number): string => `${Math.round(at * 1000) / 1000}s`

const asWritten = ({ at, ...action }: Action): object => ({ at: written(at), ...action })

/** The draft with its lists of actions changed: that of all lanes, whose lane is empty, and those that lanes have for themselves. */
function withLists({ common, lanes }: Draft, change: (list: unknown, lane: string) => unknown): Draft {
  const shared = change(common['actions'], '')
  return {
    common: shared === undefined ? common : { ...common, actions: shared },
    lanes: lanes.map((lane) => {
      const { actions } = lane.fields
      return actions === undefined ? lane : { ...lane, fields: { ...lane.fields, actions: change(actions, lane.id) } }
    }),
  }
}

/** What somebody does at a time, in all lanes: those of the scenario, and of each lane that has its own. */
export function addActions(actions: readonly Action[]): void {
  const added = actions.map(asWritten)
  edit((draft) => withLists(draft, (list) => [...listOf(list), ...added]))
}

/** What is typed on one lane's node happens there alone: the lane has a list of its own from then on. */
export function addLaneActions(id: string, actions: readonly Action[]): void {
  edit((draft) =>
    draft.lanes.length === 1 && draft.lanes[0]!.fields['actions'] === undefined
      ? { ...draft, common: { ...draft.common, actions: [...listOf(draft.common['actions']), ...actions.map(asWritten)] } }
      : {
          ...draft,
          lanes: draft.lanes.map((lane) => {
            const before = listOf(lane.fields['actions'] ?? draft.common['actions'])
            return lane.id === id ? { ...lane, fields: { ...lane.fields, actions: [...before, ...actions.map(asWritten)] } } : lane
          }),
        },
  )
}

function changeActions(
  change: (list: readonly unknown[], isIn: (places: readonly FaultPlace[], index: number) => boolean) => readonly unknown[],
): void {
  edit((draft) =>
    withLists(
      draft,
      (list, lane) => list && change(listOf(list), (places, index) => places.some((place) => place.lane === lane && place.index === index)),
    ),
  )
}

/** To another time, wherever it is written. */
export const moveAction = (places: readonly FaultPlace[], at: number): void =>
  changeActions((list, isIn) => list.map((action, index) => (isIn(places, index) ? { ...(action as object), at: written(at) } : action)))

/** Out of the scenario, wherever it is written. */
export const removeAction = (places: readonly FaultPlace[]): void =>
  changeActions((list, isIn) => list.filter((_, index) => !isIn(places, index)))
