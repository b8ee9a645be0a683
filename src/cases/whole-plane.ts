import { type LaneDocument, onKubeadmNode, type ScenarioDocument } from './own-pod.ts'
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
  return onKubeadmNode(release, 'A whole control plane', NODE, [
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
  ])
}
