import { useRef, useState, type ReactElement } from 'react'
import { CopyField, Framed } from '../page/Dialogs.tsx'
import { linkToHere } from '../state/links.ts'
import { useStore } from '../state/store.ts'
import { shortClock } from '../../views/picture/scale.ts'
import { PARTS, type Part } from './params.ts'

const PART_NAMES: Record<Part, string> = { title: 'Title', playback: 'Playback', why: 'Why', files: 'Files' }

/** The code that puts these lanes, at this time, into somebody's page. */
export function EmbedButton(): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setOpen(true)
          dialog.current?.showModal()
        }}
      >
        Embed
      </button>
      <Framed title="Embed" of={dialog} onClose={() => setOpen(false)}>
        {isOpen && <Choices />}
      </Framed>
    </>
  )
}

function Choices(): ReactElement {
  const cursor = useStore((state) => state.cursor)
  const title = useStore((state) => String(state.draft.common.title))
  const [hidden, setHidden] = useState<readonly Part[]>([])
  const [isReadonly, setReadonly] = useState(false)
  const [theme, setTheme] = useState('system')
  const [height, setHeight] = useState(640)
  const query = new URLSearchParams()
  if (hidden.length > 0) query.set('hide', hidden.join(','))
  if (theme !== 'system') query.set('theme', theme)
  if (isReadonly) query.set('readonly', '')
  const parameters =
    query.size > 0
      ? `?${query
          .toString()
          .replaceAll('%2C', ',')
          .replace(/=(?=&|$)/g, '')}`
      : ''
  const address = linkToHere('embed.html', parameters)?.replaceAll('&', '&amp;')
  const snippet = `<iframe src="${address}" title="whyrestart: ${escape(title)}" width="100%" height="${height}" loading="lazy" allow="clipboard-write" style="border:1px solid #ccc;border-radius:6px"></iframe>`
  return (
    <>
      <p>All lanes, opened at {shortClock(cursor)}. The frame keeps nothing on the reader’s device and asks no server.</p>
      <fieldset className="row choices-row">
        <legend>Shows</legend>
        {PARTS.map((part) => (
          <label key={part}>
            <input
              type="checkbox"
              checked={!hidden.includes(part)}
              onChange={(event) => setHidden(event.target.checked ? hidden.filter((other) => other !== part) : [...hidden, part])}
            />
            {PART_NAMES[part]}
          </label>
        ))}
        <label>
          <input type="checkbox" checked={isReadonly} onChange={(event) => setReadonly(event.target.checked)} />
          Read only
        </label>
      </fieldset>
      <div className="row">
        <label>
          Theme{' '}
          <select value={theme} onChange={(event) => setTheme(event.target.value)}>
            <option value="system">as the reader has it</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
        <label>
          Height{' '}
          <input
            type="number"
            min={240}
            max={2000}
            step={20}
            value={height}
            onChange={(event) => setHeight(Math.min(2000, Math.max(0, Number(event.target.value))))}
          />
        </label>
      </div>
      {address === undefined ? <p>This is too much for a frame’s address.</p> : <CopyField label="Snippet" text={snippet} />}
    </>
  )
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
