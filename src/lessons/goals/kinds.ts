import { event } from './event.ts'
import type { GoalKind } from './goal-kind.ts'
import { log } from './log.ts'
import { probe } from './probe.ts'
import { ready } from './ready.ts'
import { request } from './request.ts'
import { restarted } from './restarted.ts'
import { restarts } from './restarts.ts'
import { starts } from './starts.ts'
import { lastState, state } from './state.ts'
import { verdict } from './verdict.ts'

/** Every kind of goal by the field that it is written as; in the order in which they are described. `not` is in goal.ts. */
const KINDS = { restarts, ready, restarted, request, probe, event, log, state, lastState, starts, verdict }

export type KindName = keyof typeof KINDS

/** What is known of a goal's spec stays with its kind: each judges only what its own check has made. */
export const GOAL_KINDS = KINDS as Readonly<Record<KindName, GoalKind<unknown>>>
