import type { Draft, LaneDraft } from '../../share/payload.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { chosenLane, filesOf, freeId, freeName, FULL, isFull, laneById } from './draft.ts'
import type { MadeStore } from './make-store.ts'

/** How inputs are edited: not at all while nothing may change them. What opens another scenario, or brings one back, puts a whole draft in their place. */
export function editsOf(made: MadeStore) {
  const { store } = made
  const edit = (change: (draft: Draft) => Draft): void => {
    if (!made.isReadonly) store.setState((state) => ({ draft: change(state.draft) }))
  }
  /** `first`: what the draft needs for it, in the same step. */
  const editLane = (id: string, change: (lane: LaneDraft) => LaneDraft, first = (draft: Draft): Draft => draft): void =>
    edit((before) => {
      const draft = first(before)
      return { ...draft, lanes: draft.lanes.map((lane) => (lane.id === id ? owned(change(lane)) : lane)) }
    })
  /** What follows in undo's history belongs to the step before it. */
  const untracked = (act: () => void): void => {
    const { isTracking, pause, resume } = store.temporal.getState()
    if (isTracking) pause()
    act()
    if (isTracking) resume()
  }
  return { edit, editLane, untracked }
}

/** What somebody has changed is his own. */
function owned({ isShown: _was, ...lane }: LaneDraft): LaneDraft {
  return lane
}

/** All that a person can do with lanes, and what is looked at of them. */
export function laneActions(made: MadeStore) {
  const { getState, setState } = made.store
  const { edit, editLane } = editsOf(made)

  function selectLane(id: string): void {
    const lane = laneById(getState().draft, id)
    if (!lane || id === getState().lane) return
    // what is explained belongs to the lane that it was chosen in
    setState({ lane: id, file: fileOf(lane, getState().file), selected: null })
  }

  function selectNeighbour(direction: 1 | -1): void {
    const { draft, lane } = getState()
    const next = draft.lanes[draft.lanes.findIndex(({ id }) => id === lane) + direction]
    if (next) selectLane(next.id)
  }

  function selectEntry(lane: string, id: number): void {
    selectLane(lane)
    setState({ selected: { lane, id }, panel: 'why' })
  }

  /** The file of that name where the lane has it, or its first. */
  function fileOf(lane: LaneDraft, wanted: string): string {
    const names = filesOf(getState().draft, lane)
    return wanted === PROCESSES || names.includes(wanted)
      ? wanted
      : (names[0] ?? (getState().slot === 'own' ? 'pod.yaml' : 'kube-apiserver.yaml'))
  }

  const setRelease = (kubernetes: string): void => edit((draft) => ({ ...draft, common: { ...draft.common, kubernetes } }))
  const setTitle = (title: string): void => edit((draft) => ({ ...draft, common: { ...draft.common, title } }))
  const renameLane = (id: string, name: string): void => editLane(id, (lane) => ({ ...lane, name }))
  const muteLane = (id: string): void => editLane(id, (lane) => ({ ...lane, muted: !lane.muted }))

  function removeLane(id: string): void {
    const { draft, lane } = getState()
    if (draft.lanes.length === 1) return
    const place = draft.lanes.findIndex((candidate) => candidate.id === id)
    if (lane === id) selectLane((draft.lanes[place + 1] ?? draft.lanes[place - 1])!.id)
    if (getState().selected?.lane === id) setState({ selected: null })
    edit((before) => ({ ...before, lanes: before.lanes.filter((candidate) => candidate.id !== id) }))
  }

  function moveLane(id: string, direction: 1 | -1): void {
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
  function duplicateLane(id: string): void {
    const original = laneById(getState().draft, id)
    if (original) insertLane(original, id)
  }

  /**
   * One more lane with these fields, selected; at the end, or right below another one. Its id; undefined, and a notice, where
   * there are as many lanes as there may be. A name that is taken gets a number.
   */
  function addLaneWith(name: string, fields: LaneDraft['fields'], below?: string): string | undefined {
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

  const addLane = (): void => duplicateLane(getState().draft.lanes.at(-1)!.id)

  /** The lanes in another order; one that is not named comes last. */
  function orderLanes(ids: readonly string[]): void {
    const place = ({ id }: LaneDraft): number => (ids.includes(id) ? ids.indexOf(id) : ids.length)
    edit((draft) => ({ ...draft, lanes: draft.lanes.toSorted((a, b) => place(a) - place(b)) }))
  }

  /** Lane, file and entry that are looked at are among those that there are. */
  function keepSelection(): void {
    const { draft, file, selected } = getState()
    const shown = chosenLane(getState())
    setState({ lane: shown.id, file: fileOf(shown, file) })
    if (selected && !draft.lanes.some(({ id }) => id === selected.lane)) setState({ selected: null })
  }

  return {
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
    keepSelection,
  }
}
