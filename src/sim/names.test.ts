import { expect, it } from 'vitest'
import { ask } from '../terminal/terminal.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { problemsOf } from '../views/lanes/problems.ts'
import { summarize } from '../views/lanes/summary.ts'
import { verdictsOf } from '../views/verdicts/judge-lane.ts'
import { whyNot } from '../views/why/why-not.ts'
import { why } from '../views/why/why.ts'
import { parseScenario } from './scenario/scenario.ts'
import { simulate } from './simulate.ts'
import type { Trace } from './trace/trace.ts'

/** What every object of the language seems to have, and a word that is as good as any. */
const WORDS = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length', 'name', 'then', 'ordinary']
/** Those that may be a pod's, a container's or a volume's name. */
const LABELS = WORDS.filter((word) => /^[a-z0-9]+$/.test(word))

const text = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels: {${LABELS.map((word) => `${word}: x`).join(', ')}, isPrototypeOf: x}
  annotations: {valueOf: x, toString: x}
spec:
  hostNetwork: true
  volumes: [{name: ${name}, emptyDir: {}}]
  containers:
  - name: ${name}
    image: ${name}
    env: [{name: ${name}, value: x}]
    ports: [{name: ${name.slice(0, 15)}, containerPort: 7001}]
    volumeMounts: [{name: ${name}, mountPath: /x}]
    livenessProbe: {httpGet: {host: 127.0.0.1, port: 7001, path: /${name}}}
`

function scenarioOf(name: string, file = `${name}.yaml`): string {
  return `whyrestart: 1
title: ${name}
duration: 5m
cluster: {attached: false}
manifests:
  ${JSON.stringify(file)}: ${JSON.stringify(text(name))}
files: {"/${file}": x}
processes:
  ${name}: {listens: [{port: 7001}], answers: [{from: 0s, status: 500}]}
actions: [{at: 70s, hang: ${name}}, {at: 80s, resume: ${name}}, {at: 200s, copy: "/${file}", to: "/tmp/${file}"}]
lanes: [{name: ${JSON.stringify(file)}}]
`
}

const made = (scenario: string) => {
  const { scenario: parsed, diagnostics } = parseScenario(scenario)
  expect(diagnostics).toBeUndefined()
  const { inputs } = parsed!.lanes[0]!
  return { inputs, trace: simulate(inputs) }
}

/** What kinds of things happened; when, and how often, hangs on chance, which hangs on the names. */
const shape = (trace: Trace): string[] =>
  [
    ...new Set(
      trace.map((entry) => `${entry.kind}${entry.kind === 'process' ? ` ${entry.op}` : entry.kind === 'event' ? ` ${entry.reason}` : ''}`),
    ),
  ].toSorted()

it.each(LABELS)('a pod, a container, a volume, a port and a file called %s run as any others do', (name) => {
  const { inputs, trace } = made(scenarioOf(name))
  expect(shape(trace)).toEqual(shape(made(scenarioOf('ordinary')).trace))
  expect(trace.some((entry) => entry.kind === 'script' && entry.path.startsWith(`processes.${name}.`))).toBe(true)
  const { tracks } = drawingOf(trace, 300)
  expect(tracks).toMatchObject([{ pod: name, container: name }])
  expect(tracks[0]!.lives.length).toBeGreaterThan(2)
  expect(problemsOf(inputs).problems.filter(({ severity }) => severity !== 'info')).toEqual([])
  expect(summarize(trace, 300).text).toMatch(/^\d+ restarts/)
  expect(why(trace, trace.findLast(({ kind }) => kind === 'process')!.id).length).toBeGreaterThan(1)
  expect(whyNot({ inputs, trace, at: 250 }).length).toBeGreaterThan(0)
  expect(Object.keys(verdictsOf(inputs)).length).toBeGreaterThan(0)
})

it.each(WORDS)('a file and a lane called %s are a file and a lane', (word) => {
  const { trace } = made(scenarioOf('ordinary', word))
  expect(shape(trace)).toEqual(shape(made(scenarioOf('ordinary')).trace))
  expect(trace.some((entry) => entry.kind === 'manifest' && entry.file === word)).toBe(true)
})

const LINES = [
  'WORD',
  'cat WORD',
  'ls /WORD',
  'WORD=1; echo "$WORD"; printenv WORD',
  'echo $WORD',
  'help WORD',
  'kubectl WORD',
  'kubectl get WORD',
  'kubectl create WORD x',
  'kubectl get po -o WORD',
  'kubectl get po -l WORD=x',
  'kubectl get po --field-selector WORD=x',
  'kubectl get po --field-selector metadata.WORD=x',
  'kubectl get po --sort-by .WORD',
  "kubectl get po -o jsonpath='{.items[0].WORD}'",
  'kubectl get po -o custom-columns=A:.WORD',
  'kubectl --WORD get po',
  'kubectl get po --WORD',
  'kubectl logs WORD',
  'kubectl describe WORD x',
  'kubectl auth can-i WORD WORD',
  'kubectl get --raw /WORD',
  'kubectl get --raw /api/v1/WORD',
  'kubectl get --raw /api/v1/namespaces/WORD/WORD/WORD/WORD',
  'crictl WORD',
  'crictl inspect WORD',
  'systemctl WORD kubelet',
  'systemctl status WORD',
  'journalctl -u WORD',
  'curl --WORD http://127.0.0.1:7001/',
  "curl -s -X WORD -H 'WORD: x' http://127.0.0.1:7001/WORD",
  "curl -s -w '%{WORD}' http://127.0.0.1:7001/",
  'echo \'{"WORD": {"a": 1}}\' | jq .WORD.a',
  "echo '{}' | jq '.WORD, has(\"WORD\"), WORD'",
  'sed WORD /etc/hosts',
]

it.each(WORDS)('the word %s typed anywhere finds nothing that nobody has put there', (word) => {
  const { inputs, trace } = made(`${scenarioOf('ordinary').replace('attached: false', 'attached: true')}`)
  for (const line of LINES) {
    const { stdout, stderr } = ask(line.replaceAll('WORD', word), { inputs, trace, at: 200, simulate })
    expect(`${line}: ${stdout}${stderr}`).not.toMatch(/native code|\[object|function \(|undefined|NaN/)
  }
})
