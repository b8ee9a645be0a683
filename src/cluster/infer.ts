import { defined } from '../manifest/own.ts'
import { goDuration } from '../sim/scenario/duration.ts'
import { lengthWords } from '../views/text/duration-words.ts'
import { isDone, type StateFacts } from './facts.ts'
import { AFTER_GRACE, type Failures, failuresOf, isProbeKill, saysNotStarted } from './failures.ts'
import { timesOf } from './happenings.ts'
import type { ProbeSpec } from './pod-specs.ts'
import { type ContainerHistory, type ContainerLife, neverRan } from './lives.ts'

/** How a program behaves, as a scenario writes it. */
export type Written = Record<string, unknown>

/** What the evidence comes to for one container. */
export interface Inferred {
  program: Written
  image?: Written
  /** What it does, as half a sentence: `answers /healthz with 500 from 40 s after its start on`. */
  does: string[]
  /** What nobody says, and what was assumed. */
  untold: string[]
}

const length = (seconds: number): string => goDuration(Math.round(seconds * 100) / 100)

/** A field of each life that has something of its own. */
function inLife({ program }: Inferred, { number }: ContainerLife, fields: Written): void {
  const lives = (program['lives'] ??= []) as Written[]
  while (lives.length < number) lives.push({})
  Object.assign(lives[number - 1]!, fields)
}

/** What a life has of its own, over what the program has. */
const fieldsOf = ({ program }: Inferred, { number }: ContainerLife): Written => ({
  ...program,
  ...(program['lives'] as Written[] | undefined)?.[number - 1],
})

function answers(history: ContainerHistory, failures: Failures, inferred: Inferred, now: number): void {
  const { spec, behaviour, probe } = failures
  if (!spec) {
    inferred.untold.push(`A ${probe} probe of ${history.spec.name} failed that its spec, as it was pasted, has not.`)
    return
  }
  if (behaviour === 'network') {
    inferred.untold.push(
      `The ${probe} probe of ${history.spec.name} found no way (${shortened(failures.output)}): that is the network’s doing, and is not simulated.`,
    )
    return
  }
  if (isSlowStart(history, failures, spec, now)) return listensLate(history, failures, spec, inferred)
  const isKiller = killsFor(history, failures)
  if (!isKiller) return comesAndGoes(history, failures, inferred)
  const all = history.lives.flatMap((life) => {
    const found = failingFrom(life, failures)
    return found ? [{ life, ...found }] : []
  })
  if (all.length === 0) return
  const exact = all.filter((item) => item.isExact)
  const counting = exact.length > 0 ? exact : all
  const typical = median(counting.map(({ from }) => from))
  const isSteady = counting.every(({ from }) => Math.abs(from - typical) <= spec.period * 0.6)
  if (!isSteady) for (const { life, from } of counting) inLife(inferred, life, rule(failures, [[from, Infinity]], fieldsOf(inferred, life)))
  const well = lifeThatPasses(history, failures, now)
  const before = well && fieldsOf(inferred, well)
  everywhere(inferred, failures, [[typical, Infinity]], isSteady ? [] : counting.map(({ life }) => life))
  if (well) inLife(inferred, well, passing(failures, before!))
  inferred.does.push(
    `${words(failures)}${typical > 0 ? ` from ${lengthWords(typical)} after its start on` : ''}${isSteady ? '' : ', later or sooner from life to life'}${well ? ', but in its last life' : ''}`,
  )
  if (exact.length === 0 && typical > 0)
    inferred.untold.push(
      `When in each life the ${probe} probe of ${history.spec.name} began to fail: ${lengthWords(typical)} after its start is assumed.`,
    )
  if (spec.handler === 'exec' && behaviour === 'code')
    inferred.untold.push(`With which code ${spec.command[0] ?? 'the probe’s command'} ended: 1 is assumed.`)
  if (behaviour === 'hang' && spec.handler === 'tcpSocket')
    inferred.untold.push(
      `Why no connection to port ${spec.port ?? 'that'} of ${history.spec.name} came about in time: here it refuses them, which fails as well.`,
    )
  else if (behaviour === 'hang')
    inferred.untold.push(`How long ${history.spec.name} would have taken to answer: it is assumed not to answer at all.`)
}

