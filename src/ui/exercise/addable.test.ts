import { expect, it } from 'vitest'
import { fieldsOf } from '../../manifest/fields.ts'
import { type LineChange, addablesOf } from './addable.ts'

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

const find = (label: string, text = POD): LineChange => addablesOf(text).find((addable) => addable.label === label)!
const textWith = (label: string, text = POD, value = find(label, text).value ?? ''): string => find(label, text).text(value)

it('offers what the manifest has not, each with the line that is looked at then', () => {
  expect(addablesOf(POD).map(({ label, value = '', path }) => `${label}: ${path(value)}`)).toEqual([
    'restartPolicy: spec.restartPolicy',
    'terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds',
    'readinessProbe: spec.containers[0].readinessProbe.httpGet.path',
    'startupProbe: spec.containers[0].startupProbe.failureThreshold',
    'a flag: spec.containers[0].command[2]',
    'kind of the livenessProbe: httpGet: spec.containers[0].livenessProbe.httpGet.path',
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
  const portless = POD.replace(/ {4}command[^]*/, '')
  expect(textWith('livenessProbe', portless)).toBe(`${portless}    livenessProbe:\n      tcpSocket:\n        port: 8080\n`)
})

it('where there are several containers each entry says whose it is', () => {
  const two = `${POD}  - name: log\n    image: example.org/log:1\n`
  expect(addablesOf(two).map(({ label }) => label)).toEqual(
    expect.arrayContaining(['readinessProbe of web', 'livenessProbe of log', 'a flag of web', 'kind of the livenessProbe of web: httpGet']),
  )
})

it('a flag is empty before it is typed, and stands last; a field of the pod stands in its spec, with the few values it may have', () => {
  expect(find('a flag')).toMatchObject({ value: '', like: '--flag=value' })
  expect(textWith('a flag', POD, '--v=2')).toContain('command: [/app/web, --port=8080, --v=2]')
  expect(textWith('restartPolicy')).toBe(`${POD}  restartPolicy: Always\n`)
  expect(find('restartPolicy').choices).toEqual(['Always', 'OnFailure', 'Never'])
})

it.each([
  ['tcpSocket', '      tcpSocket:\n        port: 8080\n'],
  ['grpc', '      grpc:\n        port: 8080\n'],
  ['exec', '      exec:\n        command:\n        - cat\n        - /tmp/healthy\n'],
  ['httpGet', '      httpGet:\n        path: /healthz\n        port: 8080\n'],
])('a probe becomes one of another kind, with the port that it had: %s', (kind, lines) => {
  const kindOf = 'kind of the livenessProbe: httpGet'
  const before = '      httpGet:\n        path: /healthz\n        port: 8080\n'
  expect(textWith(kindOf, POD, kind)).toBe(POD.replace(before, lines))
  const inBrackets = POD.replace(/httpGet:\n.*\n.*\n/, 'httpGet: {path: /healthz, port: 8080}\n')
  expect(fieldsOf(textWith(kindOf, inBrackets, kind)).map(({ path }) => path)).toContain(`spec.containers[0].livenessProbe.${kind}`)
})

it('of who may ask without a name the list of paths begins, and goes on', () => {
  const config = 'kind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n'
  expect(addablesOf(config)).toHaveLength(1)
  expect(addablesOf(config.replace('Authentication', 'Other'))).toEqual([])
  const first = textWith('a path in conditions', config, '/livez')
  expect(first).toBe(`${config}  conditions:\n  - path: /livez\n`)
  expect(textWith('a path in conditions', first, '/readyz')).toBe(`${first}  - path: /readyz\n`)
})

it.each([['not: a pod\n'], [': ['], ['']])('of %j there is nothing to add', (text) => {
  expect(addablesOf(text)).toEqual([])
})

it('names a container by its place where it has no name, and a path by how many there are', () => {
  expect(addablesOf(`${POD}  - image: example.org/log:1\n`).map(({ label }) => label)).toContain('readinessProbe of spec.containers[1]')
  const config = 'kind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n'
  expect(find('a path in conditions', config).path('')).toBe('anonymous.conditions[0].path')
  expect(find('a path in conditions', `${config}  conditions:\n  - path: /livez\n`).path('')).toBe('anonymous.conditions[1].path')
})

it('a probe that asks nothing has no kind, and one like it is looked at as a whole', () => {
  const bare = POD.replace(/httpGet:\n.*\n.*\n +/, '')
  expect(addablesOf(bare).map(({ label }) => label)).not.toContainEqual(expect.stringContaining('kind of'))
  expect(find('readinessProbe', bare).path('')).toBe('spec.containers[0].readinessProbe')
  expect(find('startupProbe', bare).path('')).toBe('spec.containers[0].startupProbe.failureThreshold')
})

it('a probe like another has its lists, its numbers and its yes and no, as they are written', () => {
  const odd = POD.replace(
    /httpGet:\n.*\n.*\n +failure.*\n/,
    'exec: {command: [cat, "7", 7]}\n      yes: true\n      no: false\n      text: "true"\n',
  )
  expect(textWith('readinessProbe', odd)).toBe(`${odd}    readinessProbe:
      exec:
        command:
        - cat
        - "7"
        - 7
      yes: true
      no: false
      text: "true"
`)
})

it('a probe without a port of its own becomes one of another kind with that of its container', () => {
  const container = (name: string, port: number): string => `  - name: ${name}
    ports: [{containerPort: ${port}}]
    livenessProbe:
      tcpSocket: {host: 127.0.0.1}
`
  const two = `kind: Pod\nspec:\n  containers:\n${container('a', 81)}${container('b', 82)}`
  const fields = (of: string) =>
    Object.fromEntries(
      fieldsOf(textWith(`kind of the livenessProbe of ${of}: tcpSocket`, two, 'httpGet')).map(({ path, value }) => [path, value.value]),
    )
  expect(fields('b')).toMatchObject({
    'spec.containers[1].livenessProbe.httpGet.port': '82',
    'spec.containers[1].livenessProbe.httpGet.host': '127.0.0.1',
  })
  expect(fields('a')).toMatchObject({ 'spec.containers[0].livenessProbe.httpGet.port': '81' })
})

it('a number is written as one, and what is none as a text', () => {
  expect(textWith('terminationGracePeriodSeconds', POD, '7')).toBe(`${POD}  terminationGracePeriodSeconds: 7\n`)
  expect(textWith('terminationGracePeriodSeconds', POD, 'long')).toBe(`${POD}  terminationGracePeriodSeconds: long\n`)
  expect(textWith('restartPolicy', POD, '7')).toBe(`${POD}  restartPolicy: "7"\n`)
})
