import { lengthWords } from '../views/text/duration-words.ts'
import { SAME_SECONDS } from './failures.ts'
import { defined, grouped } from '../manifest/own.ts'
import { POD_ENDED } from '../sim/trace/trace.ts'
import { listed } from '../views/text/words.ts'
import {
  type ClusterFacts,
  type ContainerFacts,
  type EventFacts,
  isDone,
  isInitialized,
  type ListedPod,
  type MadeLife,
  mainsOf,
  type PodFacts,
  restartsIn,
  ROUGH_SECONDS,
  type StateFacts,
} from './facts.ts'
import { type Age, middleOf, timeOfDay } from './time.ts'
import { type Aligned } from './align.ts'

/** What the rows of a table of pods add to what else is known, and what they leave open, as sentences. */
interface ListedPods {
  pods: PodFacts[]
  /** When the newest table was printed, in seconds since 1970; undefined without one. */
  printed: number | undefined
  assumed: string[]
}

/** How a table names a container's state; undefined for a phase, or a word of the pod's. */
function stateOf({ status: word, code }: ListedPod): Pick<StateFacts, 'is' | 'reason' | 'exitCode'> | undefined {
  const status = word.replace(IS_INIT, '')
  if (status === 'Running' || /^\d+\/\d+$/.test(status)) return { is: 'running' }
  if (
    /^(?:(?:CrashLoop|ImagePull)BackOff|ErrImage(?:Pull|NeverPull)|(?:Create|Run)Container(?:Config)?Error|ContainerCreating)$/.test(status)
  )
    return { is: 'waiting', reason: status }
  if (!/^(?:Completed|OOMKilled|Error)$/.test(status)) return undefined
  const exitCode = status === 'Completed' ? 0 : status === 'OOMKilled' ? 137 : code
  return { is: 'terminated', reason: status, ...defined({ exitCode }) }
}

/**
 * Lays the rows of `kubectl get pods` over what the other texts tell: how often a pod's containers were restarted, when the last of
 * them ended, how old the pod is, and how it stands. What knows of more restarts is newer; what another text says better stays.
 *
 * Units: seconds since 1970; a row's ages are seconds before it was printed. `latest`: the last moment that another text knows of.
 * Follows: pkg/printers/internalversion/printers.go, printPod: RESTARTS is the sum of all containers, and what stands
 * behind it in brackets is how long ago the last of them *ended* (since 1.22).
 */
export function withListed(
  facts: ClusterFacts,
  pods: readonly PodFacts[],
  { events, now: anyDay }: Aligned,
  latest: number | undefined,
): ListedPods {
  const assumed: string[] = []
  if (facts.listed.length === 0) return { pods: [...pods], printed: undefined, assumed }
  const known = facts.listed.map((row) => printedAt(row, podOf(pods, row), latest ?? anyDay)).find((at) => at !== undefined)
  const printed = known ?? latest ?? anyDay
  if (known === undefined)
    assumed.push(
      latest === undefined
        ? 'The table of pods has no time of day: its lengths are right, the date is any.'
        : `When the table of pods was printed is not said: the last moment that is known otherwise is taken, ${timeOfDay(printed)} UTC.`,
    )
  const all = [...pods]
  const laid = new Set<PodFacts>()
  const ofRuntime = grouped(
    facts.listed.filter((row) => row.container !== undefined),
    ({ name }) => name,
  )
  const namesOf = new Map([...ofRuntime].map(([name, rows]) => [name, new Set(rows.map(({ container }) => container))]))
  const watched = watchedIn(facts)
  let now = printed
  for (const row of facts.listed) {
    const before = podOf(all, row)
    const pod: PodFacts = before
      ? { ...before, containers: new Map(before.containers) }
      : { namespace: row.namespace || 'default', name: row.name, containers: new Map(), source: 'listed' }
    if (before) all[all.indexOf(before)] = pod
    else all.push(pod)
    // a table that is watched, or printed again, has a row for each time
    const isAgain = before !== undefined && laid.has(before)
    const isLater = isAgain && watched.later.has(row)
    const aged = isAgain ? byAge(row, pod, isLater ? ROUGH_SECONDS + 1 : ROUGH_SECONDS) : undefined
    const at = (isAgain ? aged : beforeOthers(row, pod, events, printed)) ?? printed
    now = Math.max(now, at)
    // of a pod that initializes a log is an init container's
    const isInit = IS_INIT.test(row.status)
    const isBegun = row.status !== 'PodInitializing'
    const isAlone = row.containers === 1 && isBegun
    // of several the one of which there is a log from before its last start
    const logged = facts.logs.find(
      (log) => log.pod === pod.name && log.container !== '' && (isAlone || isInit || (log.isPrevious && isBegun)),
    )?.container
    // what the node's runtime calls the one container of a pod
    const names = isAlone && !isInit ? namesOf.get(pod.name) : undefined
    const named = logged ?? (names?.size === 1 ? [...names][0] : undefined)
    lay(
      { ...row, ...defined({ container: row.container ?? named }) },
      pod,
      {
        printed: at,
        isAgain,
        isWatched: watched.pods.has(keyOf(row)),
        changed: isLater && aged !== undefined ? { at: aged, within: row.age?.within ?? 1 } : undefined,
      },
      assumed,
    )
    laid.add(pod)
  }
  return { pods: all, printed: now, assumed }
}

