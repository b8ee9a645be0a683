import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesFile } from './node/file-changes.ts'
import { podInputs, type TryContainer } from './fixture.ts'
import type { Action, Inputs } from './scenario/inputs.ts'
import { begin, simulate } from './simulate.ts'
import type { Trace } from './trace/trace.ts'

// Failing runs print their seed and path; `fc.assert(…, { seed, path })` runs one again.
const RUNS = { numRuns: 60 }

const probe = fc
  .record({
    kind: fc.constantFrom('http', 'tcp', 'exec', 'missing'),
    period: fc.integer({ min: 1, max: 20 }),
    timeout: fc.integer({ min: 1, max: 20 }),
    delay: fc.integer({ min: 0, max: 30 }),
    threshold: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ kind, period, timeout, delay, threshold }) => {
    const handler = {
      http: 'httpGet: {host: 127.0.0.1, port: PORT, path: /}',
      tcp: 'tcpSocket: {host: 127.0.0.1, port: PORT}',
      exec: 'exec: {command: [/check]}',
      missing: 'exec: {command: [curl]}',
    }[kind]
    return `{${handler}, periodSeconds: ${period}, timeoutSeconds: ${timeout}, initialDelaySeconds: ${delay}, failureThreshold: ${threshold}}`
  })

const answer = fc.constantFrom<number | 'hang' | 'reset' | 'refuse'>(200, 200, 301, 401, 500, 'hang', 'reset', 'refuse')

const container = (name: string) =>
  fc
    .record({
      liveness: fc.option(probe, { nil: undefined }),
      readiness: fc.option(probe, { nil: undefined }),
      startup: fc.option(probe, { nil: undefined }),
      answers: fc.dictionary(fc.integer({ min: 0, max: 200 }).map(String), answer, { maxKeys: 4 }),
      exits: fc.option(fc.record({ after: fc.integer({ min: 0, max: 90 }), code: fc.integer({ min: 0, max: 3 }) }), { nil: undefined }),
      term: fc.oneof(
        fc.constant<'ignore'>('ignore'),
        fc.record({ after: fc.integer({ min: 0, max: 40 }), code: fc.integer({ min: 0, max: 1 }) }),
      ),
      checkCode: fc.integer({ min: 0, max: 1 }),
      checkAfter: fc.integer({ min: 0, max: 9 }),
      sidecar: fc.boolean(),
    })
    .map(({ liveness, readiness, startup, answers, exits, term, checkCode, checkAfter, sidecar }): TryContainer => ({
      name,
      ...(liveness ? { liveness } : {}),
      ...(readiness ? { readiness } : {}),
      ...(startup ? { startup } : {}),
      answers,
      ...(name === 'side' && sidecar ? { init: true, more: '    restartPolicy: Always\n' } : {}),
      script: {
        ...(exits ? { exits } : {}),
        onTerm: term,
        execs: [{ command: ['/check'], code: checkCode, output: 'x', after: checkAfter, missing: false }],
      },
    }))

const FILES = ['web.yaml', 'web.yaml.bak', '/root/web.yaml']
const fault = fc.oneof(
  fc.constantFrom('hang', 'resume', 'kill').map((kind) => ({ [kind]: 'main' })),
  fc.constantFrom(0, 0.5, 3, 25).map((by) => ({ slow: 'main', by })),
  fc.constantFrom(0, 2).map((code) => ({ crash: 'main', code })),
  fc.tuple(fc.constantFrom('take', 'free'), fc.constantFrom(7001, 7002)).map(([kind, port]) => ({ [kind]: port })),
  fc.constantFrom(0, 4, 40).map((startDelay) => ({ startDelay })),
  fc.constantFrom('kubelet', 'containerd', 'docker').map((restart) => ({ restart })),
  fc.constantFrom(5, 40).map((takes) => ({ reboot: 'node', takes })),
)
const change = fc.oneof(
  fc
    .constantFrom(...FILES)
    .chain((file) =>
      fc.constantFrom(
        { remove: file },
        { spoil: file },
        { edit: file, find: 'image: ', replace: 'image: x' },
        { edit: file, find: 'image: x', replace: 'image: ' },
      ),
    ),
  fc.tuple(fc.constantFrom(...FILES), fc.constantFrom(...FILES)).map(([copy, to]) => ({ copy, to })),
)
const action = fc
  .record({ at: fc.integer({ min: 1, max: 500 }), what: fc.oneof(fault, change) })
  .map(({ at, what }) => ({ at, ...what }) as Action)
const filesLeftAlone = (scenario: Inputs): Inputs => ({ ...scenario, actions: scenario.actions.filter((action) => !changesFile(action)) })

