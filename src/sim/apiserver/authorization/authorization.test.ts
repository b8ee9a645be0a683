import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf } from '../../trace/trace.ts'

// The cases of upstream's rbac_test.go, rule_test.go, evaluation_helpers_test.go, requestinfo_test.go and node_authorizer_test.go, written
// anew: each user below holds one binding, and is let in or not.

/** `VERBS RESOURCES [NAMES]`, resources as `resource.group/subresource`; or `VERBS /PATHS`. */
function ruleOf(line: string): object {
  const [verbs, what, names] = line.split(' ').map((part) => part.split(','))
  if (what![0]!.startsWith('/') || what![0] === 'url:*') return { verbs, nonResourceURLs: what!.map((path) => path.replace('url:', '')) }
  const parts = what!.map((resource) => /^([^./]*)(?:\.([^/]*))?(\/.*)?$/.exec(resource)!)
  return {
    verbs,
    apiGroups: [...new Set(parts.map(([, , group = '']) => group))],
    resources: parts.map(([, resource, , subresource = '']) => `${resource}${subresource}`),
    ...(names ? { resourceNames: names } : {}),
  }
}

const CREATES_BINDINGS = 'create rolebindings.rbac.authorization.k8s.io'
/** Who is bound how: cluster-wide, or in a namespace to a Role or a ClusterRole. */
const BOUND: Record<string, { in?: string; of?: 'Role' | 'ClusterRole'; rules: string[]; subject?: object }> = {
  reader: { rules: ['get,list,watch pods'] },
  getter: { rules: ['get pods'] },
  writer: { rules: ['create,update,patch,delete pods'] },
  collector: { rules: ['deletecollection pods'] },
  everything: { rules: ['* *.*', '* url:*'] },
  'every-resource': { rules: ['get *'] },
  'every-group': { rules: ['get configmaps.*'] },
  'every-verb': { rules: ['* secrets'] },
  named: { rules: ['get,update,delete,list configmaps one,two'] },
  'named-creator': { rules: ['create configmaps one'] },
  logs: { rules: ['get pods/log'] },
  'any-status': { rules: ['get */status'] },
  'pods-and-star': { rules: ['get pods/*'] },
  'wrong-group': { rules: ['get pods.apps'] },
  deployments: { rules: ['get,list deployments.apps'] },
  'two-rules': { rules: ['get pods', 'list secrets'] },
  'no-rules': { rules: [] },
  health: { rules: ['get /healthz'] },
  'health-below': { rules: ['get /healthz/*'] },
  'every-path': { rules: ['get url:*'] },
  stars: { rules: ['get /debug/**'] },
  'binder-of-stars': { rules: [CREATES_BINDINGS, 'get /healthz**'] },
  poster: { rules: ['post /healthz'] },
  'team-reader': { in: 'team', of: 'Role', rules: ['get,list pods'] },
  'team-cluster-role': { in: 'team', of: 'ClusterRole', rules: ['get,list pods,nodes,namespaces', 'get /healthz'] },
  'team-everything': { in: 'team', of: 'ClusterRole', rules: ['* *.*', '* url:*'] },
  'group-member': { rules: ['get pods'], subject: { kind: 'Group', name: 'developers' } },
  'binder-of-roles': { rules: [CREATES_BINDINGS, 'bind roles.rbac.authorization.k8s.io'] },
  'binder-of-cluster-roles': { rules: [CREATES_BINDINGS, 'bind clusterroles.rbac.authorization.k8s.io'] },
  'binder-of-one': { rules: [CREATES_BINDINGS, 'bind clusterroles.rbac.authorization.k8s.io role-of-reader'] },
  'binder-who-reads': { rules: [CREATES_BINDINGS, 'get,list,watch pods'] },
  'binder-who-gets': { rules: [CREATES_BINDINGS, 'get pods'] },
  binder: { rules: [CREATES_BINDINGS] },
  'binder-of-health-below': { rules: [CREATES_BINDINGS, 'get /healthz/*'] },
  'binder-of-ping': { rules: [CREATES_BINDINGS, 'get /healthz/ping'] },
  'binder-of-paths': { rules: [CREATES_BINDINGS, '* url:*'] },
  'binder-of-status': { rules: [CREATES_BINDINGS, 'get */status'] },
  'binder-of-all': { rules: [CREATES_BINDINGS, 'get *'] },
  'binder-of-named': { rules: [CREATES_BINDINGS, 'get configmaps one,two'] },
  ping: { rules: ['get /healthz/ping'] },
  metrics: { rules: ['get /metrics'] },
  'pod-status': { rules: ['get pods/status'] },
  'named-one': { rules: ['get configmaps one'] },
  'named-three': { rules: ['get configmaps one,three'] },
  'config-maps': { rules: ['get configmaps'] },
  impersonated: { rules: ['get pods'], subject: { kind: 'ServiceAccount', name: 'robot', namespace: 'team' } },
}

const objects = Object.entries(BOUND)
  .flatMap(([user, { in: namespace, of = 'ClusterRole', rules, subject = { kind: 'User', name: user } }]) => {
    const where = namespace === undefined ? {} : { namespace }
    return [
      { kind: of, metadata: { name: `role-of-${user}`, ...(of === 'Role' ? where : {}) }, rules: rules.map(ruleOf) },
      {
        kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
        metadata: { name: `binding-of-${user}`, ...where },
        subjects: [{ ...subject, ...('namespace' in subject ? {} : { apiGroup: 'rbac.authorization.k8s.io' }) }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: of, name: `role-of-${user}` },
      },
    ]
  })
  .map((object) => JSON.stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', ...object }))
const namespace = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } })

