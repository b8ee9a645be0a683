import { createContext, type ReactElement, type ReactNode, use, useEffect, useId, useMemo } from 'react'
import { own } from '../../manifest/own.ts'
import type { ProcessScript } from '../../sim/scenario/scenario-programs.ts'
import { PROCESSES } from '../../views/why/processes-file.ts'
import { Check, Select } from '../kit/Select.tsx'
import { shareProcesses, typeFile } from '../state/actions.ts'
import { textOf, laneById } from '../state/draft.ts'
import { mode } from '../state/page.ts'
import { results } from '../state/results.ts'
import { useStore } from '../state/store.ts'
import {
  type AnswerForm,
  type AnswerKind,
  editProcesses,
  type ScriptForm as Form,
  formOf,
  NEW_EXEC,
  NEW_PORT,
  newAnswer,
  scriptOf,
  troubles,
} from './script-form.ts'
import { type KeptForm, useKeptForms } from './kept-forms.ts'
import './own.css'
import { AS_TYPED } from '../kit/as-typed.ts'

/** What is wrong with a form, by the paths of its fields. */
const Troubles = createContext<ReadonlyMap<string, string>>(new Map())

interface RowsProps<T> {
  name: string
  /** What one of them is called. */
  add: string
  rows: readonly T[]
  fresh: T
  change: (rows: readonly T[]) => void
  children: (row: T, i: number, put: (row: T) => void) => ReactNode
}

/** One below the other, each may go, and one more may come. */
function Rows<T>({ name, add, rows, fresh, change, children }: RowsProps<T>): ReactElement {
  return (
    <fieldset>
      <legend>{name}</legend>
      {rows.map((row, i) => (
        // A row has nothing to be known by but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset className="row" aria-label={`${add} ${i + 1}`} key={i}>
          {children(row, i, (next) => change(rows.with(i, next)))}
          <button
            type="button"
            className="quiet icon"
            aria-label={`Remove ${add.toLowerCase()} ${i + 1}`}
            onClick={() => change(rows.toSpliced(i, 1))}
          >
            ✕
          </button>
        </fieldset>
      ))}
      <button type="button" className="quiet" onClick={() => change([...rows, fresh])}>
        + {add}
      </button>
    </fieldset>
  )
}

/** A text; what is wrong with it stands below it. */
function Field({
  label,
  path,
  value,
  hint,
  isLong = false,
  set,
}: {
  label: string
  path: string
  value: string
  hint?: string
  isLong?: boolean
  set: (value: string) => void
}): ReactElement {
  const trouble = use(Troubles).get(path)
  const id = useId()
  return (
    <label data-long={isLong || undefined}>
      {label}
      <input
        type="text"
        className="mono"
        value={value}
        placeholder={hint}
        {...AS_TYPED}
        aria-invalid={trouble !== undefined}
        aria-describedby={trouble === undefined ? undefined : id}
        onChange={(event) => set(event.target.value)}
      />
      {trouble !== undefined && (
        <span className="trouble" id={id}>
          {trouble}
        </span>
      )}
    </label>
  )
}

type ProcessScripts = Readonly<Record<string, ProcessScript>>
type Forms = Readonly<Record<string, Form>>

