import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { changesOf } from '../attempt.ts'
import { textsOf } from '../change.ts'
import { startOf } from '../check-exercise.ts'
import { lessonOf } from '../fixture.ts'
import { judgeAttempt } from './judge-attempt.ts'

const lesson = lessonOf(`whyrestart: 1
cluster: {attached: false}
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop}
    spec:
      terminationGracePeriodSeconds: 30
      initContainers: [{name: setup, image: "s:1"}]
      containers:
      - name: main
        image: "example.org/web:1"
        command: [/web]
        env: [{name: A, value: b}]
        ports: [{containerPort: 8080}]
        securityContext: {runAsUser: 7}
        lifecycle: {preStop: {exec: {command: [/stop]}}, postStart: {exec: {command: [/start]}}}
        volumeMounts: [{name: v, mountPath: /v}]
        livenessProbe: {httpGet: {port: 8080, path: /healthz, httpHeaders: [{name: X-A, value: b}]}, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2, initialDelaySeconds: 5}
        readinessProbe: {exec: {command: [/ready]}, periodSeconds: 10, successThreshold: 2}
        startupProbe: {tcpSocket: {port: 8080}, failureThreshold: 10}
      - {name: side, image: "side:1"}
      volumes: [{name: v, emptyDir: {}}]
  note.txt.yaml: "kind: Service\\n"
files: {/root/a.yaml: "kind: ConfigMap\\n", /root/b: "x\\n"}
processes:
  main: {listens: [{port: 8080}], execs: [{command: [/start], code: 0}, {command: [/begin], code: 1}, {command: [/ready], code: 0}, {command: [/ok], code: 0}], answers: [{from: 0s, status: 401}, {from: 0s, path: /livez, status: 200}]}
exercise:
  id: web
  solution: [{file: web.yaml, find: /healthz, replace: /livez}]
  goals: [{text: calm, container: main, restarts: {max: 0}}]
`)
const start = textsOf(startOf(lesson))

/** Of a pod on the node's own network, whose probe has a host, a token and a path without its slash. */
const onNode = lessonOf(`whyrestart: 1
cluster: {attached: false}
manifests:
  web.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: web, labels: {app: web}}
    spec:
      hostNetwork: true
      containers:
      - name: main
        image: "example.org/web:1"
        resources: {limits: {memory: 1Gi}}
        livenessProbe: {httpGet: {host: 127.0.0.1, port: 8080, path: healthz, httpHeaders: [{name: Authorization, value: Bearer a}]}, periodSeconds: 10}
  .kept.yaml: "kind: Pod\\n"
processes:
  main: {listens: [{port: 8080}], answers: [{from: 0s, status: 200}]}
exercise:
  id: node
  solution: [{file: web.yaml, find: healthz, replace: livez}]
  goals: [{text: calm, container: main, restarts: {max: 0}}]
`)
const onNodeStart = textsOf(startOf(onNode))

const PROBE =
  'livenessProbe: {httpGet: {host: 127.0.0.1, port: 8080, path: healthz, httpHeaders: [{name: Authorization, value: Bearer a}]}, periodSeconds: 10}'
const ON_NODE: [find: string, by: string][] = [
  ['hostNetwork: true', 'hostNetwork: false'],
  ['memory: 1Gi', 'memory: 512Mi'],
  ['resources: {limits: {memory: 1Gi}}', 'resources: {}'],
  ['host: 127.0.0.1, ', ''],
  [', httpHeaders: [{name: Authorization, value: Bearer a}]', ''],
  ['Bearer a', 'Bearer b'],
  ['Bearer a', 'Basic YTpi'],
  ['path: healthz', 'path: livez'],
  ['path: healthz', 'path: /healthz'],
  [PROBE, 'startupProbe: {tcpSocket: {port: 8080}}'],
  [PROBE, `${PROBE}\n    startupProbe: {tcpSocket: {port: 8080}}\n    readinessProbe: {httpGet: {port: 8080, path: ready}}`],
  [PROBE, `readinessProbe: ${PROBE.slice(15)}`],
  ['labels: {app: web}', 'labels: {app: shop}'],
  ['labels: {app: web}', 'labels: {}'],
  ['name: main', 'name: other'],
  ['containers:', 'containers:\n  - {name: side, image: "side:1"}'],
  ['containers:\n', 'containers:\n  - {name: main, image: "a:1"}\n'],
]