/** The rows of pods of which kubectl prints one below the other as they change, and of these those that come later below their header. */
function watchedIn({ listed: rows, lines }: ClusterFacts): { pods: Set<string>; later: Set<ListedPod> } {
  const headers = [0]
  for (const { use, text } of lines) headers.push(headers.at(-1)! + (use === 'frame' && text.trim() !== '' ? 1 : 0))
  const below = new Map<string, number>()
  const later = new Set<ListedPod>()
  for (const row of rows) {
    if (!row.printed) continue
    if (below.get(keyOf(row)) === headers[row.line]) later.add(row)
    below.set(keyOf(row), headers[row.line]!)
  }
  return { pods: new Set([...later].map(keyOf)), later }
}

const keyOf = ({ namespace, name }: ListedPod): string => `${namespace}/${name}`

const podOf = (pods: readonly PodFacts[], { name, namespace }: ListedPod): PodFacts | undefined =>
  pods.find((pod) => pod.name === name && (namespace === '' || pod.namespace === namespace))

/** When it was printed: as long after an end, or after the pod was made, as it says, where another text has that. */
function printedAt({ restarts, ended, age }: ListedPod, pod: PodFacts | undefined, latest: number): number | undefined {
  if (!pod) return undefined
  const mains = mainsOf(pod)
  const told = restartsIn(mains)
  const end = mains.reduce((most, { lastState }) => Math.max(most, lastState?.finishedAt ?? -Infinity), -Infinity)
  // of an end whose count no text has it is the same one
  const isSame = told === restarts || (mains.length === 1 && mains[0]!.restarts === undefined)
  if (ended && isSame && Number.isFinite(end)) return end + middleOf(ended)
  // a pod that is older there than it is by then is seen later
  const isLater = age !== undefined && pod.source === 'describe' && (pod.created ?? -Infinity) + age.seconds > latest + age.within
  return isLater ? pod.created! + middleOf(age) : byAge({ age }, pod)
}

/** A pod that has Events from before it was made was printed before those were. */
function beforeOthers(
  { age }: ListedPod,
  { name, created, startTime }: PodFacts,
  events: readonly EventFacts[],
  printed: number,
): number | undefined {
  if (!age || (created ?? startTime) !== undefined) return undefined
  const first = events.find((event) => event.pod === name)
  if (!first) return undefined
  const at = first.first + middleOf(age)
  return at + age.within + first.within < printed ? at : undefined
}

const byAge = ({ age }: { age?: Age | undefined }, { created }: PodFacts, less = ROUGH_SECONDS): number | undefined =>
  age && age.within < less && created !== undefined ? created + middleOf(age) : undefined

/** A pod whose init containers are not all done: its RESTARTS and what became of the last are those of them. */
const IS_INIT = /^Init:/

const initsOf = ({ containers }: PodFacts): ContainerFacts[] => [...containers.values()].filter(({ isInit }) => isInit)

/** The init container that such a row is of: those before it are done, and the main ones wait for it. */
function layInit(row: ListedPod, pod: PodFacts, assumed: string[]): ContainerFacts {
  const [, done = 0, all = 1] = (/^Init:(\d{1,2})\/(\d{1,2})$/.exec(row.status) ?? []).map(Number)
  const waiting = { isInit: false, ready: false, state: { is: 'waiting', reason: 'PodInitializing' } } as const
  const mains = mainsOf(pod)
  for (const { name } of mains.length > 0 ? mains : [{ name: 'main' }])
    pod.containers.set(name, { ...pod.containers.get(name), name, ...waiting })
  if (initsOf(pod).length === 0) {
    // a main one may be called so
    const free = (name: string): string => (pod.containers.has(name) ? free(`${name}-0`) : name)
    const isNamed = row.container !== undefined && !pod.containers.has(row.container)
    const names = Array.from({ length: Math.max(1, all) }, (_, i) =>
      i === done && isNamed ? row.container! : free(all <= 1 ? 'init' : `init-${i + 1}`),
    )
    const ended: StateFacts = { is: 'terminated', reason: 'Completed', exitCode: 0 }
    const made = names.map((name, i): ContainerFacts => ({ name, isInit: true, ...(i < done ? { state: ended } : {}) }))
    pod.containers = new Map([...made, ...pod.containers.values()].map((own) => [own.name, own]))
    assumed.push(
      `What the containers of ${pod.name} are called: the table of pods does not say it, and ${listed([...pod.containers.keys()])} are assumed.`,
    )
  }
  const inits = initsOf(pod)
  return (
    inits.find(({ name }) => name === row.container) ??
    inits.find(({ state, lastState }) => state?.is !== 'terminated' || state.exitCode !== 0 || (lastState?.exitCode ?? 0) !== 0) ??
    inits.at(-1)!
  )
}

