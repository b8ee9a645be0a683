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
  const events = trace.flatMap((entry) => (entry.kind === 'event' && entry.type === 'Warning' ? [`${entry.reason}: ${entry.message}`] : []))
  return { phase: status?.phase, reason: status?.reason, message: status?.message, events, warnings }
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

it.each([
  ['1.37', 'priority: 1000', 'priority: 2000001000', true],
  ['1.37', '', 'priority: 2000001000', false],
  ['1.37', 'priority: 1000', 'priority: 10', false],
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
