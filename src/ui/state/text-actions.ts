import { own } from '../../manifest/own.ts'
import type { Draft, LaneDraft } from '../../share/payload.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { filesOf, objectsOf, textOf, withFile } from './draft.ts'
import { editsOf } from './edits.ts'
import type { laneActions } from './lane-actions.ts'
import type { Made } from './make-store.ts'
import type { slotActions } from './slot-actions.ts'

const PAUSE_MS = 1000

/** All that a person can do to texts, and undo. */
export function textActions(
  made: Made,
  { selectLane, keepSelection }: ReturnType<typeof laneActions>,
  { goBack }: Pick<ReturnType<typeof slotActions>, 'goBack'>,
) {
  const { getState, setState, temporal } = made.store
  const { edit, editLane, untracked } = editsOf(made)

  const writeFile = (id: string, file: string, text: string): void => writeFiles(id, { [file]: text })

  let typed: { place: string; atMs: number; draft: Draft | null } = { place: '', atMs: 0, draft: null }

  /** Writes what somebody types: letter after letter in one place, without a pause, is one step to undo. */
  function typeFile(id: string, file: string, text: string): void {
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
  function writeFiles(id: string, texts: Readonly<Record<string, string>>): void {
    editLane(id, (lane) => ({ ...lane, fields: Object.entries(texts).reduce(withFile, lane.fields) }))
  }

  /** How the programs of one lane behave, from now on in all of them. */
  function shareProcesses(id: string): void {
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
            objects.filter((one) => one !== file),
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
    if (way === 'undo' && temporal.getState().pastStates.length === 0) return goBack()
    const before = getState().draft
    temporal.getState()[way]()
    keepSelection()
    const { draft, lane, file } = getState()
    const changed = draft.lanes.flatMap((one) => {
      const old = before.lanes.find(({ id }) => id === one.id)
      return old && old !== one
        ? [...filesOf(draft, one), PROCESSES]
            .filter((name) => textOf(before, old, name) !== textOf(draft, one, name))
            .map((name) => ({ lane: one.id, file: name }))
        : []
    })
    const first = changed[0]
    if (!first || changed.some((one) => one.lane === lane && one.file === file)) return
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
