import type { ScriptEntry } from '../../sim/trace/trace.ts'
import { lengthWords } from './duration.ts'
import type { ProcessScript, ScriptedAnswer } from '../../sim/scenario/scenario.ts'

/**
 * A rule of a program's script, as a sentence.
 *
 * Units: seconds, from the program's start. Errors: none. Follows: nothing upstream.
 */
export function scriptSentence({ container, path, value }: ScriptEntry): string {
  const [field = '', isMember] = path.split('.').at(-1)!.split('[')
  const rule = value as never
  const does: Record<string, () => string> = {
    answers: () => (isMember ? answers(rule) : 'has no answer yet: it takes requests and leaves them'),
    exits: () => exits(rule),
    onTerm: () => onTerm(rule),
    listens: () => (isMember ? listens(rule) : 'does not listen on that port'),
    execs: () => (isMember ? exec(rule) : 'has no such command in its container'),
  }
  return `As the scenario describes it, the program in ${container} ${does[field]?.() ?? `says ${field}`} (${path}).`
}

function answers({
  from,
  hang,
  reset,
  refuse,
  proxy,
  location,
  status = location === undefined ? 200 : 302,
  after = 0,
}: ScriptedAnswer): string {
  const late = after > 0 ? `, ${lengthWords(after)} after it was asked` : ''
  const does = hang
    ? 'hangs'
    : refuse
      ? 'refuses connections'
      : reset
        ? 'resets connections'
        : proxy === undefined
          ? `answers ${status}${late}`
          : `passes requests on to ${proxy}`
  return from > 0 ? `${does} from ${lengthWords(from)} after its start on` : `${does} from its start on`
}

function exits({ after, code }: NonNullable<ProcessScript['exits']>): string {
  return `ends by itself ${lengthWords(after)} after its start, with exit code ${code}`
}

function onTerm(how: ProcessScript['onTerm']): string {
  return how === 'ignore'
    ? 'ignores SIGTERM'
    : `ends ${how.after > 0 ? lengthWords(how.after) : 'right'} after SIGTERM, with exit code ${how.code}`
}

function listens({ port, after }: ProcessScript['listens'][number]): string {
  return `listens on port ${port} from ${after > 0 ? `${lengthWords(after)} after its start` : 'its start'} on`
}

function exec({ command, code, after, missing }: ProcessScript['execs'][number]): string {
  const what = command.join(' ')
  return missing
    ? `has no command ${what} in its container`
    : `lets ${what} end with code ${code}${after > 0 ? ` after ${lengthWords(after)}` : ''}`
}
