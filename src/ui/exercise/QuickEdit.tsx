import { useMemo, useState, type ReactElement } from 'react'
import { fieldsOf } from '../../manifest/fields.ts'
import { applied, removal } from '../../views/what-if/what-if-edit.ts'
import { nameOf } from '../../views/what-if/what-if-changes.ts'
import { fileOf, writeFile } from '../state/actions.ts'
import { textOf } from '../state/draft.ts'
import { useStore } from '../state/store.ts'
import { addablesOf } from './addable.ts'
import { learnersLane } from './learner.ts'

/** By path: what is changed, and where it stands, if the same is said twice. */
function labelsOf(fields: ReturnType<typeof fieldsOf>): ReadonlyMap<string, string> {
  const plain = fields.map((field) =>
    field.key ? `${nameOf(field)}: ${field.value.kind === 'scalar' ? field.value.value : ''}` : nameOf(field),
  )
  return new Map(
    fields.map(({ path }, n) => {
      const text = plain[n]!
      const isTwice = plain.indexOf(text) !== plain.lastIndexOf(text)
      return [path, isTwice ? `${text} (in ${placeOf(path)})` : text]
    }),
  )
}

/** `metadata`, `container 1`: what holds a field, in few words. */
function placeOf(path: string): string {
  const steps = path.split(/[.[\]]+/).filter(Boolean)
  const holder = steps.slice(0, -1)
  const number = holder.at(-1)
  if (number === undefined) return 'the file'
  if (!/^\d+$/.test(number)) return number
  return `${(holder.at(-2) ?? 'item').replace(/s$/, '')} ${Number(number) + 1}`
}

/** Before what a manifest has not yet: no path begins so. */
const ADD = '+ '

/** A value of the manifest chosen and changed, or a line or a probe added, without a keyboard: for a thumb. */
export function QuickEdit(): ReactElement | null {
  const draft = useStore((state) => state.draft)
  const wanted = useStore((state) => state.file)
  const id = learnersLane()
  const lane = draft.lanes.find((lane) => lane.id === id)
  const file = lane ? fileOf(lane, wanted) : ''
  const text = lane ? textOf(draft, lane, file) : ''
  const fields = useMemo(() => fieldsOf(text).filter(({ value }) => value.kind === 'scalar'), [text])
  const labels = useMemo(() => labelsOf(fields), [fields])
  const addables = useMemo(() => addablesOf(text), [text])
  const [path, setPath] = useState('')
  const field = fields.find((field) => field.path === path)
  const [value, setValue] = useState('')
  if (!lane || fields.length === 0) return null
  const write = (edits: Parameters<typeof applied>[1]): void => {
    writeFile(lane.id, file, applied(text, edits))
    setPath('')
  }
  const scalar = field?.value.kind === 'scalar' ? field.value : undefined
  const quoted = scalar ? (/^["']/.exec(text.slice(scalar.start.index))?.[0] ?? '') : ''
  const isNumber = scalar !== undefined && /^\d+$/.test(scalar.value)
  const out = field && removal(text, field)
  const change = (): void => {
    if (scalar && value !== scalar.value) write([{ from: scalar.start.index, to: scalar.end.index, insert: quoted + value + quoted }])
  }
  const choose = (next: string): void => {
    const addable = addables.find(({ label }) => `${ADD}${label}` === next)
    const to = addable?.path ?? next
    const chosen = (addable ? fieldsOf(addable.text) : fields).find((field) => field.path === to)?.value
    if (addable) writeFile(lane.id, file, addable.text)
    setPath(to)
    setValue(chosen?.kind === 'scalar' ? chosen.value : '')
  }
  return (
    <fieldset className="wrap quick-edit">
      <legend>Change or add a line of {file}</legend>
      <select aria-label="Line to change" value={path} onChange={(event) => choose(event.target.value)}>
        <option value="">choose a line</option>
        <optgroup label="Change">
          {fields.map((field) => (
            <option key={field.path} value={field.path}>
              {labels.get(field.path)}
            </option>
          ))}
        </optgroup>
        {addables.length > 0 && (
          <optgroup label="Add">
            {addables.map(({ label }) => (
              <option key={label} value={ADD + label}>
                + {label}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {scalar && (
        <>
          {isNumber && (
            <button type="button" aria-label="less" onClick={() => setValue(String(Math.max(0, Number(value) - 1)))}>
              −
            </button>
          )}
          <input
            aria-label="New value"
            inputMode={isNumber ? 'numeric' : 'text'}
            value={value}
            enterKeyHint="done"
            onChange={(event) => setValue(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && change()}
          />
          {isNumber && (
            <button type="button" aria-label="more" onClick={() => setValue(String(Number(value) + 1))}>
              +
            </button>
          )}
          <button type="button" disabled={value === scalar.value} onClick={change}>
            Change it
          </button>
          {out && (
            <button type="button" className="quiet" onClick={() => write(out)}>
              Take the line out
            </button>
          )}
        </>
      )}
    </fieldset>
  )
}
