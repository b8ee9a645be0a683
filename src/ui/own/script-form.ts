import type { ProcessScript, ScriptedAnswer } from '../../sim/scenario/scenario.ts'
import { At } from '../../sim/scenario/check.ts'
import { INPUTS } from '../../sim/scenario/fields.ts'
import { splitWords } from '../../sim/kubectl/command-line.ts'

/** How a program behaves, as it stands in the fields of a form: what may be wrong is text. */
export interface ScriptForm {
  listens: readonly { port: string; tls: boolean; after: string }[]
  answers: readonly AnswerForm[]
  exits: { isOn: boolean; after: string; code: string }
  onTerm: { is: 'at once' | 'later' | 'ignore'; after: string; code: string }
  execs: readonly { command: string; is: 'ends' | 'missing'; code: string; output: string; after: string }[]
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
  /** What the form has no field for goes through as it is. */
  rest: Pick<ScriptedAnswer, 'body' | 'caller'>
}

export const NEW_PORT: ScriptForm['listens'][number] = { port: '8080', tls: false, after: '' }
export const NEW_EXEC: ScriptForm['execs'][number] = { command: '/bin/check', is: 'ends', code: '0', output: '', after: '' }

/** The next answer: where there is one, a minute later it hangs. */
export function newAnswer({ answers }: ScriptForm): AnswerForm {
  const last = answers.at(-1)
  const plain: AnswerForm = { from: '0s', is: 'status', status: '200', after: '', url: '', rest: {} }
  return last ? { ...plain, from: `${(Number.parseFloat(last.from) || 0) + 60}s`, is: 'hang' } : plain
}

export function formOf(script: ProcessScript): ScriptForm {
  const { exits, onTerm } = script
  const term = onTerm === 'ignore' ? { after: 0, code: 0 } : onTerm
  return {
    listens: script.listens.map(({ port, tls, after }) => ({ port: String(port), tls, after: lengthText(after) })),
    answers: script.answers.map(answerForm),
    exits: { isOn: exits !== undefined, after: lengthText(exits?.after ?? 5), code: String(exits?.code ?? 1) },
    onTerm: {
      is: onTerm === 'ignore' ? 'ignore' : term.after === 0 && term.code === 0 ? 'at once' : 'later',
      after: lengthText(term.after),
      code: String(term.code),
    },
    execs: script.execs.map(({ command, code, output, after, missing }) => ({
      command: command.map(quoted).join(' '),
      is: missing ? 'missing' : 'ends',
      code: String(code),
      output,
      after: lengthText(after),
    })),
  }
}

function answerForm(answer: ScriptedAnswer): AnswerForm {
  const { from, status, after = 0, location, proxy, body, caller } = answer
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
    rest: { ...(body === undefined ? {} : { body }), ...(caller === undefined ? {} : { caller }) },
  }
}

/** What the form says, as a scenario has it; fields at their defaults are left out. */
export function scriptOf(form: ScriptForm): Record<string, unknown> {
  const { listens, answers, exits, onTerm, execs } = form
  return {
    ...(listens.length > 0
      ? { listens: listens.map(({ port, tls, after }) => ({ port: number(port), ...(tls ? { tls } : {}), ...optional('after', after) })) }
      : {}),
    ...(answers.length > 0 ? { answers: answers.map(answerOf) } : {}),
    ...(exits.isOn ? { exits: { after: length(exits.after) ?? '0s', code: number(exits.code) } } : {}),
    ...(onTerm.is === 'ignore'
      ? { onTerm: 'ignore' }
      : onTerm.is === 'later'
        ? { onTerm: { after: length(onTerm.after) ?? '0s', code: number(onTerm.code) } }
        : {}),
    ...(execs.length > 0
      ? {
          execs: execs.map(({ command, is, code, output, after }) => ({
            command: splitWords(command).words,
            ...(is === 'missing'
              ? { missing: true }
              : { code: number(code), ...(output === '' ? {} : { output }), ...optional('after', after) }),
          })),
        }
      : {}),
  }
}

function answerOf({ from, is, status, after, url, rest }: AnswerForm): Record<string, unknown> {
  const begun = { from: length(from) ?? '0s' }
  if (is === 'hang' || is === 'reset' || is === 'refuse') return { ...begun, [is]: true }
  if (is === 'proxy') return { ...begun, proxy: url, ...optional('after', after), ...(rest.caller ? { caller: rest.caller } : {}) }
  return {
    ...begun,
    status: number(status),
    ...(is === 'location' ? { location: url } : {}),
    ...optional('after', after),
    ...(rest.body === undefined ? {} : { body: rest.body }),
  }
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

function optional(field: string, text: string): Record<string, string> {
  const found = length(text)
  return found === undefined ? {} : { [field]: found }
}

const number = (text: string): number | string | undefined =>
  text.trim() === '' ? undefined : /^\d+$/.test(text.trim()) ? Number(text) : text.trim()

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
