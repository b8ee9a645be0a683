import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { httpGet, podInputs } from '../../sim/fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { drawingOf } from './drawing-of.ts'
import { stateAt } from './lanes.ts'
import { restartsAt, summarize } from './summary.ts'

it('the restarts of all pods are counted, in the sentence and at the lane’s head', () => {
  const inputs = podInputs({ duration: 120, containers: [{ script: { exits: { after: 2, code: 1 } } }] })
  const text = inputs.manifests['web.yaml']!
  const others = Object.fromEntries(
    ['b', 'c'].map((name) => [
      `${name}.yaml`,
      text.replace('name: web', `name: ${name}`).replace('hostNetwork: true', 'hostNetwork: false'),
    ]),
  )
  const alone = restartsAt(simulate(inputs), 120)
  const trace = simulate({ ...inputs, manifests: { ...inputs.manifests, ...others } })
  const all = restartsAt(trace, 120)
  expect(alone).toBeGreaterThan(2)
  expect(all).toBeGreaterThan(2 * alone)
  expect(summarize(trace, 120).text).toMatch(new RegExp(`^${all} restarts`))
  expect(stateAt(drawingOf(trace, 120), 120).restarts).toBe(all)
})

describe('a postStart hook that fails', () => {
  const hooked = (kubernetes: string, postStart: string) => {
    const more = `    lifecycle: {postStart: ${postStart}}\n`
    const execs = [{ command: ['/bin/false'], code: 1, output: 'no', after: 1, missing: false }]
    const inputs = podInputs({ kubernetes, duration: 120, containers: [{ more, script: { execs } }] })
    return summarize(simulate(inputs), 60).text
  }

  it.each([
    ['1.9', " (command '/bin/false' exited with 1)"],
    ['1.14', " (command '/bin/false' exited with 1)"],
    ['1.19', " (command '/bin/false' exited with 1)"],
    ['1.37', ''],
  ])('%s: is what ended the container, which did not end by itself', (kubernetes, why) => {
    const text = hooked(kubernetes, '{exec: {command: [/bin/false]}}')
    expect(text).toContain(`: its postStart hook failed${why} (web.yaml, line 10), and the kubelet killed it (exit code 0).`)
    expect(text).not.toContain('by itself')
  })

  it('of a kind that nobody has built, or that nobody answers, too', () => {
    expect(hooked('1.19', '{tcpSocket: {port: 80}}')).toContain('its postStart hook failed (invalid handler: ')
    expect(hooked('1.19', '{httpGet: {port: 8123, host: 127.0.0.1}}')).toMatch(
      /its postStart hook failed \(.*connection refused\) \(web.yaml, line 10\), and/,
    )
  })
})

it.each([
  ['livenessProbe', 'liveness', 'which never kills: it looks healthy for ever'],
  ['startupProbe', 'startup', 'it is never started, and never killed'],
  ['readinessProbe', 'readiness', 'it is never ready'],
])('a %s that can only err is named', (field, probe, says) => {
  const inputs = podInputs({ containers: [{ more: `    ${field}: {exec: {command: [curl]}}\n` }] })
  const { text } = summarize(simulate(inputs), 200)
  expect(text).toContain(`; the ${probe} probe of main only errs`)
  expect(text).toContain(says)
  expect(text).toContain('executable file not found in $PATH')
})

it('a probe that has errors among its answers is not said to err', () => {
  const inputs = podInputs({
    containers: [
      {
        liveness: '{exec: {command: [/bin/check]}}',
        script: { execs: [{ command: ['/bin/check'], code: 0, output: '', after: 0, missing: false }] },
      },
    ],
  })
  expect(summarize(simulate(inputs), 200).text).toBe('No restart.')
})

it('a certificate that somebody was refused for is named, from then on', () => {
  const { scenario } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes: '1.37', clock: '2026-11-24T14:15:00.000Z', duration: '400s', manifests: kubeadmPlane('1.37') },
      cluster: { certificates: { 'apiserver-etcd-client': { notAfter: '2026-11-24T14:17:00Z' } } },
      actions: [{ at: '150s', kill: 'kube-apiserver' }],
    }),
  )
  const trace = simulate(scenario!.lanes[0]!.inputs)
  expect(summarize(trace, 100).text).not.toContain('certificate')
  expect(summarize(trace, 400).text).toMatch(
    / At \d+ min \d+ s the certificate apiserver-etcd-client was refused: it is good from 2026-11-24T14:05:00Z to 2026-11-24T14:17:00Z only\.$/,
  )
})

it.each([
  ['Never', 4, 'No restart; web has ended for good, Failed: main ended with exit code 4.'],
  ['Never', 0, 'No restart; web has ended for good, Succeeded.'],
  ['OnFailure', 0, 'No restart; web has ended for good, Succeeded.'],
])('with restartPolicy %s a pod whose container ended with %i has ended for good', (policy, code, says) => {
  const inputs = podInputs({ spec: `  restartPolicy: ${policy}\n`, containers: [{ script: { exits: { after: 3, code } } }] })
  expect(summarize(simulate(inputs), 100).text).toBe(says)
})