/** The last life, where it runs and the probe has not failed in it, though it has been asked. */
function lifeThatPasses({ lives, facts }: ContainerHistory, { exact, spec, probe }: Failures, now: number): ContainerLife | undefined {
  const last = lives.at(-1)
  if (!last || last.end || lives.length === 1 || exact.some((at) => at > last.start.at)) return undefined
  const { delay, period, timeout } = spec!
  const isAsked = now - last.start.at > delay + period * 1.6 + timeout || (facts.ready === true && probe !== 'liveness')
  return isAsked ? last : undefined
}

/** What it does in a life in which that probe passes: all that it did before the probe was looked at. */
function passing({ spec }: Failures, before: Written): Written {
  if (spec!.handler !== 'exec') return { answers: before['answers'] ?? [] }
  const { command } = spec!
  return { execs: [...otherExecs(before, command), { command, code: 0 }] }
}

/** What else is run in it. */
const otherExecs = ({ execs = [] }: Written, command: readonly string[]): Written[] =>
  (execs as { command: readonly string[] }[]).filter((exec) => exec.command.join('\0') !== command.join('\0'))

/** Whether the probe is one that the kubelet kills for. */
const killsFor = (history: ContainerHistory, { probe }: Failures): boolean =>
  probe !== 'readiness' &&
  history.events.some(
    (event) => isProbeKill(event) && (!/failed (startup|liveness)/.test(event.message) || event.message.includes(`failed ${probe}`)),
  )

/** It refuses connections for a while after its start, and no longer. */
function isSlowStart(history: ContainerHistory, failures: Failures, spec: ProbeSpec, now: number): boolean {
  const { behaviour, exact } = failures
  if (behaviour !== 'refuse' || history.lives.length === 0 || killsFor(history, failures)) return false
  return exact.every((at) => {
    const life = history.lives.findLast(({ start }) => start.at <= at + 1)
    const end = life?.end?.at ?? now
    // it is asked at least once more, and answers then
    return life !== undefined && at - life.start.at <= SLOW_START && end - at > spec.period * 1.6
  })
}

const SLOW_START = 300

function listensLate(history: ContainerHistory, { exact }: Failures, spec: ProbeSpec, inferred: Inferred): void {
  const late = Math.max(
    ...exact.map((at) => at - Math.max(...history.lives.filter(({ start }) => start.at <= at + 1).map(({ start }) => start.at))),
    0,
  )
  const after = late + spec.period / 2
  const listens = (inferred.program['listens'] ?? []) as { port: number }[]
  inferred.program['listens'] = listens.map((listen) =>
    listen.port === spec.port || spec.port === undefined ? { ...listen, after: length(after) } : listen,
  )
  inferred.does.push(`begins to listen ${lengthWords(after)} after its start`)
  inferred.untold.push(`When exactly ${history.spec.name} began to listen: between two probes; the middle is assumed.`)
}

/** In all lives, those that have something of their own included; `but` those that have just been told otherwise. */
function everywhere(
  { program }: Inferred,
  failures: Failures,
  spells: readonly (readonly [number, number])[],
  but: readonly ContainerLife[],
): void {
  Object.assign(program, rule(failures, spells, program))
  const field = failures.spec!.handler === 'exec' ? 'execs' : 'answers'
  const lives = (program['lives'] ?? []) as Written[]
  for (const [i, life] of lives.entries())
    if (life[field] !== undefined && !but.some(({ number }) => number === i + 1)) Object.assign(life, rule(failures, spells, life))
}

const MOST_SPELLS = 100

