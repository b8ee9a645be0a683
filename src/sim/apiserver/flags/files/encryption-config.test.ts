import { expect, it } from 'vitest'
import { releaseOf } from '../../../release/release.ts'
import { encryptionError } from './encryption-config.ts'
import { gateIsOn, hasGate } from '../feature-gates.ts'

const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n'
const KEY = 'c2VjcmV0IGlzIHNlY3VyZQ=='
const said = (text: string, kubernetes = '1.36', gates: Readonly<Record<string, string>> = {}) =>
  encryptionError(text, '/enc.yaml', releaseOf(kubernetes), {
    reloads: false,
    isOn: (gate) => (hasGate(gate, releaseOf(kubernetes)) ? gateIsOn(gate, gates, releaseOf(kubernetes)) : undefined),
  })
const resources = (provider: string, names = 'secrets') =>
  `${HEAD}resources: [{resources: [${names}], providers: [${provider}, {identity: {}}]}]\n`
const aescbc = (secret: string) => resources(`{aescbc: {keys: [{name: k, secret: "${secret}"}]}}`)

it('takes what the documents show, on every release', () => {
  for (const kubernetes of ['1.9', '1.13', '1.18', '1.26', '1.37']) {
    expect(said(aescbc(KEY), kubernetes)).toBeUndefined()
    expect(said(resources(KMS), kubernetes, { KMSv2: 'true' })).toBeUndefined()
    expect(said(aescbc(KEY).replace(HEAD, 'apiVersion: v1\nkind: EncryptionConfig\n'), kubernetes)).toBeUndefined()
  }
})

const KMS = '{kms: {apiVersion: v2, name: k, endpoint: "unix:///run/kms.sock"}}'
const AT = 'resources[0].providers[0]'
const NAMES = 'resources[0].resources'
const OVERLAP = "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked"
const entries = (...lists: readonly string[]) =>
  `${HEAD}resources: [${lists.map((names) => `{resources: [${names}], providers: [{identity: {}}]}`).join(', ')}]\n`

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
  [resources('{identity: {}}', 'Secrets'), `${NAMES}[0]: Invalid value: "Secrets": resource name should not contain capital letters`],
  [
    resources('{identity: {}}', "'*'"),
    `${NAMES}[0]: Invalid value: "*": use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources`,
  ],
  [resources('{identity: {}}', "secrets, '*.'"), `${NAMES}: Invalid value: ["secrets","*."]: ${OVERLAP}`],
  [resources('{identity: {}}', "'*.*', deployments.apps"), `${NAMES}: Invalid value: ["*.*","deployments.apps"]: ${OVERLAP}`],
  [resources('{identity: {}}', 'secrets, secrets'), 'the same resource cannot be specified multiple times'],
  [
    resources('{identity: {}}', "'*.', '*.'"),
    `the same resource cannot be specified multiple times, ${NAMES}: Invalid value: ["*.","*."]: using`,
  ],
  [resources('{identity: {}}', 'events.events.k8s.io'), "Use 'events' instead in the config file"],
  [resources('{identity: {}}', 'ingresses.extensions'), "'extensions' group has been removed and cannot be used for encryption"],
  [resources('{identity: {}}', "'secrets.*'"), 'encrypting the same resource across groups is not supported'],
  [resources('{identity: {}}', 'serviceipallocations'), 'resources which do not have REST API/s cannot be encrypted'],
  [
    `${HEAD}resources: [{resources: secrets, providers: []}]`,
    'json: cannot unmarshal string into Go struct field ResourceConfiguration.resources.resources of type []string',
  ],
  [
    `${HEAD}resources: [{resources: [secrets], provider: [], providers: [{identity: {}}]}]`,
    'strict decoding error: unknown field "resources[0].provider"',
  ],
  [
    resources('{kms: {apiVersion: v2, name: k, endpoint: "unix:///k", timeout: 0s}}'),
    `${AT}.kms.timeout: Invalid value: "0s": timeout should be a positive value`,
  ],
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

it.each([
  [entries("'*.'", 'secrets'), 'resource "secrets" is masked by earlier rule "*."'],
  [entries("'*.apps'", 'deployments.apps'), 'resource "deployments.apps" is masked by earlier rule "*.apps"'],
  [entries("'*.*'", "'*.apps'"), 'resource "*.apps" is masked by earlier rule "*.*"'],
  [entries("'*.'", "'*.'"), 'resource "*." is masked by earlier rule "*."'],
])('since 1.27 an entry behind one that takes all it has is refused: %j', (text, why) => {
  for (const kubernetes of ['1.27', '1.31', '1.37']) expect(said(text, kubernetes)).toBe(`error while building transformers: ${why}`)
  for (const kubernetes of ['1.18', '1.26']) expect(said(text, kubernetes)).toBeUndefined()
})

it('lets names overlap from the special to the general, and the same one stand in two entries', () => {
  expect(said(entries('secrets, configmaps', "'*.apps'", "'*.'", "'*.*'"))).toBeUndefined()
  expect(said(entries('secrets', 'secrets'))).toBeUndefined()
  expect(said(entries('secrets, Secrets'), '1.26')).toBeUndefined()
})

const V1 = resources('{kms: {name: k, endpoint: "unix:///run/kms.sock"}}')
const NO_V1 =
  'KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead.  Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature.'

it.each<[string, string, Readonly<Record<string, string>>, string | undefined]>([
  ['1.24', resources(KMS), {}, undefined],
  [
    '1.25',
    resources(KMS),
    {},
    'error while parsing encryption provider configuration file "/enc.yaml": could not configure KMSv2 plugin "k", KMSv2 feature is not enabled',
  ],
  ['1.26', resources(KMS), {}, 'error while building transformers: could not configure KMSv2 plugin "k", KMSv2 feature is not enabled'],
  ['1.26', resources(KMS), { KMSv2: 'true' }, undefined],
  ['1.27', resources(KMS), {}, undefined],
  ['1.27', V1, {}, undefined],
  ['1.28', V1, {}, undefined],
  ['1.28', V1, { KMSv1: 'false' }, `error while building transformers: ${NO_V1}`],
  ['1.29', V1, {}, `error while building transformers: ${NO_V1}`],
  ['1.37', V1, {}, `error while building transformers: ${NO_V1}`],
  ['1.37', V1, { KMSv1: 'true' }, undefined],
])('%s: a KMS plugin needs the gate of its version: %j %j', (kubernetes, text, gates, why) => {
  expect(said(text, kubernetes, gates)).toBe(why)
})
