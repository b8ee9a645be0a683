import type { Proof, TrialFields } from '../../views/verdicts/questions.ts'
import { durationOf, freeId, freeName, laneById } from '../state/draft.ts'
import { selectLane, setCursor, showSpan, untracked } from '../state/actions.ts'
import { results } from '../state/results.ts'
import { isProof, MAX_LANES, type Draft, type LaneDraft } from '../../share/payload.ts'
import { isHidden, useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'

/**
 * Shows the run behind a verdict: the lane itself where that is the run, else one more lane right below it, which undo takes away
 * and the next proof replaces. The cursor stands where it was decided, and the Why panel has the entry. `isBeside`: the lane itself
 * stays the one that is edited. Says whether a lane was added.
 */
export function openProof(id: string, proof: Proof, { isBeside = false } = {}): boolean {
  const { draft } = useStore.getState()
  const lane = laneById(draft, id)
  if (!lane) return false
  const shown = isOwnRun(id, proof) ? undefined : proofLane(draft, lane, proof)
  if (shown) watched = { id, proof: shown.id }
  const next = extended(shown ? { ...draft, lanes: shown.lanes } : draft, proof.at)
  // one step, so that one undo takes it back
  if (next !== draft) useStore.setState({ draft: next })
  const place = shown?.id ?? id
  selectLane(isBeside ? id : place)
  useStore.setState({ playing: false })
  if (proof.kind === 'request') {
    setCursor(proof.at)
    return shown !== undefined
  }
  show(proof.from, proof.at)
  // the entry's own time: the cursor is cut to hundredths otherwise, and may lie before it
  const times = place === id ? results.getState().lanes[id]?.index.times : undefined
  const isThere = times === undefined || proof.entry < times.length
  useStore.setState({ cursor: proof.at, selected: isThere ? { lane: place, id: proof.entry } : null })
  // what is hidden cannot be looked at
  if (!isHidden(useSession.getState(), 'why')) useStore.setState({ panel: 'why' })
  return shown !== undefined
}

/**
 * Shows a run with other files below a lane, which stays the one that is edited; null takes a file away.
 *
 * Returns the id of its lane; undefined where there is no lane to be below.
 */
export function showBelow(id: string, name: string, files: readonly (readonly [string, string | null])[]): string | undefined {
  const { draft } = useStore.getState()
  const lane = laneById(draft, id)
  if (!lane) return undefined
  const laid = { ...lane.fields }
  for (const place of ['manifests', 'files'] as const) {
    const own = files.filter(([file]) => file.startsWith('/') === (place === 'files'))
    if (own.length > 0) laid[place] = { ...laid[place], ...Object.fromEntries(own) } as Record<string, string>
  }
  const { id: shown, lanes } = shownBelow(draft, lane, name, laid)
  useStore.setState({ draft: { ...draft, lanes } })
  return shown
}

/** The lane whose texts the run that is shown was made of. */
let watched: { id: string; proof: string } | undefined

/** An edit of that lane takes the run away: it would be one of texts that are gone. Undo brings back both. */
useStore.subscribe((state, before) => {
  if (state.draft === before.draft || !watched) return
  const { id, proof } = watched
  const now = laneById(state.draft, id)
  const isEdited = now && now.fields !== laneById(before.draft, id)?.fields
  if (isEdited && laneById(before.draft, proof)?.isShown && laneById(state.draft, proof)) untracked(closeProof)
})

/** Takes the run away that is only shown, if nobody has touched it. */
export function closeProof(): void {
  const { draft, lane, selected } = useStore.getState()
  const shown = draft.lanes.find(({ id, isShown }) => isProof(id) && isShown)
  if (!shown) return
  const lanes = draft.lanes.filter((lane) => lane !== shown)
  useStore.setState({ draft: { ...draft, lanes }, ...(lane === shown.id ? { lane: lanes[0]!.id } : {}) })
  if (selected?.lane === shown.id) useStore.setState({ selected: null })
}

/** Nothing was done in the lane, so that its run is the calm one. */
function isOwnRun(id: string, { trial }: Proof): boolean {
  const inputs = results.getState().lanes[id]?.inputs
  if (trial.name !== '' || inputs === undefined) return false
  // a goal's own run is the lane's, whatever is done in it
  const isUnchanged = Object.keys(trial.fields).every((field) => field === 'duration')
  return isUnchanged || (inputs.actions.length === 0 && inputs.requests.length === 0 && inputs.cluster.etcd === 'up')
}

function proofLane(draft: Draft, lane: LaneDraft, { trial }: Proof): { id: string; lanes: LaneDraft[] } {
  const { duration: _ofTheLane, ...fields } = lane.fields
  return shownBelow(draft, lane, trial.name || 'calm', { ...fields, ...written(trial.fields) })
}

/** One more lane right below another, which is only shown. */
function shownBelow(draft: Draft, lane: LaneDraft, name: string, fields: LaneDraft['fields']): { id: string; lanes: LaneDraft[] } {
  const lanes = roomFor(draft.lanes)
  const id = freeId(draft.lanes, 'proof')
  const below = lanes.findIndex((other) => other.id === lane.id) + 1
  const shown = { id, name: freeName(lanes, `${lane.name}, ${name}`), muted: false, isShown: true as const, fields }
  return { id, lanes: lanes.toSpliced(below, 0, shown) }
}

/** Without the proof before; one that was touched stays as a lane of the person's own, if there may be one more. */
function roomFor(lanes: Draft['lanes']): LaneDraft[] {
  const before = lanes.find(({ id }) => isProof(id))
  if (!before || before.isShown || lanes.length > MAX_LANES) return lanes.filter((lane) => lane !== before)
  return lanes.map((lane) => (lane === before ? { ...lane, id: freeId(lanes) } : lane))
}

/** As a person would write it. */
function written({ actions, ...fields }: TrialFields): Record<string, unknown> {
  return { ...fields, ...(actions ? { actions: actions.map(({ at, ...action }) => ({ at: `${at}s`, ...action })) } : {}) }
}

/** A run that ends before is made longer, in all lanes: it goes on by the same rules. */
function extended(draft: Draft, until: number): Draft {
  return until <= durationOf(draft) ? draft : { ...draft, common: { ...draft.common, duration: `${Math.ceil(until / 60)}m` } }
}

/** Both the fault and what decided have to be seen; what is seen already stays as it is. */
function show(from: number, at: number): void {
  const view = useStore.getState()
  const margin = Math.max(10, (at - from) * 0.1)
  const edge = (view.to - view.from) * 0.03
  if (view.from > from || view.to < at + edge) showSpan(Math.max(0, Math.min(view.from, from - margin)), Math.max(view.to, at + margin))
}
