import { type Document, type Node, parseDocument } from 'yaml'
import { processesText } from '../../cases/processes-text.ts'
import { defined, isRecord, own } from '../../manifest/own.ts'
import { splitWords } from '../../sim/kubectl/command-line.ts'
import { At } from '../../sim/scenario/check-value.ts'
import { INPUTS } from '../../sim/scenario/scenario-fields.ts'
import type { ProcessScript, ScriptedAnswer, ScriptedExit, ScriptedPort } from '../../sim/scenario/scenario-programs.ts'
import { parseProcesses, parseScenario } from '../../sim/scenario/scenario.ts'

/** How a program behaves, as it stands in the fields of a form: what may be wrong is text. */
export interface ScriptForm {
  listens: readonly { port: string; tls: boolean; after: string; rest: Pick<ScriptedPort, 'address' | 'http1' | 'http2'> }[]
  answers: readonly AnswerForm[]
  exits: { isOn: boolean; after: string; code: string; rest: Pick<ScriptedExit, 'reason' | 'signal'> }
  onTerm: { is: 'at once' | 'later' | 'ignore'; after: string; code: string }
  execs: readonly { command: string; is: 'ends' | 'missing'; code: string; output: string; after: string; from: string }[]
  /** What the form has no fields for goes through as it is; so in an answer and in an end. */
  rest: Pick<ProcessScript, 'memory' | 'needs' | 'lives'>
}

export type AnswerKind = 'status' | 'hang' | 'reset' | 'refuse' | 'location' | 'proxy'

export interface AnswerForm {
  from: string
  is: AnswerKind
  status: string
  /** Slow by so much. */
  after: string
  /** Where a redirect leads, or whom a proxy asks. */
  url: string
  rest: Omit<ScriptedAnswer, 'from' | 'after' | 'location' | AnswerKind>
}

export const NEW_PORT: ScriptForm['listens'][number] = { port: '8080', tls: false, after: '', rest: {} }
export const NEW_EXEC: ScriptForm['execs'][number] = { command: '/bin/check', is: 'ends', code: '0', output: '', after: '', from: '' }

/** The next answer: where there is one, a minute later it hangs. */
export function newAnswer({ answers }: ScriptForm): AnswerForm {
  const last = answers.at(-1)
  const plain: AnswerForm = { from: '0s', is: 'status', status: '200', after: '', url: '', rest: {} }
  return last ? { ...plain, from: `${(Number.parseFloat(last.from) || 0) + 60}s`, is: 'hang' } : plain
}

export function formOf(script: ProcessScript): ScriptForm {
  const { exits, onTerm, memory, needs, lives } = script
  const term = onTerm === 'ignore' ? { after: 0, code: 0 } : onTerm
  return {
    listens: script.listens.map(({ port, tls, after, ...rest }) => ({
      port: String(port),
      tls,
      after: lengthText(after),
      rest: defined(rest),
    })),
    answers: script.answers.map(answerForm),
    exits: {
      isOn: exits !== undefined,
      after: lengthText(exits?.after ?? 5),
      code: String(exits?.code ?? 1),
      rest: defined({ reason: exits?.reason, signal: exits?.signal }),
    },
    onTerm: {
      is: onTerm === 'ignore' ? 'ignore' : term.after === 0 && term.code === 0 ? 'at once' : 'later',
      after: lengthText(term.after),
      code: String(term.code),
    },
    execs: script.execs.map(({ command, code, output, after, missing, from = 0 }) => ({
      command: command.map(quoted).join(' '),
      is: missing ? 'missing' : 'ends',
      code: String(code),
      output,
      after: lengthText(after),
      from: lengthText(from),
    })),
    rest: defined({ memory, needs, lives }),
  }
}

function answerForm(answer: ScriptedAnswer): AnswerForm {
  const { from, status, after = 0, location, proxy, hang: _hang, reset: _reset, refuse: _refuse, ...rest } = answer
  // the order in which a process looks at them
  const is = answer.refuse
    ? 'refuse'
    : answer.reset
      ? 'reset'
      : answer.hang
        ? 'hang'
        : proxy !== undefined
          ? 'proxy'
          : location !== undefined
            ? 'location'
            : 'status'
  return {
    from: `${decimal(from)}s`,
    is,
    status: String(status ?? (is === 'location' ? 302 : 200)),
    after: lengthText(after),
    url: proxy ?? location ?? '',
    rest,
  }
}

/** What the form says, as a scenario has it; fields at their defaults are left out. */
export function scriptOf({ listens, answers, exits, onTerm, execs, rest }: ScriptForm): Record<string, unknown> {
  return {
    ...defined({
      listens: someOf(
        listens.map(({ port, tls, after, rest }) => ({
          port: number(port),
          ...defined({ tls: tls || undefined, after: length(after) }),
          ...rest,
        })),
      ),
      answers: someOf(answers.map(answerOf)),
      exits: exits.isOn ? exitOf(exits) : undefined,
      onTerm: termOf(onTerm),
      execs: someOf(
        execs.map(({ command, is, code, output, after, from }) => ({
          ...defined({ from: length(from) }),
          command: splitWords(command).words,
          ...(is === 'missing'
            ? { missing: true }
            : { code: number(code), ...defined({ output: output || undefined, after: length(after) }) }),
        })),
      ),
    }),
    ...rest,
  }
}

