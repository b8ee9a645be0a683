import { describe, expect, it } from 'vitest'
import { unixSeconds } from '../clock.ts'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { ask } from '../../terminal/terminal.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'

function lane(release: string, more: object = {}, seconds = 400) {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      clock: '2026-11-24T14:15:00.000Z',
      duration: `${seconds}s`,
      node: { name: 'master', ip: '192.168.1.100' },
      manifests: kubeadmPlane(release, { node: 'master' }),
      ...more,
    }),
  )
  expect(diagnostics).toBeUndefined()
  const { inputs } = scenario!.lanes[0]!
  const trace = simulate(inputs)
  return (line: string, at = seconds) => ask(line, { inputs, trace, at, simulate })
}

const UUID = String.raw`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}`

describe('kubectl get lease', () => {
  it.each([
    ['1.20', `NAME +HOLDER +AGE\nkube-controller-manager +master_${UUID} +6m\\d+s\nkube-scheduler +master_${UUID} +6m\\d+s\n`],
    [
      '1.37',
      `NAME +HOLDER +AGE\napiserver-[a-z2-7]{26} +apiserver-[a-z2-7]{26}_${UUID} +6m\\d+s\nkube-controller-manager +master_${UUID} +6m\\d+s\nkube-scheduler +master_${UUID} +6m\\d+s\n`,
    ],
  ])('-n kube-system on %s', (release, table) => {
    expect(lane(release)('kubectl get lease -n kube-system').stdout).toMatch(new RegExp(`^${table}$`))
  })

  it('names the node in kube-node-lease, renewed every ten seconds', () => {
    const type = lane('1.37')
    expect(type('kubectl get leases -n kube-node-lease').stdout).toMatch(/^NAME +HOLDER +AGE\nmaster +master +6m\d+s\n$/)
    const renewed = (at: number) => type("kubectl get lease master -n kube-node-lease -o jsonpath='{.spec.renewTime}'", at).stdout
    expect(renewed(400)).toMatch(/^2026-11-24T14:21:(3\d|40)\.\d{6}Z$/)
    expect(renewed(300)).toMatch(/^2026-11-24T14:(19:5\d|20:00)\.\d{6}Z$/)
    expect(lane('1.13')('kubectl get lease -A').stdout).toBe('')
  })

  it('names the node of a cluster whose kube-apiserver is elsewhere, too', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n'
    expect(lane('1.37', { manifests: { 'a.yaml': pod } })('kubectl get lease -A --no-headers').stdout).toMatch(
      /^kube-node-lease +master +master +\w+\n$/,
    )
  })

  it('is on Endpoints up to 1.19', () => {
    const type = lane('1.19')
    expect(type('kubectl get lease -n kube-system').stderr).toMatch(/^No resources found/)
    expect(type('kubectl get ep -n kube-system').stdout).toMatch(
      /^NAME +ENDPOINTS +AGE\nkube-controller-manager +<none> +6m\d+s\nkube-scheduler +<none> +6m\d+s\n$/,
    )
    expect(type('kubectl get ep kube-scheduler -n kube-system -o yaml').stdout).toMatch(
      /control-plane\.alpha\.kubernetes\.io\/leader: '?\{"holderIdentity":"master_[^"]+","leaseDurationSeconds":15,/,
    )
  })

  it('says who leads after a restart, and that it is another', () => {
    const type = lane('1.37', { actions: [{ at: '100s', kill: 'kube-controller-manager' }] })
    const of = (field: string, at: number) =>
      type(`kubectl get lease kube-controller-manager -n kube-system -o jsonpath='{.spec.${field}}'`, at).stdout
    expect(of('leaseTransitions', 90)).toBe('0')
    // it still names the one that is gone
    expect(of('holderIdentity', 105)).toBe(of('holderIdentity', 90))
    expect(of('renewTime', 105) < '2026-11-24T14:16:41').toBe(true)
    expect(of('leaseTransitions', 200)).toBe('1')
    expect(of('holderIdentity', 200)).not.toBe(of('holderIdentity', 90))
  })

  it.each(['1.9', '1.19', '1.37'])('%s: stays the object that it was when it changes hands', (release) => {
    const type = lane(release, { actions: [{ at: '100s', kill: 'kube-controller-manager' }] })
    const created = (at: number) =>
      type(
        `kubectl get ${release === '1.37' ? 'lease' : 'ep'} kube-controller-manager -n kube-system -o jsonpath='{.metadata.creationTimestamp}'`,
        at,
      ).stdout
    expect(created(90)).toMatch(/^2026-11-24T14:15:\d\dZ$/)
    expect(created(300)).toBe(created(90))
  })

  it('names nobody after a scheduler that was asked to end', () => {
    const type = lane('1.37', { actions: [{ at: '100s', remove: 'kube-scheduler.yaml' }] })
    expect(type("kubectl get lease kube-scheduler -n kube-system -o jsonpath='{.spec.holderIdentity}'", 200).stdout).toBe('')
  })
})

describe('a node of which nothing is heard', () => {
  const certificates = { kubelet: { notAfter: '2026-11-24T14:17:00Z' } }

  it.each([
    ['1.28', 40],
    ['1.37', 50],
  ])('%s: its state is unknown after %i s, where a kube-controller-manager leads', (release, grace) => {
    const type = lane(release, { cluster: { certificates } })
    const ready = (at: number) => type(`kubectl get node master -o jsonpath='{.status.conditions[?(@.type=="Ready")].reason}'`, at).stdout
    expect(ready(118)).toBe('KubeletNotReady')
    expect(ready(120 + grace - 3)).toBe('KubeletNotReady')
    expect(ready(120 + grace + 3)).toBe('NodeStatusUnknown')
    const described = type('kubectl describe node master', 300).stdout
    expect(described).toMatch(/Taints: +node\.kubernetes\.io\/unreachable:NoSchedule\n/)
    expect(described).toMatch(
      /Ready +Unknown +Tue, 24 Nov 2026 14:1[67]:\d\d \+0000 .*NodeStatusUnknown +Kubelet stopped posting node status\.\n/,
    )
    expect(type('kubectl get nodes', 300).stdout).toContain('NotReady')
    const secondsOf = (field: string): number =>
      unixSeconds(type(`kubectl get node master -o jsonpath='{.status.conditions[?(@.type=="Ready")].${field}}'`, 300).stdout, 0)
    // since it is unknown, not since it was last heard of
    expect(secondsOf('lastTransitionTime') - secondsOf('lastHeartbeatTime')).toBe(grace)
  })

  it('stays as it was where no kube-controller-manager leads', () => {
    const { ['kube-controller-manager.yaml']: _none, ...manifests } = kubeadmPlane('1.37', { node: 'master' })
    const type = lane('1.37', { cluster: { certificates }, manifests })
    expect(type('kubectl describe node master', 300).stdout).not.toContain('NodeStatusUnknown')
  })

  it('is not ready after a reboot as before it, and heard of again', () => {
    const type = lane('1.37', { actions: [{ at: '100s', reboot: 'node' }] })
    expect(type('kubectl get nodes', 120).stderr).toMatch(/^not simulated here: a shell on \S+, which is being rebooted/)
    expect(type('kubectl get nodes', 300).stdout).toMatch(/^NAME.*\nmaster +NotReady /)
    expect(type('kubectl describe node master', 300).stdout).not.toContain('NodeStatusUnknown')
    expect(type("kubectl get lease master -n kube-node-lease -o jsonpath='{.spec.renewTime}'", 300).stdout).toMatch(/T14:(19:5\d|20:00)/)
  })
})
