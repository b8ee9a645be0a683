import { expect, it } from 'vitest'
import { addablesOf } from './addable.ts'

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: example.org/web:1
    command: [/app/web, --port=8080]
    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
      failureThreshold: 3
`

const textWith = (label: string, text = POD): string => addablesOf(text).find((addable) => addable.label === label)!.text

it('offers what the manifest has not, each with the line that is looked at then', () => {
  expect(addablesOf(POD).map(({ label, path }) => `${label}: ${path}`)).toEqual([
    'restartPolicy: spec.restartPolicy',
    'terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds',
    'readinessProbe: spec.containers[0].readinessProbe.httpGet.path',
    'startupProbe: spec.containers[0].startupProbe.failureThreshold',
    'a flag: spec.containers[0].command[2]',
    'initialDelaySeconds in livenessProbe: spec.containers[0].livenessProbe.initialDelaySeconds',
    'timeoutSeconds in livenessProbe: spec.containers[0].livenessProbe.timeoutSeconds',
    'periodSeconds in livenessProbe: spec.containers[0].livenessProbe.periodSeconds',
  ])
})

it('a probe is like the one that is there', () => {
  expect(textWith('readinessProbe')).toBe(`${POD}    readinessProbe:
      httpGet:
        path: /healthz
        port: 8080
      failureThreshold: 3
`)
})

it('where there is none it opens the port', () => {
  const bare = POD.replace(/ {4}command[^]*/, '    ports:\n    - containerPort: 81\n')
  expect(textWith('livenessProbe', bare)).toBe(`${bare}    livenessProbe:\n      tcpSocket:\n        port: 81\n`)
})

it('a flag stands last, a field of the pod in its spec', () => {
  expect(textWith('a flag')).toContain('command: [/app/web, --port=8080, "--flag=value"]')
  expect(textWith('restartPolicy')).toBe(`${POD}  restartPolicy: Always\n`)
})

it.each([['not: a pod\n'], [': ['], ['']])('of %j there is nothing to add', (text) => {
  expect(addablesOf(text)).toEqual([])
})