/** What an attempt changes in a file, and the way that is. */
const EDITS: [file: string, find: string, by: string][] = [
  ['web.yaml', 'name: web,', 'name: shop,'],
  ['web.yaml', 'namespace: shop', 'namespace: other'],
  ['web.yaml', '\n  - {name: side, image: "side:1"}', ''],
  ['web.yaml', '  - {name: side, image: "side:1"}', '  - {name: side, image: "side:1"}\n  - {name: more, image: "more:1"}'],
  ['web.yaml', 's:1', 's:2'],
  ['web.yaml', 'spec:', 'spec:\n  restartPolicy: Never'],
  ['web.yaml', 'spec:', 'spec:\n  hostNetwork: true'],
  ['web.yaml', 'spec:', 'spec:\n  securityContext: {runAsUser: 3}'],
  ['web.yaml', 'emptyDir: {}', 'hostPath: {path: /v}'],
  ['web.yaml', 'terminationGracePeriodSeconds: 30', 'terminationGracePeriodSeconds: 60'],
  ['web.yaml', 'terminationGracePeriodSeconds: 30', 'terminationGracePeriodSeconds: 3'],
  ['web.yaml', 'name: main', 'name: server'],
  ['web.yaml', 'web:1', 'web:2'],
  ['web.yaml', '[/web]', '[/other]'],
  ['web.yaml', 'value: b}]\n', 'value: c}]\n'],
  ['web.yaml', '[/stop]', '[/halt]'],
  ['web.yaml', '[/start]', '[/begin]'],
  ['web.yaml', 'runAsUser: 7', 'runAsUser: 8'],
  ['web.yaml', 'command: [/web]', 'command: [/web]\n    imagePullPolicy: Never'],
  ['web.yaml', 'command: [/web]', 'command: [/web]\n    resources: {limits: {memory: 1Gi}}'],
  ['web.yaml', 'containerPort: 8080', 'containerPort: 8081'],
  ['web.yaml', 'mountPath: /v', 'mountPath: /w'],
  ['web.yaml', 'path: /healthz', 'path: /livez'],
  ['web.yaml', 'path: /healthz', 'path: "/livez?a=b"'],
  ['web.yaml', 'path: /healthz', 'path: "/healthz?verbose"'],
  ['web.yaml', 'port: 8080, path', 'port: 8081, path'],
  ['web.yaml', 'port: 8080, path', 'host: 127.0.0.1, port: 8080, path'],
  ['web.yaml', 'port: 8080, path', 'scheme: HTTPS, port: 8080, path'],
  ['web.yaml', '{name: X-A, value: b}', '{name: X-A, value: c}'],
  ['web.yaml', '{name: X-A, value: b}', '{name: Authorization, value: Bearer x}'],
  ['web.yaml', '{name: X-A, value: b}', '{name: Authorization, value: Basic x}'],
  ['web.yaml', 'httpGet: {port: 8080, path: /healthz, httpHeaders: [{name: X-A, value: b}]}', 'tcpSocket: {port: 8080}'],
  ['web.yaml', 'httpGet: {port: 8080, path: /healthz, httpHeaders: [{name: X-A, value: b}]}', 'exec: {command: [/ok]}'],
  ['web.yaml', 'httpGet: {port: 8080, path: /healthz, httpHeaders: [{name: X-A, value: b}]}', 'grpc: {port: 8080}'],
  ['web.yaml', 'periodSeconds: 10, failureThreshold: 3', 'periodSeconds: 20, failureThreshold: 3'],
  ['web.yaml', 'periodSeconds: 10, failureThreshold: 3', 'periodSeconds: 5, failureThreshold: 3'],
  ['web.yaml', 'failureThreshold: 3', 'failureThreshold: 9'],
  ['web.yaml', 'failureThreshold: 3', 'failureThreshold: 1'],
  ['web.yaml', 'timeoutSeconds: 2', 'timeoutSeconds: 9'],
  ['web.yaml', 'timeoutSeconds: 2', 'timeoutSeconds: 1'],
  ['web.yaml', 'initialDelaySeconds: 5', 'initialDelaySeconds: 50'],
  ['web.yaml', 'initialDelaySeconds: 5', 'initialDelaySeconds: 1'],
  ['web.yaml', 'successThreshold: 2', 'successThreshold: 3'],
  ['web.yaml', 'command: [/ready]', 'command: [/ok]'],
  ['web.yaml', 'tcpSocket: {port: 8080}', 'tcpSocket: {port: 8081}'],
  ['web.yaml', '    startupProbe: {tcpSocket: {port: 8080}, failureThreshold: 10}\n', ''],
  ['web.yaml', '    readinessProbe', '    # readinessProbe'],
  ['web.yaml', 'livenessProbe', 'startupProbe'],
  ['web.yaml', 'kind: Pod', 'kind Pod'],
  ['web.yaml', '\n', '\n\n'],
  ['note.txt.yaml', 'Service', 'Pod'],
  ['/root/a.yaml', 'ConfigMap', 'Secret'],
  ['/root/b', 'x', 'y'],
]

