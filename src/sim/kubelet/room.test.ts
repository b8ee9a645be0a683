import { expect, it } from 'vitest'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'

const pod = (name: string, requests: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  ${more}\n  containers:\n  - {name: main, image: "x:1", resources: {requests: {${requests}}}}\n`

/** What becomes of the last of the pods in a directory. */
function admitted(kubernetes: string, node: string, ...pods: readonly string[]) {
  const manifests = Object.fromEntries(pods.map((text, n) => [`${n}.yaml`, text]))
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes,
      duration: '30s',
      node: { cpu: 2, memory: '4028352Ki', ...(JSON.parse(node) as object) },
      manifests,
    }),
  )
  if (!scenario) throw new Error(JSON.stringify(diagnostics))
  const trace = simulate(scenario.lanes[0]!.inputs)
  const last = trace.findLast((entry) => entry.kind === 'status' && entry.pod === /name: (\w+)/.exec(pods.at(-1)!)![1])
  const status = last?.kind === 'status' ? last : undefined
  const warnings = trace.flatMap((entry) => (entry.kind === 'warning' && /no room/.test(entry.message) ? [entry.message] : []))
  const rejections = trace.filter((entry) => entry.kind === 'event').filter(({ type }) => type === 'Warning')
  const events = rejections.map((entry) => `${entry.reason}: ${entry.message}`)
  const causes = rejections.flatMap(({ cause }) => [cause ?? []].flat().map((id) => trace[id]!))
  const lines = causes.flatMap((root) => (root.kind === 'manifest' ? [`${root.pod} ${root.path}`] : []))
  return { phase: status?.phase, reason: status?.reason, message: status?.message, events, warnings, lines }
}

const CRITICAL =
  'Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: '

it.each<[string, string, string, string, string]>([
  ['1.9', '{}', 'cpu: "100"', 'OutOfcpu', "Node didn't have enough resource: cpu, requested: 100000, used: 0, capacity: 2000"],
  [
    '1.15',
    '{}',
    'cpu: 100m, memory: 5Gi',
    'OutOfmemory',
    "Node didn't have enough resource: memory, requested: 5368709120, used: 0, capacity: 4125032448",
  ],
  // the first alone is told
  [
    '1.15',
    '{"cpu": "1", "memory": "1Gi"}',
    'cpu: 1500m, memory: 2Gi',
    'OutOfcpu',
    "Node didn't have enough resource: cpu, requested: 1500, used: 0, capacity: 1000",
  ],
  ['1.16', '{}', 'cpu: "100"', 'UnexpectedAdmissionError', `${CRITICAL}[(res: cpu, q: 98000), ]`],
  [
    '1.37',
    '{"cpu": 1, "memory": "1Gi"}',
    'cpu: 1500m, memory: 2Gi',
    'UnexpectedAdmissionError',
    `${CRITICAL}[(res: cpu, q: 500), (res: memory, q: 1073741824), ]`,
  ],
])('on %s a node with %s has no room for a pod that wants %s: %s', (kubernetes, node, requests, reason, message) => {
  const found = admitted(kubernetes, node, pod('web', requests))
  const prefix = Number(kubernetes.slice(2)) >= 26 ? 'Pod was rejected: ' : 'Pod '
  expect(found).toMatchObject({ phase: 'Failed', reason, message: `${prefix}${message}`, events: [`${reason}: ${message}`] })
})

it.each<[string, string, readonly string[], string | undefined]>([
  ['what others have counts', '{}', [pod('a', 'cpu: 1500m'), pod('b', 'cpu: 600m')], 'OutOfcpu'],
  ['it fits to the last thousandth', '{}', [pod('a', 'cpu: 1500m'), pod('b', 'cpu: 500m')], undefined],
  ['who asks for nothing always fits', '{"cpu": "100m"}', [pod('a', 'cpu: 100m'), pod('b', '')], undefined],
  ['a rejected one takes no room', '{}', [pod('a', 'cpu: "3"'), pod('b', 'cpu: "2"')], undefined],
  ['so many pods and no more', '{"pods": 2}', [pod('a', ''), pod('b', ''), pod('c', '')], 'OutOfpods'],
  ['a limit without a request is one', '{}', [pod('a', '').replace('requests: {}', 'limits: {memory: 8Gi}')], 'OutOfmemory'],
  [
    'an init container that wants more decides',
    '{}',
    [pod('a', 'cpu: "1"', 'initContainers: [{name: init, image: "x:1", resources: {requests: {cpu: "3"}}}]')],
    'OutOfcpu',
  ],
])('%s', (_, node, pods, reason) => {
  expect(admitted('1.15', node, ...pods).reason).toBe(reason)
})

const cpu = (amount: string) => `resources: {requests: {cpu: ${amount}}}`
const init = (amount: string) => `{name: init, image: "x:1", ${cpu(amount)}}`
const sideCar = (name: string, amount: string) => `{name: ${name}, image: "x:1", restartPolicy: Always, ${cpu(amount)}}`

/** Follows: staging/src/k8s.io/component-helpers/resource/helpers_test.go, TestPodRequests. */
it.each<[string, string, number]>([
  ['a container and nothing else', pod('a', 'cpu: 2001m'), 1],
  ['less than a thousandth is one', pod('a', 'cpu: 2000.1m'), 1],
  ['a side-car goes on beside the containers', pod('a', 'cpu: 600m', `initContainers: [${sideCar('s', '1500m')}]`), 100],
  [
    'an init container has the side-cars before it beside it, and not those after it',
    pod('a', '', `initContainers: [${sideCar('s', '900m')}, ${init('1200m')}, ${sideCar('t', '900m')}]`),
    100,
  ],
  ['two side-cars are no container and too much', pod('a', '', `initContainers: [${sideCar('s', '1500m')}, ${sideCar('t', '501m')}]`), 1],
  [
    'init containers come one after the other',
    pod('a', '', `initContainers: [${init('1500m')}, ${init('1500m').replace('init', 'j')}]`),
    0,
  ],
  ['its runtime class takes some, too', pod('a', 'cpu: 1500m', 'overhead: {cpu: 501m}'), 1],
  ['what the pod as a whole asks for stands for its containers', pod('a', 'cpu: "1"', cpu('3')), 1000],
  [
    'what its containers ask for is what the pod as a whole does, that has a limit',
    pod('a', 'cpu: 2001m', 'resources: {limits: {cpu: 3}}'),
    1,
  ],
  [
    'its limit is what the pod as a whole asks for, whose containers ask for nothing',
    pod('a', 'memory: 1Mi', 'resources: {limits: {cpu: 2001m}}'),
    1,
  ],
  ['and has what the runtime class takes beside it', pod('a', 'cpu: "1"', `${cpu('2')}\n  overhead: {cpu: 7m}`), 7],
])('of 2000 thousandths of a CPU, %s: %#', (_, text, lacking) => {
  const { phase, message = '' } = admitted('1.37', '{}', text)
  expect([phase, Number(/res: cpu, q: (\d+)\)/.exec(message)?.[1] ?? 0)]).toEqual([lacking ? 'Failed' : 'Running', lacking])
})

it.each<[string, string, string[]]>([
  ['its request', pod('a', 'cpu: "3"'), ['a spec.containers[0].resources.requests.cpu']],
  [
    'those of its init containers, too',
    pod('a', 'cpu: "3"', `initContainers: [${init('1')}]`),
    ['a spec.containers[0].resources.requests.cpu', 'a spec.initContainers[0].resources.requests.cpu'],
  ],
  [
    'of each resource that it lacks',
    pod('a', 'cpu: "3", memory: 8Gi'),
    ['a spec.containers[0].resources.requests.cpu', 'a spec.containers[0].resources.requests.memory'],
  ],
])('the lines behind a rejection for want of room: %s', (_, text, lines) => {
  expect(admitted('1.37', '{}', text).lines).toEqual(lines)
  expect(admitted('1.15', '{}', text).lines).toEqual(lines.filter((line) => line.endsWith('cpu')))
})

it('for a number of pods there is no line', () => {
  expect(admitted('1.37', '{"pods": 1}', pod('a', ''), pod('b', '')).lines).toEqual([])
})

const withPorts = (name: string, ...ports: readonly string[]): string =>
  pod(name, '').replace('resources', `ports: [${ports.map((port) => `{containerPort: 80, ${port}}`).join(', ')}], resources`)

/** Follows: pkg/scheduler/framework/plugins/nodeports/node_ports_test.go, TestNodePorts. */
it.each<[string, readonly string[], readonly string[], string | undefined]>([
  ['another port', ['hostPort: 8080'], ['hostPort: 9090'], undefined],
  ['the same port', ['hostPort: 8080'], ['hostPort: 8080'], '0 0'],
  ['the same port of UDP', ['hostPort: 8080, protocol: UDP'], ['hostPort: 8080, protocol: UDP'], '0 0'],
  ['another protocol', ['hostPort: 8080, protocol: UDP'], ['hostPort: 8080'], undefined],
  ['a second port', ['hostPort: 8001', 'hostPort: 8000'], ['hostPort: 7000', 'hostPort: 8000'], '1 1'],
  ['another address', ['hostPort: 8080, hostIP: 127.0.0.1'], ['hostPort: 8080, hostIP: 127.0.0.2'], undefined],
  ['the same address', ['hostPort: 8080, hostIP: 127.0.0.1'], ['hostPort: 8080, hostIP: 127.0.0.1'], '0 0'],
  ['all addresses against one', ['hostPort: 8080, hostIP: 0.0.0.0'], ['hostPort: 8080, hostIP: 127.0.0.1'], '0 0'],
  ['one address against all', ['hostPort: 8080, hostIP: 127.0.0.1'], ['hostPort: 8080, hostIP: 0.0.0.0'], '0 0'],
  ['no address against one', ['hostPort: 8080'], ['hostPort: 8080, hostIP: 127.0.0.1'], '0 0'],
  ['all addresses, another protocol', ['hostPort: 8080, hostIP: 0.0.0.0'], ['hostPort: 8080, protocol: UDP'], undefined],
  ['no port of the node', ['hostPort: 0'], ['hostPort: 0'], undefined],
])('a pod wants %s: %j where %j is held', (_, own, held, clash) => {
  const found = admitted('1.37', '{}', withPorts('a', ...held), withPorts('b', ...own))
  const [wanted, taken] = clash?.split(' ') ?? []
  expect(found.lines).toEqual(
    clash ? [`b spec.containers[0].ports[${wanted}].hostPort`, `a spec.containers[0].ports[${taken}].hostPort`] : [],
  )
  expect(found.phase).toBe(clash ? 'Failed' : 'Running')
})

it.each([
  ['1.32', 'restartPolicy: Always, ', 'Running'],
  ['1.33', 'restartPolicy: Always, ', 'Failed'],
  ['1.37', 'restartPolicy: Always, ', 'Failed'],
  ['1.37', '', 'Running'],
])('on %s another pod gets the port of an init container with %j: %s', (kubernetes, policy, phase) => {
  const first = pod('a', '', `initContainers: [{name: s, image: "x:1", ${policy}ports: [{containerPort: 80, hostPort: 8080}]}]`)
  expect(admitted(kubernetes, '{}', first, withPorts('b', 'hostPort: 8080')).phase).toBe(phase)
})

it.each([
  ['1.15', 'OutOfcpu'],
  ['1.37', 'NodePorts'],
])('on %s a pod that has neither room nor its port is rejected with %s', (kubernetes, reason) => {
  const greedy = withPorts('b', 'hostPort: 8080').replace('requests: {}', 'requests: {cpu: "3"}')
  expect(admitted(kubernetes, '{}', withPorts('a', 'hostPort: 8080'), greedy).reason).toBe(reason)
})

it('a pod that still has no room where those of a lower priority go is rejected for what it lacks then', () => {
  const pods = [pod('a', 'cpu: "1"', 'priority: 10'), pod('b', 'cpu: "1"'), pod('c', 'cpu: 1500m', 'priority: 2000001000')]
  expect(admitted('1.37', '{}', ...pods)).toMatchObject({
    warnings: [],
    events: [`UnexpectedAdmissionError: ${CRITICAL}[(res: cpu, q: 500), ]`],
  })
})

it.each([
  ['1.37', 'priority: 1000', 'priority: 2000001000', true],
  ['1.37', '', 'priority: 2000001000', false],
  ['1.37', 'priority: 1000', 'priority: 10', false],
  ['1.37', 'priority: 1000', 'priority: 1000', false],
  ['1.37', 'priority: 1000', 'priority: 1001', true],
  ['1.37', 'priority: -1', 'priority: 0', true],
  ['1.15', '', 'priority: 2000000000', true],
  ['1.15', '', 'priority: 1999999999', false],
  ['1.15', 'priority: 2000000000', 'priority: 2000000000', false],
  ['1.15', '', 'priority: 2000001000', true],
  ['1.10', '', 'priority: 2000001000', false],
])('on %s a pod with %j makes room for one with %j: %s', (kubernetes, first, second, drives) => {
  const found = admitted(kubernetes, '{}', pod('low', 'cpu: "2"', first), pod('high', 'cpu: "1"', second))
  expect(found.warnings.length > 0).toBe(drives)
  expect(found.phase === 'Failed').toBe(!drives)
})

it('where nobody says what a node has, nothing is too much for it', () => {
  const inputs = (node: string) =>
    parseScenario(`{whyrestart: 1, duration: 10s, ${node} manifests: {web.yaml: ${JSON.stringify(pod('web', 'cpu: "100"'))}}}`).scenario!
      .lanes[0]!.inputs
  const starts = (node: string) => simulate(inputs(node)).filter((entry) => entry.kind === 'process' && entry.op === 'started').length
  expect([starts(''), starts('node: {memory: 4Gi},'), starts('node: {cpu: 4},')]).toEqual([1, 1, 0])
})

it('a node without any CPU is refused', () => {
  expect(() => admitted('1.37', '{"cpu": "none"}', pod('web', ''))).toThrow(/a quantity of CPUs, such as 2 or 1500m/)
})
