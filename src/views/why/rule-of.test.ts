import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
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

const withToken = (text: string): string =>
  text.replace(/^( *)httpGet:\n/gm, '$&$1  httpHeaders: [{name: Authorization, value: Bearer sesame}]\n')
const FLAG = '    - --allow-privileged=true\n'
const ANONYMOUS = {
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AuthenticationConfiguration',
  anonymous: { enabled: true, conditions: [{ path: '/healthz' }] },
}

it.each<[string, (text: string) => string, Record<string, string>, string]>([
  [
    'of a token that nobody knows',
    withToken,
    {},
    'authenticators The kubelet sends the credentials that httpHeaders says, and no authenticator knows them. Wrong credentials are not taken for none: the answer is 401 Unauthorized.',
  ],
  [
    'of a user who may not',
    (text) =>
      withToken(text)
        .replaceAll('path: /livez', 'path: /metrics')
        .replace(FLAG, `${FLAG}    - --token-auth-file=/etc/kubernetes/pki/t.csv\n`),
    { '/etc/kubernetes/pki/t.csv': 'sesame,probe,1\n' },
    'rbac The kube-apiserver knows whose the credentials in httpHeaders are, but no rule lets that caller get /metrics: 403 Forbidden.',
  ],
  [
    'where anonymous requests are let in on another path',
    (text) => text.replace(FLAG, `${FLAG}    - --authentication-config=/etc/kubernetes/pki/a.yaml\n`),
    { '/etc/kubernetes/pki/a.yaml': JSON.stringify(ANONYMOUS) },
    'conditions The kubelet asks without credentials: no certificate, no token. Anonymous requests are let in on certain paths only, and this is none of them: so nobody is asking, and the answer is 401 Unauthorized.',
  ],
])('says what an answer means %s', (_, edit, files, says) => {
  const plane = kubeadmPlane('1.37')
  const manifests = { ...plane, 'kube-apiserver.yaml': edit(plane['kube-apiserver.yaml']!) }
  const { inputs } = parseScenario(JSON.stringify({ whyrestart: 1, kubernetes: '1.37', duration: '40s', manifests, files })).scenario!
    .lanes[0]!
  const trace = simulate(inputs)
  const failed = trace.find((entry) => entry.kind === 'probe' && /statuscode: 40[13]/.test(entry.output))!
  const { rule, text } = meaningOf(trace, failed)!
  expect(`${rule} ${text}`).toBe(says)
})