/** A probe that fails and passes again, and for which the kubelet does not kill: from when to when it failed in each life. */
function comesAndGoes(history: ContainerHistory, failures: Failures, inferred: Inferred): void {
  const { events, spec, probe } = failures
  const period = spec!.period
  const times = events.flatMap((event) => timesOf(event, history)).toSorted((a, b) => a.at - b.at)
  let isWhole = history.lives.length > 0
  const byLife = history.lives.map((life) => {
    const until = life.end?.at ?? Infinity
    const own = times.filter(({ at }) => at >= life.start.at - 1 && at <= until + 1).map(({ at }) => at - life.start.at)
    const spells: [from: number, to: number][] = []
    for (const at of own) {
      const last = spells.at(-1)
      if (last && at - last[1] <= period * 1.6) last[1] = at
      else spells.push([at, at])
    }
    const said = spells.slice(-MOST_SPELLS).map(([from, to], i, all): [number, number] => {
      const isLast = i === all.length - 1
      const isOpen =
        isLast &&
        ((life.end && until - life.start.at - to <= period * 1.6) || (!life.end && history.facts.ready === false && probe === 'readiness'))
      return [i === 0 && from <= spec!.delay + period * 1.3 + 1 ? 0 : Math.max(0, from - period / 2), isOpen ? Infinity : to + period / 2]
    })
    isWhole &&= said.length === 1 && said[0]![0] === 0 && said[0]![1] === Infinity
    return { life, said }
  })
  if (isWhole) everywhere(inferred, failures, [[0, Infinity]], [])
  else for (const { life, said } of byLife) if (said.length > 0) inLife(inferred, life, rule(failures, said, fieldsOf(inferred, life)))
  if (byLife.some(({ said }) => said.length > 0))
    inferred.does.push(`${words(failures)}${isWhole ? '' : `, ${failures.count === 1 ? 'once' : 'at times'}`}`)
  if (times.some(({ estimated }) => estimated !== undefined))
    inferred.untold.push(
      `When between its first and its last failure the ${probe} probe of ${history.spec.name} passed: its failures are spread over the time in which it ran.`,
    )
}

/** The rules for the spells in which it fails, put behind those that stand there. */
function rule(failures: Failures, spells: readonly (readonly [from: number, to: number])[], program: Written): Written {
  const { handler, port, path, service, command } = failures.spec!
  if (handler === 'exec') {
    const works = { command, code: 0 }
    const execs = spells.flatMap(([from, to]) => [
      { from: length(from), ...execOf(failures) },
      ...(to === Infinity ? [] : [{ from: length(to), ...works }]),
    ])
    return { execs: [...otherExecs(program, command), ...(spells[0]![0] > 0 ? [works] : []), ...execs] }
  }
  const scope = defined({ port })
  const own =
    handler === 'grpc' ? { ...scope, ...defined({ service }) } : handler === 'tcpSocket' || path === undefined ? scope : { ...scope, path }
  const fails = answerOf(failures, scope, own)
  const good = handler === 'grpc' ? { ...own, grpc: 'SERVING' } : { ...(fails['refuse'] ? scope : own), status: 200 }
  const before = (program['answers'] ?? []) as Written[]
  const answers = spells.flatMap(([from, to]) => [
    { from: length(from), ...fails },
    ...(to === Infinity ? [] : [{ from: length(to), ...good }]),
  ])
  return { answers: [...before, ...answers] }
}

function answerOf({ behaviour, spec, output }: Failures, scope: Written, own: Written): Written {
  if (behaviour === 'status') return { ...own, status: statusIn(output) }
  if (behaviour === 'grpc') return { ...own, grpc: grpcIn(output) }
  if (behaviour === 'refuse' || spec!.handler === 'tcpSocket') return { ...scope, refuse: true }
  const { service: _of, ...asked } = own
  return { ...asked, [behaviour === 'reset' ? 'reset' : 'hang']: true }
}

const statusIn = (output: string): number => Number(/statuscode: (\d{3})/.exec(output)?.[1])
const grpcIn = (output: string): string =>
  /NOT_SERVING/.test(output) ? 'NOT_SERVING' : /does not implement/.test(output) ? 'UNIMPLEMENTED' : 'UNKNOWN'

function execOf({ behaviour, spec, output }: Failures): Written {
  const { command, timeout } = spec!
  if (behaviour === 'missing') return { command, missing: true }
  if (behaviour === 'hang') return { command, code: 0, after: length(timeout * 3 + 5) }
  return { command, code: 1, ...(behaviour === 'code' && output !== '' ? { output: `${output}\n` } : {}) }
}

