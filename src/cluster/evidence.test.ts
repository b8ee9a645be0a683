import ownRows from './own-rows.txt?raw'
import { expect, it } from 'vitest'
import { restartedPod } from '../cli/restarted-pod-fixture.ts'
import { textsIn } from './own-texts-fixture.ts'
import { evidenceOf } from './evidence.ts'
import { REAL_LANE, SIMULATED_LANE } from './lanes-of.ts'

/** What kubectl prints of a pod that behaves so, after some restarts. */
const pasted = (answer: string, readiness = ''): string =>
  restartedPod('1.30', 400, {
    container: `livenessProbe: {httpGet: {port: 8080, path: /healthz}}${readiness}`,
    rest: `processes: {main: {listens: [{port: 8080}], answers: [{from: 0s, ${answer}}], onTerm: {after: 1s, code: 143}}}`,
  }).print('kubectl describe pod web-master-node')

const fixOf = (text: string) => evidenceOf([text]).answer.fix

it('names as the fix a change that was tried, where what it rests on is told: who answers with a status takes a connection; and opens what happened with it', () => {
  const { answer, incident } = evidenceOf([pasted('status: 500')])
  const { sentence, fix } = answer
  expect(fix?.text).toMatch(
    /^A tcpSocket probe instead of httpGet in livenessProbe \(tried in a run of its own: no restart instead of \d\)$/,
  )
  expect(fix?.change).toBe('livenessProbe.httpGet')
  expect(fix?.price).toBe('A hang would not be noticed')
  const why = {
    text: sentence,
    because: [
      'Warning Unhealthy 5m (x10 over 6m30s) kubelet Liveness probe failed: HTTP probe failed with statuscode: 500',
      'Normal Killing 5m10s (x3 over 6m10s) kubelet Container main failed liveness probe, will be restarted',
    ],
    fix: `${fix?.text}: livenessProbe.httpGet. Price: A hang would not be noticed.`,
  }
  expect(incident.document?.lanes.map((lane) => [lane.name, lane.why])).toEqual([
    [REAL_LANE, why],
    [SIMULATED_LANE, undefined],
  ])
})

it('says of a flag that goes what the kube-apiserver guards no more, and that it stands in its command', () => {
  const { text } = textsIn(ownRows).find(({ name }) => name.startsWith('a kube-apiserver that lets nobody in without'))!
  expect(fixOf(text)).toEqual({
    text: 'Without --anonymous-auth=false (tried in a run of its own: no restart instead of 5)',
    change: 'its command',
    price: 'Requests without credentials are let in again, as system:anonymous: to all that the authorization gives it, such as /version',
  })
})

it('tries no other port for a program that refuses: which one it listens on no manifest tells, and it may only be slow to come up', () => {
  const probe = 'startupProbe: {httpGet: {port: 9000, path: /started}, failureThreshold: 6, periodSeconds: 5}'
  const text = restartedPod('1.30', 400, {
    container: `ports: [{containerPort: 8080}]\n${probe}`,
    rest: 'processes: {main: {listens: [{port: 9000, after: 45s}], answers: [{status: 200}], onTerm: {after: 1s, code: 143}}}',
  }).print('kubectl describe pod web-master-node')
  expect(fixOf(text)).toEqual({
    text: 'Let it try for as long as the program may need to come up, or ask at the port on which it listens',
    change: 'startupProbe.failureThreshold, 6 × 5 s now; or its port',
    price: 'a hang at the start is found later',
  })
})

it('tries no probe without a path where a path is not there', () =>
  expect(fixOf(pasted('status: 404'))?.text).toBe('Ask for a path that the program serves'))

it('advises by the words where a trial would rest on what nobody tells', () => {
  expect(fixOf(pasted('hang: true'))?.text).toBe('Give the answer more time, or the program more CPU')
})

it('offers no trial that takes a probe away, or after which the pod is never ready', () => {
  const readiness = '\nreadinessProbe: {httpGet: {port: 8080, path: /healthz}}'
  expect(fixOf(pasted('hang: true', readiness))).toMatchObject({
    text: 'Give the answer more time, or the program more CPU',
    change: 'livenessProbe.timeoutSeconds (1 s now)',
  })
  expect(fixOf(pasted('status: 500', readiness))?.text).toMatch(/^The program itself says that it is not well/)
})

it('answers where no text has a spec: a row of docker ps, and a description of which little was copied', () => {
  const row =
    '30fb98ab7ec2   example.org/web:1   "/bin/web"   2 minutes ago   Exited (255) 2 minutes ago   k8s_web.c08c1df_web-1_default_d95a6048198f747c5fcb74ee23f1f25c_d50f9130'
  expect(evidenceOf([row]).answer).toMatchObject({
    is: 'not known',
    sentence: expect.stringContaining('its process ended with exit code 255') as string,
  })
  const rest = `    Container ID:  containerd://0aa1bb2cc3dd
    Command:
      --authorization-mode=Node,RBAC
  Normal   Killing    4m44s (x5 over 21m)    kubelet  Container kube-apiserver failed startup probe, will be restarted`
  expect(evidenceOf([rest]).answer).toMatchObject({ is: 'known', sentence: expect.stringContaining('its startup probe fails') as string })
})

it('takes the words of a node’s event as they are, and no port of it', () => {
  const event = '{"kind": "Event", "involvedObject": {"kind": "Node", "name": "n1"}, "type": "Warning", "reason": "Odd(", "message": "odd"}'
  expect(evidenceOf([event, 'listen tcp :80: bind: address already in use']).answer.sentence).toContain('port 80 is in use already')
})
