import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf } from '../../trace/trace.ts'

interface Asked {
  method?: string
  path: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
  /** Another than a superuser. */
  cn?: string
  release?: string
  flags?: readonly string[]
  /** Objects that are there. */
  objects?: string
}

interface Answer {
  status: number | null
  message: string
  body: { metadata?: { name?: string; namespace?: string }; details?: object; data?: object }
}

/** What the server says to each, one after the other. */
function ask(...asked: readonly Asked[]): Answer[] {
  const { release = '1.37', flags = [], objects = '' } = asked[0]!
  const requests = asked.map(({ method = 'GET', path, body, headers, cn }, i) => ({
    at: 60 + i,
    method,
    url: `https://192.168.1.100:6443${path}`,
    ...(headers ? { headers } : {}),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    caller: { certificate: { cn: cn ?? 'root', o: cn === undefined ? ['system:masters'] : [], ca: 'cluster' } },
  }))
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: '100s',
      manifests: { 'kube-apiserver.yaml': kubeadmManifest(release, { flags }) },
      files: { '/root/o.yaml': objects },
      cluster: { objects: ['/root/o.yaml'] },
      requests,
    }),
  )
  expect(diagnostics).toBeUndefined()
  const trace = simulate(scenario!.lanes[0]!.inputs)
  return trace
    .filter((e): e is EntryOf<'response'> => e.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(({ status, body: text }) => {
      const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Answer['body'] & { message?: string }
      return { status, message: body.message ?? '', body }
    })
}

const MAPS = '/api/v1/namespaces/default/configmaps'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const map = (metadata: object, more: object = {}) => ({ kind: 'ConfigMap', apiVersion: 'v1', metadata, ...more })
const NO_SUCH = 'the server could not find the requested resource'
const NO_METHOD = 'the server does not allow this method on the requested resource'
const MERGE = { 'content-type': 'application/merge-patch+json' }
const TYPES = 'the body of the request was in an unknown format - accepted media types include: '

