import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { kubeletSettings } from '../../sim/kubelet/configuration.ts'
import { KNOWN_DIFFERENCES } from '../../sim/recorded/known-differences.ts'
import { simulate } from '../../sim/simulate.ts'
import type { ContainerStatus } from '../../sim/trace/trace.ts'
import { drawingOf } from './drawing-of.ts'
import { asRecorded, recordedTrace, type Recorded } from './recorded-lane.ts'

const RECORDED = 'src/sim/recorded'
const names = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.scenario.yaml'))
  .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))
  // what is known to differ is drawn differently too
  .filter((name) => !KNOWN_DIFFERENCES.some(({ runs }) => Object.keys(runs).some((run) => run.split(' ')[0] === name)))

/** What a recording does not show: a picture of it differs from the simulated one there. */
const NOT_SHOWN = [
  /^life-.*\/sidecars-a$/, // why a side-car ended with 0 as its pod ended
  /^random-.*\/random-(04|32)-a$/, // an end that a relist saw late; which wait of two a status names
  /^restart-1.(28|37)\/crashing-a$/, // that a kubelet that was restarted waits anew
  /^rules-1.37\/(restart-all|rule-probed)/, // that a rule ended a life, and not a probe
  /^start-.*\/init-command-a$/, // a wait without a life before it
]

/** A process may have ended up to this long before the kubelet showed that it knew. */
const LATE = 3

it('sees the recordings', () => expect(names.length).toBeGreaterThan(100))

it.each(names.filter((name) => !NOT_SHOWN.some((pattern) => pattern.test(name))))(
  '%s is drawn from the recording as it is from the simulation',
  (name) => {
    const recorded = JSON.parse(readFileSync(`${RECORDED}/${name}.trace.json`, 'utf8')) as Recorded[]
    const { inputs } = parseScenario(readFileSync(`${RECORDED}/${name}.scenario.yaml`, 'utf8')).scenario!.lanes[0]!
    const trace = recordedTrace(recorded, 'pod', { crashLoop: kubeletSettings(inputs).crashLoop })
    trace.forEach((entry, i) => expect(entry.id).toBe(i))
    const real = drawingOf(trace, inputs.duration)
    const ours = asRecorded(drawingOf(simulate(inputs), inputs.duration))
    expect(real.tracks.map((track) => track.container).toSorted()).toEqual(ours.tracks.map((track) => track.container).toSorted())
    for (const track of real.tracks) {
      const other = ours.tracks.find(({ container }) => container === track.container)!
      const early = inputs.duration - 4
      const whole = <T extends { from: number }>(spans: readonly T[]): T[] => spans.filter((span) => span.from < early)
      expect(whole(track.lives).map(({ number }) => number)).toEqual(whole(other.lives).map(({ number }) => number))
      whole(track.lives).forEach((life, n) => {
        const twin = other.lives[n]!
        expect(Math.abs(life.from - twin.from)).toBeLessThan(LATE)
        if (twin.to >= early || life.to >= early) return
        expect(Math.abs(life.to - twin.to)).toBeLessThan(LATE)
        expect([life.end, life.code ?? twin.code]).toEqual([twin.end, twin.code])
      })
      expect(whole(track.waits).map(({ seconds }) => seconds)).toEqual(whole(other.waits).map(({ seconds }) => seconds))
    }
  },
)

// a recording by hand: the time first
const event = (t: number, reason: string, message = ''): Recorded => ({
  t,
  kind: 'event',
  type: 'Normal',
  reason,
  message,
  container: 'main',
})
const status = (t: number, restartCount: number, state: object, lastState?: object): Recorded => {
  const container = { name: 'main', restartCount, ready: false, state, ...(lastState ? { lastState } : {}) } as ContainerStatus
  return { t, kind: 'status', phase: 'Running', ready: false, containers: [container] }
}
const ended = (exitCode: number) => ({ is: 'terminated', exitCode })
const held = (length: string) => ({ is: 'waiting', message: `back-off ${length} restarting failed container=main` })
const begun = event(1, 'Started')
const added: Recorded = { t: 20, kind: 'sync', op: 'ADD' }
const STOPS = 'Stopping container main'
const [waits5, waits20] = [5, 20].map((seconds) => [begun, event(6, 'BackOff'), event(6 + seconds, 'Pulled'), event(28, 'Started')])

