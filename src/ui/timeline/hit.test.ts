import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../../views/lanes/drawing-of.ts'
import { stateAt } from '../../views/lanes/lanes.ts'
import { indexOf } from '../../views/lanes/trace-index.ts'
import { hitOf } from './hit.ts'
import { layoutOf } from '../../views/picture/layout.ts'
import { timeScale } from '../../views/picture/scale.ts'

it('a click on a back-off leads to when it is known, and the lane’s head shows it by then', () => {
  const { inputs } = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[1]!
  const trace = simulate(inputs)
  const drawing = drawingOf(trace, inputs.duration)
  const layout = layoutOf(drawing, 1)
  const scale = timeScale(0, inputs.duration, 1800)
  const hit = hitOf(drawing, indexOf(trace), layout, scale, scale.x(650), layout.tracks[0]!.bar)!
  expect(hit.text).toBe('back-off 160 s: waits from 9 min 35.2 s to 12 min 29 s')
  expect(trace[hit.id]).toMatchObject({ kind: 'backoff', t: hit.t })
  expect(stateAt(drawing, hit.t).word).toBe('CrashLoopBackOff')
})
