import { useEffect, type ReactElement } from 'react'
import type { LaneDrawing, Mark } from '../../views/lanes.ts'
import { timeText } from '../../views/timeline-rows.ts'
import { selectLane } from '../actions.ts'
import { light, unlight } from '../editor/lit.ts'
import type { WhyLink } from '../messages.ts'
import { results } from '../results.ts'
import { useStore } from '../store.ts'
import { useLook, useWhy } from './useLook.ts'

/**
 * The chain of causes of what was clicked, from the effect down to the manifest's line. Before anything is clicked: what
 * kubectl says, and why the container ended last before the cursor.
 */
export function WhyPanel(): ReactElement {
  const selected = useStore((state) => state.selected)
  return selected ? <Chain lane={selected.lane} id={selected.id} isChosen /> : <Overview />
}

function Chain({ lane, id, isChosen }: { lane: string; id: number; isChosen: boolean }): ReactElement {
  const name = useStore((state) => state.draft.lanes.find((candidate) => candidate.id === lane)?.name)
  const links = useWhy(lane, id)
  const root = links?.findLast((link) => link.line)?.line
  useEffect(() => {
    if (root) light(lane, root.file, root.line)
    return unlight
  }, [lane, root])
  return (
    <section>
      <h2>
        {isChosen ? 'Why' : 'Why it ended last'}, in “{name}”
        {isChosen && (
          <button type="button" className="quiet icon" aria-label="Close" onClick={() => useStore.setState({ selected: null })}>
            ✕
          </button>
        )}
      </h2>
      <ol className="chain" aria-label="Chain of causes">
        {links?.map((link, place) => (
          <ChainLink key={link.id} link={link} isFirst={place === 0} lane={lane} />
        ))}
      </ol>
    </section>
  )
}

function ChainLink({ link, isFirst, lane }: { link: WhyLink; isFirst: boolean; lane: string }): ReactElement {
  const { line } = link
  return (
    <li>
      <time>{link.isRoot ? '' : timeText(link.t)}</time>
      <div className="what">
        {!isFirst && !link.isRoot && <span className="hidden-text">because </span>}
        {link.isRoot ? 'Because the manifest says so' : link.text}
        {line && (
          <small>
            <button
              type="button"
              onClick={() => {
                selectLane(lane)
                useStore.setState({ file: line.file })
                light(lane, line.file, line.line)
              }}
            >
              {line.file}, line {line.line}
            </button>{' '}
            <code>{line.text.trim()}</code>
          </small>
        )}
        {(link.rule || link.source) && (
          <small>
            {link.rule} {link.source && <Source path={link.source} />}
          </small>
        )}
      </div>
    </li>
  )
}

/** The file in Kubernetes' own repository, where the path is one. */
function Source({ path }: { path: string }): ReactElement {
  const file = /^[\w./-]+\.go/.exec(path)?.[0]
  if (!file) return <>{path}</>
  return (
    <a href={`https://github.com/kubernetes/kubernetes/blob/v1.37.2/${file}`} target="_blank" rel="noreferrer">
      {path}
    </a>
  )
}

function Overview(): ReactElement {
  const look = useLook()
  const lane = useStore((state) => state.lane)
  const name = useStore((state) => state.draft.lanes.find((candidate) => candidate.id === lane)?.name)
  const drawing = results((state) => state.lanes[lane]?.drawing)
  // A number, so that a moving cursor renders again only when the end is another one.
  const endId = useStore((state) => (drawing ? (lastEnd(drawing, state.cursor)?.id ?? -1) : -1))
  const mirror = drawing?.mirror[0]
  return (
    <div className="columns">
      <section>
        <h2>{name}</h2>
        <p className="summary">{look?.summary}</p>
        {look && (
          <pre>
            <span className="ask">
              $ {look.pods.command}
              {'\n'}
            </span>
            {look.pods.text}
          </pre>
        )}
        {mirror && mirror.from > 20 && (
          <p className="aside">kubectl counts AGE from the mirror pod, which the kubelet could create at {timeText(mirror.from)} only.</p>
        )}
        <p className="aside">Click any mark to see why it is there, or step from one to the next with <kbd>,</kbd> and <kbd>.</kbd></p>
      </section>
      {endId >= 0 && <Chain lane={lane} id={endId} isChosen={false} />}
    </div>
  )
}

/** The last kill, or end of a process by itself, up to a time. */
function lastEnd(drawing: LaneDrawing, t: number): Pick<Mark, 't' | 'id'> | undefined {
  let last: Pick<Mark, 't' | 'id'> | undefined
  for (const track of drawing.tracks) {
    const exits = track.lives.flatMap((life) => (life.end === 'exited' && life.endId !== undefined ? [{ t: life.to, id: life.endId }] : []))
    for (const end of [...track.kills, ...exits]) if (end.t <= t && (!last || end.t > last.t)) last = end
  }
  return last
}
