import { expect, it } from 'vitest'
import { draw } from '../views/lanes/draw.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { summarize } from '../views/lanes/summary.ts'
import { podInputs } from './fixture.ts'
import { limitsFor, type Limits } from './limits.ts'
import type { Inputs } from './scenario/inputs.ts'
import { begin, HalfRun, simulate, simulateWhole } from './simulate.ts'
import { stopOf } from './trace/trace.ts'

const PROBED = podInputs({
  duration: 3600,
  containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1}, periodSeconds: 1}', answers: { 0: 500 } }],
})

const WELL = podInputs({ duration: 3600, containers: [{ liveness: '{httpGet: {port: PORT, host: 127.0.0.1}, periodSeconds: 1}' }] })

it.each<[keyof Limits, number, RegExp]>([
  ['entries', 300, /^it has come to 300 entries in its trace, the most for a lane$/],
  ['steps', 500, /^it has come to 500 steps, the most for a lane$/],
  ['characters', 5000, /^it has come to 5,000 characters read and written, the most for a lane$/],
])('a run that has come to its %s is stopped there, says so last, and what stands before is as in a whole run', (limit, most, words) => {
  const trace = simulate(PROBED, { ...limitsFor(1), [limit]: most })
  const stop = stopOf(trace)!
  expect(stop.reason).toMatch(words)
  expect(stop.t).toBeGreaterThan(10)
  expect(trace.slice(0, -1)).toEqual(simulate(PROBED).slice(0, trace.length - 1))
  expect(trace.filter(({ kind }) => kind === 'stopped')).toHaveLength(1)
})

it('has as many entries as it may, and one that says so', () => {
  expect(simulate(PROBED, { ...limitsFor(1), entries: 300 })).toHaveLength(301)
})

it('a stopped run goes no further, however often it is asked to', () => {
  const run = begin(PROBED, { ...limitsFor(1), entries: 300 })
  for (const at of [30, 1800, 2700, 3600]) run.goTo(at)
  expect(run.trace).toEqual(simulate(PROBED, { ...limitsFor(1), entries: 300 }))
})

it('each lane of many may have less, and what is compared with another run must be whole', () => {
  expect(limitsFor(16).entries).toBeLessThan(limitsFor(1).entries)
  expect(16 * limitsFor(16).entries).toBeLessThanOrEqual(1_000_000)
  expect(() => simulateWhole(manyProbes())).toThrow(HalfRun)
})

it('the picture of a stopped run ends where it was stopped, and its summary says where and why', () => {
  const trace = simulate(PROBED, { ...limitsFor(1), entries: 300 })
  const { t } = stopOf(trace)!
  expect(drawingOf(trace, 3600).end).toBe(t)
  expect(drawingOf(simulate(WELL, { ...limitsFor(1), entries: 300 }), 3600).tracks[0]!.lives[0]!.to).toBeLessThan(1000)
  expect(summarize(trace, 3600).text).toMatch(/ The run is stopped at \d+ min \d+ s: it has come to 300 entries .*\.$/)
  expect(summarize(trace, t - 1).text).not.toContain('stopped at')
  expect(draw(trace)).toContain('liveness |')
})

it('many pods with many probes for a day are stopped in time', () => {
  const trace = simulate(manyProbes())
  expect(trace).toHaveLength(limitsFor(1).entries + 1)
  expect(stopOf(trace)!.t).toBeGreaterThan(3600)
})

it('a pod of very many containers, each of which changes its status, is stopped in time', () => {
  const containers = Array.from({ length: 1000 }, (_, i) => ({ name: `c${i}`, readiness: '{tcpSocket: {port: PORT}}' }))
  const limits = { ...limitsFor(1), characters: 25_000_000 }
  expect(stopOf(simulate(podInputs({ duration: 1800, containers }), limits))?.reason).toContain('characters')
})

it('a hundred commands that change roles and bindings in etcd are all done', () => {
  const commands = Array.from({ length: 50 }, (_, i) => [
    `create clusterrole r${i} --verb=get --resource=pods`,
    `create clusterrolebinding b${i} --clusterrole=r${i} --user=u${i}`,
  ]).flat()
  const trace = simulate(attached(commands))
  expect(trace.filter((entry) => entry.kind === 'printed' && /created\n$/.test(entry.stdout))).toHaveLength(100)
  expect(stopOf(trace)).toBeUndefined()
})

it('commands without end are stopped with a sentence', () => {
  const commands = Array.from({ length: 1000 }, (_, i) => `create clusterrole r${i} --verb=get --resource=pods`)
  const trace = simulate(attached(commands), { ...limitsFor(1), characters: 1_000_000 })
  expect(stopOf(trace)?.reason).toContain('characters')
})

it('finds what nothing came of among very many actions', () => {
  const actions = Array.from({ length: 20_000 }, (_, i) => ({ at: 60 + i / 1000, hang: i % 2 === 0 ? 'nobody' : 'main' }))
  const { actions: marks } = drawingOf(simulate({ ...WELL, actions, duration: 120 }), 120)
  expect(marks).toHaveLength(20_000)
  expect([marks[0]!.idle, marks[1]!.idle, marks[3]!.idle]).toEqual([
    'No container nobody is running.',
    undefined,
    'The program in main is stopped (SIGSTOP) already.',
  ])
})

function attached(commands: readonly string[]): Inputs {
  const inputs = podInputs({ duration: 120 })
  return {
    ...inputs,
    cluster: { ...inputs.cluster, attached: true },
    actions: commands.map((kubectl, i) => ({ at: 60 + i / 100, kubectl })),
  }
}

/** 50 pods, two probes a second each, for a day. */
function manyProbes(): Inputs {
  const probe = '{tcpSocket: {port: PORT}, periodSeconds: 1}'
  const inputs = podInputs({ duration: 24 * 3600, containers: [{ liveness: probe, readiness: probe }] })
  const text = inputs.manifests['web.yaml']!
  const manifests = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [
      `p${i}.yaml`,
      text.replace('name: web', `name: p${i}`).replace('hostNetwork: true', 'hostNetwork: false'),
    ]),
  )
  return { ...inputs, manifests }
}