const CORE = '/api/v1'
const DEFAULT = `${CORE}/namespaces/default`
const TEAM = `${CORE}/namespaces/team`

type Row = [user: string, method: string, path: string, groups?: string[], body?: object]
interface Verdict {
  isAllowed: boolean
  status: number | null
  message: string
  body: string
}

/** What a server says to each of many requests, in one run. */
function ask(rows: readonly Row[], release = '1.37', policies?: readonly string[]): Verdict[] {
  const manifest = kubeadmManifest(release)
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: '100s',
      manifests: {
        'kube-apiserver.yaml': policies
          ? manifest.replace(
              'mode=Node,RBAC',
              `mode=${policies.length > 0 ? 'ABAC' : 'AlwaysAllow,ABAC'}\n    - --authorization-policy-file=/etc/kubernetes/pki/abac.json`,
            )
          : manifest,
      },
      files: {
        '/root/o.yaml': [namespace, ...objects].join('\n---\n'),
        ...(policies ? { '/etc/kubernetes/pki/abac.json': policies.join('\n') } : {}),
      },
      cluster: { objects: ['/root/o.yaml'] },
      requests: rows.map(([cn, method, path, o = [], body], i) => ({
        at: 60 + i / 100,
        method,
        url: `https://192.168.1.100:6443${path}`,
        ...(body ? { body: JSON.stringify(body) } : {}),
        caller: { certificate: { cn, o, ca: 'cluster' } },
      })),
    }),
  )
  expect(diagnostics).toBeUndefined()
  const responses = simulate(scenario!.lanes[0]!.inputs).filter((entry): entry is EntryOf<'response'> => entry.kind === 'response')
  expect(responses).toHaveLength(rows.length)
  return responses
    .toSorted((a, b) => a.n - b.n)
    .map(({ status, body }) => ({
      isAllowed: status !== 403 && status !== null,
      ...{ status, body },
      message: body.startsWith('{') ? ((JSON.parse(body) as { message?: string }).message ?? '') : body,
    }))
}

/** All rows of a table in one run, each then a test of its own. */
function table(
  title: string,
  rows: readonly [...Row, allowed: boolean][] | readonly (readonly unknown[])[],
  release?: string,
  policies?: readonly string[],
): void {
  describe(`${title}`, () => {
    const split = rows.map((row) => ({ row: row.slice(0, -1) as unknown as Row, isAllowed: row.at(-1) as boolean }))
    let verdicts: Verdict[] | undefined
    it.each(
      split.map(
        ({ row, isAllowed }, i) =>
          [
            `${row[0]} ${isAllowed ? 'may' : 'may not'} ${row[1]} ${row[2]}${row[4] ? ` ${JSON.stringify(row[4])}` : ''}`,
            i,
            isAllowed,
          ] as const,
      ),
    )('%s', (_, i, isAllowed) => {
      verdicts ??= ask(
        split.map(({ row }) => row),
        release,
        policies,
      )
      expect(verdicts[i]).toMatchObject({ isAllowed })
    })
  })
}

table('a rule covers a verb, a group, a resource and a name', [
  ['reader', 'GET', `${DEFAULT}/pods`, true],
  ['reader', 'GET', `${DEFAULT}/pods/x`, true],
  ['reader', 'GET', `${CORE}/pods`, true],
  ['reader', 'GET', `${CORE}/pods?watch=true`, true],
  ['reader', 'POST', `${DEFAULT}/pods`, false],
  ['reader', 'PUT', `${DEFAULT}/pods/x`, false],
  ['reader', 'PATCH', `${DEFAULT}/pods/x`, false],
  ['reader', 'DELETE', `${DEFAULT}/pods/x`, false],
  ['reader', 'DELETE', `${DEFAULT}/pods`, false],
  ['reader', 'GET', `${DEFAULT}/secrets`, false],
  ['reader', 'GET', `${DEFAULT}/pods/x/log`, false],
  ['reader', 'GET', `${DEFAULT}/pods/x/status`, false],
  ['getter', 'GET', `${DEFAULT}/pods/x`, true],
  ['getter', 'HEAD', `${DEFAULT}/pods/x`, true],
  ['getter', 'GET', `${DEFAULT}/pods`, false],
  ['getter', 'GET', `${DEFAULT}/pods?watch=1`, false],
  ['getter', 'GET', `${CORE}/pods`, false],
  ['getter', 'GET', `${CORE}/watch/namespaces/default/pods/x`, false],
  ['reader', 'GET', `${CORE}/watch/namespaces/default/pods`, true],
  ['reader', 'GET', `${CORE}/watch/namespaces/default/pods/x`, true],
  ['writer', 'POST', `${DEFAULT}/pods`, true],
  ['writer', 'PUT', `${DEFAULT}/pods/x`, true],
  ['writer', 'PATCH', `${DEFAULT}/pods/x`, true],
  ['writer', 'DELETE', `${DEFAULT}/pods/x`, true],
  ['writer', 'DELETE', `${DEFAULT}/pods`, false],
  ['writer', 'GET', `${DEFAULT}/pods/x`, false],
  ['collector', 'DELETE', `${DEFAULT}/pods`, true],
  ['collector', 'DELETE', `${DEFAULT}/pods/x`, false],
  ['everything', 'GET', `${DEFAULT}/secrets/x`, true],
  ['everything', 'DELETE', `${DEFAULT}/pods/x`, true],
  ['everything', 'GET', '/apis/apps/v1/namespaces/default/deployments', true],
  ['everything', 'GET', `${DEFAULT}/pods/x/log`, true],
  ['everything', 'GET', '/metrics', true],
  ['everything', 'POST', '/healthz', true],
  ['every-resource', 'GET', `${DEFAULT}/secrets/x`, true],
  ['every-resource', 'GET', `${DEFAULT}/pods/x/log`, true],
  ['every-resource', 'GET', `${DEFAULT}/secrets`, false],
  ['every-resource', 'GET', '/apis/apps/v1/namespaces/default/deployments/x', false],
  ['every-group', 'GET', `${DEFAULT}/configmaps/x`, true],
  ['every-group', 'GET', `${DEFAULT}/secrets/x`, false],
  ['every-verb', 'GET', `${DEFAULT}/secrets`, true],
  ['every-verb', 'DELETE', `${DEFAULT}/secrets/x`, true],
  ['every-verb', 'POST', `${DEFAULT}/secrets`, true],
  ['every-verb', 'GET', `${DEFAULT}/configmaps/x`, false],
  ['wrong-group', 'GET', `${DEFAULT}/pods/x`, false],
  ['deployments', 'GET', '/apis/apps/v1/namespaces/default/deployments', true],
  ['deployments', 'GET', '/apis/apps/v1/namespaces/default/deployments/x', true],
  ['deployments', 'GET', '/apis/apps/v1/namespaces/default/deployments/x/scale', false],
  ['deployments', 'GET', '/apis/apps/v1/namespaces/default/daemonsets', false],
  ['deployments', 'GET', '/apis/extensions/v1beta1/namespaces/default/deployments', false],
  ['two-rules', 'GET', `${DEFAULT}/pods/x`, true],
  ['two-rules', 'GET', `${DEFAULT}/secrets`, true],
  ['two-rules', 'GET', `${DEFAULT}/pods`, false],
  ['two-rules', 'GET', `${DEFAULT}/secrets/x`, false],
  ['no-rules', 'GET', `${DEFAULT}/pods/x`, false],
  ['stranger', 'GET', `${DEFAULT}/pods/x`, false],
])

