import { authorize } from './authorization/authorizers.ts'
import type { ApiserverConfig, ServerState } from './server-config.ts'
import { attributesOf } from './requests/attributes.ts'

/**
 * Whether a node's kubelet is known to a server by its certificate, and may keep mirror pods there.
 *
 * Follows: pkg/kubelet/pod/mirror_client.go, CreateMirrorPod (v1.37.2): what it asks for.
 */
export function takesNode(config: ApiserverConfig, state: () => ServerState, node: string): boolean {
  const { authorization } = config
  if (!knowsKubelets(config)) return false
  // by far the most: no need to ask
  if (authorization.modes[0] === 'Node' || authorization.modes[0] === 'AlwaysAllow') return true
  const user = { name: kubeletUser(node), groups: ['system:nodes', 'system:authenticated'] }
  return authorize(config, state(), user, MIRRORING).allowed
}

/** Why one that is not let in is not, with the flag that says so. */
export function shutOut(config: ApiserverConfig, node: string): { flag: string; message: string } {
  const { clientCA, authorization } = config
  const [flag, why] =
    clientCA && !knowsKubelets(config)
      ? ['client-ca-file', `--client-ca-file=${clientCA.file} holds another CA than its certificate’s`]
      : clientCA
        ? ['authorization-mode', `--authorization-mode=${authorization.modes.join(',')} does not allow it`]
        : ['client-ca-file', 'without --client-ca-file nobody is known by a certificate']
  const message = `The kube-apiserver does not let the node’s kubelet, ${kubeletUser(node)}, in: ${why}. So the API has no mirror pods; that it has no Events of the kubelet either is not simulated.`
  return { flag: flag!, message }
}

function knowsKubelets({ clientCA }: ApiserverConfig): boolean {
  return clientCA !== undefined && clientCA.authority !== 'front-proxy' && clientCA.authority !== 'etcd'
}

const kubeletUser = (node: string): string => `system:node:${node.toLowerCase()}`

/** What a kubelet asks for first. */
const MIRRORING = attributesOf({
  from: 'node',
  method: 'POST',
  scheme: 'https',
  host: '',
  port: 0,
  path: '/api/v1/namespaces/kube-system/pods',
  query: '',
  headers: {},
})
