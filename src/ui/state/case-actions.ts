import { ownPod } from '../../cases/own-pod.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { keepSelection } from './actions.ts'
import { setAside } from '../own/earlier.ts'
import { draftOf, type Draft } from '../../share/payload.ts'
import { CASES, durationOf, firstLook, useStore, type CaseId, type State } from './store.ts'

/**
 * Which scenario is open: a case, one's own, or a shared one that is visited. What another takes the place of stays with its
 * case, or is set aside.
 */
const { getState, setState } = useStore

const freshDraft = (id: CaseId): Draft => draftOf(id === 'own' ? ownPod(CASES.today) : theStrangeCase(CASES[id]))

/** What belongs to the open case, while a shared scenario may be looked at. */
const mine = (): Draft => getState().own ?? getState().draft

/** Nobody has done anything with it yet. */
export function isFresh(draft: Draft): boolean {
  const isEmpty =
    draft.lanes.length === 1 &&
    Object.keys({ ...draft.lanes[0]!.fields.manifests, ...(draft.common['manifests'] as object | undefined) }).length === 0
  return isEmpty || JSON.stringify(draft) === JSON.stringify(freshDraft('own'))
}

function show(draft: Draft, more: Partial<State> = {}): void {
  const end = durationOf(draft)
  setState({ draft, selected: null, ...more, ...(getState().to > end ? { from: 0, to: end } : {}) })
  keepSelection()
}

function goTo(id: CaseId, next: Draft): void {
  const { caseId, draft, own, shelved } = getState()
  if (own) setAside(draft)
  // the two cases have the same lanes, and what somebody brought has others
  const isElsewhere = caseId !== id && (caseId === 'own' || id === 'own')
  show(next, {
    caseId: id,
    own: null,
    shelved: { ...shelved, [caseId]: mine() },
    ...(isElsewhere ? { lane: firstLook(next), file: '' } : {}),
  })
}

/** Goes to a case; the draft of the one that is left is kept, and a visited one set aside. */
export function openCase(id: CaseId): void {
  const { caseId, shelved } = getState()
  if (id !== caseId) goTo(id, shelved[id] ?? freshDraft(id))
}

/** A scenario of one's own; the one before is set aside. */
export function openOwn(draft: Draft): void {
  const { caseId, shelved } = getState()
  const before = caseId === 'own' ? mine() : shelved.own
  if (before && !isFresh(before)) setAside(before)
  goTo('own', draft)
}

/** Another scenario in the place of the open one; undo brings it back. */
export const replaceDraft = (draft: Draft): void => show(draft)

/** Shows a scenario from elsewhere; one's own draft is kept beside it. */
export function visit(draft: Draft): void {
  const { own, draft: before } = getState()
  if (own) setAside(before)
  show(draft, { own: mine() })
}

/** Leaves a shared scenario for one's own draft. */
export function backToOwn(): void {
  const { own, draft } = getState()
  if (!own) return
  setAside(draft)
  show(own, { own: null })
}

/** Goes on with a shared scenario in the place of one's own, which is set aside. */
export function keepVisited(): void {
  const { own } = getState()
  if (own) setAside(own)
  setState({ own: null })
}

/** The open case as it was; undo brings the edits back. */
export function resetCase(): void {
  const { caseId, draft } = getState()
  if (caseId === 'own' && !isFresh(draft)) setAside(draft)
  show(freshDraft(caseId))
}
