import type { Action } from '../../sim/scenario/inputs.ts'
import type { Scheduled } from '../../views/lanes/scheduled.ts'
import { editsOf } from './edits.ts'
import type { Made } from './make-store.ts'

type Place = Scheduled['places'][number]

/** A time as a scenario writes it. */
const written = (at: number): string => `${Math.round(at * 1000) / 1000}s`

const asWritten = ({ at, ...action }: Action): object => ({ at: written(at), ...action })

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** All that a person can do to what happens at a time. */
export function scheduleActions(made: Made) {
  const { edit } = editsOf(made)

  /** What somebody does at a time, in all lanes: those of the scenario, and of each lane that has its own. */
  function addActions(actions: readonly Action[]): void {
    const added = actions.map(asWritten)
    const add = (before: unknown): unknown[] => [...listOf(before), ...added]
    edit((draft) => ({
      common: { ...draft.common, actions: add(draft.common['actions']) },
      lanes: draft.lanes.map((lane) =>
        lane.fields['actions'] === undefined ? lane : { ...lane, fields: { ...lane.fields, actions: add(lane.fields['actions']) } },
      ),
    }))
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
    change: (list: readonly unknown[], isIn: (places: readonly Place[], index: number) => boolean) => readonly unknown[],
  ): void {
    const changed = (lane: string, list: unknown): readonly unknown[] =>
      change(listOf(list), (places, index) => places.some((place) => place.lane === lane && place.index === index))
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
  const moveAction = (places: readonly Place[], at: number): void =>
    changeActions((list, isIn) => list.map((action, index) => (isIn(places, index) ? { ...(action as object), at: written(at) } : action)))

  /** Out of the scenario, wherever it is written. */
  const removeAction = (places: readonly Place[]): void => changeActions((list, isIn) => list.filter((_, index) => !isIn(places, index)))

  return { addActions, addLaneActions, moveAction, removeAction }
}
