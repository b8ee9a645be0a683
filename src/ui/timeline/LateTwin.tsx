import { Suspense, type ReactElement } from 'react'
import { part, useHadPicture } from '../kit/hooks.ts'
import { useStore } from '../state/store.ts'

const Twin = part(() => import('./Twin.tsx'), 'Twin')

/**
 * The timeline as a table, which comes once there is a picture: beside the timeline where it is seen, and behind the panels for a screen
 * reader, who would have to go through it on the way there.
 */
export function LateTwin({ isSeen }: { isSeen: boolean }): ReactElement | null {
  const isHere = useStore((state) => state.table) === isSeen
  return useHadPicture() && isHere ? (
    <Suspense>
      <Twin />
    </Suspense>
  ) : null
}
