import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from '../lanes/drawing-of.ts'
import { layoutOf } from './layout.ts'

it('a pod of very many containers has no picture that is too high for a browser', () => {
  const containers = Array.from({ length: 400 }, (_, i) => ({ name: `c${i}`, readiness: '{tcpSocket: {port: PORT}}' }))
  const drawing = drawingOf(simulate(podInputs({ duration: 30, containers })), 30)
  expect(drawing.tracks).toHaveLength(400)
  const layout = layoutOf(drawing, 1)
  expect(layout.tracks).toHaveLength(200)
  expect(2 * layout.height).toBeLessThan(32_767)
})
