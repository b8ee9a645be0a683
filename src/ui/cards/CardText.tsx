import type { ReactElement } from 'react'
import { firstMarks } from '../../views/lanes/first-marks.ts'
import { TERMS } from '../../views/text/glossary.ts'
import { RULES } from '../../views/releases/model-rules.ts'
import { sourceAddress } from '../../views/why/why-source.ts'
import { selectLane, toEntry } from '../state/actions.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import type { CardSubject } from '../state/page.ts'

/** What a card says; `done` closes it. */
export function CardText({ subject, done }: { subject: CardSubject; done: () => void }): ReactElement {
  return 'term' in subject ? <OfTerm id={subject.term} done={done} /> : <OfRule {...subject} />
}

function OfTerm({ id, done }: { id: string; done: () => void }): ReactElement {
  const { title, says, show } = TERMS.get(id)!
  const lanes = useStore((state) => state.draft.lanes)
  const selected = useStore((state) => state.lane)
  const drawings = results((state) => state.lanes)
  const order = [selected, ...lanes.map((lane) => lane.id)]
  const found = show
    ? order.flatMap((lane) => {
        const drawing = drawings[lane]?.drawing
        const first = drawing && firstMarks(drawing).get(show)
        return first ? [{ lane, ...first }] : []
      })[0]
    : undefined
  return (
    <>
      <h3>{title}</h3>
      <p>{says}</p>
      {found && (
        <button
          type="button"
          onClick={() => {
            done()
            selectLane(found.lane)
            toEntry(found.lane, found)
            useStore.setState({ panel: 'why' })
          }}
        >
          Show me one
        </button>
      )}
    </>
  )
}

function OfRule({ rule: id, release }: { rule: string; release: string }): ReactElement {
  const rule = RULES.find((rule) => rule.id === id)!
  return (
    <>
      <h3>{rule.title}</h3>
      <p>{rule.says.replaceAll('`', '')}</p>
      <p className="aside">
        In Kubernetes’ own code:{' '}
        {rule.sources.map((path, n) => (
          <span key={path}>
            {n > 0 && ', '}
            <a href={sourceAddress(release, path)} target="_blank" rel="noreferrer" title={path}>
              {path.replace(/^.*\//, '')}
            </a>
          </span>
        ))}
        .{' '}
        {rule.recordings.length > 0
          ? `${rule.recordings.length} recorded runs of real clusters show it.`
          : 'It was read there, not recorded.'}
      </p>
    </>
  )
}
