import { expect, it } from 'vitest'
import { releaseOf } from '../../release/release.ts'
import { encryptionError } from './encryption-config.ts'

const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n'
const KEY = 'c2VjcmV0IGlzIHNlY3VyZQ=='
const said = (text: string, kubernetes = '1.36') => encryptionError(text, '/enc.yaml', releaseOf(kubernetes))
const resources = (provider: string, names = 'secrets') =>
  `${HEAD}resources: [{resources: [${names}], providers: [${provider}, {identity: {}}]}]\n`
const aescbc = (secret: string) => resources(`{aescbc: {keys: [{name: k, secret: "${secret}"}]}}`)

it('takes what the documents show, on every release', () => {
  for (const kubernetes of ['1.9', '1.13', '1.18', '1.26', '1.37']) {
    expect(said(aescbc(KEY), kubernetes)).toBeUndefined()
    expect(said(resources('{kms: {apiVersion: v2, name: k, endpoint: "unix:///run/kms.sock"}}'), kubernetes)).toBeUndefined()
    expect(said(aescbc(KEY).replace(HEAD, 'apiVersion: v1\nkind: EncryptionConfig\n'), kubernetes)).toBeUndefined()
  }
})

const AT = 'resources[0].providers[0]'

it.each<[string, string]>([
  [aescbc('abc'), `${AT}.aescbc.keys[0].secret: Invalid value: "REDACTED": secrets must be base64 encoded`],
  [
    aescbc('c2VjcmV0'),
    `${AT}.aescbc.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 6, expected one of [16 24 32]`,
  ],
  [
    resources(`{secretbox: {keys: [{secret: "${KEY}"}]}}`),
    `[${AT}.secretbox.keys[0].name: Required value: name is a mandatory field for a key, ${AT}.secretbox.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 16, expected one of [32]]`,
  ],
  [resources('{aesgcm: {keys: []}}'), `${AT}.aesgcm.keys: Required value: at least one keys is required`],
  [
    resources('{kms: {apiVersion: v2, name: k, endpoint: "tcp://127.0.0.1:1"}}'),
    `${AT}.kms.endpoint: Invalid value: "tcp://127.0.0.1:1": unsupported scheme "tcp" for KMS provider, only unix is supported`,
  ],
  [resources(`{identity: {}, aescbc: {keys: [{name: k, secret: "${KEY}"}]}}`), 'more than one provider specified in a single element'],
  [HEAD, 'resources: Required value: at least one resources is required'],
  ['', 'error while loading file: encryption provider configuration file "/enc.yaml" is empty'],
  [
    'kind: Secret\napiVersion: v1\n',
    'error decoding encryption provider configuration file "/enc.yaml": no kind "Secret" is registered for version "v1" in scheme',
  ],
])('says in 1.36 of %j', (text, why) => {
  expect(said(text)).toContain('error while parsing file: ')
  expect(said(text)).toContain(why)
})

it.each([
  ['1.17', aescbc('abc'), 'could not obtain secret for named key k: illegal base64 data at input byte 0'],
  ['1.17', aescbc('c2VjcmV0'), 'error while creating cipher for named key k: crypto/aes: invalid key size 6'],
  [
    '1.25',
    aescbc('abc'),
    `error while parsing file: ${AT}.aescbc.keys[0].secret: Invalid value: "REDACTED": secrets must be base64 encoded`,
  ],
])('says in %s of %j', (kubernetes, text, why) => {
  expect(said(text, kubernetes)).toBe(`error while parsing encryption provider configuration file "/enc.yaml": ${why}`)
})
