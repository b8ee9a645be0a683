import { useEffect, useState, type ReactElement } from 'react'
import type { Candidate } from '../../../lessons/candidates.ts'
import { Choices } from '../../own/Choices.tsx'
import { saveFile } from '../../own/save-file.ts'
import { copy } from '../../page/Dialogs.tsx'
import { useStore } from '../../state/store.ts'
import { askCandidates, openText } from '../control.ts'
import { exerciseDocument, exerciseLink, type Wanted } from './make.ts'

/** What may be hidden, and what it would tell. */
const PARTS = [
  ['why', 'Why: the chain of causes, down to the line'],
  ['what-if', 'What if: changes that would have helped'],
  ['verdicts', 'Verdicts: the table of what each lane costs'],
  ['lanes', 'The other lanes: they may show the answer'],
  ['request', 'Request: who gets which answer'],
  ['events', 'Events'],
  ['terminal', 'Terminal'],
  ['future', 'What comes after the cursor: the clock runs by Play'],
] as const

/** A task out of the scenario that is open: its words, what must hold, what helps, what is hidden; tried at once, saved as a file. */
export function MakeDialog({ close }: { close: () => void }): ReactElement {
  const { draft, lane: selected } = useStore.getState()
  const [wanted, setWanted] = useState<Wanted>(() => ({
    title: String(draft.common.title),
    minutes: 10,
    lane: selected,
    story: '',
    goals: [],
    hints: '',
    hide: draft.lanes.length > 1 ? ['what-if', 'verdicts', 'lanes'] : ['what-if', 'verdicts'],
    solution: '',
    word: '',
  }))
  const [answer, setAnswer] = useState<{ lane: string; found: readonly Candidate[] } | null>(null)
  const [says, setSays] = useState('')
  const set = (change: Partial<Wanted>): void => setWanted((before) => ({ ...before, ...change }))
  const { lane } = wanted
  useEffect(() => {
    let isOver = false
    const take = (found: readonly Candidate[]): void => {
      if (!isOver) setAnswer({ lane, found })
    }
    void askCandidates(draft, lane).then(take, () => take([]))
    return () => {
      isOver = true
    }
  }, [draft, lane])
  const candidates = answer?.lane === lane ? answer.found : null
  const made = (): string => JSON.stringify(exerciseDocument(draft, wanted), null, 2)
  const toggle = <T,>(list: readonly T[], one: T): T[] => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one])
  return (
    <Choices title="Make an exercise of this" close={close}>
      <form className="make" onSubmit={(event) => event.preventDefault()}>
        <label>
          Title <input value={wanted.title} maxLength={200} onChange={(event) => set({ title: event.target.value })} />
        </label>
        <label>
          Minutes{' '}
          <input
            type="number"
            min={1}
            max={240}
            value={wanted.minutes}
            onChange={(event) => set({ minutes: Number(event.target.value) || 1 })}
          />
        </label>
        <label>
          The learner works in{' '}
          <select value={lane} onChange={(event) => set({ lane: event.target.value, goals: [] })}>
            {draft.lanes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          The task, in your words (Markdown)
          <textarea rows={4} value={wanted.story} onChange={(event) => set({ story: event.target.value })} />
        </label>
        <fieldset>
          <legend>What must hold at the end</legend>
          {candidates === null && <p>Trying what could be asked for …</p>}
          {candidates?.length === 0 && <p>No pod of this lane can be read, so nothing can be asked of it.</p>}
          {candidates?.map((candidate) => (
            <label key={candidate.goal.text} className="check">
              <input
                type="checkbox"
                checked={wanted.goals.includes(candidate)}
                onChange={() => set({ goals: toggle(wanted.goals, candidate) })}
              />{' '}
              {candidate.goal.text}{' '}
              <small>{candidate.holds ? 'holds already: a fix must keep it' : 'does not hold yet: to be reached'}</small>
            </label>
          ))}
        </fieldset>
        <label>
          Hints, one a line, the gentlest first
          <textarea rows={3} value={wanted.hints} onChange={(event) => set({ hints: event.target.value })} />
        </label>
        <fieldset>
          <legend>Hidden until it is solved</legend>
          <p className="aside">What would tell the answer. What is ticked is hidden from the learner, and the task says so.</p>
          {PARTS.map(([part, says]) => (
            <label key={part} className="check">
              <input type="checkbox" checked={wanted.hide.includes(part)} onChange={() => set({ hide: toggle(wanted.hide, part) })} />{' '}
              {says}
            </label>
          ))}
          <label>
            A word of yours that shows it all before{' '}
            <input value={wanted.word} maxLength={60} autoComplete="off" onChange={(event) => set({ word: event.target.value.trim() })} />
          </label>
          <p className="aside">Only its hash is in the file. Left empty, being solved alone shows it.</p>
        </fieldset>
        <label>
          The solution{' '}
          <select value={wanted.solution} onChange={(event) => set({ solution: event.target.value })}>
            <option value="">none is given</option>
            {draft.lanes
              .filter(({ id }) => id !== lane)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  as in “{name}”
                </option>
              ))}
          </select>
        </label>
        <div className="exercise-buttons">
          <button
            type="button"
            className="primary"
            disabled={wanted.goals.length === 0}
            onClick={() =>
              void openText(made()).then(
                (why) => (why === undefined ? close() : setSays(why)),
                () => setSays('It could not be opened: a part of the page did not come. Try again.'),
              )
            }
          >
            Try it
          </button>
          <button
            type="button"
            disabled={wanted.goals.length === 0}
            onClick={() => {
              const link = exerciseLink(exerciseDocument(draft, wanted))
              if (link === undefined) return setSays('This is too much for a link: save it as a file.')
              void copy(link).then((worked) =>
                setSays(worked ? `Copied: a link of ${link.length.toLocaleString('en')} characters, with the whole exercise in it.` : link),
              )
            }}
          >
            Copy a link
          </button>
          <button type="button" disabled={wanted.goals.length === 0} onClick={() => saveFile('exercise.json', made())}>
            Save as a file
          </button>
          <output>{says || (wanted.goals.length === 0 ? 'Choose at least one thing that must hold.' : '')}</output>
        </div>
      </form>
    </Choices>
  )
}