function words({ spec, behaviour, probe, output }: Failures): string {
  const what =
    spec?.handler === 'exec'
      ? `its ${probe} command`
      : (spec?.path ?? (spec?.port === undefined ? `its ${probe} probe` : `port ${spec.port}`))
  const does: Readonly<Record<Failures['behaviour'], string>> = {
    status: `answers ${what} with ${statusIn(output)}`,
    refuse: `refuses connections to ${spec?.port === undefined ? 'its port' : `port ${spec.port}`}`,
    hang: `does not answer ${what} in time`,
    reset: `breaks off connections for ${what}`,
    missing: `has no such program as ${what}`,
    grpc: `answers ${grpcIn(output)}`,
    code: `lets ${what} fail`,
    network: '',
  }
  return does[behaviour]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]!
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)

/** How far into a life that a probe’s failures ended they began, and how exactly that is known; undefined where the life did not end so. */
function failingFrom(life: ContainerLife, { probe, spec, exact }: Failures): { from: number; isExact: boolean } | undefined {
  if (!life.kill) return undefined
  const { period, failures, delay } = spec!
  // a startup probe that has passed once is not asked again
  if (probe === 'startup') return { from: 0, isExact: true }
  const told = runBefore(life.kill.at, life.start.at, exact, period)
  const from = (told ?? life.kill.at - (failures - 1) * period) - life.start.at
  return { from: fromStart(from, delay, period), isExact: life.kill.estimated === undefined && life.start.estimated === undefined }
}

/** The first that can fail does: it never worked. Else it began between two probes. */
function fromStart(from: number, delay: number, period: number): number {
  if (from <= delay + period * 1.3 + 1) return 0
  return Math.max(0, from - period / 2)
}

/** The first of the failures in a row that end with the kill, where a text has each of them. */
function runBefore(kill: number, start: number, exact: readonly number[], period: number): number | undefined {
  let first: number | undefined
  for (const at of exact.toReversed()) {
    if (at > kill + 1 || at < start) continue
    if ((first ?? kill) - at > period * 1.6) break
    first = at
  }
  return first === undefined || kill - first < period / 2 ? undefined : first
}

/** What its image is, where it could not be had or not be started. */
function imageOf({ facts, events, spec, lives }: ContainerHistory, inferred: Inferred): Written | undefined {
  const waiting = facts.state?.is === 'waiting' ? `${facts.state.reason ?? ''} ${facts.state.message ?? ''}` : ''
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && /pull/i.test(message)).map(({ message }) => message)
  const pulling = [...failed, /ErrImagePull|ImagePullBackOff/.test(waiting) ? waiting : ''].filter((text) => text !== '')
  const hasRun = events.some(({ reason }) => reason === 'Started') || (lives.length > 0 && !/Image/.test(waiting))
  if (/ErrImageNeverPull/.test(waiting) || events.some(({ reason }) => reason === 'ErrImageNeverPull')) {
    inferred.does.push('is not there, and may not be pulled')
    return { present: false }
  }
  if (pulling.length > 0 && !hasRun) {
    const all = pulling.join(' ')
    const pull = /unauthorized|authentication required|denied|forbidden|no basic auth/i.test(all)
      ? 'unauthorized'
      : /not found|manifest unknown|does not exist|NotFound/i.test(all)
        ? 'notFound'
        : /connection refused/.test(all)
          ? 'refused'
          : 'unreachable'
    if (!/unauthorized|denied|not found|unknown|no such host|timeout|refused|forbidden|authentication|does not exist/i.test(all))
      inferred.untold.push(`Why the image ${spec.image} could not be pulled: its registry is assumed not to answer.`)
    inferred.does.push(`cannot be pulled (${pull})`)
    return { present: false, pull }
  }
  const isMissing = ({ reason, message = '' }: StateFacts): boolean =>
    saysNotStarted({ reason, message }) && /executable file not found|no such file/.test(message)
  if ([facts.state, facts.lastState].some((state) => state && isMissing(state))) {
    inferred.does.push('has no such program as its command')
    return { programs: [] }
  }
  const took = events.map(({ message }) => /^Successfully pulled image .* in (\d[\w.]*?)(?: \(|\.?$)/.exec(message)?.[1]).find(Boolean)
  return took === undefined || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(took) ? undefined : { present: false, pull: { after: took } }
}

