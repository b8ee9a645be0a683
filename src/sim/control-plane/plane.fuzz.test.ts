import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'

const PODS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']
const RUNS = { numRuns: 20, seed: 7 }

const fault = fc.oneof(
  fc
    .constantFrom(...PODS)
    .chain((name) =>
      fc.constantFrom(
        { kill: name },
        { hang: name },
        { resume: name },
        { crash: name, code: 2 },
        { slow: name, by: '3s' },
        { crictl: `stop ${name}` },
        { remove: `${name}.yaml` },
        { spoil: `${name}.yaml` },
      ),
    ),
  fc.constantFrom('kill', 'start', 'hang', 'resume').map((etcd) => ({ etcd })),
  fc.constantFrom('kubelet', 'containerd', 'docker').map((restart) => ({ restart })),
  fc.constant({ reboot: 'node', takes: '20s' }),
  fc.constantFrom(2379, 6443, 10257).map((take) => ({ take })),
)
const action = fc.tuple(fc.integer({ min: 1, max: 300 }), fault).map(([at, what]) => ({ at: `${at}s`, ...what }))
const planes = fc.record({
  kubernetes: fc.constantFrom('1.9', '1.13', '1.19', '1.24', '1.31', '1.37'),
  actions: fc.array(action, { maxLength: 6 }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  isOff: fc.boolean(),
})

it('a whole control plane, whatever is done to it: the same trace again, a longer run begins with the shorter one, each entry has its causes before it, and no count falls', () => {
  fc.assert(
    fc.property(planes, ({ kubernetes, actions, seed, isOff }) => {
      const manifests = kubeadmPlane(kubernetes, isOff ? { flags: ['--anonymous-auth=false'] } : {})
      const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, kubernetes, seed, duration: '400s', manifests, actions }))
      const { inputs } = scenario!.lanes[0]!
      const trace = simulate(inputs)
      expect(JSON.stringify(simulate(structuredClone(inputs)))).toBe(JSON.stringify(trace))
      const cut = simulate({ ...inputs, duration: 170.5 })
      expect(JSON.stringify(cut)).toBe(JSON.stringify(trace.slice(0, cut.length)))
      const wrong = trace.filter((entry, i) => {
        const causes = entry.cause === undefined ? [] : [entry.cause].flat()
        const isRoot = ['manifest', 'action', 'release', 'script'].includes(entry.kind)
        return (
          entry.id !== i || (i > 0 && entry.t < trace[i - 1]!.t) || (!isRoot && causes.length === 0) || causes.some((cause) => cause >= i)
        )
      })
      expect(wrong).toEqual([])
      const counts = new Map<string, number>()
      for (const entry of trace) {
        if (entry.kind !== 'status') continue
        for (const { name, restartCount } of entry.containers) {
          expect(restartCount).toBeGreaterThanOrEqual(counts.get(`${entry.uid} ${name}`) ?? 0)
          counts.set(`${entry.uid} ${name}`, restartCount)
        }
      }
    }),
    RUNS,
  )
}, 120_000)
