import { Suspense, type ReactElement } from 'react'
import { useHadPicture } from '../kit/hooks.ts'
import { part } from '../kit/part.ts'

const Twin = part(() => import('./Twin.tsx'), 'Twin')

/** The timeline as a table, which comes once there is a picture. */
export function LateTwin(): ReactElement | null {
  return useHadPicture() ? (
    <Suspense>
      <Twin />
    </Suspense>
  ) : null
}
