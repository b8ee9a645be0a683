import { createContext, type MouseEvent, type ReactElement, type ReactNode, use, useEffect, useId, useMemo } from 'react'
import { AS_TYPED } from '../kit/hooks.ts'
import { own } from '../../manifest/own.ts'
import type { ProcessScript } from '../../sim/scenario/scenario-programs.ts'
import { PROCESSES } from '../../views/text/words.ts'
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

/** What is wrong with a form, by the paths of its fields. */
const Troubles = createContext<ReadonlyMap<string, string>>(new Map())

type ListName = 'listens' | 'answers' | 'execs'

interface RowsProps<K extends ListName> {
  legend: string
  /** What one of them is called. */
  add: string
  form: Form
  name: K
  fresh: Form[K][number]
  set: (part: Partial<Form>) => void
  children: (row: Form[K][number], path: string, put: (row: Form[K][number]) => void) => ReactNode
}

/** One below the other, each may go, and one more may come. */
function Rows<K extends ListName>({ legend, add, form, name, fresh, set, children }: RowsProps<K>): ReactElement {
  const rows: readonly Form[K][number][] = form[name]
  const change = (changed: typeof rows): void => set({ [name]: changed })
  return (
    <fieldset>
      <legend>{legend}</legend>
      {rows.map((row, i) => (
        // A row has nothing to be known by but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset className="row" aria-label={`${add} ${i + 1}`} key={i}>
          {children(row, `${name}.${i}`, (next) => change(rows.with(i, next)))}
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

interface FieldProps<T> {
  label: string
  /** What it is a field of, and that one's path. */
  of: T
  path: string
  name: keyof T & string
  /** In the scenario, where it is called otherwise there. */
  as?: string
  hint?: string
  isLong?: boolean
  put: (changed: T) => void
}

/** A text; what is wrong with it stands below it. */
function Field<T>({ label, of, path, name, as = name, hint, isLong = false, put }: FieldProps<T>): ReactElement {
  const trouble = use(Troubles).get(`${path}.${as}`)
  const id = useId()
  return (
    <label data-long={isLong || undefined}>
      {label}
      <input
        type="text"
        className="mono"
        value={of[name] as string}
        placeholder={hint}
        {...AS_TYPED}
        aria-invalid={trouble !== undefined}
        aria-describedby={trouble === undefined ? undefined : id}
        onChange={(event) => put({ ...of, [name]: event.target.value })}
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
  /** What was pressed is gone: the keys go on from what has taken its place. */
  const begin = (next: Form | undefined, { currentTarget }: MouseEvent): void => {
    const section = currentTarget.closest('section')
    change(next)
    setTimeout(() => section?.querySelector<HTMLElement>('input, button')?.focus())
  }
  const found = useMemo(() => (form ? troubles(form) : new Map<string, string>()), [form])
  if (!form) {
    return (
      <p>
        Nothing is said yet: what is assumed then stands among the problems.{' '}
        <button type="button" onClick={(event) => begin({ ...NOTHING, listens: [NEW_PORT], answers: [newAnswer(NOTHING)] }, event)}>
          Describe it
        </button>
      </p>
    )
  }
  const { exits, onTerm } = form
  const set = (part: Partial<Form>): void => change({ ...form, ...part })
  return (
    <Troubles value={found}>
      <Rows legend="Listens" add="Port" name="listens" fresh={NEW_PORT} {...{ form, set }}>
        {(of, path, put) => (
          <>
            <Field label="on port" name="port" {...{ of, path, put }} />
            <Check label="TLS" className="check" value={of.tls} set={(tls) => put({ ...of, tls })} />
            <Field label="after" name="after" hint="0s" {...{ of, path, put }} />
          </>
        )}
      </Rows>
      <Rows legend="Answers" add="Answer" name="answers" fresh={newAnswer(form)} {...{ form, set }}>
        {(of, path, put) => <Answer {...{ of, path, put }} />}
      </Rows>
      <fieldset>
        <legend>Ends by itself</legend>
        <div className="row">
          <Check label="it does" className="check" value={exits.isOn} set={(isOn) => set({ exits: { ...exits, isOn } })} />
          {exits.isOn && <AfterWithCode of={exits} path="exits" put={(exits) => set({ exits })} />}
        </div>
      </fieldset>
      <fieldset>
        <legend>On SIGTERM</legend>
        <div className="row">
          <Select label="it" value={onTerm.is} options={TERM} set={(is) => set({ onTerm: { ...onTerm, is } })} />
          {onTerm.is === 'later' && <AfterWithCode of={onTerm} path="onTerm" put={(onTerm) => set({ onTerm })} />}
        </div>
      </fieldset>
      <Rows legend="Commands run in it" add="Command" name="execs" fresh={NEW_EXEC} {...{ form, set }}>
        {(of, path, put) => <Exec {...{ of, path, put }} />}
      </Rows>
      <p>
        <button type="button" className="quiet" onClick={(event) => begin(undefined, event)}>
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

type FormRow<T> = Pick<FieldProps<T>, 'of' | 'path' | 'put'>

function AfterWithCode<T extends { after: string; code: string }>(row: FormRow<T>): ReactElement {
  return (
    <>
      <Field label="after" name="after" hint="0s" {...row} />
      <Field label="with code" name="code" {...row} />
    </>
  )
}

function Answer(row: FormRow<AnswerForm>): ReactElement {
  const { of, put } = row
  const { is } = of
  const isSilent = is === 'hang' || is === 'reset' || is === 'refuse'
  return (
    <>
      {of.rest.path !== undefined && (
        <span>
          asked for <code>{of.rest.path}</code>,
        </span>
      )}
      <Field label="from" name="from" hint="0s" {...row} />
      <Select
        label="it answers"
        value={is}
        options={ANSWER}
        set={(next) => put({ ...of, is: next, status: next === 'location' ? '302' : '200' })}
      />
      {(is === 'status' || is === 'location') && <Field label="status" name="status" {...row} />}
      {(is === 'location' || is === 'proxy') && <Field label={is === 'proxy' ? 'asked at' : 'to'} name="url" as={is} isLong {...row} />}
      {!isSilent && <Field label="slow by" name="after" hint="0s" {...row} />}
    </>
  )
}

function Exec(row: FormRow<Form['execs'][number]>): ReactElement {
  const { of, put } = row
  return (
    <>
      <Field label="command" name="command" isLong {...row} />
      <Select label="it" value={of.is} options={EXEC} set={(is) => put({ ...of, is })} />
      {of.is === 'ends' && (
        <>
          <Field label="with code" name="code" {...row} />
          <Field label="after" name="after" hint="0s" {...row} />
          <Field label="and prints" name="output" isLong {...row} />
        </>
      )}
    </>
  )
}