table('a rule with names covers requests that have one of them', [
  ['named', 'GET', `${DEFAULT}/configmaps/one`, true],
  ['named', 'GET', `${DEFAULT}/configmaps/two`, true],
  ['named', 'GET', `${DEFAULT}/configmaps/three`, false],
  ['named', 'GET', `${DEFAULT}/configmaps/on`, false],
  ['named', 'DELETE', `${DEFAULT}/configmaps/one`, true],
  ['named', 'DELETE', `${DEFAULT}/configmaps/three`, false],
  ['named', 'DELETE', `${DEFAULT}/configmaps`, false],
  ['named', 'GET', `${DEFAULT}/configmaps`, false],
  ['named', 'GET', `${CORE}/configmaps`, false],
  ['named', 'GET', `${DEFAULT}/configmaps?fieldSelector=metadata.name%3Done`, true],
  ['named', 'GET', `${DEFAULT}/configmaps?fieldSelector=metadata.name%3Dthree`, false],
  ['named', 'PUT', `${TEAM}/configmaps/two`, true],
  ['named', 'PUT', `${TEAM}/configmaps/three`, false],
  ['named-creator', 'POST', `${DEFAULT}/configmaps`, false],
  ['named-creator', 'PUT', `${DEFAULT}/configmaps/one`, false],
])

table('a subresource is a resource of its own', [
  ['logs', 'GET', `${DEFAULT}/pods/x/log`, true],
  ['logs', 'GET', `${DEFAULT}/pods/x`, false],
  ['logs', 'GET', `${DEFAULT}/pods/x/exec`, false],
  ['logs', 'GET', `${DEFAULT}/pods/x/status`, false],
  ['any-status', 'GET', `${DEFAULT}/pods/x/status`, true],
  ['any-status', 'GET', `${CORE}/nodes/x/status`, true],
  ['any-status', 'GET', `${DEFAULT}/pods/x`, false],
  ['any-status', 'GET', `${DEFAULT}/pods/x/log`, false],
  ['pods-and-star', 'GET', `${DEFAULT}/pods/x/log`, false],
  ['pods-and-star', 'GET', `${DEFAULT}/pods/x`, false],
])

table('a path that is no resource is covered whole, or up to a star at its end', [
  ['health', 'GET', '/healthz', true],
  ['health', 'GET', '/healthz/ping', false],
  ['health', 'GET', '/health', false],
  ['health', 'GET', '/livez', true],
  ['health', 'POST', '/healthz', false],
  ['health-below', 'GET', '/healthz/ping', true],
  ['health-below', 'GET', '/metrics', false],
  ['stars', 'GET', '/debug/pprof/', true],
  ['stars', 'GET', '/debug', false],
  ['every-path', 'GET', '/metrics', true],
  ['every-path', 'GET', '/logs', true],
  ['every-path', 'GET', `${DEFAULT}/pods`, false],
  ['poster', 'POST', '/healthz', true],
  ['poster', 'GET', '/metrics', false],
  ['stranger', 'GET', '/metrics', false],
  ['stranger', 'GET', '/healthz', true],
  ['stranger', 'GET', '/version', true],
  ['stranger', 'GET', '/api', true],
])

