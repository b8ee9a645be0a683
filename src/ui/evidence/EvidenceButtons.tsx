import { Suspense, type ReactElement } from 'react'
import { goTo, usePlace } from './route.ts'
import { part } from '../kit/hooks.ts'

const HowWeKnow = part(() => import('./HowWeKnow.tsx'), 'default')
const ReleaseDifferences = part(() => import('./ReleaseDifferences.tsx'), 'default')

const Room = part(() => import('../room/Room.tsx'), 'Room')

/** The ways into the two views. */
export function EvidenceButtons(): ReactElement {
  return (
    <>
      <button type="button" title="The rules, and the real runs that they are held against" onClick={() => goTo('how-we-know')}>
        How we know
      </button>
      <button type="button" title="Between two releases, for the selected lane" onClick={() => goTo('what-changed')}>
        What changed
      </button>
    </>
  )
}

/** The view that the address names. */
export function EvidencePage(): ReactElement {
  const place = usePlace()
  return (
    <Suspense fallback={null}>
      {place?.page === 'how-we-know' && <HowWeKnow detail={place.detail} />}
      {place?.page === 'what-changed' && <ReleaseDifferences detail={place.detail} />}
      {place?.page === 'room' && <Room />}
    </Suspense>
  )
}
