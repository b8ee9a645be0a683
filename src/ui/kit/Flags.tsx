import type { ReactElement } from 'react'

/** A sentence in which a flag such as `--anonymous-auth=false` is not broken between two lines. */
export function Flags({ of }: { of: string }): ReactElement {
  return (
    <>
      {of.split(/(--[\w-]+(?:=[^\s,]{1,24}(?=[\s,]|$))?)/).map((part, n) =>
        n % 2 === 0 ? (
          part
        ) : (
          // the places of parts are what tells them apart
          // oxlint-disable-next-line react/no-array-index-key
          <span className="unbroken" key={n}>
            {part}
          </span>
        ),
      )}
    </>
  )
}