/**
 * How the program in a container behaves, so that a kubelet does with it what it did: its answers out of the words of failed probes,
 * its ends out of its last states and kills, life by life where they differ.
 *
 * Units: seconds from the program's start; the history's times since 1970. `assumed` is what is taken for granted where nothing is
 * said.
 */
export function infer(history: ContainerHistory, assumed: Written, now: number): Inferred {
  const inferred: Inferred = { program: { ...assumed }, does: [], untold: [] }
  const failures = failuresOf(history.spec, history.events)
  for (const failure of failures) answers(history, failure, inferred, now)
  hookFails(history, inferred)
  terminates(history, inferred)
  ends(history, inferred, now)
  const image = imageOf(history, inferred)
  if (image) inferred.image = image
  return inferred
}

const MIB = 1_048_576

/** How it goes when it is told to. */
function terminates(history: ContainerHistory, inferred: Inferred): void {
  const life = history.lives.findLast(({ kill, hook, end }) => (kill ?? hook) && end?.code !== undefined)
  const kill = life?.kill ?? life?.hook
  if (life?.end?.code === undefined || !kill) {
    if (history.kills > 0) inferred.untold.push(`How ${history.spec.name} ends when it is told to: as programs of its kind do.`)
    return
  }
  const { code } = life.end
  const { graceSeconds: grace } = history.spec
  // what takes longer than that has ended otherwise
  const isTold = kill.estimated === undefined && life.end.estimated === undefined && life.end.at - kill.at <= grace + AFTER_GRACE
  const took = isTold ? Math.max(0, life.end.at - kill.at - (history.spec.preStopSeconds ?? 0)) : 0
  if (code === 137 && (!isTold || took >= grace - 2)) {
    inferred.program['onTerm'] = 'ignore'
    inferred.does.push('does not end on SIGTERM, and is killed after its grace period (137)')
  } else if (code >= 0 && code <= 255) {
    const hook = history.spec.preStop
    if (hook && took >= 1) {
      inferred.program['execs'] = [...otherExecs(inferred.program, hook), { command: hook, code: 0, after: length(took) }]
    }
    inferred.program['onTerm'] = { after: hook ? '0s' : length(took), code }
    inferred.does.push(`ends on SIGTERM with code ${code}${took >= 1 ? `, ${lengthWords(took)} later` : ''}`)
    if (!isTold) inferred.untold.push(`How long ${history.spec.name} takes to end on SIGTERM: at once is assumed.`)
  }
}

interface OwnEnd {
  life: ContainerLife
  after: number
  code: number
  isOOM: boolean
  isExact: boolean
}

/** Its postStart hook fails, as an Event says. */
function hookFails({ events, spec, lives }: ContainerHistory, inferred: Inferred): void {
  const event = events.find(({ reason }) => reason === 'FailedPostStartHook')
  if (!event) return
  inferred.does.push(`lets its postStart hook fail${lives.some(({ hook, end }) => !hook && end) ? ', in some lives' : ''}`)
  if (!spec.postStart) {
    inferred.untold.push(`How the postStart hook of ${spec.name} fails: it is no command, and is simulated as it stands.`)
    return
  }
  const code = Number(/exited with (\d{1,3})|exit code (\d{1,3})|exit status (\d{1,3})/.exec(event.message)?.slice(1).find(Boolean) ?? 1)
  const execs = (inferred.program['execs'] ?? []) as unknown[]
  inferred.program['execs'] = [...execs, { command: spec.postStart, code }]
  inferred.untold.push(`With which code the postStart hook of ${spec.name} ended, and after how long: at once with ${code} is assumed.`)
}