it.each<[what: string, recorded: Recorded[], lives: string, waits: string]>([
  ['a start', [begun, event(50, 'Pulling')], '1: 1–100 running', ''],
  ['an end that a status tells', [begun, status(5, 0, ended(3))], '1: 1–5 exited 3', ''],
  ['an end with 0', [begun, status(5, 0, ended(0))], '1: 1–5 completed 0', ''],
  ['the end of a life before, told once more', [begun, status(5, 0, ended(3)), status(6, 0, {}, ended(4))], '1: 1–5 exited 3', ''],
  ['an end of another life', [begun, status(5, 1, ended(3))], '1: 1–100 running', ''],
  ['an end that the next life’s image tells', [begun, event(5, 'Pulled'), event(6, 'Started')], '1: 1–5 exited, 2: 6–100 running', ''],
  ['an end whose code the next status tells', [begun, event(5, 'Pulled'), status(6, 0, {}, ended(4))], '1: 1–5 exited 4', ''],
  ['a wait of less than any step', waits5!, '1: 1–6 exited, 2: 28–100 running', '10 s: 6–28'],
  ['a wait of just a step', waits20!, '1: 1–6 exited, 2: 28–100 running', '20 s: 6–28'],
  [
    'a wait that comes after one that is known',
    [begun, event(2, 'BackOff'), event(14, 'Pulled'), event(15, 'Started'), event(16, 'BackOff'), event(70, 'Pulled')],
    '1: 1–2 exited, 2: 15–16 exited',
    '10 s: 2–15, 20 s: 16–100',
  ],
  [
    'a wait that its status names, by minutes and seconds',
    [begun, event(2, 'BackOff'), status(3, 0, held('2m40s')), event(50, 'Pulled'), event(51, 'Started')],
    '1: 1–2 exited, 2: 51–100 running',
    '160 s: 2–51',
  ],
  [
    'a wait after the longest',
    [begun, event(2, 'BackOff'), status(3, 0, held('5m')), event(50, 'Pulled'), event(51, 'Started'), event(52, 'BackOff')],
    '1: 1–2 exited, 2: 51–52 exited',
    '300 s: 2–51, 300 s: 52–100',
  ],
  ['a wait for an image, which is none', [begun, event(6, 'BackOff', 'Back-off pulling image "a"')], '1: 1–100 running', ''],
  [
    'a kill: the process ends when the next is made ready',
    [begun, event(5, 'Killing', 'Container main failed liveness probe'), event(60, 'Pulled')],
    '1: 1–60 killed',
    '',
  ],
  ['a kill that is told when it is done', [begun, event(5, 'Killing', 'Killing container with id docker://main')], '1: 1–5 killed', ''],
  [
    'a kill that is told when it is done, and the next life later',
    [begun, event(5, 'Killing', 'Killing container with id docker://main'), event(60, 'Pulled')],
    '1: 1–5 killed',
    '',
  ],
  ['a pod that is taken away', [begun, event(5, 'Killing', STOPS), event(20, 'Pulled')], '1: 1–20 killed', ''],
  ['a pod that is taken away: its grace at most', [begun, event(5, 'Killing', STOPS), event(60, 'Pulled')], '1: 1–35 killed', ''],
  ['a pod that is taken away, and nothing more', [begun, event(5, 'Killing', STOPS), event(90, 'Pulling')], '1: 1–35 killed', ''],
  ['a pod that is taken away at the very end', [begun, event(80, 'Killing', STOPS), event(90, 'Pulling')], '1: 1–90 killed', ''],
  ['another pod while it runs', [begun, added, event(60, 'Pulled'), event(61, 'Started')], '1: 1–50 exited, 1: 61–100 running', ''],
  [
    'another pod while it waits: neither its count nor its wait goes on',
    [begun, event(2, 'BackOff'), added, event(21, 'Pulled'), event(22, 'Started'), event(23, 'BackOff'), event(38, 'Pulled')],
    '1: 1–2 exited, 1: 22–23 exited',
    '10 s: 2–20, 10 s: 23–100',
  ],
  [
    'the same pod, which a restarted kubelet takes up again',
    [begun, { t: 10, kind: 'action', act: 'restart', arg: 'kubelet' }, added, event(60, 'Pulled'), event(61, 'Started')],
    '1: 1–60 exited, 2: 61–100 running',
    '',
  ],
])('a recording of %s', (_, recorded, lives, waits) => {
  const [track] = drawingOf(recordedTrace(recorded, 'pod'), 100).tracks
  const words = track!.lives.map(({ number, from, to, end, code = '' }) => `${number}: ${from}–${to} ${end} ${code}`.trim())
  expect(words.join(', ')).toBe(lives)
  expect(track!.waits.map(({ seconds, from, to }) => `${seconds} s: ${from}–${to}`).join(', ')).toBe(waits)
})

it('a recording’s init containers are marked as such', () => {
  const containers = [
    { name: 'setup', restartCount: 0, ready: true, state: { is: 'running' } },
    { name: 'main', restartCount: 0, ready: true, state: { is: 'running' } },
  ] as ContainerStatus[]
  const recorded: Recorded[] = [{ t: 1, kind: 'status', phase: 'Pending', ready: false, containers }]
  const [entry] = recordedTrace(recorded, 'pod', { init: new Set(['setup']) })
  expect(entry).toMatchObject({ containers: [{ name: 'setup', init: true }, { name: 'main' }] })
  expect(entry).not.toHaveProperty('containers.1.init')
})
