import { expect, it } from 'vitest'
import { httpGet, podInputs, tryPod } from '../../fixture.ts'
import { simulate } from '../../simulate.ts'
import type { Trace } from '../../trace/trace.ts'

it.each([
  ['Always', 0, true, 'Running', 'CrashLoopBackOff'],
  ['Always', 3, true, 'Running', 'CrashLoopBackOff'],
  ['OnFailure', 0, false, 'Succeeded', 'Completed'],
  ['OnFailure', 3, true, 'Running', 'CrashLoopBackOff'],
  ['Never', 0, false, 'Succeeded', 'Completed'],
  ['Never', 3, false, 'Failed', 'Error'],
])('restartPolicy %s and a program that ends with %i after 5 s: restarted %s, %s, %s', (policy, code, isRestarted, phase, reason) => {
  for (const kubernetes of ['1.9', '1.19', '1.37']) {
    const { restarts, phases, lastStatus } = tryPod({
      kubernetes,
      spec: `  restartPolicy: ${policy}\n`,
      containers: [{ script: { exits: { after: 5, code } } }],
    })
    const { state } = lastStatus()!
    expect([kubernetes, restarts() > 0, phases().at(-1), state.reason]).toEqual([kubernetes, isRestarted, phase, reason])
    expect(state.is).toBe(isRestarted ? 'waiting' : 'terminated')
  }
})

it.each([
  ['Always', 0, true],
  ['OnFailure', 0, false],
  ['OnFailure', 3, true],
  ['Never', 3, false],
])('restartPolicy %s and one of two programs that ends with %i: restarted %s, and the other goes on', (policy, code, isRestarted) => {
  const { restarts, phases } = tryPod({
    spec: `  restartPolicy: ${policy}\n`,
    containers: [{ script: { exits: { after: 5, code } } }, { name: 'other' }],
  })
  expect([restarts() > 0, restarts('other'), phases().at(-1)]).toEqual([isRestarted, 0, 'Running'])
})

const rules = (action: string, operator: string, ...values: number[]) =>
  `    restartPolicyRules: [{action: ${action}, exitCodes: {operator: ${operator}, values: [${values.join(', ')}]}}]\n`

it.each([
  ['Always', 'Never', '', 3, false, 'Failed'],
  ['Never', 'Always', '', 0, true, 'Running'],
  ['Never', 'OnFailure', '', 0, false, 'Succeeded'],
  ['Never', 'OnFailure', '', 3, true, 'Running'],
  ['Always', 'Never', rules('Restart', 'In', 3, 42), 42, true, 'Running'],
  ['Always', 'Never', rules('Restart', 'In', 3, 42), 1, false, 'Failed'],
  ['Always', 'Never', rules('Restart', 'NotIn', 0), 1, true, 'Running'],
  ['OnFailure', 'Never', rules('Restart', 'NotIn', 0), 0, false, 'Succeeded'],
])(
  'a pod’s %s, its container’s own %s with %s, and a program that ends with %i: restarted %s, %s',
  (policy, own, more, code, isRestarted, phase) => {
    for (const kubernetes of ['1.35', '1.37']) {
      const { restarts, phases } = tryPod({
        kubernetes,
        spec: `  restartPolicy: ${policy}\n`,
        containers: [{ script: { exits: { after: 5, code } }, more: `    restartPolicy: ${own}\n${more}` }],
      })
      expect([kubernetes, restarts() > 0, phases().at(-1)]).toEqual([kubernetes, isRestarted, phase])
    }
  },
)

it('a rule that restarts all containers has the others killed without their hooks, runs init containers again, and knows no back-off', () => {
  const { trace, restarts } = tryPod({
    kubernetes: '1.36',
    duration: 200,
    spec: '  restartPolicy: Never\n',
    containers: [
      { name: 'setup', init: true, script: { exits: { after: 2, code: 0 } } },
      {
        script: { exits: { after: 10, code: 42 } },
        more: `    restartPolicy: Never\n${rules('RestartAllContainers', 'In', 42)}`,
      },
      {
        name: 'beside',
        more: '    lifecycle: {preStop: {sleep: {seconds: 5}}}\n',
        script: { onTerm: 'ignore' },
      },
    ],
  })
  // 2 s of setup, 10 of main, 2 until beside is killed, and no back-off between
  expect(['setup', 'main', 'beside'].map(restarts)).toEqual([12, 12, 12])
  const first = trace
    .flatMap((e) => (e.kind === 'status' ? e.containers : []))
    .find(({ name, state }) => name === 'beside' && state.reason === 'RestartingAllContainers')
  expect(first).toMatchObject({
    restartCount: 1,
    state: { is: 'waiting' },
    lastState: { reason: 'RestartingAllContainers', exitCode: 137 },
  })
  expect(trace.filter(({ kind }) => kind === 'backoff')).toEqual([])
  const killed = trace.find((e) => e.kind === 'event' && e.reason === 'Killing' && e.container === 'beside')!
  const end = trace.find((e) => e.kind === 'process' && e.op === 'exited' && e.container === 'beside')!
  // what ignores SIGTERM has the runtime's least grace
  expect(end.t - killed.t).toBeCloseTo(2, 0)
  const led = trace[killed.cause as number]!
  expect(led).toMatchObject({ kind: 'restartAll', container: 'main', code: 42 })
  const roots = (led.cause as number[]).map((id) => trace[id]!)
  expect(roots.map((e) => ('path' in e ? e.path : e.kind))).toEqual(['process', 'spec.containers[0].restartPolicyRules[0].action'])
})

