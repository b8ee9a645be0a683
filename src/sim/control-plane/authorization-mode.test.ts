import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { ask } from '../../terminal/terminal.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

/** kubeadm's four static pods with another kube-apiserver.yaml. */
function run(release: string, edit: (text: string) => string, seconds = 300) {
  const manifests = kubeadmPlane(release)
  const text = edit(manifests['kube-apiserver.yaml']!)
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: `${seconds}s`,
      manifests: { ...manifests, 'kube-apiserver.yaml': text },
    }),
  )
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  return { trace, type: (line: string, at = seconds) => ask(line, { inputs, trace, at, simulate }) }
}

const modes = (value: string) => (text: string) => text.replace('--authorization-mode=Node,RBAC', `--authorization-mode=${value}`)
const ended = (trace: Trace) => new Set(trace.flatMap((e) => (e.kind === 'process' && e.op === 'exited' ? [e.container] : [])))
const leaders = (trace: Trace) => trace.flatMap((e) => (e.kind === 'log' && e.text.includes('cquired lease') ? [e.source] : [])).toSorted()
const mirrors = (trace: Trace) => trace.filter((e): e is EntryOf<'mirror'> => e.kind === 'mirror' && e.op === 'created')
const MANAGERS = ['kube-controller-manager', 'kube-scheduler']

describe.each(['1.9', '1.19', '1.28', '1.37'])('--authorization-mode on %s', (release) => {
  it('Node,RBAC: all four have mirror pods, none before the kube-apiserver serves', () => {
    const { trace } = run(release, String)
    const serves = trace.find((e) => e.kind === 'server' && e.state === 'unready')!.t
    expect(
      mirrors(trace)
        .map(({ pod }) => pod)
        .toSorted(),
    ).toEqual(['etcd', 'kube-apiserver', ...MANAGERS])
    expect(mirrors(trace).every(({ t }) => t >= serves)).toBe(true)
    expect(trace.filter((e) => e.kind === 'warning')).toEqual([])
  })

  it('RBAC alone: nobody lets the kubelet in, so that the API has no pods; nothing restarts, and the others lead', () => {
    const { trace, type } = run(release, modes('RBAC'))
    expect(mirrors(trace)).toEqual([])
    expect(ended(trace)).toEqual(new Set())
    expect(leaders(trace)).toEqual(MANAGERS)
    expect(type('kubectl get po --all-namespaces').stderr).toMatch(/^No resources found/)
    const [said, ...more] = trace.filter((e) => e.kind === 'warning')
    expect(said!.message).toContain('system:node:master-node, in: --authorization-mode=RBAC does not allow it.')
    expect(trace[[said!.cause].flat()[0]!]).toMatchObject({ kind: 'manifest', value: '--authorization-mode=RBAC' })
    expect(more).toEqual([])
    expect(type('crictl ps -q | wc -l').stdout).toBe('4\n')
  })

  it('AlwaysDeny: the probes meet 403, and nobody ever leads', () => {
    const { trace } = run(release, modes('AlwaysDeny'), 600)
    expect(ended(trace)).toEqual(new Set(['kube-apiserver']))
    expect(trace.find((e) => e.kind === 'event' && e.reason === 'Unhealthy' && e.container === 'kube-apiserver')).toMatchObject({
      message: expect.stringContaining('HTTP probe failed with statuscode: 403') as string,
    })
    expect(leaders(trace)).toEqual([])
    expect(mirrors(trace)).toEqual([])
  })

  it('AlwaysAllow takes anonymous requests away, and the probes meet 401', () => {
    const { trace } = run(release, modes('AlwaysAllow'), 600)
    expect([...ended(trace)]).toContain('kube-apiserver')
    expect(trace.find((e) => e.kind === 'event' && e.reason === 'Unhealthy' && e.container === 'kube-apiserver')).toMatchObject({
      message: expect.stringContaining('HTTP probe failed with statuscode: 401') as string,
    })
    expect(leaders(trace).length).toBeGreaterThan(1)
  })

  it('without --client-ca-file nobody is known by a certificate: no mirror pods, no leaders, no restarts', () => {
    const { trace, type } = run(release, (text) => text.replace('    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n', ''))
    expect(ended(trace)).toEqual(new Set())
    expect(mirrors(trace)).toEqual([])
    expect(leaders(trace)).toEqual([])
    expect(type('kubectl get po --all-namespaces').stderr).toContain('You must be logged in to the server')
  })
})
