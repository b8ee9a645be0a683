import { useEffect, useRef, useState, type ReactElement } from 'react'
import type { EffectGroup } from '../../views/why/effect-groups.ts'
import type { LineEffects } from '../../views/why/why-line.ts'
import { light, unlight, visitEntry } from '../state/why-subject.ts'
import { results, horizon, useLaneName } from '../state/results.ts'
import { askAbout, askEffects } from '../simulator/ask-lane.ts'
import { useResult, useSettled } from '../kit/hooks.ts'
import { Tools, useArrival, walk } from './WhyChain.tsx'
import { type LineSubject, usePage } from '../state/page.ts'
import { timeText } from '../../views/text/duration-words.ts'

/** More than that many moments are for stepping on the timeline. */
const MOST = 120
const SETTLED_MS = 80
/** What is known follows the curtain when it is at rest. */
const REST_MS = 400

/** Everything that a line has caused, by kind; the marks of all of it, or of one kind, stand out on the timeline. */
export function WhyLine({ lane, file, line, at }: LineSubject): ReactElement {
  const name = useLaneName(lane)
  const found = useLine({ lane, file, line, at })
  const list = useRef<HTMLElement>(null)
  const isThere = found?.line === line && found.file === file
  useArrival(list, isThere)
  const place = isThere ? found.place : undefined
  useEffect(() => {
    if (place) light(lane, place.file, place.line)
    return unlight
  }, [lane, place])
  return (
    <>
      {/* The arrows walk the list's buttons; all of them are in the tab order too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <section aria-label="What the line has caused" ref={list} onKeyDown={walk}>
        <h2>
          Line {line}
          {place?.file === file && place.line === line
            ? ''
            : ` of ${file.replace(/^.*\//, '')}${at > 0 ? `, as it was at ${timeText(at)}` : ''}`}
          : <code>{isThere ? found.text : ''}</code>, in “{name}”<Tools />
        </h2>
        {isThere && found.note && <p>It has caused nothing in this run. {found.note}</p>}
        {isThere && found.groups.length > 0 && <Groups groups={found.groups} lane={lane} isShown />}
      </section>
    </>
  )
}

/** What an action of the scenario has caused. */
export function ActionEffects({ lane, id }: { lane: string; id: number }): ReactElement | null {
  const groups = useEffects(lane, id)
  if (groups.length === 0) return null
  return (
    // The arrows walk the list's buttons; all of them are in the tab order too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section aria-label="What the action has caused" onKeyDown={walk}>
      <h2>What it has caused</h2>
      <Groups key={id} groups={groups} lane={lane} />
    </section>
  )
}

/** Kinds of effects; the marks of the chosen kind stand out on the timeline, or of all of them where `isShown`. */
function Groups({ groups, lane, isShown = false }: { groups: readonly EffectGroup[]; lane: string; isShown?: boolean }): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null)
  const group = groups.find(({ label }) => label === chosen)
  useEffect(() => {
    if (!group && !isShown) return
    usePage.setState({ caused: { lane, ids: new Set(group?.ids ?? groups.flatMap(({ ids }) => ids)) } })
    return () => usePage.setState({ caused: null })
  }, [lane, groups, group, isShown])
  return (
    <>
      <ul className="effects">
        {groups.map((group) => (
          <li key={group.label}>
            <button
              type="button"
              className="jump long"
              aria-pressed={group.label === chosen}
              onClick={() => setChosen(group.label === chosen ? null : group.label)}
            >
              {group.label}
            </button>
            {group.more && <small>{group.more}</small>}
          </li>
        ))}
      </ul>
      {group && <Members group={group} lane={lane} />}
    </>
  )
}

const NONE: readonly EffectGroup[] = []

/** What an action has caused, once that is known. */
function useEffects(lane: string, id: number): readonly EffectGroup[] {
  const result = results((state) => state.lanes[lane])
  const until = useSettled(usePage(horizon), REST_MS)
  const of = `${lane}/${id}`
  const found = useResult(of, () => askEffects(lane, id, until), result, until)
  return (found?.of === of && found.result) || NONE
}

/** What a line has caused, or the one before while that is not known. */
function useLine({ lane, file, line, at }: LineSubject): LineEffects | undefined {
  const result = results((state) => state.lanes[lane])
  const until = useSettled(usePage(horizon), REST_MS)
  const of = useSettled(JSON.stringify([lane, file, line, at]), SETTLED_MS)
  const ask = async (): Promise<LineEffects> =>
    (await askAbout('line', lane, { file, line, at, until })) ?? Promise.reject(new Error('not known'))
  return useResult(of, ask, result, until)?.result
}

function Members({ group: { label, ids }, lane }: { group: EffectGroup; lane: string }): ReactElement {
  const index = results((state) => state.lanes[lane]?.index)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section aria-label={label} onKeyDown={walk}>
      <h2>{label.replace(/, (the first )?at .*$/, '')}, one by one</h2>
      <div className="wrap moments">
        {ids.slice(0, MOST).map((id) => (
          <button key={id} type="button" className="small" onClick={() => visitEntry(lane, id)} title="Why?">
            {timeText(index?.times[id] ?? 0)}
          </button>
        ))}
        {ids.length > MOST && <span className="aside">and {ids.length - MOST} more</span>}
      </div>
    </section>
  )
}
