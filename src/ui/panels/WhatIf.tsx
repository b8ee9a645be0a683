import { useEffect, useRef, useState, type ReactElement } from 'react'
import { scheduled, actionWords } from '../../views/lanes/scheduled.ts'
import type { WhatIf as Found, Without } from '../../views/what-if/what-if.ts'
import type { Suggestion } from '../../views/what-if/what-if-rank.ts'
import type { WhatIfProgress } from '../../views/what-if/what-if-trials.ts'
import { focusLane } from '../kit/hooks.ts'
import { lastEnd } from '../../views/lanes/lanes.ts'
import { addLaneWith, removeAction, selectLane, writeFiles } from '../state/actions.ts'
import { mode, usePage } from '../state/page.ts'
import { results } from '../state/results.ts'
import { tryChanges } from '../simulator/ask-lane.ts'
import { durationOf, hasHappened, laneById } from '../state/draft.ts'
import type { LaneDraft } from '../../share/payload.ts'
import { defined } from '../../manifest/own.ts'
import { useStore } from '../state/store.ts'
import { lengthWords, timeText } from '../../views/text/duration-words.ts'
import { TROUBLES, counted } from '../../views/text/words.ts'

interface Props {
  lane: string
  id: number
}

/**
 * What would have prevented the restart that an entry led to, found by trying. `isAsked`: at once; otherwise there is a button.
 */
export function WhatIf({ lane, id, isAsked }: Props & { isAsked: boolean }): ReactElement | null {
  const [wanted, setWanted] = useState(() => isAsked || usePage.getState().askedLane === lane)
  useEffect(() => usePage.setState({ askedLane: null }), [])
  const isHistory = useStore(({ draft }) => hasHappened(laneById(draft, lane)))
  if (isHistory) return <AskSimulated />
  if (wanted) return <Trials lane={lane} id={id} isAsked={isAsked} />
  return (
    <p>
      <button type="button" onClick={() => setWanted(true)}>
        What would have prevented it?
      </button>
    </p>
  )
}

/** What happened cannot be changed; what simulates it is tried there, on its last end. */
function AskSimulated(): ReactElement | null {
  const simulated = useStore(({ draft }) => draft.lanes.find((candidate) => !hasHappened(candidate)))
  const drawing = results((state) => simulated && state.lanes[simulated.id]?.drawing)
  const hasEnd = useStore(({ cursor }) => drawing !== undefined && lastEnd(drawing, cursor) !== undefined)
  if (!simulated || !hasEnd) return null
  return (
    <p>
      <button
        type="button"
        className="long"
        onClick={() => {
          usePage.setState({ askedLane: simulated.id })
          selectLane(simulated.id)
        }}
      >
        What would have prevented it, in “{simulated.name}”?
      </button>
    </p>
  )
}

/** What simulates a real run is made of its texts, and they do not tell everything. */
export function Assumed({ lane }: { lane: string }): ReactElement | null {
  const isOfReal = useStore(({ draft }) => draft.lanes.some(hasHappened) && !hasHappened(laneById(draft, lane)))
  if (!isOfReal) return null
  return <p className="aside">In a simulation: numbers that the texts do not tell, such as MiB and seconds, are assumed.</p>
}

/** Whoever steps from mark to mark does not want each of them tried. */
const SETTLED_MS = 250

function Trials({ lane, id, isAsked }: Props & { isAsked: boolean }): ReactElement | null {
  const result = results((state) => state.lanes[lane])
  const [progress, setProgress] = useState<WhatIfProgress | null>(null)
  const [found, setFound] = useState<Found | null>(null)
  const [isOver, setOver] = useState(false)
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    let isLeft = false
    let call: ReturnType<typeof tryChanges>
    const search = async (): Promise<void> => {
      call = tryChanges(lane, id)
      for await (const now of call ?? []) {
        if (isLeft) return
        setFound(null)
        setProgress(now)
      }
      const answer = (await call?.result.catch(() => null)) ?? null
      if (isLeft) return
      setFound(answer)
      setProgress(null)
      setOver(true)
    }
    const timer = setTimeout(() => void search(), isAsked ? SETTLED_MS : 0)
    return () => {
      isLeft = true
      clearTimeout(timer)
      call?.cancel()
    }
  }, [lane, id, result, isAsked])
  const isFound = found !== null
  useEffect(() => {
    // what was pressed for is seen, and stands where the button was
    if (isAsked) return
    section.current?.focus({ preventScroll: true })
    section.current?.scrollIntoView({ block: 'start' })
  }, [isAsked, isFound])
  // the end is there, and its back-off or the next sync keeps the restart waiting
  const restart = found?.restart
  const again =
    restart &&
    result?.drawing.tracks
      .find(({ pod, container }) => pod === restart.pod && container === restart.container)
      ?.lives.find((life) => life.id > restart.end)
  const isToCome = useStore(({ cursor }) => restart !== undefined && (again?.from ?? Infinity) > cursor)
  if (isOver && !found && !progress) return isAsked ? null : <p className="aside">No restart came of it.</p>
  if (isAsked && !found && !progress) return null
  return (
    <section aria-label="What if?" aria-busy={!found || progress !== null} ref={section} tabIndex={-1}>
      <h2>{headOf(found, isToCome)}</h2>
      <Assumed lane={lane} />
      {(progress ?? !found) && (
        <p className="aside">
          <label>
            Trying single changes: <progress value={progress?.done} max={progress?.of} /> {progress && `${progress.done} of ${progress.of}`}
          </label>
        </p>
      )}
      {!progress && found && <Answer found={found} lane={lane} />}
    </section>
  )
}