/** The lives that ended without the kubelet’s doing. */
function ends(history: ContainerHistory, inferred: Inferred, now: number): void {
  const { lives, spec, facts } = history
  // the last life of an init container that is done says nothing of those before
  const alike = isDone(facts) && lives.length > 1 ? lives.slice(0, -1) : lives
  const typical = alike.findLast(({ end }) => end?.code !== undefined && end.estimated === undefined)
  const all = lives.flatMap((life): OwnEnd[] => {
    if (!life.end || life.kill || life.hook || life.isOfOldSandbox || neverRan(life)) return []
    const { code = typical?.kill ? 1 : (typical?.end?.code ?? 1), reason = typical?.end?.reason } = life.end
    const isExact = life.start.estimated === undefined && life.end.estimated === undefined
    return [
      {
        life,
        after: Math.max(0, life.end.at - life.start.at),
        code: code < 0 || code > 255 ? 255 : code,
        isOOM: reason === 'OOMKilled',
        isExact,
      },
    ]
  })
  const last = lives.at(-1)
  if (all.length === 0) {
    delete inferred.program['exits']
    return
  }
  // an init container's last life is the one that was done, and no rule
  const hasDone = isDone(facts) && all.length > 1
  const failed = hasDone ? all.slice(0, -1) : all
  const base = failed.findLast(({ isExact }) => isExact) ?? failed.at(-1)!
  const differs = all.filter(
    ({ after, code, isOOM }) =>
      code !== base.code || isOOM !== base.isOOM || Math.abs(after - base.after) > Math.max(1.6, base.after * 0.05),
  )
  // a life that ended by itself may be one of many that did not
  const isRule = all.length >= lives.filter(({ end }) => end).length / 2
  const fields = (end: OwnEnd): Written => endFields(end, spec.memoryLimitBytes)
  if (isRule) Object.assign(inferred.program, fields(base))
  else delete inferred.program['exits']
  for (const end of isRule ? differs : all) inLife(inferred, end.life, fields(end))
  if (isRule) for (const life of lives) if (life.kill) inLife(inferred, life, neverEnds(base))
  if (isRule && last && last.end === undefined && now - last.start.at > base.after - 0.5) inLife(inferred, last, neverEnds(base))
  const isKilled = base.code === 137 || base.code === 143
  const isTold = base.life.end?.code !== undefined
  const how = base.isOOM
    ? 'runs out of memory (OOMKilled)'
    : isKilled
      ? `is killed (exit code ${base.code}; the text does not say by whom)`
      : isTold
        ? `ends by itself with exit code ${base.code}`
        : 'ends (the text does not say with which exit code)'
  inferred.does.push(
    `${how} ${lengthWords(base.after)} after its start${differs.length > (hasDone ? 1 : 0) ? ', later or sooner in other lives' : ''}${hasDone ? ', and with 0 in its last life' : ''}`,
  )
  if (!base.isOOM && isKilled)
    inferred.untold.push(`Who killed ${spec.name} (${base.code} without OOMKilled and without a probe’s kill): it is taken as its own end.`)
  if (!isTold && !base.isOOM) inferred.untold.push(`With which exit code ${spec.name} ended: ${base.code} is assumed.`)
  const guessed = all.filter(({ isExact }) => !isExact).length
  if (guessed > 0)
    inferred.untold.push(
      `How long ${guessed} of ${all.length} lives of ${spec.name} lasted that ended by themselves: what is left of the time up to the next start, without its back-off, or as the last one.`,
    )
  if (base.isOOM && spec.memoryLimitBytes !== undefined)
    inferred.untold.push(
      `How much memory ${spec.name} held before: 60 % of its limit, and more than that ${lengthWords(base.after)} after its start.`,
    )
}

function endFields({ after, code, isOOM }: OwnEnd, limit: number | undefined): Written {
  if (isOOM && limit !== undefined) {
    const mib = limit / MIB
    return {
      memory: [
        { from: '0s', mib: Math.max(0, Math.floor(mib * 0.6)) },
        { from: length(after), mib: Math.ceil(mib * 1.1) + 1 },
      ],
    }
  }
  return { exits: { after: length(after), ...(isOOM ? { code, reason: 'OOMKilled' } : { code }) } }
}

const neverEnds = ({ isOOM }: OwnEnd): Written => (isOOM ? { memory: [], exits: null } : { exits: null })
