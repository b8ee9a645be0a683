import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf } from '../../trace/trace.ts'
import { unixSeconds } from '../../clock.ts'
import { signToken } from './jwt.ts'

// The cases of upstream's x509_test.go, requestheader_test.go, bearertoken_test.go, tokenfile_test.go, bootstrap_test.go,
// anonymous_test.go, group_adder_test.go and of pkg/serviceaccount's jwt_test.go and claims_test.go, written anew.

const CLOCK = '2026-01-01T00:00:00Z'
const NOW = unixSeconds(CLOCK, 100)
const secret = (id: string, data: Record<string, string>, type = 'bootstrap.kubernetes.io/token', name = `bootstrap-token-${id}`) => ({
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: { name, namespace: 'kube-system' },
  type,
  stringData: { 'token-id': id, 'token-secret': '0123456789abcdef', 'usage-bootstrap-authentication': 'true', ...data },
})
const OBJECTS = [
  secret('aaaaaa', {}),
  secret('grpgrp', { 'auth-extra-groups': 'system:bootstrappers:b,system:bootstrappers:a,system:bootstrappers:b' }),
  secret('blankg', { 'auth-extra-groups': 'system:bootstrappers:b, system:bootstrappers:a' }),
  secret('emptyg', { 'auth-extra-groups': 'system:bootstrappers:b,' }),
  secret('nogrps', { 'auth-extra-groups': '' }),
  secret('notime', { expiration: 'tomorrow' }),
  secret('badgrp', { 'auth-extra-groups': 'system:masters' }),
  secret('wrongs', { 'token-secret': 'fedcba9876543210' }),
  secret('wrongi', { 'token-id': 'another' }),
  secret('noauth', { 'usage-bootstrap-authentication': 'false' }),
  secret('oldold', { expiration: '2025-12-31T23:59:59Z' }),
  secret('newnew', { expiration: '2026-01-02T00:00:00Z' }),
  secret('nownow', { expiration: '2026-01-01T00:01:40Z' }),
  secret('nextse', { expiration: '2026-01-01T00:01:41Z' }),
  secret('typety', {}, 'Opaque'),
]
const TOKENS = `sesame,token-user,1
grouped,group-user,2,"a,b"
again,first,3
again,second,4
`

const ISSUER = 'https://kubernetes.default.svc.cluster.local'
/** A token of kube-system/default, as this server would issue it, but for what is named. */
const token = (more: object = {}, account: object = {}): Caller => ({ claims: { more, account } })
const claimsOf = (uid: string, { more, account }: { more: object; account: object }) => ({
  aud: [ISSUER],
  exp: NOW + 3600,
  iat: NOW,
  iss: ISSUER,
  'kubernetes.io': { namespace: 'kube-system', serviceaccount: { name: 'default', uid, ...account } },
  nbf: NOW,
  ...more,
})

interface Caller {
  certificate?: { cn: string; o: string[]; ca: string }
  bearer?: string
  basic?: string
  serviceAccount?: string
  headers?: Record<string, string>
  claims?: { more: object; account: object }
  /** What becomes of the token on its way. */
  spoil?: (token: string) => string
}
const certificate = (cn: string, o: string[] = [], ca = 'cluster'): Caller => ({ certificate: { cn, o, ca } })
const proxy = (headers: Record<string, string>, cn = 'front-proxy-client', ca = 'front-proxy'): Caller => ({
  ...certificate(cn, [], ca),
  headers,
})
const header = (authorization: string): Caller => ({ headers: { authorization } })
const ACCOUNT =
  'system:serviceaccount:kube-system:default UID: system:serviceaccounts system:serviceaccounts:kube-system system:authenticated'
const B = '.0123456789abcdef'