/** How the programs of a lane behave, without YAML: the text in the editor's other view says the same. */
export function ScriptForm({ lane: id, isLocked }: { lane: string; isLocked: boolean }): ReactElement {
  const result = results((state) => state.lanes[id])
  const isReady = results((state) => state.phase === 'ready')
  const lanes = useStore((state) => state.draft.lanes)
  const text = useStore((state) => textOf(state.draft, laneById(state.draft, id)!, PROCESSES))
  const scripts: ProcessScripts = result?.inputs.processes ?? NO_SCRIPTS
  // What is typed stays as it was typed; a text from elsewhere is shown once it has been read.
  const before = useKeptForms(({ [id]: last }) => last)
  const isFresh = isReady && result !== undefined && before?.text !== text
  const fresh = useMemo(() => keptOf(text, formsOf(scripts)), [text, scripts])
  const kept = before && !isFresh ? before : fresh
  useEffect(() => {
    if (isFresh) useKeptForms.setState({ [id]: fresh })
  }, [id, isFresh, fresh])

  const write = (name: string, form: Form | undefined): void => {
    const { [name]: _before, ...others } = kept.forms
    const forms = form ? { ...kept.forms, [name]: form } : others
    // What is wrong waits in its field, and says until then what it said last.
    const good = Object.entries(forms).flatMap(([key, form]) =>
      troubles(form).size === 0 ? [[key, form] as const] : Object.hasOwn(scripts, key) ? [[key, formOf(scripts[key]!)] as const] : [],
    )
    const next = editProcesses(text, Object.fromEntries(good.map(([key, scriptForm]) => [key, scriptOf(scriptForm)])))
    useKeptForms.setState({ [id]: keptOf(next, forms) })
    if (next !== text) typeFile(id, PROCESSES, next)
  }

  const containers = result?.containers ?? []
  const named = containers.map((place) => ({ ...place, key: keyOf(place, containers, kept.forms) }))
  const unread = result?.problems.find(({ file, severity }) => file === PROCESSES && severity === 'error')
  const hasForms = Object.keys(kept.forms).length > 0
  return (
    // What cannot be read is nobody's to overwrite.
    <fieldset className="script-form" disabled={mode.readonly || isLocked || unread !== undefined}>
      {unread && (
        <p className="trouble">
          The YAML cannot be read, see below: correct it there. {hasForms && 'Until then this is what it said last.'}
        </p>
      )}
      {named.length === 0 && !unread && <p>There is no container yet: bring a manifest first, and say here how its program behaves.</p>}
      {(hasForms || !unread) &&
        named.map(({ key, pod, container, isApiserver, because }) => (
          <section key={key} aria-label={`Program in ${container}`}>
            <h2>
              <code>{container}</code> of the pod <code>{pod}</code>
            </h2>
            {isApiserver ? (
              <p>A kube-apiserver, because {because}: its behaviour comes from its flags and its files, as it does in a real one.</p>
            ) : (
              <Program form={own(kept.forms, key)} change={(form) => write(key, form)} />
            )}
          </section>
        ))}
      {lanes.length > 1 && lanes.some((lane) => textOf(useStore.getState().draft, lane, PROCESSES) !== text) && (
        <p>
          <button type="button" onClick={() => shareProcesses(id)}>
            The same in all lanes
          </button>
        </p>
      )}
    </fieldset>
  )
}

const NO_SCRIPTS: ProcessScripts = {}

const keptOf = (text: string, forms: Forms): KeptForm => ({
  text,
  forms,
  found: Object.entries(forms).flatMap(([name, form]) =>
    [...troubles(form)].map(([path, message]) => ({ path: `${name}.${path}`, message })),
  ),
})

const formsOf = (scripts: ProcessScripts): Forms =>
  Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, formOf(script)]))

/** As it is named already; with its pod only where the name alone is another's too. */
export function keyOf({ pod, container }: { pod: string; container: string }, all: readonly { container: string }[], forms: Forms): string {
  const long = `${pod}/${container}`
  const isShared = all.filter((item) => item.container === container).length > 1
  return Object.hasOwn(forms, long) || (isShared && !Object.hasOwn(forms, container)) ? long : container
}

const NOTHING = formOf({ listens: [], answers: [], onTerm: { after: 0, code: 0 }, execs: [] })

