/** A rule of a role; names in it as RBAC has them, `*` for all. */
export interface Rule {
  verbs: readonly string[]
  apiGroups?: readonly string[]
  resources?: readonly string[]
  resourceNames?: readonly string[]
  urls?: readonly string[]
  since?: number
  until?: number
}

export interface Role {
  name: string
  /** A Role of that namespace; absent: a ClusterRole. */
  namespace?: string
  rules: readonly Rule[]
  since?: number
  until?: number
}

export interface Binding {
  name: string
  role: string
  /** `group:…`, `user:…` or `sa:namespace:name` */
  subjects: readonly string[]
  /** A RoleBinding in that namespace; absent: cluster-wide. */
  namespace?: string
  since?: number
  until?: number
}

const READ = ['get', 'list', 'watch']
const core = (verbs: readonly string[], ...resources: string[]): Rule => ({ verbs, apiGroups: [''], resources })
const of = (group: string, verbs: readonly string[], ...resources: string[]): Rule => ({ verbs, apiGroups: [group], resources })
const urls = (list: readonly string[], when: { since?: number; until?: number } = {}, verbs: readonly string[] = ['get']): Rule => ({
  verbs,
  urls: list,
  ...when,
})
const events: Rule = { verbs: ['create', 'patch', 'update'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] }
const delegation = [of('authentication.k8s.io', ['create'], 'tokenreviews'), of('authorization.k8s.io', ['create'], 'subjectaccessreviews')]
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']

