import { kubeadmDoors } from '../sim/kubelet/kubeadm-doors.ts'
import type { LaneDocument, ScenarioDocument } from './own-pod.ts'
import { kubeadmPlane } from './kubeadm-plane.ts'
import { ANONYMOUS_OFF } from './the-strange-case.ts'

const NODE = 'master'

/**
 * All four static pods of a control plane by kubeadm: untouched; with anonymous requests off, which costs two others their lease; with an
 * etcd that is looked for at a wrong port; and with etcd taken away for five minutes.
 *
 * `release` is one that `releaseOf` knows.
 */
export function aWholeControlPlane(release: string): ScenarioDocument {
  const plane = (flags: readonly string[] = []): Record<string, string> => kubeadmPlane(release, { flags, node: NODE })
  const written = plane()
  const wrongPort = {
    ...written,
    'kube-apiserver.yaml': written['kube-apiserver.yaml']!.replace(/(--etcd-servers=\w+:\/\/127\.0\.0\.1):2379/, '$1:2479'),
  }
  const lane = (name: string, manifests: Record<string, string>): LaneDocument => ({ name, manifests })
  return {
    whyrestart: 1,
    title: 'A whole control plane',
    kubernetes: release,
    seed: 1,
    clock: '2026-11-24T14:15:43.491Z',
    duration: '30m',
    node: { name: NODE, ip: '192.168.1.100' },
    kubelet: kubeadmDoors(release),
    lanes: [
      lane('As kubeadm writes it', written),
      lane('Anonymous requests off', plane([ANONYMOUS_OFF])),
      lane('etcd at a wrong port', wrongPort),
      {
        ...lane('etcd taken away', written),
        actions: [
          { at: '5m', remove: 'etcd.yaml' },
          { at: '10m', write: 'etcd.yaml', content: written['etcd.yaml']! },
        ],
      },
    ],
  }
}