table('a RoleBinding gives what its namespace has, and nothing of the cluster', [
  ['team-reader', 'GET', `${TEAM}/pods`, true],
  ['team-reader', 'GET', `${TEAM}/pods/x`, true],
  ['team-reader', 'GET', `${DEFAULT}/pods`, false],
  ['team-reader', 'GET', `${CORE}/pods`, false],
  ['team-cluster-role', 'GET', `${TEAM}/pods`, true],
  ['team-cluster-role', 'GET', `${DEFAULT}/pods`, false],
  ['team-cluster-role', 'GET', `${CORE}/pods`, false],
  ['team-cluster-role', 'GET', `${CORE}/nodes`, false],
  ['team-cluster-role', 'GET', `${CORE}/nodes/x`, false],
  ['team-cluster-role', 'GET', `${CORE}/namespaces`, false],
  ['team-cluster-role', 'GET', `${CORE}/namespaces/team`, true],
  ['team-cluster-role', 'GET', `${CORE}/namespaces/default`, false],
  ['team-cluster-role', 'GET', '/metrics', false],
  ['team-everything', 'GET', `${TEAM}/secrets/x`, true],
  ['team-everything', 'DELETE', `${TEAM}/pods`, true],
  ['team-everything', 'GET', `${DEFAULT}/secrets/x`, false],
  ['team-everything', 'GET', `${CORE}/secrets`, false],
  ['team-everything', 'GET', `${CORE}/nodes`, false],
  ['team-everything', 'GET', '/metrics', false],
  ['team-everything', 'POST', '/healthz', false],
  ['team-everything', 'GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles', false],
])

table('a subject is a user, a group or a service account, and nothing that only looks so', [
  ['anybody', 'GET', `${DEFAULT}/pods/x`, ['developers'], true],
  ['anybody', 'GET', `${DEFAULT}/pods/x`, ['developers', 'others'], true],
  ['anybody', 'GET', `${DEFAULT}/pods/x`, ['developer'], false],
  ['anybody', 'GET', `${DEFAULT}/pods/x`, [], false],
  ['developers', 'GET', `${DEFAULT}/pods/x`, [], false],
  ['group-member', 'GET', `${DEFAULT}/pods/x`, [], false],
  ['anybody', 'GET', `${DEFAULT}/pods/x`, ['reader'], false],
  ['system:serviceaccount:team:robot', 'GET', `${DEFAULT}/pods/x`, [], true],
  ['system:serviceaccount:default:robot', 'GET', `${DEFAULT}/pods/x`, [], false],
  ['robot', 'GET', `${DEFAULT}/pods/x`, [], false],
  ['reader', 'GET', `${DEFAULT}/pods/x`, ['nobody'], true],
  ['Reader', 'GET', `${DEFAULT}/pods/x`, [], false],
  ['anybody', 'DELETE', `${DEFAULT}/pods/x`, ['system:masters'], true],
  ['anybody', 'GET', '/metrics', ['system:masters'], true],
])

const NODE: [string, string[]] = ['system:node:master-node', ['system:nodes']]
const node = (method: string, path: string, isAllowed: boolean, [user, groups] = NODE) => [user, method, path, groups, isAllowed] as const
const OTHER: [string, string[]] = ['system:node:other-node', ['system:nodes']]
const UNGROUPED: [string, string[]] = ['system:node:master-node', []]
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'

