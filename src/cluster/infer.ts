import { lengthWords } from '../views/text/duration.ts'
import { AFTER_GRACE, failuresOf } from './failures.ts'
import { answers, type Inferred, inLife, length, type Written } from './infer-answers.ts'
import { type ContainerHistory, type Life, neverRan } from './lives.ts'

/** What its image is, where it could not be had or not be started. */
function imageOf({ facts, events, spec }: ContainerHistory, inferred: Inferred): Written | undefined {
  const waiting = facts.state?.is === 'waiting' ? `${facts.state.reason ?? ''} ${facts.state.message ?? ''}` : ''
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && /pull/i.test(message)).map(({ message }) => message)
  const pulling = [...failed, /ErrImagePull|ImagePullBackOff/.test(waiting) ? waiting : ''].filter((text) => text !== '')
  const never = events.some(({ reason }) => reason === 'Started')
  if (/ErrImageNeverPull/.test(waiting) || events.some(({ reason }) => reason === 'ErrImageNeverPull')) {
    inferred.does.push('is not there, and may not be pulled')
    return { present: false }
  }
  if (pulling.length > 0 && !never) {
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
  const state = [facts.state, facts.lastState].find((stateFacts) =>
    /executable file not found|no such file or directory|StartError|ContainerCannotRun/.test(
      `${stateFacts?.reason ?? ''} ${stateFacts?.message ?? ''}`,
    ),
  )
  if (state && /executable file not found|no such file/.test(state.message ?? '')) {
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
  if (!life?.end || !kill) {
    if (history.kills > 0) inferred.untold.push(`How ${history.spec.name} ends when it is told to: as programs of its kind do.`)
    return
  }
  const { code = 0 } = life.end
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
      const execs = (inferred.program['execs'] ?? []) as { command: readonly string[] }[]
      inferred.program['execs'] = [
        ...execs.filter(({ command }) => command.join('\0') !== hook.join('\0')),
        { command: hook, code: 0, after: length(took) },
      ]
    }
    inferred.program['onTerm'] = { after: hook ? '0s' : length(took), code }
    inferred.does.push(`ends on SIGTERM with code ${code}${took >= 1 ? `, ${lengthWords(took)} later` : ''}`)
    if (!isTold) inferred.untold.push(`How long ${history.spec.name} takes to end on SIGTERM: at once is assumed.`)
  }
}

interface OwnEnd {
  life: Life
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
  const { lives, spec } = history
  const typical = lives.findLast(({ end }) => end?.code !== undefined && end.estimated === undefined)
  const all = lives.flatMap((life): OwnEnd[] => {
    if (!life.end || life.kill || life.hook || neverRan(life)) return []
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
  const base = all.findLast(({ isExact }) => isExact) ?? all.at(-1)!
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
      ? `is killed (exit code ${base.code}), by whom is not told,`
      : isTold
        ? `ends by itself with exit code ${base.code}`
        : 'ends, with which exit code is not told,'
  inferred.does.push(`${how} ${lengthWords(base.after)} after its start${differs.length > 0 ? ', later or sooner in other lives' : ''}`)
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
