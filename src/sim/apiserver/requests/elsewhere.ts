import { machineFiles } from '../../node/container-files.ts'
import type { Answer } from '../../node/network.ts'
import type { Node } from '../../node/node.ts'
import { type Release, releaseOf } from '../../release/release.ts'
import { policyOf } from '../authorization/rbac.ts'
import { type ApiserverConfig, type ServerState, SERVING } from '../server-config.ts'
import { parseFlags } from '../flags/flags.ts'
import { MOST_CHANGES, type Objects } from '../objects/objects.ts'
import type { StoredChanges, StoredObject } from '../objects/stored.ts'
import { attributesOf } from './attributes.ts'
import { handle, type Handling } from './chain.ts'
import type { Request } from './request.ts'

/** Kinds that decide on requests for others. */
const DECIDING = ['namespaces', 'secrets', 'serviceaccounts', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']

/** Trying a request again takes as long as reading so many characters. */
const TRY_CHARACTERS = 3000

/** A role that nobody is bound to decides nothing. */
function isIdleRole({ group, resource, name }: StoredObject, before: StoredChanges, minor: number): boolean {
  return group === 'rbac.authorization.k8s.io' && resource.endsWith('roles') && !policyOf(before, minor).boundRoles.has(name)
}

/** The last change of what stands in etcd without which the answer would be another, as a list of its entry or none. */
export function changeBehind(
  config: ApiserverConfig,
  state: ServerState,
  objects: Objects,
  request: Request,
  { response, found }: Handling,
): readonly number[] {
  const { resource } = attributesOf(request)
  const changes = objects.changes
    .filter(({ object }) => object.resource === resource || DECIDING.includes(object.resource))
    .slice(-MOST_CHANGES)
  const behind = changes.findLast(({ before, object }) => {
    if (isIdleRole(object, before, config.release.minor)) return false
    objects.spend(TRY_CHARACTERS)
    const then = handle(config, { ...state, ...objects.with(before) }, request)
    return then.response.status !== response.status || then.found !== found
  })
  return behind ? [behind.entry] : []
}

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
  const { config } = parseFlags(
    known.map((arg) => `--${arg}`),
    machineFiles({}),
    release,
  )
  if (config) return config
  // a rule that is tried on the release before it may refuse what is written there
  const own = releaseOf(`1.${release.minor}`)
  return elsewhereConfig(own)
}
