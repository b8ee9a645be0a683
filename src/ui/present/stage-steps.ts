import { STORY } from '../../cases/story-steps.ts'
import type { Draft } from '../../share/payload.ts'
import { At } from '../../sim/scenario/check-value.ts'
import { steps as check, type StoryStep } from '../../sim/scenario/steps.ts'
import { usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { textOf } from '../state/draft.ts'
import type { Slot } from '../state/slot.ts'
import { useStore } from '../state/store.ts'

/** Those that the scenario has, else the story's where it is the story's. A new list for each call. */
export function stepsOf(draft: Draft, slot: Slot): readonly StoryStep[] {
  const written = draft.common['steps']
  if (written === undefined || written === null) return slot === 'case:story' ? STORY : []
  let isGood = true
  const read = check(
    written,
    new At(() => {
      isGood = false
    }),
  )
  return isGood ? read : []
}

export const stepsNow = (): readonly StoryStep[] => stepsOf(useStore.getState().draft, useStore.getState().slot)

/** Puts a trainer's own steps into the scenario, as a file has them; undo takes them back. It is on purpose, on a stage too. */
export function writeSteps(steps: readonly StoryStep[]): void {
  const written = steps.map(({ at, ...step }) => ({ ...step, ...(at === undefined ? {} : { at: `${at}s` }) }))
  useStore.setState(({ draft }) => ({ draft: { ...draft, common: { ...draft.common, steps: written } } }))
}

/** A step that leads back to what is shown now. */
export function stepOfNow(): StoryStep {
  const { draft, lane: id, cursor, panel, selected } = useStore.getState()
  const lane = draft.lanes.find((lane) => lane.id === id) ?? draft.lanes[0]!
  const { lit } = usePage.getState()
  const has = lit && lit.lane === lane.id ? (textOf(draft, lane, lit.file).split('\n')[lit.line - 1]?.trim() ?? '') : ''
  const select = selected?.lane === lane.id ? kindOf(lane.id, selected.id) : undefined
  return {
    says: 'What is to be seen here.',
    at: Math.round(cursor * 100) / 100,
    lane: lane.name,
    panel,
    ...(lit && has !== '' ? { line: { file: lit.file, has } } : {}),
    ...(select ? { select } : {}),
  }
}

/** The step whose moment, lane and panel are what is shown already, from 1; 0 where there is none. */
export function stepShown(steps: readonly StoryStep[]): number {
  const now = stepOfNow()
  return (
    1 + steps.findIndex(({ at = now.at, lane = now.lane, panel = now.panel }) => at === now.at && lane === now.lane && panel === now.panel)
  )
}

function kindOf(lane: string, entry: number): StoryStep['select'] {
  const track = results.getState().lanes[lane]?.drawing.tracks[0]
  if (track?.kills.some(({ id }) => id === entry)) return 'kill'
  return track?.lives.some(({ id }) => id === entry) ? 'start' : undefined
}