/** What view grants, of the kinds that a scenario's requests name; edit and admin add to it. */
const viewRules: readonly Rule[] = [
  core(
    READ,
    'configmaps',
    'endpoints',
    'persistentvolumeclaims',
    'pods',
    'replicationcontrollers',
    'serviceaccounts',
    'services',
    'bindings',
    'events',
    'limitranges',
    'namespaces/status',
    'pods/log',
    'pods/status',
    'replicationcontrollers/status',
    'resourcequotas',
    'resourcequotas/status',
    'namespaces',
  ),
  of(
    'apps',
    READ,
    'controllerrevisions',
    'daemonsets',
    'deployments',
    'deployments/scale',
    'replicasets',
    'replicasets/scale',
    'statefulsets',
    'statefulsets/scale',
  ),
  of('autoscaling', READ, 'horizontalpodautoscalers'),
  of('batch', READ, 'cronjobs', 'jobs'),
  of('policy', READ, 'poddisruptionbudgets'),
  of('networking.k8s.io', READ, 'ingresses', 'networkpolicies'),
  of('discovery.k8s.io', READ, 'endpointslices'),
]
const editRules: readonly Rule[] = [
  ...viewRules,
  core(READ, 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'),
  core(['impersonate'], 'serviceaccounts'),
  core(
    WRITE,
    'pods',
    'pods/attach',
    'pods/exec',
    'pods/portforward',
    'pods/proxy',
    'configmaps',
    'persistentvolumeclaims',
    'replicationcontrollers',
    'secrets',
    'serviceaccounts',
    'services',
    'services/proxy',
  ),
  core(['create'], 'pods/eviction', 'serviceaccounts/token'),
  of(
    'apps',
    WRITE,
    'daemonsets',
    'deployments',
    'deployments/rollback',
    'deployments/scale',
    'replicasets',
    'replicasets/scale',
    'statefulsets',
    'statefulsets/scale',
  ),
  of('batch', WRITE, 'cronjobs', 'jobs'),
  of('networking.k8s.io', WRITE, 'ingresses', 'networkpolicies'),
]

/**
 * The roles that the server writes at its start, as far as a person's certificate, a component of the control plane or nobody
 * can hold them; the controllers' own are left out.
 * Follows: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go (v1.36.2, v1.9.0) and kubeadm's own.
 */
export const ROLES: readonly Role[] = [
  { name: 'cluster-admin', rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, urls(['*'], {}, ['*'])] },
  {
    name: 'system:discovery',
    rules: [
      urls(['/healthz', '/version', '/api', '/api/*', '/apis', '/apis/*']),
      urls(['/swaggerapi', '/swaggerapi/*', '/swagger.json', '/swagger-2.0.0.pb-v1'], { until: 13 }),
      urls(['/openapi', '/openapi/*', '/version/'], { since: 10 }),
      urls(['/livez', '/readyz'], { since: 16 }),
    ],
  },
  {
    name: 'system:basic-user',
    rules: [
      of('authorization.k8s.io', ['create'], 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
      { ...of('authentication.k8s.io', ['create'], 'selfsubjectreviews'), since: 27 },
    ],
  },
  {
    name: 'system:public-info-viewer',
    since: 14,
    rules: [urls(['/healthz', '/version', '/version/']), urls(['/livez', '/readyz'], { since: 16 })],
  },
  {
    name: 'system:monitoring',
    since: 20,
    rules: [urls(['/metrics', '/metrics/slis', '/livez', '/readyz', '/healthz', '/livez/*', '/readyz/*', '/healthz/*'])],
  },
  {
    name: 'admin',
    rules: [
      ...editRules,
      of('rbac.authorization.k8s.io', [...READ, ...WRITE], 'roles', 'rolebindings'),
      of('authorization.k8s.io', ['create'], 'localsubjectaccessreviews'),
    ],
  },
  { name: 'edit', rules: editRules },
  { name: 'view', rules: viewRules },
  {
    name: 'system:kube-controller-manager',
    rules: [
      events,
      core(['create'], 'endpoints', 'secrets', 'serviceaccounts'),
      core(['delete'], 'secrets'),
      core(['get'], 'endpoints', 'namespaces', 'secrets', 'serviceaccounts', 'configmaps'),
      core(['update'], 'endpoints', 'secrets', 'serviceaccounts'),
      of('coordination.k8s.io', ['create', 'get', 'update'], 'leases'),
      ...delegation,
      { verbs: ['list', 'watch'], apiGroups: ['*'], resources: ['*'] },
      core(['create'], 'serviceaccounts/token'),
    ],
  },
  {
    name: 'system:kube-scheduler',
    rules: [
      events,
      { ...core(['create'], 'endpoints'), until: 19 },
      { ...core(['delete', 'get', 'patch', 'update'], 'endpoints'), resourceNames: ['kube-scheduler'], until: 19 },
      of('coordination.k8s.io', ['create', 'get', 'update'], 'leases'),
      core(READ, 'nodes', 'pods', 'replicationcontrollers', 'services', 'persistentvolumeclaims', 'persistentvolumes'),
      { ...core(READ, 'namespaces'), since: 21 },
      core(['delete'], 'pods'),
      core(['create'], 'bindings', 'pods/binding'),
      core(['patch', 'update'], 'pods/status'),
      { verbs: READ, apiGroups: ['apps', 'extensions'], resources: ['replicasets'] },
      of('apps', READ, 'statefulsets'),
      of('policy', READ, 'poddisruptionbudgets'),
      of('storage.k8s.io', READ, 'csinodes', 'csidrivers', 'csistoragecapacities', 'storageclasses', 'volumeattachments'),
      ...delegation,
    ],
  },
  {
    name: 'system:node-proxier',
    rules: [
      core(['list', 'watch'], 'services', 'endpoints'),
      core(READ, 'nodes'),
      events,
      { ...of('discovery.k8s.io', ['list', 'watch'], 'endpointslices'), since: 16 },
    ],
  },
  {
    name: 'system:kubelet-api-admin',
    rules: [
      core(READ, 'nodes'),
      core(['proxy'], 'nodes'),
      { verbs: ['*'], apiGroups: [''], resources: ['nodes/log', 'nodes/metrics', 'nodes/proxy', 'nodes/spec', 'nodes/stats'] },
    ],
  },
  {
    name: 'system:node-bootstrapper',
    rules: [of('certificates.k8s.io', ['create', 'get', 'list', 'watch'], 'certificatesigningrequests')],
  },
  {
    name: 'system:volume-scheduler',
    rules: [
      core([...READ, 'patch', 'update'], 'persistentvolumes'),
      of('storage.k8s.io', READ, 'storageclasses'),
      core([...READ, 'patch', 'update'], 'persistentvolumeclaims'),
    ],
  },
  {
    name: 'system:service-account-issuer-discovery',
    since: 18,
    rules: [urls(['/.well-known/openid-configuration', '/.well-known/openid-configuration/', '/openid/v1/jwks', '/openid/v1/jwks/'])],
  },
  {
    name: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    rules: [of('certificates.k8s.io', ['create'], 'certificatesigningrequests/nodeclient')],
  },
  {
    name: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    rules: [of('certificates.k8s.io', ['create'], 'certificatesigningrequests/selfnodeclient')],
  },
  { name: 'kubeadm:get-nodes', since: 18, rules: [core(['get'], 'nodes')] },
  {
    name: 'kubeadm:bootstrap-signer-clusterinfo',
    namespace: 'kube-public',
    rules: [{ ...core(['get'], 'configmaps'), resourceNames: ['cluster-info'] }],
  },
  {
    name: 'kubeadm:nodes-kubeadm-config',
    namespace: 'kube-system',
    since: 11,
    rules: [{ ...core(['get'], 'configmaps'), resourceNames: ['kubeadm-config'] }],
  },
  {
    name: 'kubeadm:kubelet-config',
    namespace: 'kube-system',
    since: 11,
    rules: [{ ...core(['get'], 'configmaps'), resourceNames: ['kubelet-config'] }],
  },
  { name: 'kube-proxy', namespace: 'kube-system', rules: [{ ...core(['get'], 'configmaps'), resourceNames: ['kube-proxy'] }] },
  {
    name: 'extension-apiserver-authentication-reader',
    namespace: 'kube-system',
    rules: [{ ...core(READ, 'configmaps'), resourceNames: ['extension-apiserver-authentication'] }],
  },
  {
    name: 'system::leader-locking-kube-scheduler',
    namespace: 'kube-system',
    rules: [{ ...core(['get', 'update'], 'configmaps'), resourceNames: ['kube-scheduler'] }],
  },
  {
    name: 'system::leader-locking-kube-controller-manager',
    namespace: 'kube-system',
    rules: [{ ...core(['get', 'update'], 'configmaps'), resourceNames: ['kube-controller-manager'] }],
  },
  { name: 'system:controller:bootstrap-signer', namespace: 'kube-system', rules: [core(READ, 'configmaps')] },
]

const BOTH = ['group:system:authenticated', 'group:system:unauthenticated']
const AUTHENTICATED = ['group:system:authenticated']
const BOOTSTRAPPERS = 'group:system:bootstrappers:kubeadm:default-node-token'

/** Who holds them. kubeadm's own come last. */
export const BINDINGS: readonly Binding[] = [
  { name: 'cluster-admin', role: 'cluster-admin', subjects: ['group:system:masters'] },
  { name: 'system:discovery', role: 'system:discovery', subjects: BOTH, until: 13 },
  { name: 'system:discovery', role: 'system:discovery', subjects: AUTHENTICATED, since: 14 },
  { name: 'system:basic-user', role: 'system:basic-user', subjects: BOTH, until: 13 },
  { name: 'system:basic-user', role: 'system:basic-user', subjects: AUTHENTICATED, since: 14 },
  { name: 'system:public-info-viewer', role: 'system:public-info-viewer', subjects: BOTH, since: 14 },
  { name: 'system:monitoring', role: 'system:monitoring', subjects: ['group:system:monitoring'], since: 20 },
  { name: 'system:node-proxier', role: 'system:node-proxier', subjects: ['user:system:kube-proxy'] },
  { name: 'system:kube-controller-manager', role: 'system:kube-controller-manager', subjects: ['user:system:kube-controller-manager'] },
  { name: 'system:kube-scheduler', role: 'system:kube-scheduler', subjects: ['user:system:kube-scheduler'] },
  { name: 'system:volume-scheduler', role: 'system:volume-scheduler', subjects: ['user:system:kube-scheduler'], since: 10 },
  {
    name: 'system:service-account-issuer-discovery',
    role: 'system:service-account-issuer-discovery',
    subjects: ['group:system:serviceaccounts'],
    since: 20,
  },
  {
    name: 'system::extension-apiserver-authentication-reader',
    role: 'extension-apiserver-authentication-reader',
    subjects: ['user:system:kube-controller-manager', 'user:system:kube-scheduler'],
    namespace: 'kube-system',
    since: 14,
  },
  {
    name: 'system::leader-locking-kube-controller-manager',
    role: 'system::leader-locking-kube-controller-manager',
    subjects: ['user:system:kube-controller-manager'],
    namespace: 'kube-system',
  },
  {
    name: 'system::leader-locking-kube-scheduler',
    role: 'system::leader-locking-kube-scheduler',
    subjects: ['user:system:kube-scheduler'],
    namespace: 'kube-system',
  },
  { name: 'kubeadm:kubelet-bootstrap', role: 'system:node-bootstrapper', subjects: [BOOTSTRAPPERS] },
  {
    name: 'kubeadm:node-autoapprove-bootstrap',
    role: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    subjects: [BOOTSTRAPPERS],
  },
  {
    name: 'kubeadm:node-autoapprove-certificate-rotation',
    role: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    subjects: ['group:system:nodes'],
  },
  { name: 'kubeadm:node-proxier', role: 'system:node-proxier', subjects: ['sa:kube-system:kube-proxy'] },
  { name: 'kubeadm:get-nodes', role: 'kubeadm:get-nodes', subjects: [BOOTSTRAPPERS], since: 18 },
  { name: 'kubeadm:cluster-admins', role: 'cluster-admin', subjects: ['group:kubeadm:cluster-admins'], since: 29 },
  {
    name: 'kubeadm:apiserver-kubelet-client',
    role: 'system:kubelet-api-admin',
    subjects: ['user:kube-apiserver-kubelet-client'],
    since: 37,
  },
  {
    name: 'kubeadm:bootstrap-signer-clusterinfo',
    role: 'kubeadm:bootstrap-signer-clusterinfo',
    subjects: ['user:system:anonymous'],
    namespace: 'kube-public',
  },
  {
    name: 'kubeadm:nodes-kubeadm-config',
    role: 'kubeadm:nodes-kubeadm-config',
    subjects: [BOOTSTRAPPERS, 'group:system:nodes'],
    namespace: 'kube-system',
    since: 11,
  },
  {
    name: 'kubeadm:kubelet-config',
    role: 'kubeadm:kubelet-config',
    subjects: ['group:system:nodes', BOOTSTRAPPERS],
    namespace: 'kube-system',
    since: 11,
  },
  { name: 'kube-proxy', role: 'kube-proxy', subjects: [BOOTSTRAPPERS], namespace: 'kube-system', since: 12 },
]

/**
 * Whether a release has a row.
 *
 * Units: minor releases. Errors: none. Follows: nothing upstream.
 */
export function holds(row: { since?: number; until?: number }, minor: number): boolean {
  return minor >= (row.since ?? 0) && minor <= (row.until ?? Infinity)
}