const ROWS: [title: string, caller: Caller, who: string][] = [
  ['nothing at all is nobody', {}, 'nobody'],
  ['a certificate', certificate('jane'), 'jane: system:authenticated'],
  ['a certificate with organisations', certificate('jane', ['a', 'b']), 'jane: a b system:authenticated'],
  ['a certificate that says it is authenticated', certificate('jane', ['system:authenticated']), 'jane: system:authenticated'],
  ['a certificate that says it is not, and then may not even ask', certificate('jane', ['system:unauthenticated']), 'jane'],
  ['a certificate without a name', certificate('', ['a']), 'refused'],
  ['a stranger’s certificate without a name', certificate('', ['a'], 'stranger'), 'refused'],
  ['a certificate of the front proxy’s CA', certificate('jane', [], 'front-proxy'), 'refused'],
  ['a certificate of a stranger', certificate('jane', ['system:masters'], 'stranger'), 'refused'],
  ['a certificate of etcd’s CA', certificate('jane', [], 'etcd'), 'refused'],
  ['a certificate called as the anonymous are', certificate('system:anonymous'), 'nobody'],
  ['a proxy that names a user', proxy({ 'X-Remote-User': 'jane' }), 'jane: system:authenticated'],
  ['a proxy that names groups', proxy({ 'X-Remote-User': 'jane', 'X-Remote-Group': 'a, b' }), 'jane: a b system:authenticated'],
  ['a proxy that names an empty group', proxy({ 'X-Remote-User': 'jane', 'X-Remote-Group': 'a,, b' }), 'jane: a b system:authenticated'],
  ['a proxy, its headers in small letters', proxy({ 'x-remote-user': 'jane', 'x-remote-group': 'a' }), 'jane: a system:authenticated'],
  ['a proxy that names groups alone', proxy({ 'X-Remote-Group': 'a' }), 'refused'],
  ['a proxy that names an empty user', proxy({ 'X-Remote-User': '' }), 'refused'],
  ['a proxy that is not among the allowed names', proxy({ 'X-Remote-User': 'jane' }, 'other-proxy'), 'refused'],
  ['a proxy’s headers under a client’s certificate', proxy({ 'X-Remote-User': 'jane' }, 'eve', 'cluster'), 'eve: system:authenticated'],
  ['a proxy’s headers under a stranger’s certificate', proxy({ 'X-Remote-User': 'jane' }, 'front-proxy-client', 'stranger'), 'refused'],
  ['a proxy’s headers without a certificate', { headers: { 'X-Remote-User': 'jane' } }, 'nobody'],
  ['a token of the file', { bearer: 'sesame' }, 'token-user 1: system:authenticated'],
  ['a token of the file with groups', { bearer: 'grouped' }, 'group-user 2: a b system:authenticated'],
  ['a token that stands twice in the file', { bearer: 'again' }, 'second 4: system:authenticated'],
  ['a token that is the beginning of one', { bearer: 'sesam' }, 'refused'],
  ['a token in other letters', { bearer: 'Sesame' }, 'refused'],
  ['a user’s name for a token', { bearer: 'token-user' }, 'refused'],
  ['the scheme in small letters', header('bearer sesame'), 'token-user 1: system:authenticated'],
  ['the scheme in capitals', header('BEARER sesame'), 'token-user 1: system:authenticated'],
  ['blanks around it all', header(' Bearer sesame '), 'token-user 1: system:authenticated'],
  ['two blanks before the token', header('Bearer  sesame'), 'nobody'],
  ['something behind the token', header('Bearer sesame more'), 'token-user 1: system:authenticated'],
  ['the scheme alone', header('Bearer'), 'nobody'],
  ['a scheme and an empty token', header('Bearer '), 'nobody'],
  ['no scheme', header('sesame'), 'nobody'],
  ['another scheme', header('Token sesame'), 'nobody'],
  ['a password, which this release knows no more', { basic: 'token-user:sesame' }, 'nobody'],
  [
    'a header that is spelled out beside a token',
    { bearer: 'wrong', headers: { Authorization: 'Bearer sesame' } },
    'token-user 1: system:authenticated',
  ],
  [
    'one in small letters beside a password',
    { basic: 'token-user:sesame', headers: { authorization: 'Bearer grouped' } },
    'group-user 2: a b system:authenticated',
  ],
  ['a certificate and a token of another', { ...certificate('jane'), bearer: 'sesame' }, 'jane: system:authenticated'],
  [
    'a certificate of a stranger and a good token',
    { ...certificate('eve', [], 'stranger'), bearer: 'sesame' },
    'token-user 1: system:authenticated',
  ],
  ['a certificate and a wrong token', { ...certificate('jane'), bearer: 'wrong' }, 'jane: system:authenticated'],
  ['a bootstrap token', { bearer: `aaaaaa${B}` }, 'system:bootstrap:aaaaaa: system:bootstrappers system:authenticated'],
  [
    'one with groups of its own',
    { bearer: `grpgrp${B}` },
    'system:bootstrap:grpgrp: system:bootstrappers system:bootstrappers:a system:bootstrappers:b system:authenticated',
  ],
  ['one with a blank between its groups', { bearer: `blankg${B}` }, 'refused'],
  ['one with a comma behind them', { bearer: `emptyg${B}` }, 'refused'],
  ['one whose groups are an empty text', { bearer: `nogrps${B}` }, 'system:bootstrap:nogrps: system:bootstrappers system:authenticated'],
  ['one that expires at no time', { bearer: `notime${B}` }, 'refused'],
  ['one with a group that it may not give', { bearer: `badgrp${B}` }, 'refused'],
  ['one that nobody made', { bearer: `zzzzzz${B}` }, 'refused'],
  ['one whose secret is another', { bearer: `wrongs${B}` }, 'refused'],
  ['one whose Secret has another id', { bearer: `wrongi${B}` }, 'refused'],
  ['one that is not for authentication', { bearer: `noauth${B}` }, 'refused'],
  ['one that has expired', { bearer: `oldold${B}` }, 'refused'],
  ['one that expires in this second', { bearer: `nownow${B}` }, 'refused'],
  ['one that expires in the next', { bearer: `nextse${B}` }, 'system:bootstrap:nextse: system:bootstrappers system:authenticated'],
  ['one that expires tomorrow', { bearer: `newnew${B}` }, 'system:bootstrap:newnew: system:bootstrappers system:authenticated'],
  ['one whose Secret is of another type', { bearer: `typety${B}` }, 'refused'],
  ['one in capitals', { bearer: `AAAAAA${B}` }, 'refused'],
  ['one that is too long', { bearer: `aaaaaa${B}0` }, 'refused'],
  ['one without its dot', { bearer: 'aaaaaa0123456789abcdef' }, 'refused'],
  ['a service account', { serviceAccount: 'kube-system/default' }, ACCOUNT],
  ['a service account that is not there', { serviceAccount: 'kube-system/nobody' }, 'nobody'],
  ['a service account’s token', token(), ACCOUNT],
  ['one for somebody else', token({ aud: ['vault'] }), 'refused'],
  ['one for several, this server among them', token({ aud: ['vault', ISSUER] }), ACCOUNT],
  ['one whose audience is a text', token({ aud: ISSUER }), ACCOUNT],
  ['one for nobody in particular', token({ aud: [] }), ACCOUNT],
  ['one for a text that is empty', token({ aud: '' }), 'refused'],
  ['one of another issuer', token({ iss: 'https://elsewhere' }), 'refused'],
  ['one that has expired', token({ exp: NOW - 61 }), 'refused'],
  ['one that expired within the leeway', token({ exp: NOW - 30 }), ACCOUNT],
  ['one that never expires', token({ exp: undefined }), ACCOUNT],
  ['one that has always been valid', token({ nbf: undefined }), ACCOUNT],
  ['one that expired as long ago as the leeway', token({ exp: NOW - 60 }), ACCOUNT],
  ['one that is valid at the end of the leeway', token({ nbf: NOW + 60 }), ACCOUNT],
  ['one that is valid a second later', token({ nbf: NOW + 61 }), 'refused'],
  ['one that is not yet valid', token({ nbf: NOW + 120 }), 'refused'],
  ['one that is valid within the leeway', token({ nbf: NOW + 30 }), ACCOUNT],
  ['one of an account of that name that is gone', token({}, { uid: 'another' }), 'refused'],
  ['one of an account that is not there', token({}, { name: 'ghost' }), 'refused'],
  ['one whose text was changed', { ...token(), spoil: (text) => text.replace(/^[^.]*/, 'eyJhbGciOiJub25lIn0') }, 'refused'],
  ['one without its signature', { ...token(), spoil: (text) => text.replace(/[^.]*$/, '') }, 'refused'],
  ['one of two parts', { ...token(), spoil: (text) => text.replace(/\.[^.]*$/, '') }, 'refused'],
  ['one whose claims are no object', { bearer: signToken([] as never) }, 'refused'],
]

