import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf } from '../../trace/trace.ts'

type Row = readonly [headers: Readonly<Record<string, string>>, said: string, path?: string, body?: object]
type Rows = readonly Row[]

const RULES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const AUTHORIZATION = '/apis/authorization.k8s.io/v1'

/** jo may act as whom the rules below say; in none of it as whoever else. */
const ACTING = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: acting}
rules:
- {apiGroups: [""], resources: [users], verbs: [impersonate], resourceNames: [eve, "system:serviceaccount:Team:robot", "system:serviceaccount:team:a:b"]}
- {apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate], resourceNames: [robot]}
- {apiGroups: [""], resources: [groups], verbs: [impersonate], resourceNames: [dev]}
- {apiGroups: [authentication.k8s.io], resources: [uids], verbs: [impersonate], resourceNames: ["7"]}
- {apiGroups: [authentication.k8s.io], resources: [userextras/scopes], verbs: [impersonate], resourceNames: [view]}
- {apiGroups: [authentication.k8s.io], resources: [users], verbs: ["impersonate:user-info"], resourceNames: [ann, "system:node:Big"]}
- {apiGroups: [authentication.k8s.io], resources: [groups], verbs: ["impersonate:user-info"], resourceNames: [dev, "system:masters", "", "*"]}
- {apiGroups: [authentication.k8s.io], resources: ["userextras/acme.io/view", "userextras/view", "userextras/acme.io/"], verbs: ["impersonate:user-info"], resourceNames: [a, ""]}
- {apiGroups: [authentication.k8s.io], resources: ["userextras/*"], verbs: ["impersonate:user-info"], resourceNames: ["*"]}
- {apiGroups: [authentication.k8s.io], resources: [nodes], verbs: ["impersonate:arbitrary-node"], resourceNames: [master]}
- {apiGroups: [authentication.k8s.io], resources: [serviceaccounts], verbs: ["impersonate:serviceaccount"], resourceNames: [walker]}
- {apiGroups: [authentication.k8s.io], resources: [selfsubjectreviews], verbs: ["impersonate-on:user-info:create", "impersonate-on:arbitrary-node:create", "impersonate-on:serviceaccount:create"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: jo-acts}
roleRef: {kind: ClusterRole, name: acting}
subjects:
- {kind: User, name: jo}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: nobody-asks}
roleRef: {kind: ClusterRole, name: system:basic-user}
subjects:
- {kind: Group, name: system:unauthenticated}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ed-edits}
roleRef: {kind: ClusterRole, name: edit}
subjects:
- {kind: User, name: ed}
`

/** Whom the server takes each for, or why it lets none of them in. */
function ask(release: string, rows: Rows, cn = 'jo', o: readonly string[] = []): string[] {
  const requests = rows.map(([headers, , path = WHO, body = {}], i) => ({
    at: 60 + i / 10,
    method: 'POST',
    url: `https://192.168.1.100:6443${path}`,
    headers,
    body: JSON.stringify(body),
    caller: { certificate: { cn, o, ca: 'cluster' } },
  }))
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration: '80s',
      manifests: { 'kube-apiserver.yaml': kubeadmManifest(release, {}) },
      files: { '/root/o.yaml': ACTING },
      cluster: { objects: ['/root/o.yaml'] },
      requests,
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
    .filter((entry): entry is EntryOf<'response'> => entry.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(({ status, body: text }) => {
      const { message, status: found } = JSON.parse(text) as { message?: string; status: { userInfo?: object } }
      return message === undefined ? JSON.stringify(found.userInfo ?? found) : `${status} ${message}`
    })
}

const user = (username: string, groups: readonly string[], uid?: string): string =>
  JSON.stringify({ username, ...(uid === undefined ? {} : { uid }), groups })