table('a node may what its kubelet needs', [
  node('GET', `${CORE}/nodes/master-node`, true),
  node('GET', `${CORE}/nodes/other-node`, false),
  node('GET', `${CORE}/nodes`, false),
  node('GET', `${CORE}/nodes?fieldSelector=metadata.name%3Dmaster-node`, true),
  node('GET', `${CORE}/nodes?fieldSelector=metadata.name%3Dother-node`, false),
  node('GET', `${CORE}/nodes/master-node`, false, OTHER),
  node('GET', `${CORE}/nodes/other-node`, true, OTHER),
  node('GET', `${CORE}/nodes/master-node`, false, UNGROUPED),
  node('PATCH', `${CORE}/nodes/master-node/status`, true),
  node('DELETE', `${CORE}/nodes/master-node`, false),
  node('GET', `${CORE}/pods`, false),
  node('GET', `${CORE}/pods?fieldSelector=spec.nodeName%3Dmaster-node`, true),
  node('GET', `${CORE}/pods?fieldSelector=spec.nodeName%3Dother-node`, false),
  node('GET', `${CORE}/pods?fieldSelector=spec.nodeName!%3Dmaster-node`, false),
  node('GET', `${CORE}/pods?fieldSelector=status.phase%3DRunning,spec.nodeName%3D%3Dmaster-node`, true),
  node('GET', `${CORE}/pods?fieldSelector=spec.nodeName%3Dx`, false, ['system:node:x(', ['system:nodes']]),
  node('POST', `${DEFAULT}/pods`, true),
  node('PATCH', `${DEFAULT}/pods/x`, false),
  node('PATCH', `${DEFAULT}/pods/x/status`, true),
  node('GET', `${CORE}/services`, true),
  node('POST', `${CORE}/services`, false),
  node('GET', `${DEFAULT}/secrets`, false),
  node('GET', `${CORE}/secrets`, false),
  node('GET', `${DEFAULT}/secrets/x`, false),
  node('GET', `${DEFAULT}/configmaps/x`, false),
  node('PUT', `${DEFAULT}/secrets/x`, false),
  node('GET', `${CORE}/persistentvolumes`, false),
  node('POST', `${DEFAULT}/events`, true),
  node('GET', `${DEFAULT}/events`, false),
  node('PUT', `${LEASES}/master-node`, true),
  node('GET', `${LEASES}/master-node`, true),
  node('GET', LEASES, false),
  node('GET', '/metrics', false),
])
const STORED = '/apis/storage.k8s.io/v1'
const SLICES = '/apis/resource.k8s.io/v1/resourceslices'
const NO_PATH = 'no path found to object'
const NO_RELATION = "no relationship found between node 'master-node' and this object"
describe('a node is told why it may not', () => {
  const rows: [method: string, path: string, why: string][] = [
    ['GET', `${STORED}/volumeattachments`, 'can only get individual resources of this type'],
    ['GET', `${STORED}/volumeattachments/x/status`, 'cannot get subresource'],
    ['GET', `${STORED}/volumeattachments/x`, NO_RELATION],
    ['GET', `${STORED}/csinodes/master-node`, ''],
    ['PUT', `${STORED}/csinodes/master-node`, ''],
    ['POST', `${STORED}/csinodes`, ''],
    ['GET', `${STORED}/csinodes/other-node`, 'can only access CSINode with the same name as the requesting node'],
    ['GET', `${STORED}/csinodes`, 'can only get, create, update, patch, or delete a CSINode'],
    ['GET', `${STORED}/csinodes/master-node/status`, 'cannot authorize CSINode subresources'],
    ['GET', `${STORED}/storageclasses/x`, 'no rule'],
    ['POST', SLICES, ''],
    ['GET', `${SLICES}?fieldSelector=spec.nodeName%3Dmaster-node`, ''],
    ['GET', SLICES, 'can only list/watch/deletecollection resourceslices with nodeName field selector'],
    ['GET', `${SLICES}/x`, NO_RELATION],
    ['GET', `${SLICES}/x/status`, 'cannot authorize ResourceSlice subresources'],
    ['GET', `/apis/resource.k8s.io/v1/namespaces/team/resourceclaims`, 'can only get individual resources of this type'],
    ['PATCH', `${DEFAULT}/persistentvolumeclaims/x/status`, NO_RELATION],
    ['PUT', `${DEFAULT}/persistentvolumeclaims/x/status`, NO_RELATION],
    ['GET', `${DEFAULT}/persistentvolumeclaims/x/status`, 'can only get/update/patch this type'],
    ['GET', `${DEFAULT}/serviceaccounts/x`, NO_RELATION],
    ['GET', `${DEFAULT}/serviceaccounts/x/token`, 'can only create tokens for individual service accounts'],
    ['POST', `${DEFAULT}/serviceaccounts/x/status`, 'can only create token subresource of serviceaccount'],
    ['POST', `${DEFAULT}/serviceaccounts/x/token`, NO_RELATION],
    ['PUT', `${LEASES}/other-node`, 'can only access node lease with the same name as the requesting node'],
    ['PUT', `${LEASES.replace('kube-node-lease', 'team')}/master-node`, 'can only access leases in the "kube-node-lease" system namespace'],
    ['GET', `${DEFAULT}/secrets`, 'No Object name found'],
    ['GET', `${CORE}/secrets`, 'can only read namespaced object of this type'],
    ['GET', `${DEFAULT}/secrets/x/status`, 'cannot read subresource'],
    ['DELETE', `${DEFAULT}/secrets/x`, 'can only read resources of this type'],
  ]
  let verdicts: Verdict[] | undefined
  it.each(rows.map(([method, path, why], i) => [method, path, why, i] as const))('%s %s: %s', (_method, _path, why, i) => {
    verdicts ??= ask(rows.map(([method, path]) => [NODE[0], method, path, NODE[1]]))
    const { isAllowed, message } = verdicts[i]!
    expect(isAllowed ? '' : (message.split(': node: ')[1] ?? 'no rule')).toBe(why)
  })
})
table(
  'a node of 1.31 may read all nodes and pods',
  [
    [...node('GET', `${CORE}/nodes`, true)],
    [...node('GET', `${CORE}/nodes/other-node`, true)],
    [...node('GET', `${CORE}/pods`, true)],
    [...node('GET', `${DEFAULT}/secrets`, false)],
  ],
  '1.31',
)

// as the role system:node of each release has it
const EVENTS = '/apis/events.k8s.io/v1/namespaces/default/events'
table(
  'a node of 1.9 may delete a node and has no Lease',
  [node('DELETE', `${CORE}/nodes/other-node`, true), node('PUT', `${LEASES}/master-node`, false)],
  '1.9',
)
table(
  'a node of 1.10 updates a pod’s status',
  [node('PUT', `${DEFAULT}/pods/x/status`, true), node('PATCH', `${DEFAULT}/pods/x/status`, false)],
  '1.10',
)
table(
  'a node of 1.11 may patch it too',
  [node('PATCH', `${DEFAULT}/pods/x/status`, true), node('DELETE', `${CORE}/nodes/other-node`, true)],
  '1.11',
)
table(
  'a node of 1.13 may not delete a node',
  [node('DELETE', `${CORE}/nodes/master-node`, false), node('PUT', `${LEASES}/master-node`, false)],
  '1.13',
)
table('a node of 1.14 has a Lease', [node('PUT', `${LEASES}/master-node`, true), node('PUT', `${LEASES}/other-node`, false)], '1.14')
table('a node of 1.34 tells Events of one group', [node('POST', `${DEFAULT}/events`, true), node('POST', EVENTS, false)], '1.34')
table('a node of 1.35 tells Events of both', [node('POST', `${DEFAULT}/events`, true), node('POST', EVENTS, true)], '1.35')
describe('what a node of an older release is told', () => {
  const ATTACHMENT = '/apis/storage.k8s.io/v1beta1/volumeattachments/x'
  it.each<[release: string, method: string, path: string, why: string]>([
    ['1.10', 'GET', `${DEFAULT}/secrets`, 'can only get individual resources of this type'],
    ['1.11', 'GET', `${DEFAULT}/secrets`, 'No Object name found'],
    ['1.10', 'DELETE', `${DEFAULT}/configmaps/x`, 'can only get individual resources of this type'],
    ['1.11', 'DELETE', `${DEFAULT}/configmaps/x`, 'can only read resources of this type'],
    ['1.10', 'PATCH', `${DEFAULT}/persistentvolumeclaims/x/status`, 'can only get individual resources of this type'],
    ['1.11', 'PATCH', `${DEFAULT}/persistentvolumeclaims/x/status`, NO_PATH],
    ['1.11', 'POST', `${DEFAULT}/serviceaccounts/x/token`, 'no rule'],
    ['1.12', 'POST', `${DEFAULT}/serviceaccounts/x/token`, NO_PATH],
    ['1.9', 'GET', ATTACHMENT, 'no rule'],
    ['1.10', 'GET', ATTACHMENT, NO_PATH],
    ['1.13', 'GET', `${STORED}/csinodes`, 'no rule'],
    ['1.14', 'GET', `${STORED}/csinodes`, 'can only get, create, update, patch, or delete a CSINode'],
  ])('%s %s %s: %s', (release, method, path, why) => {
    const [verdict] = ask([[NODE[0], method, path, NODE[1]]], release)
    const [, said] = /: ((?:no relationship|no path|can only|No Object)[^]*)$/.exec(verdict!.message) ?? []
    expect(said ?? 'no rule').toBe(why)
  })
})