describe('a write is what its URL says', () => {
  it.each<[string, Asked, number, string]>([
    [
      'another namespace than the URL’s',
      { method: 'POST', path: MAPS, body: map({ name: 'a', namespace: 'kube-system' }) },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'an update in another namespace',
      { method: 'PUT', path: `${MAPS}/a`, body: map({ name: 'a', namespace: 'kube-system' }) },
      400,
      'the namespace of the object (kube-system) does not match the namespace on the request (default)',
    ],
    [
      'an update under another name',
      { method: 'PUT', path: `${MAPS}/a`, body: map({ name: 'b' }) },
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ],
    [
      'an update without a name',
      { method: 'PUT', path: `${MAPS}/a`, body: map({}) },
      400,
      'the name of the object (a based on URL) was undeterminable: name must be provided',
    ],
    ['an update of what there is not', { method: 'PUT', path: `${MAPS}/a`, body: map({ name: 'a' }) }, 404, 'configmaps "a" not found'],
    [
      'a patch that renames',
      { method: 'PATCH', path: `${MAPS}/kube-root-ca.crt`, body: { metadata: { name: 'b' } }, headers: MERGE },
      400,
      'the name of the object (b) does not match the name on the URL (kube-root-ca.crt)',
    ],
    [
      'a patch that moves',
      { method: 'PATCH', path: `${MAPS}/kube-root-ca.crt`, body: { metadata: { namespace: 'b' } }, headers: MERGE },
      400,
      'the namespace of the object (b) does not match the namespace on the request (default)',
    ],
    [
      'another kind',
      { method: 'POST', path: MAPS, body: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'a' } } },
      400,
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      'another kind, up to 1.17',
      { release: '1.13', method: 'POST', path: MAPS, body: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'a' } } },
      400,
      "Secret in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): type names don't match (Secret, ConfigMap), and no conversion 'func (v1.Secret, core.ConfigMap) error' registered.",
    ],
    [
      'a kind that there is not',
      { method: 'POST', path: MAPS, body: { ...map({ name: 'a' }), kind: 'Nope' } },
      400,
      'Nope in version "v1" cannot be handled as a ConfigMap: no kind "Nope" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      'another version',
      {
        release: '1.19',
        method: 'POST',
        path: `${RBAC}/clusterroles`,
        body: { kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1beta1', metadata: { name: 'a' } },
      },
      400,
      'the API version in the data (rbac.authorization.k8s.io/v1beta1) does not match the expected API version (rbac.authorization.k8s.io/v1)',
    ],
    [
      'nothing',
      { method: 'POST', path: MAPS, body: '' },
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
    [
      'no JSON',
      { method: 'POST', path: MAPS, body: 'a=b' },
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value (613d62)",
    ],
    [
      'a form, as curl -d sends it',
      { method: 'POST', path: MAPS, body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      `${TYPES}application/json, application/yaml, application/vnd.kubernetes.protobuf`,
    ],
    [
      'a form, for a kind that is not written here',
      { method: 'POST', path: DEPLOYMENTS, body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      `${TYPES}application/json, application/yaml, application/vnd.kubernetes.protobuf`,
    ],
    [
      'nothing, for such a kind',
      { method: 'POST', path: DEPLOYMENTS },
      400,
      "the object provided is unrecognized (must be of type Deployment): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
    [
      'options of a delete as a form',
      { method: 'DELETE', path: `${MAPS}/a`, body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      `${TYPES}application/json, application/yaml, application/vnd.kubernetes.protobuf`,
    ],
    [
      'a delete without options',
      { method: 'DELETE', path: `${MAPS}/a`, headers: { 'content-type': 'text/plain' } },
      404,
      'configmaps "a" not found',
    ],
    [
      'nothing as YAML, which is null',
      { method: 'POST', path: MAPS, headers: { 'content-type': 'application/yaml' } },
      422,
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    ['a patch that does not say of what kind', { method: 'PATCH', path: `${MAPS}/a`, body: {} }, 415, '415: Unsupported Media Type'],
    [
      'a patch of what there is not',
      { release: '1.13', method: 'PATCH', path: `${MAPS}/a`, body: {}, headers: MERGE },
      404,
      'configmaps "a" not found',
    ],
    [
      'a namespace that there is not',
      { method: 'POST', path: '/api/v1/namespaces/nope/configmaps', body: map({ name: 'a' }) },
      404,
      'namespaces "nope" not found',
    ],
    [
      'a binding of a role that there is not',
      {
        cn: 'jo',
        objects: binder(),
        method: 'POST',
        path: `${RBAC}/clusterrolebindings`,
        body: { metadata: { name: 'a' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'nope' } },
      },
      404,
      'clusterrole.rbac.authorization.k8s.io "nope" not found',
    ],
    [
      'a life that is no number',
      { method: 'POST', path: '/api/v1/namespaces/default/serviceaccounts/default/token', body: { spec: { expirationSeconds: 'x' } } },
      400,
      'TokenRequest in version "v1" cannot be handled as a TokenRequest: json: cannot unmarshal string into Go struct field TokenRequestSpec.spec.expirationSeconds of type int64',
    ],
    [
      'a namespace of the system',
      { method: 'DELETE', path: '/api/v1/namespaces/kube-system' },
      403,
      'namespaces "kube-system" is forbidden: this namespace may not be deleted',
    ],
    [
      'kube-public in 1.9',
      { release: '1.9', method: 'DELETE', path: '/api/v1/namespaces/kube-public' },
      403,
      'namespaces "kube-public" is forbidden: this namespace may not be deleted',
    ],
  ])('%s', (_, asked, status, message) => expect(ask(asked)[0]).toMatchObject({ status, message }))

  it('leaves system namespaces to whoever switches their keeper off', () => {
    expect(
      ask({ flags: ['--disable-admission-plugins=NamespaceLifecycle'], method: 'DELETE', path: '/api/v1/namespaces/kube-public' })[0]!
        .status,
    ).toBe(200)
  })

  it('makes a name where it is asked to', () => {
    const item = { method: 'POST', path: MAPS, body: map({ generateName: 'web-' }) }
    const names = ask(item, item).map(({ status, body }) => [status, body.metadata?.name])
    expect(names).toEqual([
      [201, expect.stringMatching(/^web-[bcdfghjklmnpqrstvwxz2-9]{5}$/)],
      [201, expect.stringMatching(/^web-/)],
    ])
    expect(names[0]).not.toEqual(names[1])
  })

  it('takes YAML, and merges a patch', () => {
    const [made, patched] = ask(
      { method: 'POST', path: MAPS, body: 'metadata: {name: a}\ndata: {x: "1"}\n', headers: { 'content-type': 'application/yaml' } },
      { method: 'PATCH', path: `${MAPS}/a`, body: { data: { y: '2' } }, headers: MERGE },
    )
    expect([made!.status, patched!.status, patched!.body.data]).toEqual([201, 200, { x: '1', y: '2' }])
  })

  it('drops fields that there are not, unless it is asked to be strict', () => {
    const body = { ...map({ name: 'a' }), dta: { x: '1' } }
    expect(
      ask(
        { method: 'POST', path: MAPS, body },
        { method: 'POST', path: `${MAPS}?fieldValidation=Strict`, body: { ...body, metadata: { name: 'b' } } },
      ),
    ).toMatchObject([
      { status: 201 },
      { status: 400, message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"' },
    ])
  })

  it('makes a role by PUT', () => {
    const body = { metadata: { name: 'a' }, rules: [] }
    expect(
      ask({ method: 'PUT', path: `${RBAC}/clusterroles/a`, body }, { method: 'PUT', path: `${RBAC}/clusterroles/a`, body }).map(
        ({ status }) => status,
      ),
    ).toEqual([201, 200])
  })
})

it.each<[string, string, number, string]>([
  ['GET', '/api/v1/namespaces/default/nodes', 404, NO_SUCH],
  ['GET', `${RBAC}/namespaces/default/clusterroles`, 404, NO_SUCH],
  ['GET', '/api/v1/configmaps/a', 404, NO_SUCH],
  ['POST', '/api/v1/configmaps', 405, NO_METHOD],
  ['POST', `${MAPS}/a`, 405, NO_METHOD],
  ['PUT', MAPS, 405, NO_METHOD],
  ['GET', `${MAPS}/kube-root-ca.crt/status`, 404, NO_SUCH],
  ['GET', '/api/v1/namespaces/default/serviceaccounts/default/token', 405, NO_METHOD],
  ['GET', '/api/v1/namespaces/default', 200, ''],
  ['GET', '/api/v1/namespaces/default/status', 200, ''],
  ['GET', '/api/v1/namespaces', 200, ''],
  ['GET', '/api/v1/configmaps', 200, ''],
])('%s %s', (method, path, status, message) =>
  expect(ask({ method, path, ...(method === 'GET' ? {} : { body: {} }) })[0]).toMatchObject({ status, message }),
)

/** jo may make roles and bindings, and reads pods and /metrics. */
function binder(more = ''): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: binder}
rules:
- {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles, clusterrolebindings], verbs: [create${more}]}
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
- {nonResourceURLs: ["/healthz/*"], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: jo-binds}
roleRef: {kind: ClusterRole, name: binder}
subjects:
- {kind: User, name: jo}
`
}

describe('nobody gives away more than they have', () => {
  const rules = [
    { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['get'] },
    { nonResourceURLs: ['/healthz/etcd', '/metrics'], verbs: ['get', 'head'] },
  ]
  const role = (release: string, more = '', flags: string[] = []): Asked => ({
    release,
    flags,
    cn: 'jo',
    objects: binder(more),
    method: 'POST',
    path: `${RBAC}/clusterroles`,
    body: { metadata: { name: 'a' }, rules },
  })
  const MISSING = [
    '{APIGroups:[""], Resources:["pods"], Verbs:["watch"]}',
    '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list" "watch"]}',
    '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["web"], Verbs:["get"]}',
    '{NonResourceURLs:["/healthz/etcd"], Verbs:["head"]}',
    '{NonResourceURLs:["/metrics"], Verbs:["get"]}',
    '{NonResourceURLs:["/metrics"], Verbs:["head"]}',
  ]
  it.each<[string, RegExp]>([
    [
      '1.12',
      /is attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["pods"\], Verbs:\["watch"\]\}\n/,
    ],
    [
      '1.11',
      /^clusterroles\.rbac\.authorization\.k8s\.io "a" is forbidden: attempt to grant extra privileges: \[\{\[watch\] \[\] \[pods\] \[\] \[\]\} \{\[get\] \[\] \[secrets\] \[\] \[\]\} .* user=&\{jo {2}\[system:authenticated\] map\[\]\} ownerrules=\[\{.*\}\] ruleResolutionErrors=\[\]$/,
    ],
    ['1.9', /attempt to grant extra privileges: \[PolicyRule\{APIGroups:\[""\], Resources:\["pods"\], Verbs:\["watch"\]\} PolicyRule\{/],
  ])('%s', (release, text) => {
    const [answer] = ask(role(release))
    expect(answer!.status).toBe(403)
    expect(answer!.message).toMatch(text)
  })

  it('but for what is missing', () => {
    expect(ask(role('1.37'))[0]!.message).toBe(
      `clusterroles.rbac.authorization.k8s.io "a" is forbidden: user "jo" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n${MISSING.join('\n')}`,
    )
  })

  it('but who may escalate, since 1.12', () => {
    expect(['1.11', '1.12', '1.37'].map((release) => ask(role(release, ', escalate'))[0]!.status)).toEqual([403, 201, 201])
  })

  it('nor where everything is allowed, up to 1.11', () => {
    expect(['1.11', '1.37'].map((release) => ask(role(release, '', ['--authorization-mode=AlwaysAllow']))[0]!.status)).toEqual([403, 201])
  })
})

it('a patch merges: nothing changes nothing, and what is null goes, or is not there', () => {
  const PATCH = { method: 'PATCH', path: `${MAPS}/a`, headers: MERGE }
  const made = { metadata: { name: 'a', labels: { tier: 'a' } }, data: { x: '1', y: '2' } }
  const said = ask(
    { method: 'POST', path: MAPS, body: made },
    { ...PATCH, body: { metadata: { labels: {} }, data: {} } },
    { ...PATCH, body: { data: { x: null, z: '3' } } },
    { ...PATCH, body: { metadata: { annotations: { a: null, b: 'c' } }, binaryData: { w: null } } },
    { ...PATCH, body: { data: null } },
  ).map(({ status, body }) => {
    const { labels, annotations } = body.metadata as { labels?: object; annotations?: object }
    const { data, binaryData } = body as { data?: object; binaryData?: object }
    return { status, labels, annotations, data, binaryData }
  })
  const labels = { tier: 'a' }
  expect(said).toEqual([
    { status: 201, labels, data: made.data },
    { status: 200, labels, data: made.data },
    { status: 200, labels, data: { y: '2', z: '3' } },
    { status: 200, labels, annotations: { b: 'c' }, data: { y: '2', z: '3' }, binaryData: {} },
    { status: 200, labels, annotations: { b: 'c' }, binaryData: {} },
  ])
})

it.each([
  ['1.33', 'Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"Role", Name:"r"}: cannot change roleRef'],
  ['1.34', 'Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"r"}: cannot change roleRef'],
  ['1.37', 'Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"r"}: field is immutable'],
])('in the words of %s a binding keeps its role', (release, why) => {
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings'
  const binding = (kind: string) => ({ metadata: { name: 'b' }, roleRef: { kind, name: kind === 'Role' ? 'r' : 'view' } })
  const [, , refused, kept] = ask(
    { release, method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles', body: { metadata: { name: 'r' } } },
    { method: 'POST', path, body: binding('ClusterRole') },
    { method: 'PUT', path: `${path}/b`, body: binding('Role') },
    { method: 'PUT', path: `${path}/b`, body: binding('ClusterRole') },
  )
  expect(refused!.message).toBe(`RoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef: ${why}`)
  expect(kept!.status).toBe(200)
})

it.each([
  [599, 422, 'less than 10 minutes'],
  [600, 201, undefined],
  [2 ** 32, 201, undefined],
  [2 ** 32 + 1, 422, 'larger than 2^32 seconds'],
])('a token that is to live for %s s: %s', (expirationSeconds, status, limit) => {
  const [said] = ask({
    method: 'POST',
    path: '/api/v1/namespaces/default/serviceaccounts/default/token',
    body: { spec: { expirationSeconds } },
  })
  expect(said!.status).toBe(status)
  expect(said!.message).toBe(
    limit === undefined
      ? ''
      : `TokenRequest.authentication.k8s.io "default" is invalid: spec.expirationSeconds: Invalid value: ${expirationSeconds}: may not specify a duration ${limit}`,
  )
})