/**
 * A pod whose main containers have their turn has its init containers done: one that had failed was started once more, which no row counts.
 * Follows: pkg/printers/internalversion/printers.go, printPod: RESTARTS is the sum of the main ones from then on.
 */
function endInits(pod: PodFacts, finishedAt: number): void {
  for (const init of initsOf(pod)) {
    const { state, lastState, restarts = 0 } = init
    if (state?.is === 'running' || isDone(init)) continue
    const failed = state?.is === 'terminated' ? state : lastState
    const done: StateFacts = { is: 'terminated', reason: 'Completed', exitCode: 0, finishedAt }
    const again = failed ? { restarts: restarts + 1, lastState: { ...lastState, ...failed } } : {}
    init.ended?.set(failed ? restarts + 1 : restarts, done)
    pod.containers.set(init.name, { ...init, state: done, ...again })
  }
}

/** As many of a pod's rows are drawn, the last ones: `kubectl get pods -w` prints them without end. */
const MOST_LISTED = 500

function lay(
  row: ListedPod,
  pod: PodFacts,
  { printed, isAgain, isWatched, ...as }: { printed: number; isAgain: boolean; isWatched: boolean; changed: Rounded | undefined },
  assumed: string[],
): void {
  const { restarts, ended, ran, age, status, containers: size, made = [] } = row
  if (row.node !== '') pod.node ??= row.node
  if (pod.startTime === undefined && age) pod.created ??= printed - middleOf(age)
  const isInit = IS_INIT.test(status)
  const init = isInit ? layInit(row, pod, assumed) : undefined
  if (isAgain && isInitialized(row)) endInits(pod, printed)
  if (mainsOf(pod).length === 0) {
    const name = row.container ?? 'main'
    pod.containers.set(name, { name, isInit: false })
    if (row.container === undefined)
      assumed.push(`What the container of ${pod.name} is called: the table of pods does not say it, and main is assumed.`)
  }
  const mains = isInit ? initsOf(pod) : mainsOf(pod)
  const told = restartsIn(mains)
  const isNewer = restarts > told
  const main = init ?? mains.find(({ name }) => name === row.container) ?? mains[0]!
  // a description that knows of more is newer
  if (row.printed && restarts >= told) pod.listed = [...(pod.listed ?? []).slice(1 - MOST_LISTED), { at: printed, row }]
  if (!isInit && POD_ENDED.has(status)) pod.reason ??= status
  if (!isInit && Math.max(size, mains.length) > 1 && isNewer && told === 0)
    assumed.push(
      `Which of the ${Math.max(size, mains.length)} containers of ${pod.name} was restarted: the table of pods has their sum, ${restarts}, and it is taken for ${main.name}.`,
    )
  const at = ended && printed - middleOf(ended)
  const own: ContainerFacts = { ...main, restarts: isNewer ? restarts - (told - (main.restarts ?? 0)) : (main.restarts ?? 0) }
  pod.containers.set(main.name, own)
  if (!isInit && mains.length === 1) own.ready = row.ready > 0
  // a table that knows of fewer is older
  const begun =
    own.restarts === restarts ? made.map(({ attempt, age: ago }) => ({ attempt, at: printed - middleOf(ago), within: ago.within })) : []
  const last = begun.find(({ attempt }) => attempt === restarts)
  const isLater = isNewer || isAgain
  if (at !== undefined && (isLater || own.lastState === undefined)) {
    // in whole minutes it is as far off as such a life is long
    const startedAt = ran && ran.within < ROUGH_SECONDS ? printed - middleOf(ran) : undefined
    own.lastState = { ...endBefore(own, at, isNewer), is: 'terminated', finishedAt: at, ...defined({ exitCode: row.code, startedAt }) }
    if (own.lastState.reason === undefined && !isWatched)
      assumed.push(
        `How the last life of ${main.name} in ${pod.name} ended: the table of pods says only when, ${lengthWords(ended!.seconds)} before it was printed${ended!.within >= ROUGH_SECONDS ? ', to the minute or less exactly' : ''}.`,
      )
  } else if (isNewer && !last && !as.changed)
    assumed.push(
      `When ${pod.name} was restarted last: before 1.22 the table of pods says only how often, ${restarts === 1 ? 'once' : `${restarts} times`}.`,
    )
  const before = own.state
  const shown = stateOf(row)
  // of one that stands as it stood the rows before say as much
  const isOther = isAgain && (shown?.is !== before?.is || shown?.reason !== before?.reason)
  const state = before !== undefined && !isNewer && !isOther ? undefined : shown
  // a pod that was made anew counts anew
  const isCounted = own.restarts === restarts
  const changed = isCounted ? as.changed : undefined
  const started = last?.at ?? changed?.at ?? at
  if (state) own.state = { ...state, ...startOf(state, started, pod, restarts) }
  else if (own.state === undefined)
    assumed.push(`What “${status}” of ${pod.name} means for its container: the table of pods has one word for the whole pod.`)
  if (isWatched && mains.length === 1 && (isInit || size === 1) && isCounted) seen(restarts, main, own, at, changed)
  if (begun.length > 0) own.made = begun.filter((life) => saysMore(life, own))
  if (state?.is === 'running' && at !== undefined && started === at)
    assumed.push(`When ${main.name} of ${pod.name} started last: at once after its last end is assumed, without a back-off.`)
}