const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings'
/** Binds somebody to a Role or a ClusterRole of those above. */
const bind = (user: string, kind: 'Role' | 'ClusterRole', name: string, isAllowed: boolean) => {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name }
  const metadata = { name: `${user}-${kind}-${name}`.toLowerCase() }
  return [
    user,
    'POST',
    BINDINGS,
    [],
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef },
    isAllowed,
  ] as const
}

table('nobody gives rights that he has not, unless he may bind the role', [
  bind('binder', 'Role', 'role-of-team-reader', false),
  bind('binder', 'ClusterRole', 'role-of-reader', false),
  bind('reader', 'Role', 'role-of-team-reader', false),
  bind('binder-who-reads', 'Role', 'role-of-team-reader', true),
  bind('binder-who-reads', 'ClusterRole', 'role-of-reader', true),
  bind('binder-who-reads', 'ClusterRole', 'role-of-writer', false),
  bind('binder-who-gets', 'ClusterRole', 'role-of-getter', true),
  bind('binder-who-gets', 'ClusterRole', 'role-of-reader', false),
  bind('binder-of-roles', 'Role', 'role-of-team-reader', true),
  bind('binder-of-roles', 'ClusterRole', 'role-of-reader', false),
  bind('binder-of-cluster-roles', 'ClusterRole', 'role-of-everything', true),
  bind('binder-of-cluster-roles', 'Role', 'role-of-team-reader', false),
  bind('binder-of-one', 'ClusterRole', 'role-of-reader', true),
  bind('binder-of-one', 'ClusterRole', 'role-of-writer', false),
  ...(
    [
      ['health-below', 'health-below', true],
      ['health-below', 'ping', true],
      // as everybody may by system:public-info-viewer
      ['health-below', 'health', true],
      ['health-below', 'metrics', false],
      ['health-below', 'every-path', false],
      ['health-below', 'poster', false],
      ['health-below', 'reader', false],
      ['stars', 'health-below', true],
      ['stars', 'stars', false],
      ['ping', 'ping', true],
      ['ping', 'health-below', false],
      ['paths', 'every-path', true],
      ['paths', 'poster', true],
      ['paths', 'getter', false],
      ['status', 'pod-status', true],
      ['status', 'any-status', true],
      ['status', 'getter', false],
      ['status', 'logs', false],
      ['all', 'logs', true],
      ['all', 'getter', true],
      ['all', 'reader', false],
      ['all', 'deployments', false],
      ['all', 'named-three', true],
      ['all', 'every-resource', true],
      ['named', 'named-one', true],
      ['named', 'named-three', false],
      ['named', 'config-maps', false],
    ] as const
  ).map(([who, role, isAllowed]) => bind(`binder-of-${who}`, 'ClusterRole', `role-of-${role}`, isAllowed)),
])