const someOf = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)

function termOf({ is, after, code }: ScriptForm['onTerm']): unknown {
  if (is === 'later') return { after: length(after) ?? '0s', code: number(code) }
  return is === 'ignore' ? is : undefined
}

/** A signal says the code itself. */
function exitOf({ after, code, rest }: ScriptForm['exits']): Record<string, unknown> {
  return { after: length(after) ?? '0s', ...(rest.signal === undefined ? { code: number(code) } : {}), ...rest }
}

function answerOf({ from, is, status, after, url, rest }: AnswerForm): Record<string, unknown> {
  const begun = { from: length(from) ?? '0s' }
  const { body, caller, ...scope } = rest
  // who is refused has not asked for anything yet
  if (is === 'refuse') return { ...begun, refuse: true, ...defined({ port: scope.port }) }
  if (is === 'hang' || is === 'reset') return { ...begun, [is]: true, ...scope }
  const slow = defined({ after: length(after) })
  if (is === 'proxy') return { ...begun, proxy: url, ...slow, ...defined({ caller }), ...scope }
  if (scope.grpc !== undefined) return { ...begun, ...slow, ...scope }
  return { ...begun, status: number(status), ...(is === 'location' ? { location: url } : {}), ...slow, ...defined({ body }), ...scope }
}

/** What is wrong, a sentence a field; a field is named as its path in a scenario, such as `answers.0.status`. */
export function troubles(form: ScriptForm): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const report = (path: string, message: string) => found.has(path) || found.set(path, message)
  INPUTS.processes(
    { it: scriptOf(form) },
    new At(({ steps, message }) => report(steps.slice(1).join('.'), `${message.replace(/^found/, 'Found')}.`)),
  )
  form.execs.forEach(({ command }, i) => {
    const { words, pipe, error } = splitWords(command)
    if (error || pipe !== undefined)
      report(
        `execs.${i}.command`,
        'Found a quote that does not end, or a pipe; allowed: a command and its arguments, as a shell splits them.',
      )
    else if (words.length === 0) report(`execs.${i}.command`, 'Found nothing; allowed: a command and its arguments.')
  })
  form.answers.forEach(
    ({ is, url }, i) =>
      is === 'location' && url === '' && report(`answers.${i}.location`, 'Found nothing; allowed: the URL or path that it redirects to.'),
  )
  return found
}

const lengthText = (seconds: number): string => (seconds === 0 ? '' : `${decimal(seconds)}s`)
/** Never with an exponent. */
const decimal = (value: number): string => (/e/.test(String(value)) ? value.toFixed(9).replace(/\.?0+$/, '') : String(value))

/** A plain number is seconds. */
function length(text: string): string | undefined {
  const trimmed = text.trim()
  return trimmed === '' ? undefined : /^\d+(\.\d+)?$/.test(trimmed) ? `${trimmed}s` : trimmed
}

const number = (text: string): number | string | undefined =>
  text.trim() === '' ? undefined : /^\d+$/.test(text.trim()) ? Number(text) : text.trim()

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

type ScriptDocuments = Readonly<Record<string, unknown>>
type FormPathStep = string | number

/** `processes` as text once its programs behave so: what is the same stays as somebody wrote it, with its comments. */
export function editProcesses(text: string, after: ScriptDocuments): string {
  const plain = processesText(after)
  const before = normal(text)
  if (before === undefined || plain === '' || text.trim() === '') return plain
  try {
    const document = parseDocument(text)
    merge(document, [], before, after)
    const next = document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false })
    return same(normal(next), normal(plain)) ? next : plain
  } catch {
    // written with means that a change does not go through, such as an alias
    return plain
  }
}

/** What a text says, with all defaults left out; undefined where it cannot be read. */
function normal(text: string): ScriptDocuments | undefined {
  const { processes } = parseProcesses(text)
  const { scenario } = processes ? parseScenario(JSON.stringify({ whyrestart: 1, processes })) : {}
  return scenario && Object.fromEntries(Object.entries(scenario.processes).map(([name, script]) => [name, scriptOf(formOf(script))]))
}

function merge(document: Document, path: readonly FormPathStep[], before: unknown, after: unknown): void {
  if (same(before, after)) return
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = before.length - 1; i >= after.length; i--) document.deleteIn([...path, i])
    after.forEach((item, i) =>
      i < before.length ? merge(document, [...path, i], before[i], item) : document.addIn(path, written([...path, i], item)),
    )
  } else if (isRecord(before) && isRecord(after)) {
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) document.deleteIn([...path, key])
    for (const [key, item] of Object.entries(after)) merge(document, [...path, key], own(before, key), item)
  } else if (isScalar(before) && isScalar(after)) document.setIn(path, after)
  else document.setIn(path, written(path, after))
}

/** The value as it would be written at that place. */
function written(path: readonly FormPathStep[], value: unknown): Node {
  const whole = path.reduceRight((inner: unknown, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)
  return parseDocument(processesText(whole)).getIn(
    path.map((step) => (typeof step === 'number' ? 0 : step)),
    true,
  ) as Node
}

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (!isRecord(a) || !isRecord(b)) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
}