it('the first rule that names a code holds: a container that is restarted alone by it leaves the others running', () => {
  const { restarts } = tryPod({
    spec: '  restartPolicy: Never\n',
    containers: [
      {
        script: { exits: { after: 10, code: 42 } },
        more: `    restartPolicy: Never\n${rules('Restart', 'In', 42).replace('}}]', '}}, {action: RestartAllContainers, exitCodes: {operator: In, values: [42, 43]}}]')}`,
      },
      { name: 'beside' },
    ],
  })
  expect(restarts()).toBeGreaterThan(2)
  expect(restarts('beside')).toBe(0)
})

it.each(['1.36', '1.37'])('on %s a rule to restart all containers is refused while the kubelet’s gate is off', (kubernetes) => {
  const inputs = podInputs({
    kubernetes,
    duration: 30,
    containers: [
      { script: { exits: { after: 10, code: 42 } }, more: `    restartPolicy: Never\n${rules('RestartAllContainers', 'In', 42)}` },
    ],
  })
  const off = { ...inputs, kubelet: { ...inputs.kubelet, featureGates: { RestartAllContainersOnContainerExits: false } } }
  const refusals = (trace: Trace) => trace.flatMap((e) => (e.kind === 'manifest' && /Unsupported/.test(String(e.value)) ? [e.value] : []))
  expect(refusals(simulate(inputs))).toEqual([])
  expect(refusals(simulate(off))).toEqual([
    'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "RestartAllContainers": supported values: "Restart"',
  ])
  expect(simulate(off).filter(({ kind }) => kind === 'process')).toEqual([])
})

it('an init container’s own policy decides whether it is tried again', () => {
  const tried = (own: string) =>
    tryPod({
      spec: '  restartPolicy: Always\n',
      containers: [{ name: 'init', init: true, script: { exits: { after: 1, code: 1 } }, more: `    restartPolicy: ${own}\n` }, {}],
    })
  expect([tried('Never').restarts('init'), tried('Never').phases().at(-1)]).toEqual([0, 'Failed'])
  expect(tried('OnFailure').restarts('init')).toBeGreaterThan(2)
})

it.each([
  // pkg/kubelet/kuberuntime/kuberuntime_manager.go, computePodActions (v1.9.4)
  ['1.13', '', '  restartPolicy: Never\n', 'Killing container with id docker://main:Container failed liveness probe.'],
  ['1.37', '    restartPolicy: Never\n', '', 'Container main failed liveness probe'],
])('on %s a probe has a container killed for good whose policy is Never', (kubernetes, more, spec, text) => {
  const { restarts, trace } = tryPod({
    kubernetes,
    spec,
    containers: [{ liveness: httpGet('failureThreshold: 1'), answers: { 0: 200, 20: 500 }, more }, { name: 'other' }],
  })
  expect(trace.flatMap((e) => (e.kind === 'event' && e.reason === 'Killing' ? [e.message] : []))).toEqual([text])
  expect(restarts()).toBe(0)
})

it('before 1.35 a manifest whose container has a policy of its own is refused', () => {
  const said = (kubernetes: string) =>
    tryPod({ kubernetes, containers: [{ more: '    restartPolicy: Never\n' }] }).trace.flatMap((e) =>
      e.kind === 'log' && e.text.includes('restartPolicy') ? [e.text] : [],
    )
  expect(said('1.34')[0]).toContain('spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers')
  expect(said('1.35')).toEqual([])
})

it.each([
  ['1.35', 'Too long: may not be more than 20 bytes', 'Too long: may not be more than 255 bytes'],
  ['1.36', 'Too many: 21: must have at most 20 items', 'Too many: 256: must have at most 255 items'],
  ['1.37', 'Too many: 21: must have at most 20 items', 'Too many: 256: must have at most 255 items'],
])('%s takes 20 restart rules and 255 exit codes, and no more', (kubernetes, tooManyRules, tooManyCodes) => {
  const rule = (...codes: number[]) => `{action: Restart, exitCodes: {operator: In, values: [${codes.join(', ')}]}}`
  const said = (...list: string[]) =>
    tryPod({
      kubernetes,
      containers: [{ more: `    restartPolicy: Never\n    restartPolicyRules: [${list.join(', ')}]\n` }],
    }).trace.flatMap((e) => (e.kind === 'log' && e.text.includes('restartPolicyRules') ? [e.text] : []))
  const upTo = (most: number) => Array.from({ length: most }, (_, i) => i)
  expect(said(...upTo(20).map((code) => rule(code)))).toEqual([])
  expect(said(...upTo(21).map((code) => rule(code)))[0]).toContain(`spec.containers[0].restartPolicyRules: ${tooManyRules}`)
  expect(said(rule(...upTo(255)))).toEqual([])
  expect(said(rule(...upTo(256)))[0]).toContain(`spec.containers[0].restartPolicyRules[0].exitCodes.values: ${tooManyCodes}`)
})

