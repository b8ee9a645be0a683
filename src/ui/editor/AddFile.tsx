import type { ReactElement } from 'react'
import { STARTER_FILES } from '../../cases/starter-files.ts'
import { writeFile, writeObjects } from '../state/actions.ts'
import { useStore } from '../state/store.ts'

/**
 * A second file beside the manifest: the kubelet's configuration, one that a flag names, or another pod.
 *
 * @public The page loads it by its name, once it is needed.
 */
export function AddFile({ lane, has }: { lane: string; has: readonly string[] }): ReactElement {
  const left = STARTER_FILES.filter(({ name }) => !has.includes(name))
  return (
    <select
      aria-label="Add a file"
      value=""
      disabled={left.length === 0}
      onChange={(event) => {
        const starter = STARTER_FILES.find(({ name }) => name === event.target.value)
        if (!starter) return
        const write = starter.inEtcd ? writeObjects : writeFile
        write(lane, starter.name, starter.text)
        useStore.setState({ file: starter.name })
        event.target.closest<HTMLElement>('[popover]')?.hidePopover()
      }}
    >
      <option value="">Add a file …</option>
      {left.map(({ name, title }) => (
        <option key={name} value={name}>
          {title}: {name}
        </option>
      ))}
    </select>
  )
}