const OTHERS: [title: string, texts: Record<string, string | undefined>][] = [
  ['a manifest taken out', { 'web.yaml': undefined }],
  ['a manifest renamed', { 'web.yaml': undefined, 'shop.yaml': start['web.yaml'] }],
  ['another manifest', { 'more.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: more}\nspec: {containers: [{name: a, image: b}]}\n' }],
  ['another file', { '/root/c.yaml': 'kind: Role\n' }],
  ['an authentication file', { '/root/c.yaml': 'kind: AuthenticationConfiguration\n' }],
  ['a file taken away', { '/root/a.yaml': undefined }],
  ['nothing', {}],
]

const ACTIONS: object[][] = [
  [{ at: 60, restart: 'kubelet' }],
  [{ at: 60, reboot: 'node', takes: 20 }],
  [{ at: 60, kubectl: 'delete pod web-master-node -n shop' }],
  [{ at: 60, crictl: 'stop main' }],
  [{ at: 60, kill: 'main' }],
  [{ at: 60, edit: 'web.yaml', find: '/healthz', replace: '/livez' }],
]

const wayOf = (texts: Record<string, string | undefined>, actions: object[] = [], of = lesson, before = start): string => {
  const own = Object.fromEntries(Object.entries({ ...before, ...texts }).filter((pair): pair is [string, string] => pair[1] !== undefined))
  const attempt = { exercise: 'web', hints: 1, minutes: 2, changes: changesOf(before, own), ...(actions.length > 0 ? { actions } : {}) }
  const judged = judgeAttempt(of, attempt as Parameters<typeof judgeAttempt>[1])
  return 'error' in judged ? `error: ${judged.error}` : `${judged.way} ${JSON.stringify(judged.goals)}`
}

const texts: [string, string][] = [
  ...EDITS.map(([file, find, by]): [string, string] => {
    if (!start[file]!.includes(find)) throw new Error(`${file} has no ${find}`)
    return [`${file}: ${find.trim()} → ${by.trim()}`.replaceAll('\n', '⏎'), wayOf({ [file]: start[file]!.replace(find, by) })]
  }),
  ...ON_NODE.map(([find, by]): [string, string] => {
    const text = onNodeStart['web.yaml']!
    if (!text.includes(find)) throw new Error(`web.yaml has no ${find}`)
    return [
      `on the node: ${find.trim()} → ${by.trim()}`.replaceAll('\n', '⏎'),
      wayOf({ 'web.yaml': text.replace(find, by) }, [], onNode, onNodeStart),
    ]
  }),
  ['on the node: a hidden file', wayOf({ '.kept.yaml': 'kind: Service\n', '.more': 'x' }, [], onNode, onNodeStart)],
  ...OTHERS.map(([title, own]): [string, string] => [title, wayOf(own)]),
  ...ACTIONS.map((actions): [string, string] => [JSON.stringify(actions), wayOf({}, actions)]),
]

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