const cannot = (what: string, name: string, verb: string, group: string, scope = 'at the cluster scope', why = ''): string =>
  `403 ${what}${group && `.${group}`} ${JSON.stringify(name)} is forbidden: User "jo" cannot ${verb} resource "${what}" in API group "${group}" ${scope}${why}`
const KUBERNETES = 'authentication.k8s.io'
const CANNOT_GROUPS = (verb: string, group: string, why = ''): string =>
  `403 groups${group && `.${group}`} is forbidden: User "jo" cannot ${verb} resource "groups" in API group "${group}" at the cluster scope${why}`
const CANNOT_EXTRA = (verb: string, key: string, value = '', why = ''): string =>
  `403 userextras.${KUBERNETES}${value && ` "${value}"`} is forbidden: User "jo" cannot ${verb} resource "userextras${key && `/${key}`}" in API group "${KUBERNETES}" at the cluster scope${why}`
const [KNOWN, UNKNOWN, MASTERS] = ['system:authenticated', 'system:unauthenticated', 'system:masters']

function table(title: string, release: string, rows: Rows): void {
  describe(`whoever acts as another ${title}`, () => {
    let said: string[] | undefined
    it.each(rows.map(([headers, expected], i) => [JSON.stringify(headers), expected, i] as const))('%s: %s', (_, expected, i) => {
      said ??= ask(release, rows)
      expect(said[i]).toBe(expected)
    })
  })
}

table('has to be let in, up to 1.35', '1.35', [
  [{}, user('jo', [KNOWN])],
  [{ 'Impersonate-User': 'eve' }, user('eve', [KNOWN])],
  [{ 'Impersonate-User': 'bob' }, cannot('users', 'bob', 'impersonate', '')],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Uid': '7' }, user('eve', [KNOWN], '7')],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Uid': '8' }, cannot('uids', '8', 'impersonate', KUBERNETES)],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Group': 'dev' }, user('eve', ['dev', KNOWN])],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Group': 'dev, ops' }, cannot('groups', 'ops', 'impersonate', '')],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Extra-Scopes': 'view' }, user('eve', [KNOWN])],
  [
    { 'Impersonate-User': 'eve', 'Impersonate-Extra-Scopes': 'edit' },
    `403 userextras.${KUBERNETES} "edit" is forbidden: User "jo" cannot impersonate resource "userextras/scopes" in API group "${KUBERNETES}" at the cluster scope`,
  ],
  [
    { 'Impersonate-User': 'system:serviceaccount:team:robot' },
    user('system:serviceaccount:team:robot', ['system:serviceaccounts', 'system:serviceaccounts:team', KNOWN]),
  ],
  [
    { 'Impersonate-User': 'system:serviceaccount:team:robot', 'Impersonate-Group': 'dev' },
    user('system:serviceaccount:team:robot', ['dev', KNOWN]),
  ],
  [
    { 'Impersonate-User': 'system:serviceaccount:team:other' },
    cannot('serviceaccounts', 'other', 'impersonate', '', 'in the namespace "team"'),
  ],
  // a namespace is written small, and a name has two parts: else it is a user like others
  [{ 'Impersonate-User': 'system:serviceaccount:Team:robot' }, user('system:serviceaccount:Team:robot', [KNOWN])],
  [{ 'Impersonate-User': 'system:serviceaccount:team:a:b' }, user('system:serviceaccount:team:a:b', [KNOWN])],
  [{ 'Impersonate-User': 'system:serviceaccount:team:' }, cannot('users', 'system:serviceaccount:team:', 'impersonate', '')],
])

table('has to be let in for each group and each value, up to 1.35', '1.35', [
  [{ 'Impersonate-User': 'eve', 'Impersonate-Group': 'dev, a, b, c' }, cannot('groups', 'a', 'impersonate', '')],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Group': '' }, CANNOT_GROUPS('impersonate', '')],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Extra-Scopes': 'view,' }, CANNOT_EXTRA('impersonate', 'scopes')],
  // the UID comes last
  [{ 'Impersonate-User': 'eve', 'Impersonate-Uid': '8', 'Impersonate-Group': 'ops' }, cannot('groups', 'ops', 'impersonate', '')],
  [
    { 'Impersonate-User': 'eve', 'Impersonate-Extra-Scopes': 'edit', 'Impersonate-Group': 'ops' },
    cannot('groups', 'ops', 'impersonate', ''),
  ],
])

