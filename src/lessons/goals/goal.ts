import { type At, type Check, list, name, object, optional, type PathStep, unknownField, whole } from '../../sim/scenario/check-value.ts'
import { isRecord } from '../../manifest/own.ts'
import { INPUTS, kubernetes } from '../../sim/scenario/scenario-fields.ts'
import { closer, describe, type Schema, schemaOf } from '../../sim/scenario/scenario-schema.ts'
import type { Action } from '../../sim/scenario/inputs.ts'
import { several, type GoalSubject } from './goal-kind.ts'
import { GOAL_KINDS, type KindName } from './goal-kinds.ts'

/** What a goal may say beside its kind. */
export interface GoalHead extends GoalSubject {
  /** What the learner reads; empty within `not`. */
  text: string
  /** Added to the scenario's actions, for this goal alone. */
  when: readonly Action[]
  /** It must hold on each; left out: the scenario's. */
  kubernetes?: readonly string[]
  /** It must hold for each; left out: the scenario's and two more. */
  seed?: readonly number[]
}

/** What has to hold of an answer: one of the kinds, or what others are put together to. */
export type Goal = GoalHead &
  ({ kind: KindName; spec: unknown } | { kind: 'not'; goal: Goal } | { kind: GoalGroup; goals: readonly Goal[] })

/** Of several goals one holds, or each. */
export type GoalGroup = 'any' | 'all'

const MOST_SEEDS = 20
const MOST_RELEASES = 40
const MOST_ACTIONS = 50

const when: Check<readonly Action[]> = closer(INPUTS.actions, (value, at) => {
  if (Array.isArray(value) && value.length > MOST_ACTIONS) at.wrong('VALUE', value, `at most ${MOST_ACTIONS} actions`)
  return INPUTS.actions(Array.isArray(value) ? value.slice(0, MOST_ACTIONS) : value, at)
})

const HEAD = {
  when: optional(when),
  kubernetes: optional(several(kubernetes, MOST_RELEASES, 'a release')),
  seed: optional(several(whole(0, Number.MAX_SAFE_INTEGER), MOST_SEEDS, 'a whole number')),
  pod: optional(name('a pod’s name')),
  container: optional(name('a container’s name')),
}
const NAMED = name('what the learner reads')
const OWN = ['text', ...Object.keys(HEAD)]
const KIND_NAMES = Object.keys(GOAL_KINDS) as KindName[]
const GROUPS: readonly GoalGroup[] = ['any', 'all']
const ALL = [...KIND_NAMES, 'not', ...GROUPS]

/** A goal as it stands in an exercise. */
const goal: Check<Goal> = describe(
  () => goalSchema(0),
  (value, at) => read(value, at, 0),
)

/** So deep may `not`, `any` and `all` stand in each other. */
const DEEPEST = 4
const MOST_IN_GROUP = 10

/** Of a goal within a goal no more is said than that it is one. */
function goalSchema(depth: number): Schema {
  const kinds = Object.fromEntries(KIND_NAMES.map((kind) => [kind, schemaOf(GOAL_KINDS[kind].spec)]))
  const head = Object.fromEntries(Object.entries(HEAD).map(([field, check]) => [field, schemaOf(check)]))
  const not: Schema = depth < 1 ? goalSchema(depth + 1) : { type: 'object' }
  const group: Schema = { type: 'array', items: not, minItems: 1, maxItems: MOST_IN_GROUP }
  return {
    type: 'object',
    properties: { text: schemaOf(NAMED), ...head, ...kinds, not, any: group, all: group },
    ...(depth === 0 ? { required: ['text'] } : {}),
    additionalProperties: false,
  }
}

