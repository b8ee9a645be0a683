import ownRows from './own-rows.txt?raw'
import ownLanes from './own-lanes.txt?raw'
import ownTexts from './why/own-texts.txt?raw'
import { expect, it } from 'vitest'
import { answerLines, laneLines, textsIn } from './own-texts-fixture.ts'
import { readCluster } from './read.ts'

it.each(textsIn(ownTexts))('all that is said of why of $name', ({ text, whole }) => expect(answerLines(readCluster([text]))).toEqual(whole))

it.each(textsIn(ownLanes))('all that comes of the lanes of $name', ({ text, whole }) =>
  expect(laneLines(readCluster([text]))).toEqual(whole),
)

it.each(textsIn(ownRows))('all that comes of $name', ({ text, whole }) => {
  const facts = readCluster([text])
  expect([...answerLines(facts), ...laneLines(facts)]).toEqual(whole)
})