/** Whom the server takes each of them for: the name, the UID and the groups; or the name alone of whoever may not ask. */
function whoAre(callers: readonly Caller[], uid: string): string[] {
  return answersTo(
    callers.map(({ headers, claims, spoil = (text) => text, ...caller }) => ({
      url: 'https://192.168.1.100:6443/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1"}',
      caller: claims ? { bearer: spoil(signToken(claimsOf(uid, claims))) } : caller,
    })),
  ).map(({ status, body }) => {
    if (status === 401) return 'refused'
    const { message, status: answer } = JSON.parse(body) as {
      message?: string
      status: { userInfo: { username: string; uid?: string; groups: string[] } }
    }
    if (status === 403) return /User "([^"]*)"/.exec(message!)![1]!.replace('system:anonymous', 'nobody')
    const { username, uid: own, groups } = answer.userInfo
    return `${username}${own ? ` ${own}` : ''}: ${groups.join(' ')}`
  })
}

function answersTo(requests: readonly object[], release = '1.37'): EntryOf<'response'>[] {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      clock: CLOCK,
      duration: '130s',
      manifests: { 'kube-apiserver.yaml': kubeadmManifest(release, { flags: ['--token-auth-file=/etc/kubernetes/pki/tokens.csv'] }) },
      files: { '/etc/kubernetes/pki/tokens.csv': TOKENS, '/root/o.yaml': OBJECTS.map((object) => JSON.stringify(object)).join('\n---\n') },
      cluster: { objects: ['/root/o.yaml'] },
      requests: requests.map((request, i) => ({ at: 100 + i / 1000, method: 'POST', ...request })),
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
    .filter((entry): entry is EntryOf<'response'> => entry.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
}

/** The account's own UID is this cluster's. */
const uidOfAccount = (): string => / (\S+):/.exec(whoAre([{ serviceAccount: 'kube-system/default' }], '')[0]!)![1]!

let read: readonly string[] | undefined
function readAll(): readonly string[] {
  const uid = uidOfAccount()
  const who = whoAre(
    ROWS.map(([, caller]) => caller),
    uid,
  )
  return who.map((line) => line.replace(uid, 'UID'))
}

describe('a server of 1.37 takes', () => {
  it.each(ROWS.map(([title, , who], i) => [title, who, i] as const))('%s for: %s', (_, who, i) => {
    expect((read ??= readAll())[i]).toBe(who)
  })
})

describe('a review of a token for somebody', () => {
  const ADMIN = certificate('root', ['system:masters'])
  /** The user, for whom the token is, or why nobody's. */
  function reviewed(rows: readonly (readonly [text: string, audiences?: readonly string[] | undefined])[], release?: string): string[] {
    const requests = rows.map(([text, audiences]) => ({
      url: 'https://192.168.1.100:6443/apis/authentication.k8s.io/v1/tokenreviews',
      body: JSON.stringify({ spec: { token: text, ...(audiences ? { audiences } : {}) } }),
      caller: ADMIN,
    }))
    return answersTo(requests, release).map(({ body }) => {
      const {
        user,
        audiences = [],
        error,
      } = (JSON.parse(body) as { status: { user: { username?: string }; audiences?: string[]; error?: string } }).status
      return error ?? `${user.username} for ${audiences.join(' ') || 'nobody'}`
    })
  }
  const account = 'system:serviceaccount:kube-system:default'
  const other = (own: string, wanted: string): string =>
    `[invalid bearer token, token audiences [${own}] is invalid for the target audiences [${wanted}]]`
  it('tells for whom of them it is', () => {
    const uid = uidOfAccount()
    const own = (aud?: readonly string[]): string => signToken(claimsOf(uid, { more: aud ? { aud } : {}, account: {} }))
    const rows: (readonly [text: string, audiences: readonly string[] | undefined, said: string])[] = [
      [own(), undefined, `${account} for ${ISSUER}`],
      [own(), [], `${account} for ${ISSUER}`],
      [own(), [ISSUER], `${account} for ${ISSUER}`],
      [own(), ['vault'], other(`"${ISSUER}"`, '"vault"')],
      [own(['vault']), undefined, other('"vault"', `"${ISSUER}"`)],
      [own(['vault']), ['vault'], `${account} for vault`],
      [own(['vault', ISSUER]), ['db', ISSUER, 'vault'], `${account} for ${ISSUER} vault`],
      [own([]), ['vault'], other(`"${ISSUER}"`, '"vault"')],
      // what stands in a file is for the server alone
      ['sesame', undefined, `token-user for ${ISSUER}`],
      ['sesame', ['vault', ISSUER], `token-user for ${ISSUER}`],
      ['sesame', ['vault'], 'invalid bearer token'],
      [`aaaaaa${B}`, undefined, `system:bootstrap:aaaaaa for ${ISSUER}`],
      [`aaaaaa${B}`, ['vault'], 'invalid bearer token'],
    ]
    expect(reviewed(rows.map(([text, audiences]) => [text, audiences] as const))).toEqual(rows.map(([, , said]) => said))
  })
  it('takes one of a Secret as long as that holds it', () => {
    const legacy = (secret: string): string =>
      signToken({
        iss: 'kubernetes/serviceaccount',
        'kubernetes.io/serviceaccount/namespace': 'kube-system',
        'kubernetes.io/serviceaccount/secret.name': secret,
        'kubernetes.io/serviceaccount/service-account.name': 'default',
      } as never)
    const rows = [[legacy('gone')], [legacy('bootstrap-token-aaaaaa')], [signToken({} as never)]] as const
    expect(reviewed(rows)).toEqual([
      '[invalid bearer token, service account token has been invalidated]',
      "[invalid bearer token, service account token does not match server's copy]",
      'invalid bearer token',
    ])
  })
  it('is of no account up to 1.12', () => {
    const rows = [['sesame', ['vault']]] as const
    expect(reviewed(rows, '1.12')).toEqual(['token-user for nobody'])
    expect(reviewed(rows, '1.13')).toEqual(['invalid bearer token'])
  })
})