const sideCar = { name: 'logs', init: true, more: '    restartPolicy: Always\n' }

it.each(['1.29', '1.37'])('on %s a pod goes on running until its side-cars have ended, too', (kubernetes) => {
  const { trace } = tryPod({
    kubernetes,
    spec: '  restartPolicy: Never\n',
    duration: 60,
    containers: [{ ...sideCar, script: { onTerm: { after: 8, code: 0 } } }, { script: { exits: { after: 20, code: 0 } } }],
  })
  const end = trace.find((e) => e.kind === 'process' && e.op === 'exited' && e.container === 'logs')!
  const [done] = trace.filter((e) => e.kind === 'status' && e.phase === 'Succeeded')
  expect(end.t).toBeGreaterThan(28)
  expect(done!.t).toBeGreaterThan(end.t)
})

it.each([
  ['1.34', 'terminated', 'Error'],
  ['1.35', 'waiting', 'CrashLoopBackOff'],
])('on %s a side-car that is held back in a pod that never restarts is shown as %s, %s', (kubernetes, is, reason) => {
  const { trace, restarts } = tryPod({
    kubernetes,
    spec: '  restartPolicy: Never\n',
    containers: [{ ...sideCar, script: { exits: { after: 1, code: 3 } } }, {}],
  })
  const states = trace.flatMap((e) => (e.kind === 'status' && e.t > 20 ? e.containers.filter((c) => c.name === 'logs') : []))
  expect(restarts('logs')).toBeGreaterThan(3)
  expect(states.map((c) => [c.state.is, c.state.reason])).toContainEqual([is, reason])
  expect(states.some((c) => c.state.reason === 'CrashLoopBackOff')).toBe(is === 'waiting')
  expect(trace.findLast((e) => e.kind === 'status')?.phase).toBe('Running')
})

it.each([
  ['1.34', false],
  ['1.37', true],
])('on %s a side-car that is held back after it has ended well still tells of the life before: %s', (kubernetes, isTold) => {
  const { trace } = tryPod({ kubernetes, containers: [{ ...sideCar, script: { exits: { after: 5, code: 0 } } }, {}] })
  const held = trace.flatMap((e) =>
    e.kind === 'status' ? e.containers.filter((c) => c.name === 'logs' && c.restartCount > 2 && c.state.is === 'terminated') : [],
  )
  // the sync that finds it ended removes the earlier one: that is seen by the one after it
  expect(held[0]?.lastState).toBeDefined()
  expect(held.at(-1)!.lastState !== undefined).toBe(isTold)
})

it.each([
  ['1.9', false],
  ['1.35', false],
  ['1.37', true],
])(
  'on %s a container that is done tells of the life before, once another one’s end has had the pod looked at again: %s',
  (kubernetes, isTold) => {
    const { trace } = tryPod({
      kubernetes,
      spec: '  restartPolicy: OnFailure\n',
      containers: [{ script: { exits: { after: 30, code: 0 } } }, { name: 'other', script: { exits: { after: 90, code: 3 } } }],
      inputs: { actions: [{ at: 10, kill: 'main' }] },
    })
    const done = trace.flatMap((e) =>
      e.kind === 'status' ? e.containers.filter((c) => c.name === 'main' && c.state.is === 'terminated' && c.state.exitCode === 0) : [],
    )
    expect(done[0]!.lastState).toMatchObject({ is: 'terminated', exitCode: 137 })
    expect(done.at(-1)!.lastState !== undefined).toBe(isTold)
  },
)

it('in 1.28 a pod with a side-car is rejected', () => {
  const { trace } = tryPod({ kubernetes: '1.28', containers: [sideCar, {}] })
  const message = 'Init container "logs" may not have a non-default restartPolicy'
  expect(trace.flatMap((e) => (e.kind === 'event' ? [`${e.reason}: ${e.message}`] : []))).toEqual([
    `InitContainerRestartPolicyForbidden: ${message}`,
  ])
  expect(trace.flatMap((e) => (e.kind === 'status' ? [[e.phase, e.reason, e.message]] : []))).toEqual([
    ['Failed', 'InitContainerRestartPolicyForbidden', `Pod was rejected: ${message}`],
  ])
})
