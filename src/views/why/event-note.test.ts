import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { kubeletEvents } from '../../sim/kubelet/events.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { eventNote } from './why-source.ts'

it.each(['1.9', '1.37'])('%s: says in a sentence why the Events count less than has happened, and nothing where they do not', (release) => {
  const { inputs } = parseScenario(JSON.stringify(theStrangeCase(release))).scenario!.lanes[1]!
  const moment = { inputs, trace: simulate(inputs), at: 1800 }
  const counted = kubeletEvents(moment).reduce((sum, { count }) => sum + count, 0)
  const happened = moment.trace.filter(({ kind }) => kind === 'event').length
  expect(counted).toBeLessThan(happened)
  expect(eventNote(moment)).toContain(`${happened} Events have happened, and the counts come to ${counted}: `)
  expect(eventNote({ ...moment, at: 60 })).toBeUndefined()
})
