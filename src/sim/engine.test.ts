import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Engine, type EngineTask } from './engine.ts'

const tickers = fc.array(fc.record({ from: fc.integer({ min: 0, max: 6 }), period: fc.integer({ min: 1, max: 4 }) }), { maxLength: 12 })

it('a task that is run again comes where one that is scheduled anew would come', () => {
  /** Who ticks when; each tick also leaves a task for the same moment and one for a later one. */
  const order = (all: readonly { from: number; period: number }[], keepsTask: boolean): string[] => {
    const engine = new Engine()
    const told: string[] = []
    all.forEach(({ from, period }, n) => {
      let task: EngineTask | undefined
      const tick = (): void => {
        told.push(`${n} at ${engine.now}, ${engine.waiting} wait`)
        if (n % 3 === 1) engine.schedule(engine.now, () => told.push(`${n} beside`))
        if (keepsTask) engine.again(task!, engine.now + period)
        else task = engine.schedule(engine.now + period, tick)
        if (n % 3 === 2) engine.after(period, () => told.push(`${n} later`))
        if (engine.now > 20) engine.cancel(task)
      }
      task = engine.schedule(from, tick)
    })
    engine.run(40)
    return [...told, `${engine.steps} steps`]
  }
  fc.assert(
    fc.property(tickers, (all) => {
      expect(order(all, true)).toEqual(order(all, false))
    }),
  )
})

it('its clock stands where it was run to, and never goes back', () => {
  const engine = new Engine()
  const told: number[] = []
  engine.schedule(5, () => told.push(engine.now))
  engine.after(7, () => told.push(engine.now))
  for (const end of [5, 6, 2, 9]) {
    engine.run(end)
    told.push(engine.now)
  }
  expect(told).toEqual([5, 5, 6, 6, 7, 9])
})