/** When a row was printed, by its age, and how far off that may be. */
type Rounded = Pick<MadeLife, 'at' | 'within'>

/**
 * What a row tells of single lives: kubectl prints the last end of `lastState`, which is that of the life before for one that runs or has
 * just ended. `changed`: when it came to stand so, where the table is watched.
 */
function seen(restarts: number, before: ContainerFacts, own: ContainerFacts, last: number | undefined, changed: Rounded | undefined): void {
  const { state } = own
  if (state === undefined || (before.ended === undefined && (before.state ?? before.lastState) !== undefined)) return
  const ended = (own.ended ??= new Map<number, StateFacts>())
  const of = state.is === 'waiting' ? restarts : restarts - 1
  if (last !== undefined && of >= 0) ended.set(of, { ...ended.get(of), is: 'terminated', finishedAt: last })
  if (state.is === 'terminated') {
    const finishedAt = ended.get(restarts)?.finishedAt ?? (changed && changed.within < ROUGH_SECONDS ? changed.at : undefined)
    own.state = { ...state, ...defined({ finishedAt }) }
    ended.set(restarts, own.state)
  }
  const made = own.made ?? []
  if (state.is === 'running' && state.startedAt !== undefined && made[0]?.attempt !== restarts)
    own.made = [
      { attempt: restarts, at: state.startedAt, within: state.startedAt === changed?.at ? changed.within : 1 },
      ...made.slice(0, MOST_LISTED),
    ]
}

/** Whether a text has no better time of that life's start; in whole minutes it is as far off as a short life is long. */
function saysMore({ attempt, at, within }: MadeLife, { restarts = 0, state, lastState }: ContainerFacts): boolean {
  const isRunning = state?.is === 'running'
  const told = attempt === restarts ? (isRunning ? [state] : [state, lastState]) : attempt === restarts - 1 && isRunning ? [lastState] : []
  return told.every(
    (own) =>
      (own?.startedAt === undefined || own.startedAt === at) &&
      (own?.finishedAt === undefined || within < ROUGH_SECONDS || own.finishedAt - at > within),
  )
}

/** How the end was that a row tells the time of, where the rows before have that: it waits now for what had ended, or has the same end still. */
function endBefore({ state, lastState }: ContainerFacts, at: number, isNewer: boolean): StateFacts | undefined {
  if (!isNewer) return state?.is === 'terminated' ? state : lastState
  return lastState?.finishedAt !== undefined && Math.abs(lastState.finishedAt - at) <= SAME_SECONDS ? lastState : undefined
}

/** A container that runs was started when its last life ended, or with its pod. */
function startOf({ is }: Pick<StateFacts, 'is'>, at: number | undefined, pod: PodFacts, restarts: number): { startedAt?: number } {
  const started = at ?? (restarts === 0 ? (pod.startTime ?? pod.created) : undefined)
  return is === 'running' && started !== undefined ? { startedAt: started } : {}
}
