import { expect, it } from 'vitest'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import { POD } from '../fixture/samples.ts'
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

it('shows of what was pasted the sentence, what helps, the lines that say so, and what it rests on', () => {
  const events = `Warning  Unhealthy  16s (x9 over 4m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503
Normal   Killing    16s (x3 over 4m)  kubelet  Container api failed liveness probe, will be restarted
what does that mean?`
  const { document, ...shown } = tasks.preview({ texts: [POD, events], release: '1.37' })
  expect(document!.lanes.map(({ name }) => name)).toEqual(['What really happened', 'Simulated'])
  expect(shown).toEqual({
    sentence: expect.stringMatching(/^api in api-6c8d7b9f4-q2x7z has 2 restarts: its liveness probe is answered with 503 /),
    answer: expect.stringMatching(/^# api in api-6c8d7b9f4-q2x7z has 2 restarts: .*\n\n## /),
    fix: expect.stringMatching(/^A tcpSocket probe instead of httpGet in livenessProbe .* Price: A hang would not be noticed\.$/),
    because: [
      { at: 1, text: expect.stringMatching(/^Warning Unhealthy/) },
      { at: 2, text: expect.stringMatching(/^Normal Killing/) },
    ],
    ...{ help: [], also: [], troubles: [], runs: expect.objectContaining({ length: 4 }) },
    release: '1.18 to 1.37: its describe does not name the node behind the kubelet.',
    comparison: 'The simulated lane shows as many: 2 restarts.',
    differences: [expect.stringMatching(/^Of the 2 starts/), expect.stringMatching(/^The liveness probe of api fails 6 times/)],
    understood: expect.arrayContaining(['Read: 1 Pod.']),
    untold: expect.arrayContaining([expect.stringMatching(/^The cluster’s release: 1\.35 is assumed, the newest that it can be/)]),
    used: 'Of 44 lines 42 are used, 1 is not, and 1 is blank or a frame, such as a prompt.',
    secrets: 'The manifest has values that may be secrets (DB_PASSWORD): take them out before you share it.',
  })
  const { untold, restart } = tasks.preview({ texts: [events], release: '1.30' })
  expect(untold[0]).toMatch(/^The cluster’s release: 1\.30 is assumed\. /)
  expect(restart).toBeUndefined()
})

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

it.each<[what: string, text: string, troubles: string[]]>([
  ['words that are of no cluster', 'Dear all,\n', []],
  [
    'a trace that was saved',
    '{"whyrestart":1,"lanes":[]}',
    ['A trace that was saved here is no text of a cluster: the scenario that it is of opens from its own file.'],
  ],
  [
    'an eviction',
    'LAST SEEN   TYPE      REASON    OBJECT    MESSAGE\n5m          Warning   Evicted   pod/web   The node was low on resource: memory.\n',
    [],
  ],
])('of %s no trouble is told that the comparison tells', (_, text, troubles) =>
  expect(tasks.preview({ texts: [text], release: '1.37' }).troubles).toEqual(troubles),
)
