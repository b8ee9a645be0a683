import { optional, object, whole, string, type Check } from '../../sim/scenario/check.ts'
import { REQUEST_FIELDS, moment } from '../../sim/scenario/fields.ts'
import { closer, describe, schemaOf } from '../../sim/scenario/schema.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import type { ResponseEntry } from '../../sim/trace/trace.ts'
import { clockWords } from '../../views/text/duration.ts'
import { shortened } from '../../views/text/telling.ts'
import type { GoalKind } from './goal-kind.ts'
import { several } from '../several.ts'
import { heard } from '../sound.ts'
import { url } from '../url.ts'

/** The answer to a request is as wanted. */
interface RequestGoal {
  request: ScenarioRequest
  /** Empty: any answer. */
  status: readonly (number | 'none')[]
  /** Text that the answer contains. */
  body?: string
}

const { body: _ofTheQuestion, ...FIELDS } = REQUEST_FIELDS
const QUESTION = { ...FIELDS, at: moment, url }
const [LEAST, HIGHEST] = [100, 599]
const code = whole(LEAST, HIGHEST)
const status: Check<number | 'none'> = describe(
  () => ({ anyOf: [schemaOf(code), { const: 'none' }, { type: 'string', pattern: '^[1-5][0-9][0-9]$' }] }),
  (value, at) => {
    if (value === 'none') return 'none'
    const number = typeof value === 'string' && /^[1-5]\d\d$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && number >= LEAST && number <= HIGHEST) return number
    at.wrong(
      typeof value === 'string' || typeof value === 'number' ? 'VALUE' : 'TYPE',
      value,
      `a status from ${LEAST} to ${HIGHEST}, or none`,
    )
    return 'none'
  },
)
const MOST_STATUSES = 20
const fields = object({
  ...QUESTION,
  status: optional(several(status, MOST_STATUSES, 'a status, or none')),
  body: optional(string('a text that the answer contains')),
})

/** Patience of whoever asks: a hung server answers nobody. */
const ANSWER_SECONDS = 60

export const request: GoalKind<RequestGoal> = {
  spec: closer(fields, (value, at) => {
    const { found, isSound } = heard(fields, value, at)
    const { status: wanted = [], body, ...question } = found
    if (isSound && wanted.length === 0 && body === undefined)
      at.wrong('VALUE', value, 'what the answer is wanted to be: status, body or both')
    return { request: question as ScenarioRequest, status: wanted, ...(body === undefined ? {} : { body }) }
  }),
  last: (spec) => spec.request.at + ANSWER_SECONDS,
  judge: ({ request: asked, status: wanted, body }, look) => {
    const { response, proof } = look.ask(asked)
    const is = response?.status ?? 'none'
    const fits = wanted.length === 0 ? is !== 'none' : wanted.includes(is)
    const says = body === undefined || (response?.body ?? '').includes(body)
    const question = `${asked.method} ${asked.url} from ${FROM[asked.from]}`
    const lacks = fits && !says ? `, without the text ${JSON.stringify(shortened(body!, 60))}` : ''
    const wants = fits ? '' : `; wanted: ${wanted.join(' or ') || 'an answer'}`
    const [begin, end] = [`${question} at ${clockWords(asked.at)}`, `${lacks}${wants}.`]
    const why = `${begin} ${answerWords(response)}${end}`
    const seen = `${begin} ${is === 'none' ? 'gets no answer' : `is answered ${is}`}${end}`
    return { holds: fits && says, at: response?.t ?? asked.at, why, seen, proof, ...(response ? { entry: response.id } : {}) }
  },
}

const FROM = { node: 'the node', pod: 'a pod', outside: 'outside' } as const

function answerWords(response: ResponseEntry | undefined): string {
  if (!response) return 'gets no answer'
  if (response.status === null) return `reaches nobody (${shortened(response.error ?? '', 120)})`
  const step = response.steps.findLast(({ verdict }) => verdict === 'refused')
  return `is answered ${response.status}${step ? ` (${step.step}: ${shortened(step.reason.replace(/\.$/, ''), 160)})` : ''}`
}
