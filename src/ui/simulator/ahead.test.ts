import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { limitsFor } from '../../sim/limits.ts'
import { runSmall, readLanes } from './ahead-run.ts'
import { fetchAhead, inputsText, runAhead } from './ahead.ts'
import { runLane } from './lane-run.ts'

const story = theStrangeCase('1.37')
const text = JSON.stringify(story)
const ids = story.lanes.map((_, n) => `lane-${n + 1}`)

it('comes to what the web worker comes to', () => {
  for (const { inputs } of readLanes(text)!) expect(runSmall(inputs, 5)).toEqual(runLane(inputs, limitsFor(5)).made)
})

it('ends what turns out to be large, and leaves it to the web worker', () => {
  const day = readLanes(JSON.stringify({ ...story, duration: '24h' }))!
  expect(runSmall(day[0]!.inputs, 1)).toBeUndefined()
})

it('leaves to the web worker what needs a library, is refused, or has not been tried before', async () => {
  expect(readLanes(JSON.stringify({ ...story, processes: 'web: {listens: [{port: 80}]}' }))).toBeUndefined()
  expect(readLanes('{}')).toBeUndefined()
  await fetchAhead()
  expect(runAhead(text, ids, () => false)).toBeUndefined()
  // what is known needs no run
  const texts = new Set(readLanes(text)!.map(({ inputs }) => inputsText(inputs)))
  expect(runAhead(text, ids, (one) => texts.has(one))?.map(({ made }) => made)).toEqual(ids.map(() => undefined))
})
