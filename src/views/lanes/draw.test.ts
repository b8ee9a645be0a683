import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
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
