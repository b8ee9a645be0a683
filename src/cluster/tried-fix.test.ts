import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { ask } from '../terminal/terminal.ts'
import { readCluster } from './read.ts'
import { withTriedFix } from './tried-fix.ts'
import { answerIn } from './why/answer.ts'

/** What kubectl prints of a pod that behaves so, after some restarts. */
function pasted(answer: string, readiness = ''): string {
  const { inputs } = parseScenario(`whyrestart: 1
kubernetes: "1.30"
duration: 10m
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers:
      - name: main
        image: registry.example.com/web:1
        livenessProbe: {httpGet: {port: 8080, path: /healthz}}${readiness}
processes: {main: {listens: [{port: 8080}], answers: [{from: 0s, ${answer}}], onTerm: {after: 1s, code: 143}}}
`).scenario!.lanes[0]!
  const trace = simulate(inputs)
  return ask('kubectl describe pod web-master-node', { inputs, trace, at: 400, simulate }).stdout
}

const fixOf = (text: string) => {
  const facts = readCluster([text])
  return withTriedFix(answerIn(facts), facts).fix
}

it('names as the fix a change that was tried, where what it rests on is told: who answers with a status takes a connection', () => {
  const fix = fixOf(pasted('status: 500'))
  expect(fix?.text).toMatch(
    /^A tcpSocket probe instead of httpGet in livenessProbe \(tried in a run of its own: no restart instead of \d\)$/,
  )
  expect(fix?.change).toBe('livenessProbe.httpGet')
  expect(fix?.price).toBe('A hang would not be noticed')
})

it('advises by the words where a trial would rest on what nobody tells', () => {
  expect(fixOf(pasted('hang: true'))?.text).toBe('Give the answer more time, or the program more CPU')
})

it('offers no trial that takes a probe away, or after which the pod is never ready', () => {
  const readiness = '\n        readinessProbe: {httpGet: {port: 8080, path: /healthz}}'
  expect(fixOf(pasted('hang: true', readiness))).toMatchObject({
    text: 'Give the answer more time, or the program more CPU',
    change: 'livenessProbe.timeoutSeconds (1 s where none is named)',
  })
  expect(fixOf(pasted('status: 500', readiness))?.text).toMatch(/^The program itself says that it is not well/)
})
