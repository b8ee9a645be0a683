import type { ReactElement } from 'react'

/** A button for one file or several with text in them. */
export function FilePicker({
  accept,
  take,
  children,
}: {
  accept: string
  take: (files: readonly File[]) => void
  children: string
}): ReactElement {
  return (
    <label className="pick">
      {children}
      <input
        type="file"
        multiple
        accept={`${accept},text/*,application/json,application/yaml`}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          // the same one may be chosen again
          target.value = ''
          if (files.length > 0) take(files)
        }}
      />
    </label>
  )
}