function Program({ form, change }: { form: Form | undefined; change: (form: Form | undefined) => void }): ReactElement {
  const found = useMemo(() => (form ? troubles(form) : new Map<string, string>()), [form])
  if (!form) {
    return (
      <p>
        Nothing is said yet: what is assumed then stands among the problems.{' '}
        <button type="button" onClick={() => change({ ...NOTHING, listens: [NEW_PORT], answers: [newAnswer(NOTHING)] })}>
          Describe it
        </button>
      </p>
    )
  }
  const set = (part: Partial<Form>): void => change({ ...form, ...part })
  return (
    <Troubles value={found}>
      <Rows name="Listens" add="Port" rows={form.listens} fresh={NEW_PORT} change={(listens) => set({ listens })}>
        {(row, i, put) => (
          <>
            <Field label="on port" path={`listens.${i}.port`} value={row.port} set={(port) => put({ ...row, port })} />
            <Check label="TLS" className="check" value={row.tls} set={(tls) => put({ ...row, tls })} />
            <Field label="after" path={`listens.${i}.after`} value={row.after} hint="0s" set={(after) => put({ ...row, after })} />
          </>
        )}
      </Rows>
      <Rows name="Answers" add="Answer" rows={form.answers} fresh={newAnswer(form)} change={(answers) => set({ answers })}>
        {(row, i, put) => <Answer row={row} path={`answers.${i}`} put={put} />}
      </Rows>
      <fieldset>
        <legend>Ends by itself</legend>
        <div className="row">
          <Check label="it does" className="check" value={form.exits.isOn} set={(isOn) => set({ exits: { ...form.exits, isOn } })} />
          {form.exits.isOn && (
            <>
              <Field
                label="after"
                path="exits.after"
                value={form.exits.after}
                hint="0s"
                set={(after) => set({ exits: { ...form.exits, after } })}
              />
              <Field label="with code" path="exits.code" value={form.exits.code} set={(code) => set({ exits: { ...form.exits, code } })} />
            </>
          )}
        </div>
      </fieldset>
      <fieldset>
        <legend>On SIGTERM</legend>
        <div className="row">
          <Select label="it" value={form.onTerm.is} options={TERM} set={(is) => set({ onTerm: { ...form.onTerm, is } })} />
          {form.onTerm.is === 'later' && (
            <>
              <Field
                label="after"
                path="onTerm.after"
                value={form.onTerm.after}
                hint="0s"
                set={(after) => set({ onTerm: { ...form.onTerm, after } })}
              />
              <Field
                label="with code"
                path="onTerm.code"
                value={form.onTerm.code}
                set={(code) => set({ onTerm: { ...form.onTerm, code } })}
              />
            </>
          )}
        </div>
      </fieldset>
      <Rows name="Commands run in it" add="Command" rows={form.execs} fresh={NEW_EXEC} change={(execs) => set({ execs })}>
        {(row, i, put) => <Exec row={row} path={`execs.${i}`} put={put} />}
      </Rows>
      <p>
        <button type="button" className="quiet" onClick={() => change(undefined)}>
          Back to what is assumed
        </button>
      </p>
    </Troubles>
  )
}

const TERM = [
  ['at once', 'ends at once'],
  ['later', 'ends'],
  ['ignore', 'ignores it'],
] as const
const EXEC = [
  ['ends', 'ends'],
  ['missing', 'is missing in the image'],
] as const
const ANSWER: readonly (readonly [AnswerKind, string])[] = [
  ['status', 'with status'],
  ['hang', 'never: it hangs'],
  ['reset', 'by a reset'],
  ['refuse', 'to nobody: it refuses'],
  ['location', 'with a redirect'],
  ['proxy', 'what another says'],
]

function Answer({ row, path, put }: { row: AnswerForm; path: string; put: (row: AnswerForm) => void }): ReactElement {
  const { is } = row
  const isSilent = is === 'hang' || is === 'reset' || is === 'refuse'
  return (
    <>
      {row.rest.path !== undefined && (
        <span>
          asked for <code>{row.rest.path}</code>,
        </span>
      )}
      <Field label="from" path={`${path}.from`} value={row.from} hint="0s" set={(from) => put({ ...row, from })} />
      <Select
        label="it answers"
        value={is}
        options={ANSWER}
        set={(next) => put({ ...row, is: next, status: next === 'location' ? '302' : '200' })}
      />
      {(is === 'status' || is === 'location') && (
        <Field label="status" path={`${path}.status`} value={row.status} set={(status) => put({ ...row, status })} />
      )}
      {(is === 'location' || is === 'proxy') && (
        <Field
          label={is === 'proxy' ? 'asked at' : 'to'}
          path={`${path}.${is}`}
          value={row.url}
          isLong
          set={(url) => put({ ...row, url })}
        />
      )}
      {!isSilent && <Field label="slow by" path={`${path}.after`} value={row.after} hint="0s" set={(after) => put({ ...row, after })} />}
    </>
  )
}

type ExecForm = Form['execs'][number]

function Exec({ row, path, put }: { row: ExecForm; path: string; put: (row: ExecForm) => void }): ReactElement {
  return (
    <>
      <Field label="command" path={`${path}.command`} value={row.command} isLong set={(command) => put({ ...row, command })} />
      <Select label="it" value={row.is} options={EXEC} set={(is) => put({ ...row, is })} />
      {row.is === 'ends' && (
        <>
          <Field label="with code" path={`${path}.code`} value={row.code} set={(code) => put({ ...row, code })} />
          <Field label="after" path={`${path}.after`} value={row.after} hint="0s" set={(after) => put({ ...row, after })} />
          <Field label="and prints" path={`${path}.output`} value={row.output} isLong set={(output) => put({ ...row, output })} />
        </>
      )}
    </>
  )
}
