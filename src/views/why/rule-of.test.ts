import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { RULES } from '../releases/model-rules.ts'
import { meaningOf, ruleOf } from './rule-of.ts'

const lanes = (release: string) => parseScenario(JSON.stringify(theStrangeCase(release))).scenario!.lanes

it.each(['1.9', '1.37'])('on %s each entry’s rule is one that is listed, and what is shown has one', (release) => {
  const known = new Set(RULES.map(({ id }) => id))
  const traces = lanes(release).map(({ inputs }) => simulate({ ...inputs, actions: [{ at: 400, etcd: 'kill' }] }))
  const all = traces.flatMap((trace) =>
    trace.map((entry) => ({ kind: entry.kind, rule: ruleOf(trace, entry), meaning: meaningOf(trace, entry)?.rule })),
  )
  expect(all.length).toBeGreaterThan(500)
  expect(all.flatMap(({ rule, meaning }) => [rule ?? [], meaning ?? []].flat()).filter((rule) => !known.has(rule))).toEqual([])
  const shown = ['probe', 'result', 'backoff', 'process', 'event', 'server', 'mirror']
  expect(all.filter(({ kind, rule }) => shown.includes(kind) && rule === undefined)).toEqual([])
})

it('says of a 401 that nobody was asking, and of a program that answers 401 by itself nothing', () => {
  const trace = simulate(lanes('1.9')[1]!.inputs)
  const probe = trace.find((entry) => entry.kind === 'probe' && entry.result === 'failure')!
  expect(meaningOf(trace, probe)).toEqual({
    text: 'The kubelet asks without credentials: no certificate, no token. Anonymous requests are off: whoever shows no credentials gets 401 Unauthorized, even for a health check.',
    rule: 'anonymous',
  })
  const scripted = simulate(
    parseScenario(`whyrestart: 1
kubernetes: "1.37"
duration: 2m
cluster: {attached: false}
manifests:
  a.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec: {hostNetwork: true, containers: [{name: main, image: a, livenessProbe: {httpGet: {host: 127.0.0.1, port: 80}}}]}
processes: {main: {listens: [{port: 80}], answers: [{from: 0s, status: 401}]}}
`).scenario!.lanes[0]!.inputs,
  )
  const failed = scripted.find((entry) => entry.kind === 'probe' && entry.result === 'failure')!
  expect(failed).toMatchObject({ output: 'HTTP probe failed with statuscode: 401' })
  expect(meaningOf(scripted, failed)).toBeUndefined()
})