const ON_USER = { verb: 'impersonate:user-info', group: KUBERNETES }
table('may be let for one verb alone, since 1.36', '1.36', [
  [{ 'Impersonate-User': 'ann' }, user('ann', [KNOWN])],
  [{ 'Impersonate-User': 'eve' }, user('eve', [KNOWN])],
  [{ 'Impersonate-User': 'bob' }, cannot('users', 'bob', ON_USER.verb, ON_USER.group)],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Group': 'dev' }, user('ann', ['dev', KNOWN])],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Group': 'ops' }, cannot('groups', 'ops', ON_USER.verb, ON_USER.group)],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Uid': '7' }, cannot('uids', '7', ON_USER.verb, ON_USER.group)],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Uid': '7' }, user('eve', [KNOWN], '7')],
  [{ 'Impersonate-User': 'system:node:master' }, user('system:node:master', ['system:nodes', KNOWN])],
  [{ 'Impersonate-User': 'system:node:other' }, cannot('nodes', 'other', 'impersonate:arbitrary-node', KUBERNETES)],
  // of a node by more than its name only the old way is left
  [{ 'Impersonate-User': 'system:node:master', 'Impersonate-Group': 'dev' }, cannot('users', 'system:node:master', 'impersonate', '')],
  [{ 'Impersonate-User': 'system:node:Big' }, user('system:node:Big', [KNOWN])],
  [
    { 'Impersonate-User': 'system:serviceaccount:team:walker' },
    user('system:serviceaccount:team:walker', ['system:serviceaccounts', 'system:serviceaccounts:team', KNOWN]),
  ],
  [
    { 'Impersonate-User': 'system:serviceaccount:team:robot' },
    user('system:serviceaccount:team:robot', ['system:serviceaccounts', 'system:serviceaccounts:team', KNOWN]),
  ],
  [
    { 'Impersonate-User': 'system:serviceaccount:team:walker', 'Impersonate-Uid': '7' },
    cannot('serviceaccounts', 'walker', 'impersonate', '', 'in the namespace "team"'),
  ],
  // system:masters is refused before any other group is asked for, and behind the UID
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Group': `ops, ${MASTERS}` },
    cannot('groups', MASTERS, ON_USER.verb, ON_USER.group, undefined, ': impersonating the system:masters group is not allowed'),
  ],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Group': MASTERS, 'Impersonate-Uid': '7' }, cannot('uids', '7', ON_USER.verb, ON_USER.group)],
  [
    { 'Impersonate-User': 'ann' },
    `403 clusterroles.rbac.authorization.k8s.io is forbidden: User "jo" cannot impersonate-on:user-info:create resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope`,
    RULES,
  ],
])

const INVALID = (key: string, why: string): string =>
  `: impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "${key}": ${why}`
