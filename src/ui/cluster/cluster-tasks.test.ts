import { expect, it } from 'vitest'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { tasks } from './cluster-tasks.ts'

/** What kubectl prints of pods that are killed for their probe, each so many minutes ago. */
function eventsOf(...kills: readonly (readonly [pod: string, minutes: number])[]): string {
  const row = (age: number, kind: string, reason: string, pod: string, message: string): string =>
    `${age}m         ${kind}   ${reason}   pod/${pod}     ${message}`
  const starts = kills.map(([pod]) => row(20, 'Normal', 'Started', pod, 'Started container main'))
  const rows = kills.flatMap(([pod, minutes]) => [
    row(minutes, 'Warning', 'Unhealthy', pod, 'Liveness probe failed: HTTP probe failed with statuscode: 503'),
    row(minutes, 'Normal', 'Killing', pod, 'Container main failed liveness probe, will be restarted'),
    row(minutes, 'Normal', 'Started', pod, 'Started container main'),
  ])
  return ['$ kubectl get events', 'LAST SEEN   TYPE      REASON      OBJECT      MESSAGE', ...starts, ...rows, ''].join('\n')
}

it.each([
  ['of one pod Why shows it unasked', eventsOf(['a', 5]), 'a', undefined],
  ['of two the one that the sentence is about, though it was the first', eventsOf(['a', 9], ['b', 5]), 'a', 'a 660'],
  ['by whatever name', eventsOf(['b', 9], ['a', 5]), 'b', 'b 660'],
  ['of one that is named like another', eventsOf(['web-0', 9], ['web', 5]), 'web-0', 'web-0 660'],
])('the restart that is shown first: %s', (_, text, about, restarted) => {
  const { document, restart, sentence } = tasks.preview({ texts: [text], release: '1.37' })
  expect(sentence).toContain(`${about} has at least 1 restart: `)
  const trace = simulate(parseScenarioJson(JSON.stringify(document)).scenario!.lanes[0]!.inputs)
  const entry = restart === undefined ? undefined : trace[restart]!
  expect(entry && `${entry.pod} ${entry.t}`).toBe(restarted)
})