const OF_TODAY = '"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy"'
// as a kube-apiserver 1.36 has answered
table(
  'a policy in a file covers a user and a group, and a resource or a path',
  [
    ['joe', 'GET', '/version', [], true],
    ['joe', 'HEAD', '/version', [], false],
    ['joe', 'GET', '/api', [], false],
    ['joe', 'POST', '/api', [], false],
    ['joe', 'GET', '/nope', [], false],
    ['joe', 'GET', `${CORE}/pods`, [], true],
    ['joe', 'GET', `${DEFAULT}/pods/nope`, [], true],
    ['joe', 'DELETE', `${DEFAULT}/pods/nope`, [], false],
    ['joe', 'GET', `${DEFAULT}/pods/nope/log`, [], true],
    ['joe', 'GET', `${CORE}/nodes/nope`, [], false],
    ['joe', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], false],
    ['joe', 'GET', `${CORE}/namespaces/kube-public/configmaps/nope`, [], true],
    ['joe', 'GET', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['joe', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['bob', 'GET', '/api', ['dev'], false],
    ['bob', 'POST', '/api', ['dev'], false],
    ['bob', 'GET', '/nope', ['dev'], false],
    ['bob', 'GET', `${CORE}/pods`, ['dev'], false],
    ['bob', 'GET', `${DEFAULT}/pods/nope`, ['dev'], true],
    ['bob', 'DELETE', `${DEFAULT}/pods/nope`, ['dev'], true],
    ['bob', 'GET', `${DEFAULT}/pods/nope/log`, ['dev'], true],
    ['bob', 'GET', `${CORE}/nodes/nope`, ['dev'], false],
    ['bob', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', ['dev'], true],
    ['bob', 'GET', `${CORE}/namespaces/x/secrets/nope`, ['dev'], false],
    ['bob', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, ['dev'], false],
    ['sue', 'GET', '/api', [], false],
    ['sue', 'GET', '/nope', [], false],
    ['sue', 'GET', `${DEFAULT}/pods/nope`, [], false],
    ['sue', 'GET', `${DEFAULT}/pods/nope/log`, [], false],
    ['sue', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], false],
    ['sue', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['sue', 'GET', '/api', ['ops'], false],
    ['sue', 'GET', '/nope', ['ops'], false],
    ['sue', 'GET', `${DEFAULT}/pods/nope`, ['ops'], false],
    ['sue', 'GET', `${DEFAULT}/pods/nope/log`, ['ops'], false],
    ['sue', 'GET', `${CORE}/nodes/nope`, ['ops'], true],
    ['sue', 'GET', `${CORE}/namespaces/x/secrets/nope`, ['ops'], false],
    ['ann', 'GET', '/livez', [], false],
    ['ann', 'GET', '/metrics/slis', [], true],
    ['ann', 'GET', '/api', [], true],
    ['ann', 'POST', '/api', [], false],
    ['ann', 'GET', '/nope', [], false],
    ['ann', 'GET', `${CORE}/pods`, [], false],
    ['ann', 'GET', `${DEFAULT}/pods/nope`, [], false],
    ['ann', 'DELETE', `${DEFAULT}/pods/nope`, [], false],
    ['ann', 'GET', `${DEFAULT}/pods/nope/log`, [], false],
    ['ann', 'GET', `${CORE}/nodes/nope`, [], false],
    ['ann', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], false],
    ['ann', 'GET', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['ann', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['old', 'GET', '/api', [], false],
    ['old', 'GET', '/nope', [], false],
    ['old', 'GET', `${DEFAULT}/pods/nope`, [], true],
    ['old', 'DELETE', `${DEFAULT}/pods/nope`, [], false],
    ['old', 'GET', `${DEFAULT}/pods/nope/log`, [], true],
    ['old', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], false],
    ['old', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['root', 'GET', '/api', [], true],
    ['root', 'POST', '/api', [], true],
    ['root', 'GET', '/nope', [], true],
    ['root', 'GET', `${CORE}/pods`, [], true],
    ['root', 'GET', `${DEFAULT}/pods/nope`, [], true],
    ['root', 'DELETE', `${DEFAULT}/pods/nope`, [], true],
    ['app', 'GET', '/api', [], false],
    ['app', 'GET', '/nope', [], false],
    ['app', 'GET', `${DEFAULT}/pods/nope`, [], false],
    ['app', 'GET', `${DEFAULT}/pods/nope/log`, [], false],
    ['app', 'GET', `${CORE}/nodes/nope`, [], true],
    ['app', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], true],
    ['app', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], false],
    ['oldtoo', 'GET', '/api', [], false],
    ['oldtoo', 'GET', '/nope', [], false],
    ['oldtoo', 'GET', `${DEFAULT}/pods/nope`, [], false],
    ['oldtoo', 'GET', `${DEFAULT}/pods/nope/log`, [], false],
    ['oldtoo', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], false],
    ['oldtoo', 'GET', `${CORE}/namespaces/x/secrets/nope`, [], true],
    ['oldtoo', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], true],
    ['stranger', 'GET', '/version', [], true],
    ['stranger', 'GET', '/openapi/v2', [], true],
    ['stranger', 'GET', '/api', [], false],
    ['stranger', 'GET', '/nope', [], false],
    ['stranger', 'GET', `${DEFAULT}/pods/nope`, [], false],
    ['stranger', 'GET', `${DEFAULT}/pods/nope/log`, [], false],
    ['stranger', 'GET', '/apis/apps/v1/namespaces/default/deployments/nope', [], false],
    ['stranger', 'GET', `${CORE}/namespaces/kube-public/configmaps/nope`, [], true],
    ['stranger', 'DELETE', `${CORE}/namespaces/x/secrets/nope`, [], false],
  ],
  '1.37',
  [
    '# of the house',
    '',
    '{@,"spec":{"user":"joe","namespace":"*","resource":"pods","readonly":true,"apiGroup":""}}',
    '{@,"spec":{"group":"dev","namespace":"default","resource":"*","apiGroup":"*"}}',
    '{@,"spec":{"user":"sue","group":"ops","namespace":"*","resource":"nodes","apiGroup":"*"}}',
    '{@,"spec":{"user":"ann","nonResourcePath":"/metrics*"}}',
    '{@,"spec":{"user":"ann","nonResourcePath":"/api**","readonly":true}}',
    '{@,"spec":{"group":"*","nonResourcePath":"/version","readonly":true}}',
    '{@,"spec":{"user":"*","nonResourcePath":"/openapi/v2"}}',
    '{@,"spec":{"group":"system:unauthenticated","nonResourcePath":"/livez","readonly":true}}',
    '{"user":"old","namespace":"default","resource":"pods","readonly":true}',
    '{"user":"root"}',
    '{"group":"*","readonly":true,"resource":"configmaps","namespace":"kube-public"}',
    '{@,"spec":{"namespace":"*","resource":"*","apiGroup":"*","nonResourcePath":"*"}}',
    '{@,"spec":{"user":"app","namespace":"default","resource":"deployments","apiGroup":"apps"}}',
    '{@,"spec":{"user":"app","namespace":"","resource":"nodes","apiGroup":""}}',
    '{"apiVersion":"abac.authorization.kubernetes.io/v0","kind":"Policy","user":"oldtoo","namespace":"x"}',
  ].map((line) => line.replace('@', OF_TODAY)),
)

