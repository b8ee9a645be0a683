import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { draw } from './draw.ts'

it('a cell shows the worst probe in it, be it neither the first nor the last', () => {
  const inputs = podInputs({
    duration: 179,
    containers: [{ liveness: '{httpGet: {host: 127.0.0.1, port: PORT}, periodSeconds: 10}', answers: { 0: 200, 75: 500, 85: 200 } }],
  })
  const line = (step: number): string => /liveness +\|(.*)/.exec(draw(simulate(inputs), { until: 179, step }))![1]!
  expect(line(60)).toBe('+-+')
  expect(line(10).match(/-/g)).toHaveLength(1)
})

it('a pod is drawn Ready from the first cell that it begins as such', () => {
  const inputs = podInputs({
    duration: 99,
    containers: [{ readiness: '{httpGet: {host: 127.0.0.1, port: PORT}, periodSeconds: 5}', answers: { 0: 500, 27: 200 } }],
  })
  const trace = simulate(inputs)
  const at = trace.find((entry) => entry.kind === 'status' && entry.ready)!.t
  expect(at).toBeGreaterThan(27)
  expect(at).toBeLessThan(39)
  expect(/Ready +\|(.*)/.exec(draw(trace, { until: 99, step: 20 }))![1]).toBe('  ###')
})

// a trace by hand: of each entry its time first
const of = (t: number, kind: string, more = {}) => ({ t, kind, pod: 'web', container: 'main', ...more })
const starts = (t: number) => of(t, 'process', { op: 'started' })
const ends = (t: number) => of(t, 'process', { op: 'exited' })
const ready = (t: number, is: boolean, pod = 'web') => ({ t, kind: 'status', pod, ready: is })
const probed = (t: number, result: string) => of(t, 'probe', { probe: 'liveness', result })
const LIVES = [
  ...[
    ready(0, false),
    starts(1),
    probed(3, 'success'),
    ends(4),
    starts(4.5),
    ready(5, true),
    ends(6),
    of(6.5, 'backoff', { blocked: true }),
  ],
  ...[
    ready(8, false),
    probed(9, 'warning'),
    probed(9.2, 'unknown'),
    probed(9.4, 'success'),
    of(10, 'backoff', { blocked: false }),
    starts(12),
  ],
]
it.each<[string, object[], Parameters<typeof draw>[1], string]>([
  [
    'to its last entry',
    LIVES,
    {},
    `
            0s        10s
  main     | s==*=x~~~~~s
  liveness |   +     ?
  Ready    |     ###`,
  ],
  [
    'to a time, with what happens at it',
    LIVES,
    { until: 6 },
    `
            0s
  main     | s==*=x
  liveness |   +
  Ready    |     ##`,
  ],
  [
    'in cells of two seconds, as the width asks',
    LIVES,
    { width: 12 },
    `
            0s
  main     |s=*x~~s
  liveness | +  ?
  Ready    |   #`,
  ],
  [
    'in one cell a second up to 59',
    [ready(0, false), starts(58)],
    { until: 59 },
    `
         0s        10s       20s       30s       40s       50s
  main  |                                                          s=
  Ready |`,
  ],
  [
    'of a minute in 31 cells',
    [ready(0, false), starts(58)],
    { until: 60 },
    `
         0s        20s       40s       1m
  main  |                             s=
  Ready |`,
  ],
  [
    'in cells as the step says',
    LIVES,
    { step: 5 },
    `
            0s
  main     |*xs
  liveness |+?
  Ready    | #`,
  ],
  [
    'of two pods, one without a process',
    [...LIVES.slice(0, 2), ready(2, true, 'db')],
    { until: 3 },
    `
             0s
  main      | s==
  Ready web |
  Ready db  |  ##`,
  ],
  ['up to ten cells', [starts(1), ready(1, true)], { until: 9, step: 1 }, `\n         0s\n  main  | s========\n  Ready | #########`],
  ['longer than any step', [starts(1e5), ready(1e5, true)], { until: 1e6, width: 4 }, `\n         0s\n  main  |s====\n  Ready | ####`],
  ['of nothing', [], {}, `\n    0s`],
])('a lane is drawn %s', (_, trace, options, picture) => {
  expect(`\n${draw(trace as Trace, options)}`.replaceAll(/\n(?=.)/g, '\n  ').trimEnd()).toBe(picture)
})

it('a cell is as long as a clock has steps', () => {
  const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600]
  // what stands above the tenth cell
  const above = STEPS.map((step) => /0s +(\S+)/.exec(draw([ready(0, true)] as unknown as Trace, { until: 59 * step }))?.[1])
  expect(above.join(' ')).toBe('10s 20s 50s 100s 150s 200s 5m 10m 20m 50m 100m 150m 300m 600m')
})

it('a lane is never drawn in more than 2001 cells', () => {
  const lines = draw([ready(0, false), starts(1), probed(2, 'success'), probed(20, 'success'), starts(20.01)] as unknown as Trace, {
    until: 30,
    step: 0.01,
  }).split('\n')
  expect(lines.slice(1, 3).map((line) => line.slice(line.indexOf('|') + 1).length)).toEqual([2001, 2001])
})
