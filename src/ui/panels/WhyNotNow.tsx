import type { ReactElement } from 'react'
import type { WhyNot } from '../../views/why/not-restarted.ts'
import { counted } from '../../views/text/words.ts'
import { askAbout } from '../simulator/ask-lane.ts'
import { useStore } from '../state/store.ts'
import { useAnswer } from './useAnswer.ts'
import { Place } from './WhyChain.tsx'
import { visitEntry } from '../state/why-subject.ts'
import { timeText } from '../../views/text/duration-words.ts'

const MOST = 6

/** The questions that the selected lane raises at the cursor's time, with their answers. */
export function WhyNotNow(): ReactElement | null {
  const lane = useStore((state) => state.lane)
  const found = useAnswer<readonly WhyNot[]>((lane, at) => askAbout('whyNot', lane, { at }))
  return found?.length ? <Questions found={found} lane={lane} /> : null
}

export function Questions({ found, lane }: { found: readonly WhyNot[]; lane: string }): ReactElement {
  return (
    <section aria-label="Why not?">
      <ul className="why-not">
        {found.slice(0, MOST).map((whyNot, n) => (
          // of two pods the same may be asked
          // oxlint-disable-next-line react/no-array-index-key
          <li key={n}>
            <h3>{whyNot.question}</h3>
            <div>
              {whyNot.answer} <Places {...whyNot} lane={lane} />
            </div>
          </li>
        ))}
      </ul>
      {found.length > MOST && <p className="aside">and {counted(found.length - MOST, 'more question')}</p>}
    </section>
  )
}

function Places({ entries, lines, lane }: Pick<WhyNot, 'entries' | 'lines'> & { lane: string }): ReactElement {
  return (
    <small>
      {entries.map(({ id, t, text }) => (
        <button key={id} type="button" className="small" onClick={() => visitEntry(lane, id)}>
          {text}, {timeText(t)}
        </button>
      ))}
      {lines.map(({ file, line, text, place }) => (
        <Place key={`${file}:${line}`} lane={lane} place={place} title={text}>
          line {line}: <code>{text}</code>
        </Place>
      ))}
    </small>
  )
}
