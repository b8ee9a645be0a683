import { expect, it } from 'vitest'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import { summarize } from '../../views/lanes/summary.ts'
import { why } from '../../views/why/why.ts'

const TEXT = `whyrestart: 1
title: x
duration: 60s
lanes:
- name: real
  happened:
  - {at: 0s, is: added, pod: web}
  - {at: 1s, is: started, pod: web, container: main, life: 1}
  - {at: 11s, is: failed, pod: web, container: main, probe: liveness, output: "HTTP probe failed with statuscode: 500", threshold: 2}
  - {at: 21s, is: failed, pod: web, container: main, probe: liveness, output: "HTTP probe failed with statuscode: 500", threshold: 2, estimated: Nobody knows when.}
  - {at: 21s, is: event, pod: web, container: main, reason: Killing, message: "Container main failed liveness probe, will be restarted"}
  - {at: 22s, is: ended, pod: web, container: main, life: 1, code: 137, reason: Error}
  - {at: 22s, is: waiting, pod: web, container: main, seconds: 10}
  - {at: 33s, is: started, pod: web, container: main, life: 2}
  - {at: 33s, is: ready, pod: web, container: main}
`

const trace = simulate(parseScenario(TEXT).scenario!.lanes[0]!.inputs)

it('tells what happened as a run is told', () => {
  expect(summarize(trace, 60).text).toBe(
    '1 restart, at 33 s: 2 of 2 liveness probes failed in a row (HTTP probe failed with statuscode: 500).',
  )
  trace.forEach((entry, i) => expect(entry.id).toBe(i))
})

it('says of what is estimated that it is', () => {
  const second = trace.filter((entry) => entry.kind === 'probe')[1]!
  expect(why(trace, second.id).map(({ sentence }) => sentence)).toContain('The cluster tells it. Nobody knows when.')
})

it.each([
  ['{at: 1s, is: started, pod: web, container: main}', 'life, which started needs'],
  ['{at: 1s, is: gone, pod: web}', 'added, started, ended, waiting, ready, unready, failed, event'],
  ['{is: added, pod: web}', 'nothing'],
])('refuses %s', (happening, allowed) => {
  const text = `whyrestart: 1\nlanes:\n- name: real\n  happened:\n  - ${happening}\n`
  expect(
    parseScenario(text)
      .diagnostics!.map(({ message }) => message)
      .join('\n'),
  ).toContain(allowed)
})
