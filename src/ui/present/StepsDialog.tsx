import { defined } from '../../manifest/own.ts'
import { type ReactElement, useState } from 'react'
import { Choices } from '../kit/Choices.tsx'
import { steps as check, type StoryStep } from '../../sim/scenario/steps.ts'
import { clockWords } from '../../views/text/duration-words.ts'
import { STORY } from '../../cases/story-steps.ts'
import type { Draft } from '../../share/payload.ts'
import { At } from '../../sim/scenario/check-value.ts'
import { usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { textOf, laneById } from '../state/draft.ts'
import type { Slot } from '../state/slot.ts'
import { useStore } from '../state/store.ts'

interface Props {
  steps: readonly StoryStep[]
  /** The one that is shown, from 1. */
  n: number
  show(n: number): void
  /** What is shown is the step after it now. */
  added(): void
  close(): void
}

/** A trainer's own steps: each leads back to what was shown when it was added. */
export function StepsDialog({ steps, n, show, added, close }: Props): ReactElement {
  const [says, setSays] = useState('')
  const write = (next: readonly StoryStep[], what: string): void => {
    writeSteps(next)
    setSays(what)
  }
  const change = (i: number, by: Partial<StoryStep>): void => writeSteps(steps.map((step, k) => (k === i ? { ...step, ...by } : step)))
  /** Of what it showed before only the words stay. */
  const showNow = (i: number): void =>
    writeSteps(steps.map((step, k) => (k === i ? { ...stepOfNow(), says: step.says, ...defined({ notes: step.notes }) } : step)))
  const add = (): void => {
    write(steps.toSpliced(n, 0, stepOfNow()), `Added as step ${n + 1}.`)
    added()
  }
  const move = (i: number, by: 1 | -1): void => {
    const next = [...steps]
    const [step] = next.splice(i, 1)
    next.splice(i + by, 0, step!)
    write(next, `Step ${i + 1} is step ${i + by + 1} now.`)
  }
  return (
    <Choices title="Steps" className="choices stage-steps" close={close}>
      <p>
        A step is a moment, a lane, a panel and a line, with your words. They are part of the scenario: a link and a file hold them.{' '}
        <button type="button" className="primary" onClick={add}>
          Add a step from what is shown now
        </button>{' '}
        <output>{says}</output>
      </p>
      <ol>
        {steps.map((step, i) => (
          // Their places are what they are.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={i} aria-current={i + 1 === n ? 'step' : undefined}>
            <label>
              <span>What is said at step {i + 1}</span>
              <textarea
                rows={2}
                value={step.says}
                onChange={(event) => event.target.value !== '' && change(i, { says: event.target.value })}
              />
            </label>
            <label>
              <span>For the speaker alone</span>
              <textarea rows={1} value={step.notes ?? ''} onChange={(event) => change(i, { notes: event.target.value })} />
            </label>
            <div className="wrap stage-step-foot">
              <small>{placeWords(step)}</small>
              <button type="button" className="quiet" onClick={() => show(i + 1)}>
                Show it
              </button>
              <button type="button" className="quiet" onClick={() => showNow(i)}>
                Let it show what is shown now
              </button>
              <button type="button" className="quiet" disabled={i === 0} aria-label={`Step ${i + 1} up`} onClick={() => move(i, -1)}>
                ↑
              </button>
              <button
                type="button"
                className="quiet"
                disabled={i === steps.length - 1}
                aria-label={`Step ${i + 1} down`}
                onClick={() => move(i, 1)}
              >
                ↓
              </button>
              <button
                type="button"
                className="quiet"
                aria-label={`Remove step ${i + 1}`}
                onClick={() => write(steps.toSpliced(i, 1), `Step ${i + 1} is removed; undo brings it back.`)}
              >
                ✕
              </button>
            </div>
          </li>
        ))}
      </ol>
    </Choices>
  )
}

/** `8 min 45 s, “Anonymous requests off”, Why, --anonymous-auth=false` */
export function placeWords({ at, lane, panel, line, select }: StoryStep): string {
  return [
    at === undefined ? '' : clockWords(at),
    lane === undefined ? '' : `“${lane}”`,
    panel === undefined ? '' : `${panel[0]!.toUpperCase()}${panel.slice(1)}`,
    line?.has ?? '',
    select === undefined ? '' : `the ${select}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** Those that the scenario has, else the story's where it is the story's. A new list for each call. */
export function stepsOf(draft: Draft, slot: Slot): readonly StoryStep[] {
  const written = draft.common['steps']
  if (written === undefined || written === null) return slot === 'case:story' ? STORY : []
  const problems: unknown[] = []
  const read = check(written, new At((problem) => problems.push(problem)))
  return problems.length === 0 ? read : []
}

export const stepsNow = (): readonly StoryStep[] => stepsOf(useStore.getState().draft, useStore.getState().slot)

/** Puts a trainer's own steps into the scenario, as a file has them; undo takes them back. It is on purpose, on a stage too. */
function writeSteps(steps: readonly StoryStep[]): void {
  const written = steps.map(({ at, ...step }) => ({ ...step, ...(at === undefined ? {} : { at: `${at}s` }) }))
  useStore.setState(({ draft }) => ({ draft: { ...draft, common: { ...draft.common, steps: written } } }))
}

/** A step that leads back to what is shown now. */
function stepOfNow(): StoryStep {
  const { draft, lane: id, cursor, panel, selected } = useStore.getState()
  const lane = laneById(draft, id)!
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