const EXTRA = 'forbidden: attempt to grant extra privileges: '
const OF_ALL = 'user=&{binder-of-all  [system:authenticated] map[]} ownerrules='
it.each([
  [
    '1.10',
    `${EXTRA}[PolicyRule{APIGroups:[""], Resources:["pods"], Verbs:["list"]} PolicyRule{APIGroups:[""], Resources:["pods"], Verbs:["watch"]}] ${OF_ALL}[PolicyRule{`,
    'PolicyRule{APIGroups:[""], Resources:["*"], Verbs:["get"]}] ruleResolutionErrors=[]',
  ],
  [
    '1.11',
    `${EXTRA}[{[list] [] [pods] [] []} {[watch] [] [pods] [] []}] ${OF_ALL}[{`,
    '{[create] [rbac.authorization.k8s.io] [rolebindings] [] []} {[get] [] [*] [] []}] ruleResolutionErrors=[]',
  ],
  [
    '1.37',
    'forbidden: user "binder-of-all" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
    '\n{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}',
  ],
])('in the words of %s', (release, begin, end) => {
  const [user, method, path, groups, body] = bind('binder-of-all', 'ClusterRole', 'role-of-reader', false)
  const { message } = ask([[user, method, path, [...groups], body]], release)[0]!
  expect(message).toContain(begin)
  expect(message.slice(-end.length)).toBe(end)
})

describe('a refusal says who may not do what', () => {
  const rows: [user: string, method: string, path: string, groups: string[], message: string][] = [
    [
      'stranger',
      'GET',
      `${DEFAULT}/pods`,
      [],
      'pods is forbidden: User "stranger" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'stranger',
      'GET',
      `${DEFAULT}/pods/x`,
      [],
      'pods "x" is forbidden: User "stranger" cannot get resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'stranger',
      'GET',
      `${CORE}/pods`,
      [],
      'pods is forbidden: User "stranger" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      'stranger',
      'GET',
      `${CORE}/nodes/n`,
      [],
      'nodes "n" is forbidden: User "stranger" cannot get resource "nodes" in API group "" at the cluster scope',
    ],
    [
      'stranger',
      'GET',
      `${DEFAULT}/pods/x/log`,
      [],
      'pods "x" is forbidden: User "stranger" cannot get resource "pods/log" in API group "" in the namespace "default"',
    ],
    [
      'stranger',
      'DELETE',
      `${DEFAULT}/pods`,
      [],
      'pods is forbidden: User "stranger" cannot deletecollection resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'stranger',
      'GET',
      '/apis/apps/v1/namespaces/default/deployments',
      [],
      'deployments.apps is forbidden: User "stranger" cannot list resource "deployments" in API group "apps" in the namespace "default"',
    ],
    ['stranger', 'GET', '/metrics', [], 'forbidden: User "stranger" cannot get path "/metrics"'],
    ['stranger', 'POST', '/metrics', [], 'forbidden: User "stranger" cannot post path "/metrics"'],
    [
      NODE[0],
      'GET',
      `${CORE}/nodes`,
      NODE[1],
      'nodes is forbidden: User "system:node:master-node" cannot list resource "nodes" in API group "" at the cluster scope: node: node \'master-node\' cannot read all nodes, only its own Node object',
    ],
    [
      NODE[0],
      'GET',
      `${DEFAULT}/secrets/x`,
      NODE[1],
      'secrets "x" is forbidden: User "system:node:master-node" cannot get resource "secrets" in API group "" in the namespace "default": node: no relationship found between node \'master-node\' and this object',
    ],
    [
      NODE[0],
      'GET',
      `${CORE}/pods`,
      NODE[1],
      'pods is forbidden: User "system:node:master-node" cannot list resource "pods" in API group "" at the cluster scope: node: can only list/watch pods with spec.nodeName field selector',
    ],
  ]
  let verdicts: Verdict[] | undefined
  it.each(rows.map((row, i) => [row[4], i] as const))('%s', (message, i) => {
    verdicts ??= ask(rows.map(([user, method, path, groups]) => [user, method, path, groups ?? []]))
    expect(verdicts[i]).toMatchObject({ status: 403, message })
  })
})

describe('all that somebody may is told', () => {
  const RULES = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
  const listed = (namespace: string, release: string, policies: readonly string[]): object[] => {
    const [verdict] = ask([['jo', 'POST', RULES, [], { spec: { namespace } }]], release, policies)
    const { resourceRules, nonResourceRules } = (JSON.parse(verdict!.body) as { status: Record<string, object[]> }).status
    return [...resourceRules!, ...nonResourceRules!]
  }
  const policy = (spec: object): string => JSON.stringify({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec })
  const all = { namespace: '*', resource: '*', apiGroup: '*', nonResourcePath: '*' }
  const everything = [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ]
  it('by each policy of a file that is for them', () => {
    const policies = [
      policy({ user: 'jo', ...all }),
      policy({ user: 'eve', ...all }),
      policy({ group: 'system:authenticated', namespace: 'team', resource: 'pods', readonly: true }),
      policy({ user: 'jo', namespace: 'other', resource: 'secrets' }),
    ]
    expect(listed('team', '1.37', policies)).toEqual([
      everything[0],
      { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] },
      everything[1],
    ])
  })
  it('where everything is allowed', () => {
    expect(listed('team', '1.37', [])).toEqual(everything)
  })
})
