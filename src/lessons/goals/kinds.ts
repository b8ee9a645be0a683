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

/** What a goal can ask for. */
export type KindName =
  | 'restarts'
  | 'ready'
  | 'restarted'
  | 'request'
  | 'probe'
  | 'event'
  | 'log'
  | 'state'
  | 'lastState'
  | 'starts'
  | 'verdict'

/** Every kind of goal by the field that it is written as; in the order in which they are described. `not` is in goal.ts. */
const KINDS: Readonly<Record<KindName, unknown>> = {
  restarts,
  ready,
  restarted,
  request,
  probe,
  event,
  log,
  state,
  lastState,
  starts,
  verdict,
}

/** What is known of a goal's spec stays with its kind: each judges only what its own check has made. */
export const GOAL_KINDS = KINDS as Readonly<Record<KindName, GoalKind<unknown>>>