function read(value: unknown, at: At, depth: number): Goal {
  const own = isRecord(value) ? value : {}
  const kinds = ALL.filter((kind) => own[kind] !== undefined && own[kind] !== null)
  if (!isRecord(value)) at.wrong('TYPE', value, `an object with text and one of ${ALL.join(', ')}`)
  const strange = Object.keys(own).filter((key) => !OWN.includes(key) && !ALL.includes(key))
  for (const key of strange) unknownField(key, [...OWN, ...ALL], at)
  if (isRecord(value) && kinds.length === 0 && strange.length === 0) at.wrong('REQUIRED', undefined, `one of ${ALL.join(', ')}`)
  for (const extra of kinds.slice(1)) at.into(extra).wrong('VALUE', own[extra], `one goal at a time: this one is ${kinds[0]} already`)
  const head = object(HEAD)(Object.fromEntries(Object.entries(own).filter(([key]) => Object.hasOwn(HEAD, key))), at)
  const text = (depth > 0 ? optional(NAMED) : isRecord(value) ? NAMED : () => '')(own['text'], at.into('text'))
  const shared: GoalHead = { ...head, text: text ?? '', when: head.when ?? [] }
  const kind = kinds[0]
  if (kind === undefined) return { ...shared, kind: 'restarts', spec: { max: 0 } }
  if (depth === DEEPEST && (kind === 'not' || isGroup(kind))) {
    at.into(kind).wrong('VALUE', own[kind], 'a goal; not, any and all go no deeper within each other')
    return { ...shared, kind: 'restarts', spec: { max: 0 } }
  }
  if (kind === 'not') return { ...shared, kind, goal: read(own[kind], at.into(kind), depth + 1) }
  if (isGroup(kind)) return { ...shared, kind, goals: readGroup(own[kind], at.into(kind), depth + 1) }
  return { ...shared, kind: kind as KindName, spec: GOAL_KINDS[kind as KindName].spec(own[kind], at.into(kind)) }
}

const isGroup = (kind: string): kind is GoalGroup => (GROUPS as readonly string[]).includes(kind)

function readGroup(value: unknown, at: At, depth: number): Goal[] {
  const allowed = `a list of 1 to ${MOST_IN_GROUP} goals`
  if (!Array.isArray(value)) at.wrong('TYPE', value, allowed)
  else if (value.length === 0 || value.length > MOST_IN_GROUP) at.wrong('VALUE', value, allowed)
  return Array.isArray(value) ? value.slice(0, MOST_IN_GROUP).map((item, i) => read(item, at.into(i), depth)) : []
}

/** The goals that one consists of, with the steps that lead to each. */
export function partsOf(outer: Goal): { goal: Goal; steps: readonly PathStep[] }[] {
  if (outer.kind === 'not') return [{ goal: outer.goal, steps: ['not'] }]
  return 'goals' in outer ? outer.goals.map((goal, i) => ({ goal, steps: [outer.kind, i] })) : []
}

/** A goal and those within it, with the steps that lead to each. */
export function goalsWithin(outer: Goal, steps: readonly PathStep[] = []): { goal: Goal; steps: readonly PathStep[] }[] {
  return [{ goal: outer, steps }, ...partsOf(outer).flatMap((part) => goalsWithin(part.goal, [...steps, ...part.steps]))]
}

export const MOST_GOALS = 30
const goalList = list(goal)

/** Goals in a list, as many as are judged within a moment. */
export const goals: Check<readonly Goal[]> = closer(
  goalList,
  (value, at) => {
    if (Array.isArray(value) && (value.length === 0 || value.length > MOST_GOALS)) at.wrong('VALUE', value, `1 to ${MOST_GOALS} goals`)
    return goalList(Array.isArray(value) ? value.slice(0, MOST_GOALS) : value, at)
  },
  { minItems: 1, maxItems: MOST_GOALS },
)

/** The last moment that a goal looks at. */
export function lastMoment(of: Goal, end: number): number {
  if (of.kind === 'not' || 'goals' in of) return Math.max(0, ...partsOf(of).map(({ goal: part }) => lastMoment(part, end)))
  return GOAL_KINDS[of.kind].last(of.spec, end)
}
