import { listOf, own } from '../../manifest/own.ts'
import type { Draft, LaneDraft } from '../../share/payload.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { type LaneDrawing, nextStop } from '../../views/lanes/lanes.ts'
import type { Scheduled } from '../../views/lanes/scheduled.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { horizon, results } from './results.ts'
import { durationOf, filesOf, objectsOf, textOf, withFile, laneById } from './draft.ts'
import { editsOf, laneActions } from './lane-actions.ts'
import type { MadeStore, Store } from './make-store.ts'
import { slotActions } from './slot-actions.ts'
import { keep } from './storage.ts'
import { made, useStore } from './store.ts'

const PAUSE_MS = 1000

/** All that a person can do to texts, and undo. */
export function textActions(
  made: MadeStore,
  { selectLane, keepSelection }: ReturnType<typeof laneActions>,
  { goBack, goForward, sayUntilChanged }: Pick<ReturnType<typeof slotActions>, 'goBack' | 'goForward' | 'sayUntilChanged'>,
) {
  const { getState, setState, temporal } = made.store
  const { edit, editLane, untracked } = editsOf(made)

  const writeFile = (id: string, file: string, text: string): void => writeFiles(id, { [file]: text })

  let typed: { place: string; atMs: number; draft: Draft | null } = { place: '', atMs: 0, draft: null }

  /** Writes what somebody types: letter after letter in one place, without a pause, is one step to undo. */
  function typeFile(id: string, file: string, text: string): void {
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
  function writeFiles(id: string, texts: Readonly<Record<string, string>>): void {
    editLane(id, (lane) => ({ ...lane, fields: Object.entries(texts).reduce(withFile, lane.fields) }))
  }

  /** How the programs of one lane behave, from now on in all of them. */
  function shareProcesses(id: string): void {
    edit((draft) => {
      const processes = textOf(draft, laneById(draft, id)!, PROCESSES)
      return { ...draft, lanes: draft.lanes.map((lane) => ({ ...lane, fields: { ...lane.fields, processes } })) }
    })
  }

  /** The file's objects are in the lane's etcd from the start. */
  function writeObjects(id: string, file: string, text: string): void {
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
  function removeFile(id: string, file: string): void {
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

  const undo = (): void => travel('undo')
  const redo = (): void => travel('redo')

  /** Where a text changes by it, that text is looked at then. Where nothing was done yet, opening the thing was the last step. */
  function travel(way: 'undo' | 'redo'): void {
    if (made.isReadonly) return
    const { pastStates, futureStates } = temporal.getState()
    if (way === 'undo' && pastStates.length === 0) return goBack()
    if (way === 'redo' && goForward()) return
    if (way === 'redo' && futureStates.length === 0) return sayUntilChanged('Nothing is left to redo.')
    const before = getState().draft
    temporal.getState()[way]()
    keepSelection()
    const { draft, lane, file } = getState()
    const changed = draft.lanes.flatMap((lane) => {
      const old = laneById(before, lane.id)
      return old && old !== lane
        ? [...filesOf(draft, lane), PROCESSES]
            .filter((name) => textOf(before, old, name) !== textOf(draft, lane, name))
            .map((name) => ({ lane: lane.id, file: name }))
        : []
    })
    const first = changed[0]
    if (!first || changed.some((item) => item.lane === lane && item.file === file)) return
    selectLane(first.lane)
    setState({ file: first.file })
  }

  return { writeFile, typeFile, writeFiles, shareProcesses, writeObjects, removeFile, undo, redo }
}

/** The draft with a file that all lanes share in each lane instead. */
function handedDown(draft: Draft, place: 'files' | 'manifests', file: string): Draft {
  const { [file]: text = '', ...left } = draft.common[place] as Record<string, string>
  const lanes = draft.lanes.map((lane) =>
    own(lane.fields[place] ?? {}, file) === undefined ? { ...lane, fields: withFile(lane.fields, [file, text]) } : lane,
  )
  return { ...draft, common: { ...draft.common, [place]: left }, lanes }
}

/** The drawings of the lanes, by id. */
type Drawings = () => Readonly<Record<string, { drawing: LaneDrawing }>>

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
/** A hundredth of a second is finer than any picture. */
const tidy = (t: number): number => Math.round(t * 100) / 100

/** All that a person can do about the time. */
export function timeActions({ getState, setState }: Store, drawings: Drawings, horizon = (): number => Infinity) {
  const end = (): number => durationOf(getState().draft)

  function setCursor(t: number): void {
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

  function zoom(factor: number, around = getState().cursor): void {
    const { from, to } = getState()
    const anchor = clamp(around, from, to)
    const length = (to - from) * factor
    setView(anchor - (anchor - from) * factor, length)
  }

  function pan(seconds: number): void {
    const { from, to } = getState()
    setView(from + seconds, to - from)
  }

  const showSpan = (from: number, to: number): void => setView(Math.min(from, to), Math.abs(to - from))
  const fit = (): void => setView(0, end())

  function togglePlay(): void {
    const { playing, cursor } = getState()
    if (!playing && cursor >= end()) setCursor(0)
    setState({ playing: !playing })
  }

  /** To the next or previous thing that is drawn in the selected lane; it is selected too. */
  function step(direction: 1 | -1): void {
    const { lane, cursor } = getState()
    const drawing = drawings()[lane]?.drawing
    const stop = drawing && nextStop(drawing, cursor, direction)
    if (stop && stop.t <= horizon()) toEntry(lane, stop)
  }

  /** To the next or previous start of a container in the selected lane. */
  function stepLife(direction: 1 | -1): void {
    const { lane, cursor } = getState()
    const starts = drawings()[lane]?.drawing.tracks.flatMap((track) => track.lives) ?? []
    const found = (direction === 1 ? starts : starts.toReversed()).find((life) =>
      direction === 1 ? life.from > cursor + 1e-6 : life.from < cursor - 1e-6,
    )
    if (found && found.from <= horizon()) toEntry(lane, { t: found.from, id: found.id })
  }

  /** To where an entry stands, which is selected: cut to hundredths, the cursor might lie before it. */
  function toEntry(lane: string, { t, id }: { t: number; id: number }): void {
    setCursor(t)
    setState({ cursor: t, selected: { lane, id }, playing: false })
  }

  return { setCursor, zoom, pan, showSpan, fit, togglePlay, step, stepLife, toEntry }
}

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

/** All that a person can do to what happens at a time. */
export function scheduleActions(made: MadeStore) {
  const { edit } = editsOf(made)

  /** What somebody does at a time, in all lanes: those of the scenario, and of each lane that has its own. */
  function addActions(actions: readonly Action[]): void {
    const added = actions.map(asWritten)
    edit((draft) => withLists(draft, (list) => [...listOf(list), ...added]))
  }

  /** What is typed on one lane's node happens there alone: the lane has a list of its own from then on. */
  function addLaneActions(id: string, actions: readonly Action[]): void {
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
        (list, lane) =>
          list && change(listOf(list), (places, index) => places.some((place) => place.lane === lane && place.index === index)),
      ),
    )
  }

  /** To another time, wherever it is written. */
  const moveAction = (places: readonly FaultPlace[], at: number): void =>
    changeActions((list, isIn) => list.map((action, index) => (isIn(places, index) ? { ...(action as object), at: written(at) } : action)))

  /** Out of the scenario, wherever it is written. */
  const removeAction = (places: readonly FaultPlace[]): void =>
    changeActions((list, isIn) => list.filter((_, index) => !isIn(places, index)))

  return { addActions, addLaneActions, moveAction, removeAction }
}

/** All that a person can do on this page, to the one store that it has. */

export const { setCursor, zoom, pan, showSpan, fit, togglePlay, step, stepLife, toEntry } = timeActions(
  useStore,
  () => results.getState().lanes,
  horizon,
)

const lanes = laneActions(made)
export const {
  selectLane,
  selectNeighbour,
  selectEntry,
  fileOf,
  setRelease,
  setTitle,
  renameLane,
  muteLane,
  removeLane,
  moveLane,
  duplicateLane,
  addLaneWith,
  addLane,
  orderLanes,
} = lanes

const slots = slotActions(made, lanes)
export const {
  openSlot,
  openOwn,
  replaceDraft,
  visit,
  openExercise,
  attemptAt,
  backToOwn,
  keepVisited,
  isEdited,
  setAside,
  reset,
  tell,
  sayUntilChanged,
  dismiss,
  report,
} = slots

/** Keeps what is no scenario; where the browser does not take it, what that costs is said once for all of it. */
export function keepText(name: string, text: string, unkept: string): void {
  const { troubles, isKept } = useStore.getState()
  if (!keep.write(name, text)) {
    if (isKept) tell({ cause: 'unkept', text: unkept })
  } else if (troubles.some((trouble) => trouble.text === unkept)) dismiss('unkept')
}

/** Puts what is no scenario and cannot be read aside, and says so; false where it stays, and must not be written over. */
export function putAway(name: string, why: string): boolean {
  const isAway = made.cabinet.putAway(name, why)
  // who reads may be a component that renders
  queueMicrotask(report)
  return isAway
}

export const { writeFile, writeFiles, typeFile, shareProcesses, writeObjects, removeFile, undo, redo } = textActions(made, lanes, slots)

export const { addActions, addLaneActions, moveAction, removeAction } = scheduleActions(made)
