import type { ScriptEntry } from '../../sim/trace/trace.ts'
import { lengthWords } from './duration.ts'
import type { ProcessScript, ScriptedAnswer, ScriptedExec, ScriptedExit } from '../../sim/scenario/programs.ts'

/**
 * A rule of a program's script, as a sentence.
 *
 * Units: seconds, from the program's start.
 */
export function scriptSentence({ container, path, value }: ScriptEntry): string {
  const [field = '', isMember] = path.split('.').at(-1)!.split('[')
  const rule = value as never
  const does: Record<string, () => string> = {
    answers: () => (isMember ? answers(rule) : noAnswer(value)),
    exits: () => exits(rule),
    onTerm: () => onTerm(rule),
    listens: () => (isMember ? listens(rule) : 'does not listen on that port'),
    execs: () => (isMember ? exec(rule) : 'has no such command in its container'),
    memory: () => memory(rule),
  }
  return `As the scenario describes it, the program in ${container} ${does[field]?.() ?? `says ${field}`} (${path}).`
}

function answers(answer: ScriptedAnswer): string {
  const { from, hang, reset, refuse, proxy, location, grpc, status = location === undefined ? 200 : 302, after = 0 } = answer
  const late = after > 0 ? `, ${lengthWords(after)} after it was asked` : ''
  const does = hang
    ? 'hangs'
    : refuse
      ? 'refuses connections'
      : reset
        ? 'resets connections'
        : proxy === undefined
          ? `answers ${grpc ?? status}${late}`
          : `passes requests on to ${proxy}`
  return from > 0 ? `${does}${scope(answer)} from ${lengthWords(from)} after its start on` : `${does}${scope(answer)} from its start on`
}

function noAnswer(value: unknown): string {
  return Array.isArray(value) && value.length > 0
    ? 'answers only what its list of answers names, from when that says'
    : 'has no answer yet: it takes requests and leaves them'
}

/** For which requests an answer is meant. */
function scope({ path, port, method, headers, service }: ScriptedAnswer): string {
  const parts = [
    ...(method === undefined ? [] : [`${method} requests`]),
    ...(path === undefined ? [] : [`for ${path}`]),
    ...(port === undefined ? [] : [`on port ${port}`]),
    ...(service === undefined ? [] : [`for the service ${service}`]),
    ...Object.entries(headers ?? {}).map(([name, value]) => `with ${name}: ${value}`),
  ]
  return parts.length === 0 ? '' : `, asked ${parts.join(', ')},`
}

function exits({ after, code, reason, signal }: ScriptedExit): string {
  const how = signal === undefined ? `with exit code ${code}` : `by signal ${signal}`
  return `ends by itself ${lengthWords(after)} after its start, ${how}${reason === 'OOMKilled' ? ', out of memory' : ''}`
}

function memory({ from, mib }: { from: number; mib: number }): string {
  return `holds ${mib} MiB of memory from ${from > 0 ? `${lengthWords(from)} after its start` : 'its start'} on`
}

function onTerm(how: ProcessScript['onTerm']): string {
  return how === 'ignore'
    ? 'ignores SIGTERM'
    : `ends ${how.after > 0 ? lengthWords(how.after) : 'right'} after SIGTERM, with exit code ${how.code}`
}

function listens({ port, after, address }: ProcessScript['listens'][number]): string {
  const where = address === '127.0.0.1' || address === '::1' ? ` of ${address} alone` : ''
  return `listens on port ${port}${where} from ${after > 0 ? `${lengthWords(after)} after its start` : 'its start'} on`
}

function exec({ command, code, after, missing, from = 0 }: ScriptedExec): string {
  const what = command.join(' ')
  return missing
    ? `has no command ${what} in its container`
    : `lets ${what} end with code ${code}${after > 0 ? ` after ${lengthWords(after)}` : ''}${from > 0 ? `, from ${lengthWords(from)} after its start on` : ''}`
}
