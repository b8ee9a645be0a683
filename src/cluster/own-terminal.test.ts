import { expect, it } from 'vitest'
import { OFFERED } from '../sim/release/releases.ts'
import { simulate } from '../sim/simulate.ts'
import { restartsAt, summarize } from '../views/lanes/summary.ts'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { compareWithReal } from './compare.ts'
import { restartedPod } from '../cli/restarted-pod-fixture.ts'
import { incidentOf } from './cluster-incident.ts'

/** When the third restart is a while ago. */
const AT = 340

/** A pod that is restarted for its probe, with a named port. */
function printed(release: string) {
  const { trace, print } = restartedPod(release, AT, {
    container: `ports: [{name: http, containerPort: 8080}]
livenessProbe: {httpGet: {port: http, path: /healthz}}`,
    rest: `processes:
  main:
    listens: [{port: 8080}]
    answers: [{from: 0s, status: 200}, {from: 45s, status: 500}]
    onTerm: {after: 2s, code: 143}`,
  })
  return { restarts: restartsAt(trace, AT), print }
}

const restartsIn = (text: string, release: string): number[] => incidentOf([text], release).real.map(({ restarts }) => restarts)

it.each(OFFERED)('what kubectl %s describes of a restarting pod has the same restarts when it is read', (release) => {
  const { restarts, print } = printed(release)
  expect(restarts).toBeGreaterThanOrEqual(3)
  const text = print(`kubectl describe pod web-master-node`)
  expect(restartsIn(text, release)).toEqual([restarts])
  expect(restartsIn(print('kubectl get pods'), release)).toEqual([restarts])
  expect(restartsIn(print('kubectl get pods -o wide'), release)).toEqual([restarts])
  // the table has no counts: that it was killed says that it was restarted
  expect(restartsIn(print('kubectl get events'), release)[0]).toBeGreaterThanOrEqual(1)
  expect(restartsIn(`${print('kubectl get events')}\n${print('kubectl get pods')}`, release)).toEqual([restarts])
})

it.each(OFFERED)('a simulation of what kubectl %s describes has them too, for the same reason', (release) => {
  const { restarts, print } = printed(release)
  const incident = incidentOf([print('kubectl describe pod web-master-node'), print('kubectl get events')], release)
  const both = compareWithReal(incident).containers[0]!.restarts
  // up to 1.11 ages have minutes alone, and the time of most starts is anybody’s guess
  const untold = incident.real[0]!.starts.filter(({ isKnown }) => !isKnown).length
  expect(both[0]).toBe(restarts)
  expect(Math.abs(both[1] - restarts)).toBeLessThanOrEqual(untold > 2 ? 1 : 0)
  const [real] = parseScenarioJson(JSON.stringify(incident.document)).scenario!.lanes
  expect(summarize(simulate(real!.inputs), real!.inputs.duration).text).toMatch(/statuscode: 500|failed liveness probe/)
})
