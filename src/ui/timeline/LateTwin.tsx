import { Suspense, type ReactElement } from 'react'
import { useHadPicture } from '../page/hooks.ts'
import { part } from '../page/part.ts'

const Twin = part(() => import('./Twin.tsx'), 'Twin')

/** The timeline as a table, which comes once there is a picture. */
export function LateTwin(): ReactElement | null {
  return useHadPicture() ? (
    <Suspense>
      <Twin />
    </Suspense>
  ) : null
}