it('a pod that has succeeded is not told by its sidecar, which ended after the others', () => {
  const inputs = podInputs({
    spec: '  restartPolicy: Never\n',
    containers: [
      { name: 'ship', init: true, more: '    restartPolicy: Always\n', script: { onTerm: { after: 0, code: 7 } } },
      { script: { exits: { after: 3, code: 0 } } },
    ],
  })
  expect(summarize(simulate(inputs), 100).text).toBe('No restart; web has ended for good, Succeeded.')
})

it('an etcd of several members rests on the others', () => {
  const initial = (others: string): string => kubeadmPlane('1.37')['etcd.yaml']!.replace(/(--initial-cluster=\S+)/, `$1${others}`)
  const text = (others: string): string => {
    const inputs = { ...podInputs({ duration: 60 }), manifests: { 'etcd.yaml': initial(others) } }
    return summarize(simulate(inputs), 60, inputs).text
  }
  expect(text('')).toBe('No restart.')
  expect(text(',b=https://192.168.1.101:2380,c=https://192.168.1.102:2380')).toBe('No restart, if its program reaches the other 2 members.')
})

it.each([
  [8080, ''],
  [8081, ' (not among its ports: 8080)'],
])('a first sentence that rests on port %i says where the container has none such', (port, says) => {
  const more = `    ports: [{containerPort: 8080}]\n    livenessProbe: {httpGet: {port: ${port}}}\n`
  const inputs = { ...podInputs({ duration: 60, containers: [{ more }] }), processes: {} }
  expect(summarize(simulate(inputs), 60, inputs).text).toBe(`No restart, if its program answers 200 on port ${port}${says} from the start.`)
})

it('where nobody says whom an image runs as, the first sentence rests on it too', () => {
  const inputs = podInputs({ duration: 100, spec: '  securityContext: {runAsNonRoot: true}\n' })
  expect(summarize(simulate({ ...inputs, processes: {} }), 90).text).toMatch(
    /^No restart, if its program does not run as root and keeps running\./,
  )
  expect(summarize(simulate(inputs), 90).text).toMatch(/^No restart, if its program does not run as root\./)
})

it('a probe that can only err is named beside another container’s restarts', () => {
  const inputs = podInputs({
    containers: [
      { name: 'main', more: '    livenessProbe: {exec: {command: [curl]}}\n' },
      { name: 'other', script: { exits: { after: 3, code: 1 } } },
    ],
  })
  expect(summarize(simulate(inputs), 200).text).toMatch(
    /^\d+ restarts of other, .* The liveness probe of main only errs, which never kills: [^.]*\./,
  )
})

it('a certificate that expires while nothing restarts is named from then on', () => {
  const { scenario } = parseScenario(
    JSON.stringify({
      ...{ whyrestart: 1, kubernetes: '1.37', clock: '2026-11-24T14:15:00.000Z', duration: '400s', manifests: kubeadmPlane('1.37') },
      cluster: { certificates: { 'admin.conf': { notAfter: '2026-11-24T14:17:00Z' } } },
    }),
  )
  const trace = simulate(scenario!.lanes[0]!.inputs)
  expect(summarize(trace, 119).text).toBe('No restart.')
  expect(summarize(trace, 200).text).toBe(
    'No restart. At 2 min 0 s the certificate admin.conf expires: whoever is shown it from then on refuses it.',
  )
})

it.each([
  ['passes', { 0: 200 }, undefined],
  ['fails', { 0: 500 }, 'failure'],
  ['fails first', { 0: 500, 35: 200 }, undefined],
  ['passes first', { 0: 200, 35: 500 }, 'failure'],
])('the sentence of a pod whose readiness probe %s leads to that probe where it keeps the pod from being ready', (_, answers, result) => {
  const inputs = podInputs({ duration: 100, containers: [{ answers, readiness: httpGet('failureThreshold: 1') }] })
  const trace = simulate(inputs)
  const { entry } = summarize(trace, 90)
  const probe = trace[entry ?? -1]
  expect(probe?.kind === 'probe' ? probe.result : probe?.kind).toBe(result)
})

it('a pod whose probe has passed too few times to be ready is not said to be kept by it', () => {
  const trace = simulate(podInputs({ duration: 60, containers: [{ readiness: httpGet('successThreshold: 6') }] }))
  expect(summarize(trace, 25).entry).toBeUndefined()
})

it.each([
  ['/livez/ping', /because of \/livez\/ping \(kube-apiserver\.yaml, line \d+\)/],
  ['/livez', /^No restart\.$/],
])('of a probe of %s that gets 403 the page is to blame, for RBAC is as it should be', (path, says) => {
  const manifests = { 'kube-apiserver.yaml': kubeadmPlane('1.37')['kube-apiserver.yaml']!.replaceAll('path: /livez', `path: ${path}`) }
  const { scenario } = parseScenario(
    JSON.stringify({ whyrestart: 1, kubernetes: '1.37', clock: '2026-11-24T14:15:00.000Z', duration: '400s', manifests }),
  )
  expect(summarize(simulate(scenario!.lanes[0]!.inputs), 400).text).toMatch(says)
})
