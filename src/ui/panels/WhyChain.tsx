import { useEffect, useRef, type KeyboardEvent, type ReactElement, type ReactNode, type RefObject } from 'react'
import type { StartLine } from '../../views/text/line-diff.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { selectLane } from '../state/actions.ts'
import { closeWhy, goBack, isStepLit, light, unlight, visitEntry, visitLine, visitLineEffects } from '../state/why-subject.ts'
import type { NamedLine, WhyLink } from '../simulator/simulator-messages.ts'
import { useStore } from '../state/store.ts'
import { cardHandlers } from '../cards/Term.tsx'
import { mode, usePage } from '../state/page.ts'
import { useWhy } from './useAnswer.ts'
import { timeText } from '../../views/text/duration-words.ts'
import { useLaneName } from '../state/results.ts'

interface ChainProps {
  lane: string
  id: number
  isChosen: boolean
  /** The kill is under way, and nothing has ended yet. */
  isEnding?: boolean
}

/** The chain of causes of an entry, from the effect down to the line, the action or the rule that it goes back to. */
export function Chain({ lane, id, isChosen, isEnding = false }: ChainProps): ReactElement {
  const name = useLaneName(lane)
  const links = useWhy(lane, id)
  const list = useRef<HTMLOListElement>(null)
  useArrival(list, links?.[0]?.id === id)
  const root = links?.flatMap(({ lines }) => lines.filter(({ said }) => !said)).at(-1)
  useEffect(() => {
    if (root?.place && (isChosen || !isStepLit())) light(lane, root.place.file, root.place.line)
    return unlight
  }, [lane, root, isChosen])
  return (
    <section>
      <h2>
        {isChosen ? `Why, in “${name}”` : isEnding ? 'Why it is being killed' : 'Why it last ended'}
        {isChosen && <Tools />}
      </h2>
      {/* The arrows walk the chain's buttons; all of them are in the tab order too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ol className="chain" aria-label="Chain of causes" ref={list} onKeyDown={walk}>
        {links?.map((link, place) => (
          <ChainLink
            key={link.id}
            link={link}
            place={place}
            lane={lane}
            isOwn={isChosen && place === 0}
            isWhole={isChosen}
            isLast={place === links.length - 1}
          />
        ))}
      </ol>
    </section>
  )
}

/** Back, and away with it. */
export function Tools(): ReactElement {
  const hasBack = usePage((state) => state.trail.length > 0)
  return (
    <>
      {hasBack && (
        <button type="button" className="quiet" onClick={goBack} title="To what was explained before (Backspace)">
          ← Back
        </button>
      )}
      <button type="button" className="quiet icon" aria-label="Close" onClick={closeWhy}>
        ✕
      </button>
    </>
  )
}

/** The focus goes along, to the first button of what the panel has gone to. */
export function useArrival(within: RefObject<HTMLElement | null>, isThere: boolean): void {
  const isArriving = usePage((state) => state.isArriving)
  useEffect(() => {
    if (!isThere || !isArriving) return
    usePage.setState({ isArriving: false })
    const first = within.current?.querySelector<HTMLElement>('.jump') ?? within.current?.querySelector<HTMLElement>('button')
    first?.focus()
  }, [isArriving, isThere, within])
}

/** Up and down the buttons of a list; Backspace goes back. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (event.key === 'Backspace' && goBack()) return event.preventDefault()
  if (!step) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button')]
  const next = all[all.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  event.stopPropagation()
  next.focus()
}

interface LinkProps {
  link: WhyLink
  place: number
  lane: string
  isOwn: boolean
  /** With its lines, its rules and what else came of them; at first sight the sentences and the last line alone. */
  isWhole: boolean
  isLast: boolean
}

export function ChainLink({ link, place, lane, isOwn, isWhole, isLast }: LinkProps): ReactElement {
  const { id, t, text, proof, isRoot, isPod, isBeside, rule, ruleId, meaning, source, lines } = link
  const isLine = lines[0] !== undefined && !lines[0].said && lines[0].file !== PROCESSES
  return (
    <li data-beside={isBeside || undefined}>
      <time>{isRoot ? '' : timeText(t)}</time>
      <div className="what">
        {place > 0 && <span className="hidden-text">{isBeside ? 'with ' : 'because '}</span>}
        {isRoot && isLine ? (
          isPod ? (
            'The pod stands in this file:'
          ) : (
            'The cause is this line:'
          )
        ) : isRoot ? (
          text
        ) : (
          <button
            type="button"
            className="jump long"
            aria-current={isOwn || undefined}
            title={isOwn ? undefined : 'Go there: what is its own reason?'}
            onClick={() => !isOwn && visitEntry(lane, id)}
          >
            {text}
          </button>
        )}
        {proof !== undefined && <small className="proof">{proof}</small>}
        {(isWhole || isRoot || isLast) &&
          lines.map((line) => <Line key={`${line.file}:${line.line}:${line.said ?? ''}`} line={line} lane={lane} isWhole={isWhole} />)}
        {meaning && (
          <p className="meaning">
            {meaning.text} <RuleButton id={meaning.rule} about={meaning.text} />
          </p>
        )}
        {isWhole && (rule || source) && (
          <small>
            {rule} {ruleId !== undefined && <RuleButton id={ruleId} about={rule ?? text} />} {source && <Source {...source} />}
          </small>
        )}
      </div>
    </li>
  )
}

/** A line of a file: there, and what else it has caused. */
function Line({
  line: { file, line, at, text, said, place },
  lane,
  isWhole,
}: {
  line: NamedLine
  lane: string
  isWhole: boolean
}): ReactElement {
  const name = `${file === PROCESSES ? 'behaviour' : file.replace(/^.*\//, '')}, line ${line}`
  return (
    <small className="place">
      <Place lane={lane} place={place}>
        {name}
      </Place>{' '}
      <code title={text}>{text}</code>
      {said && <> ({said})</>}
      {!said && isWhole && (
        <button
          type="button"
          className="quiet small"
          onClick={() => visitLineEffects({ lane, file, line, at }, true)}
          aria-label={`What else it caused: line ${line}`}
        >
          what else it caused
        </button>
      )}
    </small>
  )
}

/** The way to a line in the editor; where only an action has written it there is none. */
export function Place({
  lane,
  place,
  title,
  children,
}: {
  lane: string
  place: StartLine | undefined
  title?: string
  children: ReactNode
}): ReactElement {
  if (!place) return <span title="An action of the scenario has written it: it is not among the lane’s own files">{children}</span>
  const { file, line } = place
  return (
    <button
      type="button"
      className="small long"
      title={title ?? 'Go there in the editor; Escape comes back'}
      onClick={(event) => {
        const from = event.currentTarget
        // another lane is a run that shows why: what is explained of it stays
        const { selected } = useStore.getState()
        selectLane(lane)
        useStore.setState({ file, selected })
        visitLine(lane, file, line, () => from.focus())
      }}
    >
      {children}
    </button>
  )
}

/** The rule's card, which is here without a network too. */
function RuleButton({ id, about }: { id: string; about: string }): ReactElement | null {
  const release = useStore((state) => state.draft.common.kubernetes)
  if (mode.embedded) return null
  return (
    <button
      type="button"
      className="term"
      aria-haspopup="dialog"
      aria-label={`The rule: ${about}`}
      {...cardHandlers({ rule: id, release })}
    >
      The rule
    </button>
  )
}

/** The file in Kubernetes' own repository, at the release that is simulated. */
function Source({ path, address }: { path: string; address?: string }): ReactElement {
  if (!address) return <>{path}</>
  return (
    <a href={address} target="_blank" rel="noreferrer" title={path}>
      {path.replace(/^.*\//, '')}
    </a>
  )
}