/** What is asked, of what was found so far. */
export function headOf(found: Pick<Found, 'restart' | 'other'> | null, isToCome: boolean): string {
  const { restart, other } = found ?? {}
  if (!restart) return `What would have prevented ${other ? TROUBLES[other.is] : 'it'}?`
  const { number, container } = restart
  if (number === 0) return `What would let ${container} become ready?`
  return `What would have prevented ${isToCome ? `the next restart, number ${number},` : `restart ${number}`} of ${container}?`
}

export function Answer({ found, lane }: { found: Found; lane: string }): ReactElement {
  const { best, runs, note, file, without } = found
  const edits = without.filter(({ isEdit }) => isEdit)
  const faults = without.filter(({ isEdit }) => !isEdit)
  return (
    <>
      {best.length === 0 && (
        <p>
          {note ??
            (runs === 0
              ? `${file} has nothing that a single change could be tried of.`
              : `No single change of ${file} would have: ${runs} runs with one each were tried.`)}
        </p>
      )}
      {edits.length + best.length > 0 && (
        <ol className="what-if">
          {edits.map((edit) => (
            <li key={edit.index}>
              <b>Without the edit at {timeText(edit.at)}</b>{' '}
              <span>
                (the scenario {actionWords(edit.told).does}): {outcomeOf(edit)}.
              </span>
              {!mode.readonly && (
                <div className="row">
                  <RemoveAction one={edit} lane={lane} />
                </div>
              )}
            </li>
          ))}
          {best.map((suggestion) => (
            <li key={suggestion.title}>
              <Choice one={suggestion} lane={lane} file={file} />
            </li>
          ))}
        </ol>
      )}
      {faults.length > 0 && (
        <p className="aside">
          And without what the scenario sets itself:{' '}
          {faults.map((fault) => (
            <span key={fault.index}>
              {actionWords(fault.told).label} at {timeText(fault.at)}, {outcomeOf(fault)}.{' '}
              {!mode.readonly && <RemoveAction one={fault} lane={lane} />}{' '}
            </span>
          ))}
        </p>
      )}
    </>
  )
}

const outcomeOf = ({ restarts, before, outcome }: Pick<Without, 'restarts' | 'before' | 'outcome'>): string =>
  outcome ??
  `${counted(restarts, 'restart')}${before > 0 ? ` instead of ${before}` : ''} in ${lengthWords(durationOf(useStore.getState().draft))}`

/** Takes an action out of the list that the lane has its actions from. */
function RemoveAction({ one: item, lane }: { one: Without; lane: string }): ReactElement {
  const remove = (): void => {
    const { draft } = useStore.getState()
    const own = laneById(draft, lane)?.fields['actions']
    const place = scheduled([{ lane: own === undefined ? '' : lane, actions: own ?? draft.common['actions'] }])[item.index]
    if (place) removeAction(place.places)
  }
  return (
    <button type="button" title="In all lanes that share it; undo brings it back" onClick={remove}>
      Remove the action
    </button>
  )
}

function Choice({ one: suggestion, lane, file }: { one: Suggestion; lane: string; file: string }): ReactElement {
  const { title, diff, prices, text, line, files, cluster, actions, processes, command } = suggestion
  // a field keeps its spelling
  const name = title.replace(/^(without|an?) /, (word) => word.charAt(0).toUpperCase() + word.slice(1))
  const [shown, rest] = [diff.slice(0, 3), diff.length - 3]
  const indent = Math.min(...shown.map((row) => row.slice(1).search(/\S|$/)))
  return (
    <>
      <b>{name}</b>
      <span>
        {diff.length > 0 && ` (line ${line})`}: {outcomeOf(suggestion)}.
      </span>
      {prices.map((price) => (
        <span key={price} className="price">
          {' '}
          {price}
        </span>
      ))}
      {command !== undefined && <pre aria-label="Commands">{command}</pre>}
      {diff.length > 0 && (
        <pre aria-label={`Lines that differ: ${name}`}>
          {shown.map((row) => (
            <span key={row} className={row.startsWith('+') ? 'added' : 'removed'}>
              {row.startsWith('+') ? '+' : '−'} {row.slice(1 + indent).trimEnd()}
              {'\n'}
            </span>
          ))}
          {rest > 0 && `  and ${counted(rest, 'more line')}`}
        </pre>
      )}
      {!mode.readonly && (
        <div className="row">
          <button
            type="button"
            onClick={() => {
              const { fields } = laneById(useStore.getState().draft, lane)!
              addLaneWith(name, fieldsWith(fields, file, suggestion), lane)
              focusLane()
            }}
          >
            Add as a lane
          </button>
          {!cluster && !actions && !processes && (
            <button
              type="button"
              className="quiet"
              title="Changes this lane’s files; undo brings it back"
              onClick={() => writeFiles(lane, { [file]: text, ...files })}
            >
              Apply
            </button>
          )}
        </div>
      )}
    </>
  )
}

/** What a lane has with a change. */
export function fieldsWith(
  fields: LaneDraft['fields'],
  file: string,
  { text, files, cluster, actions, processes }: Pick<Suggestion, 'text' | 'files' | 'cluster' | 'actions' | 'processes'>,
): LaneDraft['fields'] {
  return {
    ...fields,
    manifests: { ...fields.manifests, [file]: text },
    ...(files ? { files: { ...fields.files, ...files } } : {}),
    ...defined({ cluster, actions, processes }),
  }
}
