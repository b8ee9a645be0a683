import { type ReactElement, useMemo, useRef, useState } from 'react'
import { type DocumentField, fieldsOf } from '../../manifest/fields.ts'
import { differingLines, lineDiff } from '../../views/text/line-diff.ts'
import { applied, removal } from '../../views/what-if/what-if-edit.ts'
import { nameOf, valuesAt } from '../../views/what-if/what-if-changes.ts'
import { DifferingLines } from '../editor/DifferingLines.tsx'
import { writeFile } from '../state/actions.ts'
import { filesOf, laneNamed, textOf } from '../state/draft.ts'
import { results } from '../state/results.ts'
import { useSession } from '../state/session.ts'
import { useStore } from '../state/store.ts'
import { addablesOf, type LineChange } from './addable.ts'
import { AS_TYPED, scrollIntoSight } from '../kit/hooks.ts'
import { Dropdown } from '../kit/Select.tsx'

/** By path: what is changed, and where it stands, if the same is said twice. */
export function labelsOf(fields: readonly DocumentField[]): ReadonlyMap<string, string> {
  const plain = fields.map((field) =>
    field.key ? `${nameOf(field)}: ${field.value.kind === 'scalar' ? field.value.value : ''}` : nameOf(field),
  )
  const first = new Map(plain.toReversed().map((text, n) => [text, plain.length - 1 - n]))
  const last = new Map(plain.map((text, n) => [text, n]))
  return new Map(
    fields.map(({ path }, n) => {
      const text = plain[n]!
      return [path, first.get(text) !== last.get(text) ? `${text} (in ${placeOf(path)})` : text]
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

interface KeyedChange extends LineChange {
  /** No two of a text have the same: a path, or `+` and what is added, which is shown before it is written. */
  key: string
  /** The text without the line; undefined where it cannot go. */
  out?: () => string | undefined
}

function changesOf(text: string): KeyedChange[] {
  const fields = fieldsOf(text).filter(({ value }) => value.kind === 'scalar')
  const labels = labelsOf(fields)
  return [
    ...fields.map((field): KeyedChange => {
      const { value, start, end, implicit } = field.value
      const quote = /^["']/.exec(text.slice(start.index))?.[0] ?? ''
      const put = (insert: string): string => applied(text, [{ from: start.index, to: end.index, insert }])
      return {
        key: field.path,
        label: labels.get(field.path)!,
        isChange: true,
        value,
        choices: implicit && /^(true|false)$/.test(value) ? ['true', 'false'] : valuesAt(field.path),
        // what no reader takes as it is stands in quotes: without a field nothing could be changed back here
        text: (typed) => {
          const plain = put(quote + typed + quote)
          return fieldsOf(plain).length > 0 ? plain : put(JSON.stringify(typed))
        },
        path: () => '',
        out: () => {
          const edits = removal(text, field)
          return edits && applied(text, edits)
        },
      }
    }),
    ...addablesOf(text).map((change): KeyedChange => {
      const key = `+ ${change.label}`
      return { ...change, key, label: change.isChange ? change.label : key }
    }),
  ]
}

const optionsOf = (changes: readonly KeyedChange[]): ReactElement[] =>
  changes.map(({ key, label }) => (
    <option key={key} value={key}>
      {label}
    </option>
  ))

const LINES = '[aria-label="Line to change"]'

/** A value of the learner's files chosen and changed, or a line or a probe added, without a keyboard: for a thumb. */
export function QuickEdit(): ReactElement | null {
  const draft = useStore((state) => state.draft)
  const wanted = useStore((state) => state.file)
  const [isChosen, setChosen] = useState(false)
  const lane = laneNamed(
    draft,
    useSession((session) => session.exercise?.lane),
  )
  const files = filesOf(draft, lane)
  const toChange = useFileToChange(lane.id, files)
  const file = isChosen && files.includes(wanted) ? wanted : toChange
  const text = textOf(draft, lane, file)
  const changes = useMemo(() => changesOf(text), [text])
  const added = changes.filter(({ isChange }) => !isChange)
  const fields = useRef<HTMLFieldSetElement>(null)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  if (changes.length === 0 && files.length < 2) return null
  const choice = changes.find((change) => change.key === key)
  const choose = (key: string, of: readonly KeyedChange[]): void => {
    setKey(key)
    setValue(of.find((change) => change.key === key)?.value ?? '')
  }
  const open = (name: string): void => {
    useStore.setState({ file: name })
    setChosen(true)
    setKey('')
  }
  const write = (text: string, next: string): void => {
    open(file)
    writeFile(lane.id, file, text)
    choose(next, changesOf(text))
    // what was pressed may be gone with its line
    setTimeout(() => fields.current?.contains(document.activeElement) || fields.current?.querySelector<HTMLElement>(LINES)?.focus())
  }
  const written =
    choice && (choice.value === undefined || (value !== '' && (!choice.isChange || value !== choice.value))) ? choice.text(value) : text
  const out = choice?.out?.()
  const change = (): void => {
    if (choice && written !== text) write(written, choice.path(value))
  }
  return (
    <fieldset className="stack quick-edit" ref={fields}>
      <legend>Change or add a line of {file}</legend>
      {files.length > 1 && <Dropdown name="File" value={file} options={files} set={open} />}
      <select aria-label="Line to change" value={key} onChange={(event) => choose(event.target.value, changes)}>
        <option value="">choose a line</option>
        <optgroup label="Change">{optionsOf(changes.filter(({ isChange }) => isChange))}</optgroup>
        {added.length > 0 && <optgroup label="Add">{optionsOf(added)}</optgroup>}
      </select>
      {choice?.value !== undefined && <NewValue choice={choice} value={value} setValue={setValue} change={change} />}
      {choice?.key.startsWith('+') && <WhatComes before={text} after={written} />}
      {choice && (
        <div className="row" ref={scrollIntoSight}>
          <button type="button" aria-disabled={written === text || undefined} onClick={change}>
            {choice.isChange ? 'Change it' : 'Add it'}
          </button>
          {out !== undefined && (
            <button type="button" className="quiet" onClick={() => write(out, '')}>
              Take the line out
            </button>
          )}
        </div>
      )}
    </fieldset>
  )
}

/** The first file with something wrong in it, or else the first of which nothing is to be kept, or else the first. */
function useFileToChange(lane: string, files: readonly string[]): string {
  const problems = results((state) => state.lanes[lane]?.problems)
  const kept = useSession((session) => session.exercise?.keptFiles)
  const wrong = problems?.find(({ severity, file }) => severity !== 'info' && files.includes(file))
  return wrong?.file ?? files.find((file) => !kept?.includes(file)) ?? files[0] ?? ''
}

interface NewValueProps {
  choice: LineChange
  value: string
  setValue: (value: string) => void
  change: () => void
}

function NewValue({ choice: { value: before = '', choices = [], like }, value, setValue, change }: NewValueProps): ReactElement {
  if (choices.length > 0) return <Dropdown name="New value" value={value} options={[...new Set([before, ...choices])]} set={setValue} />
  const isNumber = /^\d+$/.test(before)
  // from what stood there, where what is typed is no number
  const step = (by: number): void => setValue(String(Math.max(0, Number(/^\d+$/.test(value) ? value : before) + by)))
  return (
    <div className="row">
      {isNumber && (
        <button type="button" aria-label="less" onClick={() => step(-1)}>
          −
        </button>
      )}
      <input
        aria-label="New value"
        inputMode={isNumber ? 'numeric' : 'text'}
        value={value}
        placeholder={like}
        {...AS_TYPED}
        enterKeyHint="done"
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && change()}
      />
      {isNumber && (
        <button type="button" aria-label="more" onClick={() => step(1)}>
          +
        </button>
      )}
    </div>
  )
}

/** The lines that would come and go. */
function WhatComes({ before, after }: { before: string; after: string }): ReactElement | null {
  const rows = useMemo(() => differingLines(lineDiff(before, after), after), [before, after])
  if (rows.length === 0) return null
  return (
    <div className="differs">
      <DifferingLines rows={rows} label="What comes of it" />
    </div>
  )
}
