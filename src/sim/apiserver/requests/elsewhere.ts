import type { Answer } from '../../node/network.ts'
import { machineFiles } from '../../node/container-files.ts'
import type { Node } from '../../node/node.ts'
import { type Release, releaseOf } from '../../release/release.ts'
import { handle } from './chain.ts'
import { changeBehind } from './change-behind.ts'
import { type ApiserverConfig, SERVING } from '../config.ts'
import { parseFlags } from '../flags/flags.ts'
import type { Request } from './request.ts'

/**
 * The answer of a kube-apiserver that runs on another machine, as kubeadm sets it up: it is always well.
 *
 * Every trouble is a response.
 */
export function askElsewhere(node: Node, request: Request): Answer {
  const { objects, inputs } = node
  const config = elsewhereConfig(node.release)
  const state = { ...SERVING, node: inputs.node, stored: objects.stored, storage: objects.storage }
  const handling = handle(config, state, request)
  const because = changeBehind(config, state, objects, request, handling)
  if (handling.change) objects.apply(handling.change, request.cause)
  return { ...handling.response, because }
}

/**
 * What its flags come to.
 *
 * Errors: throws where kubeadm's own flags are refused, which no release does.
 */
export function elsewhereConfig(release: Release): ApiserverConfig {
  const pki = '/etc/kubernetes/pki'
  const args = [
    'authorization-mode=Node,RBAC',
    `client-ca-file=${pki}/ca.crt`,
    'enable-bootstrap-token-auth=true',
    'etcd-servers=https://127.0.0.1:2379',
    `service-account-key-file=${pki}/sa.pub`,
    'service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `service-account-signing-key-file=${pki}/sa.key`,
    'service-cluster-ip-range=10.96.0.0/12',
  ]
  const known = !release.issuerRequired ? args.filter((arg) => !/issuer|signing/.test(arg)) : args
  const { config, says } = parseFlags(
    known.map((arg) => `--${arg}`),
    machineFiles({}),
    release,
  )
  if (config) return config
  // a rule that is tried on the release before it may refuse what is written there
  const own = releaseOf(`1.${release.minor}`)
  if (own === release) throw new Error(`kubeadm's flags are refused: ${says.join(' ')}`)
  return elsewhereConfig(own)
}