const inputs: fc.Arbitrary<Inputs> = fc
  .record({
    kubernetes: fc.constantFrom('1.9', '1.13', '1.16', '1.19', '1.21', '1.24', '1.28', '1.30', '1.34', '1.35', '1.37'),
    policy: fc.constantFrom('Always', 'OnFailure', 'Never'),
    grace: fc.integer({ min: 0, max: 40 }),
    containers: fc.tuple(container('main'), container('side')),
    two: fc.boolean(),
    actions: fc.array(action, { maxLength: 5 }),
    seed: fc.integer(),
    duration: fc.integer({ min: 1, max: 900 }),
  })
  .map(({ kubernetes, policy, grace, containers, two, actions, seed, duration }) =>
    podInputs({
      kubernetes,
      duration,
      spec: `  restartPolicy: ${policy}\n  terminationGracePeriodSeconds: ${grace}\n`,
      containers: two ? containers : containers.slice(0, 1),
      inputs: { actions, seed },
    }),
  )

const lives = (trace: Trace, container: string) =>
  trace.filter((e) => e.kind === 'process' && e.container === container && (e.op === 'started' || e.op === 'exited'))

describe('any pod, any program, any release', () => {
  it('gives the same trace again, byte for byte', () => {
    fc.assert(
      fc.property(inputs, (scenario) => {
        expect(JSON.stringify(simulate(scenario))).toBe(JSON.stringify(simulate(structuredClone(scenario))))
      }),
      RUNS,
    )
  })

  it('begins a longer run with the shorter one', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0, max: 1, noNaN: true }), (scenario, part) => {
        const duration = scenario.duration * part
        const whole = simulate(scenario)
        const cut = simulate({ ...scenario, duration })
        expect(JSON.stringify(cut)).toBe(JSON.stringify(whole.slice(0, cut.length)))
        expect(whole[cut.length] === undefined || whole[cut.length]!.t > duration).toBe(true)
        const held = begin(scenario)
        for (const at of [duration, duration / 2, scenario.duration]) held.goTo(at)
        expect(JSON.stringify(held.trace)).toBe(JSON.stringify(whole))
      }),
      RUNS,
    )
  })

  it('has no entry without a cause that stands before it, and time never goes back', () => {
    fc.assert(
      fc.property(inputs, (scenario) => {
        const trace = simulate(scenario)
        const wrong = trace.filter((entry, i) => {
          const causes = entry.cause === undefined ? [] : [entry.cause].flat()
          const isRoot = ['manifest', 'action', 'release', 'script'].includes(entry.kind)
          return (
            entry.id !== i || (i > 0 && entry.t < trace[i - 1]!.t) || (!isRoot && causes.length === 0) || causes.some((cause) => cause >= i)
          )
        })
        expect(wrong).toEqual([])
      }),
      RUNS,
    )
  })

  it('counts restarts as containers started less one, and never lets the count fall', () => {
    fc.assert(
      fc.property(inputs, (scenario) => {
        const trace = simulate(filesLeftAlone(scenario))
        for (const name of ['main', 'side']) {
          const started = lives(trace, name).filter((e) => e.kind === 'process' && e.op === 'started')
          const counts = trace.flatMap((e) =>
            e.kind === 'status' ? e.containers.filter((c) => c.name === name).map((c) => ({ t: e.t, count: c.restartCount })) : [],
          )
          const wrong = counts.filter(
            ({ t, count }, i) => count < (counts[i - 1]?.count ?? 0) || count > Math.max(started.filter((s) => s.t <= t).length - 1, 0),
          )
          expect(wrong).toEqual([])
          expect(started.map((s) => (s.kind === 'process' ? s.attempt : -1))).toEqual(started.map((_, i) => i))
        }
      }),
      RUNS,
    )
  })

  it('never has two lives of one container at once', () => {
    fc.assert(
      fc.property(inputs, (scenario) => {
        const trace = simulate(filesLeftAlone(scenario))
        for (const name of ['main', 'side'])
          lives(trace, name).forEach((e, i) => expect(e.kind === 'process' && e.op).toBe(i % 2 === 0 ? 'started' : 'exited'))
      }),
      RUNS,
    )
  })

  it('runs one pod of a name at a time from 1.22 on, whatever happens to the files', () => {
    fc.assert(
      fc.property(inputs, (scenario) => {
        // a kubelet that begins anew does not know at first what else runs under the name
        const actions = scenario.actions.filter((action) => !('restart' in action || 'reboot' in action))
        const trace = simulate({ ...scenario, actions, kubernetes: '1.37' })
        for (const name of ['main', 'side'])
          lives(trace, name).forEach((e, i) => expect(e.kind === 'process' && e.op).toBe(i % 2 === 0 ? 'started' : 'exited'))
      }),
      RUNS,
    )
  })

  it('never backs off above 300 s, and never asks while on hold', () => {
    fc.assert(
      fc.property(inputs, (scenario) => {
        const trace = simulate(scenario)
        const held = new Map<string, boolean>()
        const wrong = trace.filter((entry) => {
          if (entry.kind === 'node') held.clear()
          if (entry.kind === 'result') held.set(entry.probe + entry.container, entry.onHold)
          if (entry.kind === 'process' && entry.op === 'started')
            for (const type of ['startup', 'readiness', 'liveness']) held.delete(type + entry.container)
          if (entry.kind === 'probe') return held.get(entry.probe + entry.container) ?? false
          return entry.kind === 'backoff' && Math.max(entry.backOffSeconds, entry.nextSeconds) > 300
        })
        expect(wrong).toEqual([])
      }),
      RUNS,
    )
  })
})
