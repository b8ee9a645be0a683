import { memo, Suspense, type ReactElement } from 'react'
import { clockTime } from '../../views/text/clock-time.ts'
import type { Draft } from '../../share/payload.ts'
import { useHidden } from '../exercise/session.ts'
import { useStore } from '../state/store.ts'
import type { Frame } from '../../views/picture/frame.ts'
import { explains } from '../cards/Term.tsx'
import { Glyph } from './Glyph.tsx'
import { openMenu, useOpen } from './open.ts'
import './rail.css'
import { part } from '../page/part.ts'

const Rail = part(() => import('./Rail.tsx'), 'Rail')
const ChosenCard = part(() => import('./Card.tsx'), 'ChosenCard')
const ChosenLine = part(() => import('./Rail.tsx'), 'ChosenLine')

const isFull = (actions: unknown): boolean => Array.isArray(actions) && actions.length > 0
/** Whether anything happens in any lane. */
export const hasActions = ({ common, lanes }: Draft): boolean =>
  isFull(common['actions']) || lanes.some(({ fields }) => isFull(fields['actions']))

/** Below the axis what happens when; nothing where nothing happens. */
export const Actions = memo(function Actions({ frame }: { frame: Frame }): ReactElement | null {
  const isNeeded = useStore((state) => hasActions(state.draft))
  // what happens would tell what is to be found out
  const isHidden = useHidden('timeline')
  return isNeeded && !isHidden ? (
    <Suspense fallback={<div className="rail" />}>
      <Rail frame={frame} />
    </Suspense>
  ) : null
})

export function ActionLine({ frame }: { frame: Frame }): ReactElement | null {
  const isChosen = useOpen((state) => state.chosen !== null)
  return isChosen ? (
    <Suspense>
      <ChosenLine frame={frame} />
    </Suspense>
  ) : null
}

/** At the timeline's lower edge, where it covers no lane. */
export function ActionCard(): ReactElement | null {
  const isChosen = useOpen((state) => state.chosen !== null)
  return isChosen ? (
    <Suspense>
      <ChosenCard />
    </Suspense>
  ) : null
}

/** Opens the menu of what may happen at the cursor's time. */
export const FaultButton = memo(function FaultButton(): ReactElement {
  const cursor = useStore((state) => state.cursor)
  return (
    <button
      type="button"
      className="quiet fault-button"
      id="fault"
      aria-haspopup="dialog"
      onClick={() => openMenu()}
      {...explains('fault-at')}
    >
      <Glyph shape="kill" />
      Fault at {clockTime(Math.round(cursor * 10) / 10)}
    </button>
  )
})
