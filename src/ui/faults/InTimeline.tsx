import { memo, type ReactElement } from 'react'
import type { Draft } from '../../share/payload.ts'
import type { Frame } from '../../views/picture/layout.ts'
import { part } from '../kit/hooks.ts'
import { usePage } from '../state/page.ts'
import { useHidden } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import './rail.css'

const FaultMenu = part(() => import('./FaultMenu.tsx'), 'FaultMenu')
const EditDialog = part(() => import('./EditDialog.tsx'), 'EditDialog')

/** What lies over the page while somebody decides what shall happen. */
export function Faults(): ReactElement {
  const menu = usePage((state) => state.faultMenu)
  const editing = usePage((state) => state.editing)
  return (
    <>
      {menu && <FaultMenu {...menu} />}
      {editing && <EditDialog key={`${editing.lane} ${editing.file} ${editing.at}`} {...editing} />}
    </>
  )
}

const Rail = part(
  () => import('./Rail.tsx'),
  'Rail',
  () => <div className="rail" />,
)
const ChosenCard = part(() => import('./FaultCard.tsx'), 'ChosenCard')
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
  return isNeeded && !isHidden ? <Rail frame={frame} /> : null
})

export function ActionLine({ frame }: { frame: Frame }): ReactElement | null {
  const isChosen = usePage((state) => state.chosenAction !== null)
  return isChosen ? <ChosenLine frame={frame} /> : null
}

/** At the timeline's lower edge, where it covers no lane. */
export function ActionCard(): ReactElement | null {
  const isChosen = usePage((state) => state.chosenAction !== null)
  return isChosen ? <ChosenCard /> : null
}
