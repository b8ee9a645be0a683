import { expect, it } from 'vitest'
import { machineFiles } from '../../node/container-files.ts'
import { releaseOf } from '../../release/release.ts'
import { readAuthenticationConfig } from './authentication-flags.ts'
import { readAuthorizationConfig } from './authorization-modes.ts'

const release = releaseOf('1.37')
const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: '
const files = {
  ...machineFiles({}),
  read: (path: string) => ({ error: path === '/dir' ? ('is a directory' as const) : ('no such file or directory' as const) }),
}
const authorization = (text: string, of = release) => readAuthorizationConfig(`${HEAD}AuthorizationConfiguration\n${text}\n`, files, of)
const webhook = (connection: string): string =>
  `authorizers: [{type: Webhook, name: w, webhook: {timeout: 3s, subjectAccessReviewVersion: v1, failurePolicy: Deny, connectionInfo: ${connection}}}]`
const said = {
  authentication: (text: string) => readAuthenticationConfig(`${HEAD}AuthenticationConfiguration\n${text}\n`, release, true, []),
  authorization,
  'authorization of 1.33': (text: string) => authorization(text, releaseOf('1.33')),
}
const wrong = (found: string, field: string, type: string) =>
  `json: cannot unmarshal ${found} into Go struct field ${field} of type ${type}`

it.each<[keyof typeof said, string, string]>([
  ['authentication', 'anonymous: true', wrong('bool', 'AuthenticationConfiguration.anonymous', 'v1.AnonymousAuthConfig')],
  [
    'authentication',
    'anonymous: {enabled: true, conditions: [{path: 1}]}',
    wrong('number', 'AnonymousAuthCondition.anonymous.conditions.path', 'string'),
  ],
  // as Go goes by the sorted names, the field is met before the one that is above it in the file
  ['authentication', 'zone: a\nanonymous: {enable: true}', 'strict decoding error: unknown field "anonymous.enable", unknown field "zone"'],
  [
    'authorization',
    'zone: a\nauthorizers: []\nauthorizers: []',
    'strict decoding error: yaml: unmarshal errors:\n  line 5: key "authorizers" already set in map, unknown field "zone"',
  ],
  // what stands as a value is no key
  ['authorization', 'zone: authorizers\nauthorizers: []', 'strict decoding error: unknown field "zone"'],
  ['authorization', 'authorizers: RBAC', wrong('string', 'AuthorizationConfiguration.authorizers', '[]v1.AuthorizerConfiguration')],
  ['authorization', 'authorizers: [{type: RBAC, name: 5}]', wrong('number', 'AuthorizerConfiguration.authorizers.name', 'string')],
  ['authorization', 'authorizers: [{typ: RBAC}]', 'strict decoding error: unknown field "authorizers[0].typ"'],
  ['authorization', webhook('{type: KubeConfigFile, kubeConfigFile: /dir}'), 'Invalid value: "/dir": must be a regular file'],
  [
    'authorization of 1.33',
    webhook('{type: File}'),
    'apiserver.WebhookConnectionInfo{Type:"File", KubeConfigFile:(*string)(nil)}: supported values: "InClusterConfig", "KubeConfigFile"',
  ],
])('says of an %s file with %j what Go says', (which, text, why) => {
  expect(JSON.stringify(said[which](text))).toContain(JSON.stringify(why).slice(1, -1))
})
