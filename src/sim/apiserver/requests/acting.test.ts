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
- {apiGroups: [authentication.k8s.io], resources: [groups], verbs: ["impersonate:user-info"], resourceNames: [dev, "system:masters"]}
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
  const none =
    'spec.resourceAttributes: Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified'
  const nobody = 'spec.user: Invalid value: "": at least one of user or group must be specified'
  const invalid = (why: string): string => `422 .authorization.k8s.io "" is invalid: ${why}`
  const reviews = (spec: object, said: string, kind = 'subjectaccessreviews'): Row => [{}, said, `${AUTHORIZATION}/${kind}`, { spec }]
  const token = (spec: object, said: string): Row => [{}, said, '/apis/authentication.k8s.io/v1/tokenreviews', { spec }]
  const rows: Rows = [
    reviews({ user: 'bob', ...at }, '{"allowed":false}'),
    reviews({ groups: [MASTERS], ...at }, '{"allowed":true}'),
    reviews({ user: 'bob', nonResourceAttributes: { path: '/healthz', verb: 'get' } }, '{"allowed":false}'),
    reviews({ user: 'bob' }, invalid(none)),
    reviews(at, invalid(nobody)),
    reviews({ groups: [], ...at }, invalid(nobody)),
    reviews({}, invalid(`[${none}, ${nobody}]`)),
    reviews(at, '{"allowed":true}', 'selfsubjectaccessreviews'),
    reviews({}, invalid(none), 'selfsubjectaccessreviews'),
    reviews({ user: 'system:node:master', groups: ['system:nodes'], ...at }, '{"allowed":false,"reason":"node: No Object name found"}'),
    reviews(
      { user: 'system:node:', groups: ['system:nodes'], ...at },
      '{"allowed":false,"reason":"node: unknown node for user \\"system:node:\\""}',
    ),
    token({}, '400 token is required for TokenReview in authentication'),
    token({ token: '' }, '400 token is required for TokenReview in authentication'),
    token({ token: 'nobodys' }, '{"user":{},"error":"invalid bearer token"}'),
  ]
  it('and is refused where it does not', () => {
    expect(ask('1.37', rows, 'root', [MASTERS])).toEqual(rows.map(([, said]) => said))
  })
})