table('may be let for many groups, or values of extra, at once, since 1.36', '1.36', [
  [{ 'Impersonate-User': 'ann', 'Impersonate-Group': 'a, b, c' }, cannot('groups', 'a', ON_USER.verb, ON_USER.group)],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Group': 'a, b, c, d' }, user('ann', ['a', 'b', 'c', 'd', KNOWN])],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Group': 'a, , c, system:masters' },
    CANNOT_GROUPS(ON_USER.verb, KUBERNETES, ': impersonating the empty string group is not allowed'),
  ],
  [{ 'Impersonate-User': 'eve', 'Impersonate-Group': 'dev, a, b, c' }, cannot('users', 'eve', ON_USER.verb, ON_USER.group)],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Extra-Acme.io%2fView': 'a' }, user('ann', [KNOWN])],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Extra-Acme.io%2fView': 'a, b' }, CANNOT_EXTRA(ON_USER.verb, 'acme.io/view', 'b')],
  [{ 'Impersonate-User': 'ann', 'Impersonate-Extra-Acme.io%2fEdit': 'a, b, c, d' }, user('ann', [KNOWN])],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-Acme.io%2fEdit': 'a, b', 'Impersonate-Extra-Acme.io%2fView': 'c, d' },
    user('ann', [KNOWN]),
  ],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-View': 'a' },
    CANNOT_EXTRA(ON_USER.verb, '', '', INVALID('view', 'must be a domain-prefixed path (such as "acme.io/foo")')),
  ],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-Acme.io%2f': 'a' },
    CANNOT_EXTRA(ON_USER.verb, '', '', INVALID('acme.io/', 'must be a domain-prefixed path (such as "acme.io/foo")')),
  ],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-A_b%2fView': 'a' },
    CANNOT_EXTRA(
      ON_USER.verb,
      '',
      '',
      INVALID(
        'a_b',
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ),
    ),
  ],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-': 'a' },
    CANNOT_EXTRA(ON_USER.verb, '', '', ': impersonating the empty string key in extra is not allowed'),
  ],
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-Acme.io%2fView': 'a,' },
    CANNOT_EXTRA(ON_USER.verb, '', '', ': impersonating the empty string value in extra is not allowed'),
  ],
  // groups come before extra, and the UID before both
  [
    { 'Impersonate-User': 'ann', 'Impersonate-Extra-View': 'a', 'Impersonate-Group': 'ops' },
    cannot('groups', 'ops', ON_USER.verb, ON_USER.group),
  ],
  [
    { 'Impersonate-Group': '' },
    '400 requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{""}, Extra:map[string][]string(nil)} without impersonating a user name',
  ],
  // in the old way too, since then
  [
    { 'Impersonate-User': 'system:node:master', 'Impersonate-Uid': '8', 'Impersonate-Group': 'ops' },
    cannot('users', 'system:node:master', 'impersonate', ''),
  ],
])

describe('to whom one belongs as another', () => {
  const rows: Rows = [
    [{ 'Impersonate-User': 'system:anonymous' }, user('system:anonymous', [UNKNOWN])],
    [{ 'Impersonate-User': 'system:anonymous', 'Impersonate-Group': 'dev' }, user('system:anonymous', ['dev', UNKNOWN])],
    [{ 'Impersonate-User': 'system:anonymous', 'Impersonate-Group': UNKNOWN }, user('system:anonymous', [UNKNOWN])],
    [{ 'Impersonate-User': 'eve', 'Impersonate-Group': UNKNOWN }, user('eve', [UNKNOWN])],
    [{ 'Impersonate-User': 'eve', 'Impersonate-Group': `${KNOWN}, dev` }, user('eve', [KNOWN, 'dev'])],
    [{ 'Impersonate-User': 'eve', 'Impersonate-Group': MASTERS }, user('eve', [MASTERS, KNOWN])],
  ]
  it.each(['1.28', '1.37'])('in %s', (release) => {
    expect(ask(release, rows, 'root', [MASTERS])).toEqual(rows.map(([, said]) => said))
  })
})

// whoever is in neither group may not ask
it.each<[release: string, ...may: boolean[]]>([
  ['1.16', true, false, true, true, false, true],
  ['1.17', true, true, true, true, true, true],
])('%s says whether somebody is known, whatever groups are asked for', (release, ...may) => {
  const rows = [
    { 'Impersonate-User': 'eve' },
    { 'Impersonate-User': 'eve', 'Impersonate-Group': 'dev' },
    { 'Impersonate-User': 'eve', 'Impersonate-Group': `dev, ${KNOWN}` },
    { 'Impersonate-User': 'system:serviceaccount:team:robot' },
    { 'Impersonate-User': 'system:anonymous' },
    { 'Impersonate-User': 'system:anonymous', 'Impersonate-Group': UNKNOWN },
  ].map((headers): Row => [headers, '', `${AUTHORIZATION}/selfsubjectaccessreviews`, { spec: { nonResourceAttributes: { path: '/x' } } }])
  expect(ask(release, rows, 'root', [MASTERS]).map((said) => !said.startsWith('403 '))).toEqual(may)
})

