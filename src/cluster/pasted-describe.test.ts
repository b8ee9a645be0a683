import { expect, it } from 'vitest'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { stateAt } from '../views/lanes/lanes.ts'
import { lastRestart } from '../views/report/report.ts'
import { why, whyText } from '../views/why/why.ts'
import { incidentOf } from './cluster-incident.ts'

/** A pod whose liveness probe is not answered in time, as kubectl describes it; its last kill is told to be so old. */
const slow = ({ killed = '46s', kills = 7 } = {}): string => `Name:             checkout-6c9d7f5b8d-x7k2p
Namespace:        shop
Node:             node-2/10.0.3.18
Start Time:       Mon, 09 Mar 2026 07:00:04 +0000
Status:           Running
IP:               10.244.1.7
Containers:
  checkout:
    Image:          registry.example.com/shop/checkout:3
    Port:           8080/TCP
    State:          Running
      Started:      Mon, 09 Mar 2026 07:10:12 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    137
      Started:      Mon, 09 Mar 2026 07:08:51 +0000
      Finished:     Mon, 09 Mar 2026 07:10:11 +0000
    Ready:          True
    Restart Count:  7
    Liveness:       http-get http://:8080/healthz delay=10s timeout=1s period=10s #success=1 #failure=3
Conditions:
  Type              Status
  Ready             True
Events:
  Type     Reason     Age                       From               Message
  ----     ------     ----                      ----               -------
  Normal   Scheduled  11m                       default-scheduler  Successfully assigned shop/checkout-6c9d7f5b8d-x7k2p to node-2
  Normal   Started    90s (x8 over 11m)         kubelet            Started container checkout
  Warning  Unhealthy  ${killed} (x22 over 10m)  kubelet            Liveness probe failed: Get "http://10.244.1.7:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
  Normal   Killing    ${killed} (x${kills} over 10m)   kubelet            Container checkout failed liveness probe, will be restarted
`

/** What stands at the head of the lane of what really happened, at its end. */
function lastly(text: string) {
  const { document } = incidentOf([text], '1.34')
  const { inputs } = parseScenarioJson(JSON.stringify(document)).scenario!.lanes[0]!
  return stateAt(drawingOf(simulate(inputs), inputs.duration), inputs.duration)
}

it.each([
  ['a rounded age puts the last kill after the last start', slow()],
  ['the runtime does not end the container', slow({ kills: 9 })],
  ['it is within its grace period', slow({ killed: '5s' })],
])('has a container run that is printed to run, where %s', (_where, text) => {
  expect(lastly(text)).toEqual({ restarts: 7, word: 'Running', ready: '1/1' })
})

it('says of each lane why a probe was not answered in time: no more than its time-out, and the rule of the answer that hangs', () => {
  const { document } = incidentOf([slow()], '1.34')
  const [real, simulated] = parseScenarioJson(JSON.stringify(document)).scenario!.lanes.map(({ inputs }) => {
    const trace = simulate(inputs)
    return whyText(why(trace, lastRestart(trace)!, inputs))
  })
  expect(real).toMatch(/The liveness probe failed: context deadline exceeded \(.*headers\)\.\n/)
  expect(simulated).toMatch(/liveness probe failed .*, after 1 s\..*\n← .* hangs, asked for \/healthz, /)
})
