import { machineFiles } from '../../node/container-files.ts'
import { expect, it } from 'vitest'
import { releaseOf } from '../../release/release.ts'
import { SERVING } from '../server-config.ts'
import { parseFlags } from '../flags/flags.ts'
import { requestOf } from '../requests/request.ts'
import { authenticate } from './authenticators.ts'

const FILES = { '/tokens.csv': 'sesame,token-user,1\n', '/basic.csv': 'open,basic-user,2\n' }
const CERTIFICATE = { cn: 'certificate-user', o: [], ca: 'cluster' as const }
const PROXY = { cn: 'front-proxy-client', o: [], ca: 'front-proxy' as const }

/** A server that knows every kind of credentials, as the last release with basic authentication could. */
function asked(caller: Parameters<typeof requestOf>[0]['caller'], headers: Record<string, string> = {}, allowed = 'front-proxy-client') {
  const args = [
    'client-ca-file=/etc/kubernetes/pki/ca.crt',
    'requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt',
    'requestheader-username-headers=X-Remote-User',
    `requestheader-allowed-names=${allowed}`,
    'token-auth-file=/tokens.csv',
    'basic-auth-file=/basic.csv',
    'etcd-servers=https://127.0.0.1:2379',
    'service-cluster-ip-range=10.96.0.0/12',
  ]
  const { config, says } = parseFlags(
    args.map((arg) => `--${arg}`),
    machineFiles(FILES),
    releaseOf('1.18'),
  )
  if (!config) throw new Error(says.join('\n'))
  const request = requestOf({ from: 'node', method: 'GET', url: 'https://192.168.1.100:6443/livez', caller, userAgent: 'curl', headers })!
  const { user, by, steps } = authenticate(config, { ...SERVING, node: { name: 'master-node', ip: '192.168.1.100' } }, request)
  return { user: user?.name, by, order: steps.map(({ step }) => step.replace('authentication: ', '')) }
}

it('asks whoever knows credentials in the order of upstream’s union, anonymous last', () => {
  expect(asked({}).order).toEqual(['front proxy', 'basic auth file', 'client certificate', 'bearer token', 'anonymous'])
})

it.each<[string, Parameters<typeof asked>, string]>([
  ['a front proxy’s word comes before its own certificate', [{ certificate: PROXY }, { 'X-Remote-User': 'proxied-user' }], 'proxied-user'],
  ['a password comes before a certificate', [{ certificate: CERTIFICATE, basic: 'basic-user:open' }], 'basic-user'],
  ['a certificate comes before a token', [{ certificate: CERTIFICATE, bearer: 'sesame' }], 'certificate-user'],
  ['a token is looked at where nothing else is there', [{ bearer: 'sesame' }], 'token-user'],
])('%s', (_, credentials, user) => {
  expect(asked(...credentials).user).toBe(user)
})

it.each([
  ['front-proxy-client', 'front-proxy-client', 'proxied-user'],
  ['front-proxy-client', 'another-proxy', undefined],
  ['front-proxy-client,another-proxy', 'another-proxy', 'proxied-user'],
  ['', 'another-proxy', 'proxied-user'],
])('where “%s” may vouch for others, a proxy called %s makes it %s', (allowed, cn, user) => {
  expect(asked({ certificate: { ...PROXY, cn } }, { 'X-Remote-User': 'proxied-user' }, allowed).user).toBe(user)
})