describe('a review says who and what', () => {
  const at = { resourceAttributes: { verb: 'get', resource: 'pods' } }
  const path = { nonResourceAttributes: { path: '/healthz', verb: 'get' } }
  const none =
    'spec.resourceAttributes: Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified'
  const both = (value: string): string =>
    `spec.nonResourceAttributes: Invalid value: ${value}: cannot be specified in combination with resourceAttributes`
  const nobody = 'spec.user: Invalid value: "": at least one of user or group must be specified'
  const invalid = (why: string): string => `422 .authorization.k8s.io "" is invalid: ${why}`
  const reviews = (spec: object, said: string, kind = 'subjectaccessreviews', more: object = {}): Row => [
    {},
    said,
    `${AUTHORIZATION}/${kind}`,
    { spec, ...more },
  ]
  const token = (spec: object, said: string): Row => [{}, said, '/apis/authentication.k8s.io/v1/tokenreviews', { spec }]
  const local = (spec: object, said: string, metadata: object = {}): Row =>
    reviews(spec, said, 'namespaces/team/localsubjectaccessreviews', { metadata })
  const [yes, no] = ['{"allowed":true}', '{"allowed":false}']
  const unserved = '404 the server could not find the requested resource'
  const node = { user: 'system:node:master', groups: ['system:nodes'] }
  const reads = (fieldSelector?: object): object => ({
    ...node,
    resourceAttributes: { verb: 'list', resource: 'pods', ...(fieldSelector ? { fieldSelector } : {}) },
  })
  const unselected = '{"allowed":false,"reason":"node: can only list/watch pods with spec.nodeName field selector"}'
  const ours = { ...at.resourceAttributes, namespace: 'team' }
  const rows: Rows = [
    reviews({ user: 'bob', ...at }, no),
    reviews({ groups: [MASTERS], ...at }, yes),
    reviews({ user: 'bob', ...path }, no),
    reviews(
      { user: 'bob', groups: ['system:authenticated'], ...path },
      '{"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding \\"system:discovery\\" of ClusterRole \\"system:discovery\\" to Group \\"system:authenticated\\""}',
    ),
    // who edits also views
    ...['limitranges', 'resourcequotas', 'events', 'configmaps'].map((resource) =>
      reviews(
        { user: 'ed', resourceAttributes: { verb: 'get', resource, namespace: 'team' } },
        '{"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding \\"ed-edits\\" of ClusterRole \\"edit\\" to User \\"ed\\""}',
      ),
    ),
    reviews({ user: 'ed', resourceAttributes: { verb: 'create', resource: 'limitranges', namespace: 'team' } }, no),
    reviews({ user: 'bob' }, invalid(none)),
    reviews(at, invalid(nobody)),
    reviews({ groups: [], ...at }, invalid(nobody)),
    reviews({ user: null, groups: null, ...at }, invalid(nobody)),
    reviews({}, invalid(`[${none}, ${nobody}]`)),
    reviews({ user: 'bob', ...at, ...path }, invalid(both('{"Path":"/healthz","Verb":"get"}'))),
    reviews({ user: 'bob', resourceAttributes: {} }, no),
    reviews({ user: 'bob', resourceAttributes: null, ...path }, no),
    reviews({ user: 'bob', ...at }, invalid('metadata: Invalid value: {"name":"x"}: must be empty'), undefined, {
      metadata: { name: 'x', creationTimestamp: null, namespace: 'team' },
    }),
    reviews(at, yes, 'selfsubjectaccessreviews'),
    reviews({}, invalid(none), 'selfsubjectaccessreviews'),
    reviews({ ...at, ...path }, invalid(both('{"Path":"/healthz","Verb":"get"}')), 'selfsubjectaccessreviews'),
    reviews(at, invalid('metadata: Invalid value: {"labels":{"a":"b"}}: must be empty'), 'selfsubjectaccessreviews', {
      metadata: { labels: { a: 'b' } },
    }),
    reviews({ ...node, ...at }, '{"allowed":false,"reason":"node: No Object name found"}'),
    reviews(
      { user: 'system:node:', groups: ['system:nodes'], ...at },
      '{"allowed":false,"reason":"node: unknown node for user \\"system:node:\\""}',
    ),
    // what a list selects is the node's business
    reviews(reads(), unselected),
    reviews(reads({ rawSelector: 'spec.nodeName=master' }), yes),
    reviews(reads({ rawSelector: 'spec.nodeName=other' }), unselected),
    reviews(reads({ requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['master'] }] }), yes),
    reviews(reads({ requirements: [{ key: 'spec.nodeName', operator: 'NotIn', values: ['master'] }] }), unselected),
    reviews(reads({ requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['master', 'b'] }] }), unselected),
    // within a namespace
    local({ user: 'bob', resourceAttributes: ours }, no),
    local({ groups: [MASTERS], resourceAttributes: ours }, yes, { namespace: 'team' }),
    local({ user: 'bob', ...at }, invalid('spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace')),
    local(
      { user: 'bob', ...path },
      invalid('spec.nonResourceAttributes: Invalid value: {"Path":"/healthz","Verb":"get"}: disallowed on this kind of request'),
    ),
    local({ user: 'bob', resourceAttributes: ours }, invalid('metadata: Invalid value: {"name":"x"}: must be empty except for namespace'), {
      name: 'x',
    }),
    local(
      { user: 'bob', resourceAttributes: ours },
      '400 the namespace of the provided object does not match the namespace sent on the request',
      { namespace: 'other' },
    ),
    local({ resourceAttributes: ours }, invalid(nobody)),
    reviews({ user: 'bob', ...at }, unserved, 'localsubjectaccessreviews'),
    reviews({ user: 'bob', ...at }, unserved, 'namespaces/team/subjectaccessreviews'),
    reviews({ user: 'bob', ...at }, unserved, 'subjectaccessreviews/x'),
    // all that one may
    reviews({}, '400 no namespace on request', 'selfsubjectrulesreviews'),
    token({}, '400 token is required for TokenReview in authentication'),
    token({ token: '' }, '400 token is required for TokenReview in authentication'),
    token({ token: 'nobodys' }, '{"user":{},"error":"invalid bearer token"}'),
    token(
      { token: 7 },
      '400 TokenReview in version "v1" cannot be handled as a TokenReview: json: cannot unmarshal number into Go struct field TokenReviewSpec.spec.token of type string',
    ),
    [
      {},
      '400 SubjectAccessReview in version "v1" cannot be handled as a TokenReview: converting (v1.SubjectAccessReview) to (authentication.TokenReview): unknown conversion',
      '/apis/authentication.k8s.io/v1/tokenreviews',
      { kind: 'SubjectAccessReview', apiVersion: 'authorization.k8s.io/v1' },
    ],
  ]
  it('and is refused where it does not', () => {
    expect(ask('1.37', rows, 'root', [MASTERS])).toEqual(rows.map(([, said]) => said))
  })

  it.each([
    ['1.9', 'authorization.NonResourceAttributes{Path:"/healthz", Verb:"get"}', 'no path found to object'],
    ['1.18', 'authorization.NonResourceAttributes{Path:"/healthz", Verb:"get"}', 'no path found to object'],
    [
      '1.19',
      'authorization.NonResourceAttributes{Path:"/healthz", Verb:"get"}',
      "no relationship found between node 'master' and this object",
    ],
    [
      '1.33',
      'authorization.NonResourceAttributes{Path:"/healthz", Verb:"get"}',
      "no relationship found between node 'master' and this object",
    ],
    ['1.34', '{"Path":"/healthz","Verb":"get"}', "no relationship found between node 'master' and this object"],
  ])('in the words of %s', (release, value, unrelated) => {
    const secret = { verb: 'get', resource: 'secrets', namespace: 'team', name: 'x' }
    const asked = [
      reviews({ user: 'bob', ...at, ...path }, invalid(both(value))),
      reviews({ ...node, resourceAttributes: secret }, JSON.stringify({ allowed: false, reason: unrelated })),
    ]
    expect(ask(release, asked, 'root', [MASTERS])).toEqual(asked.map(([, said]) => said))
  })

  it('and a node that not all it may is listed, since 1.19', () => {
    const asked = [reviews({ namespace: 'team' }, '', 'selfsubjectrulesreviews')]
    const listed = (release: string): unknown => {
      const { incomplete, evaluationError } = JSON.parse(ask(release, asked, 'system:node:master', ['system:nodes'])[0]!) as Record<
        string,
        unknown
      >
      return [incomplete, evaluationError]
    }
    expect(listed('1.18')).toEqual([false, undefined])
    expect(listed('1.19')).toEqual([true, 'node authorizer does not support user rule resolution'])
  })

  it('and all that somebody may is listed, by resources and by paths', () => {
    const asked = [reviews({ namespace: 'team' }, '', 'selfsubjectrulesreviews')]
    const { resourceRules, nonResourceRules, ...rest } = JSON.parse(ask('1.37', asked)[0]!) as Record<string, object[]>
    expect(rest).toEqual({ incomplete: false })
    expect(resourceRules).toHaveLength(14)
    expect(resourceRules![2]).toEqual({
      verbs: ['impersonate'],
      apiGroups: [''],
      resources: ['users'],
      resourceNames: ['eve', 'system:serviceaccount:Team:robot', 'system:serviceaccount:team:a:b'],
    })
    expect(nonResourceRules![0]).toMatchObject({
      verbs: ['get'],
      nonResourceURLs: expect.arrayContaining(['/api/*', '/version']) as unknown,
    })
  })

  it('and has a namespace of its own up to 1.19', () => {
    const asked: Rows = [
      local(
        { user: 'bob', resourceAttributes: ours },
        invalid('spec.resourceAttributes.namespace: Invalid value: "team": must match metadata.namespace'),
      ),
      local({ user: 'bob', resourceAttributes: ours }, no, { namespace: 'team' }),
      local(
        { user: 'bob', resourceAttributes: { ...ours, namespace: 'b' } },
        '400 spec.resourceAttributes.namespace must match namespace: team',
        { namespace: 'b' },
      ),
      reviews({ user: 'bob', ...at }, invalid('metadata: Invalid value: {"namespace":"b"}: must be empty'), undefined, {
        metadata: { namespace: 'b' },
      }),
    ]
    expect(ask('1.19', asked, 'root', [MASTERS])).toEqual(asked.map(([, said]) => said))
    expect(ask('1.20', asked.slice(0, 1), 'root', [MASTERS])).toEqual([no])
  })

  it('and of groups in the singular, up to v1beta1', () => {
    const beta = (spec: object): Row => [{}, '', '/apis/authorization.k8s.io/v1beta1/subjectaccessreviews', { spec }]
    expect(ask('1.21', [beta({ group: [MASTERS], ...at }), beta({ groups: [MASTERS], ...at })], 'root', [MASTERS])).toEqual([
      yes,
      invalid(nobody),
    ])
    expect(ask('1.22', [beta({ group: [MASTERS], ...at })], 'root', [MASTERS])).toEqual([unserved])
  })
})
