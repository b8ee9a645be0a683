import { defined } from '../../../manifest/own.ts'
import { machineFiles } from '../../node/container-files.ts'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { releaseOf } from '../../release/release.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import type { Caller } from '../../scenario/scenario-programs.ts'
import { handle } from './chain.ts'
import { type ServerState, SERVING } from '../server-config.ts'
import { parseFlags } from '../flags/flags.ts'
import { storageOf } from '../objects/object-storage.ts'
import { NOTHING_STORED } from '../objects/stored.ts'
import { reach } from '../../node/scenario-requests.ts'
import { requestOf } from './request.ts'

const node = { name: 'master-node', ip: '192.168.1.100' }
const kubeadm = (release: string): string[] =>
  JSON.parse(readFileSync(`${import.meta.dirname}/../recorded/args-${release}.json`, 'utf8')) as string[]

interface Ask {
  release?: '1.19' | '1.37'
  as?: string
  drop?: string
  add?: string[]
  files?: Record<string, string>
  state?: Partial<ServerState>
  caller?: Caller
  method?: string
  path: string
  headers?: Record<string, string>
  agent?: string
}

function ask({
  release = '1.37',
  as = release,
  drop,
  add = [],
  files = {},
  state = {},
  caller = {},
  method = 'GET',
  path,
  headers = {},
  agent = 'kube-probe/1.37',
}: Ask) {
  const args = [...kubeadm(release).filter((arg) => !drop || !arg.startsWith(drop)), ...add]
  const { config, says } = parseFlags(args, machineFiles(files), releaseOf(as))
  if (!config) throw new Error(says.join('\n'))
  const request = requestOf({ from: 'node', method, url: `https://192.168.1.100:6443${path}`, caller, userAgent: agent, headers })!
  const inputs = { ...parseScenario('whyrestart: 1').scenario!, kubernetes: as }
  const storage = storageOf(
    () => ({ inputs, trace: [], at: 60 }),
    () => NOTHING_STORED,
  )
  const { response, steps } = handle(config, { ...SERVING, node, storage, ...state }, request)
  const message = response.body.startsWith('{') ? ((JSON.parse(response.body) as { message?: string }).message ?? '') : response.body
  return { status: response.status, message, steps, response }
}

const certificate = (cn: string, ca: 'cluster' | 'stranger' | 'front-proxy' = 'cluster', ...o: string[]): Caller => ({
  certificate: { cn, o, ca },
})
const noModes = '--authorization-mode'
const denied = (who: string, path: string, why = '') => `forbidden: User "${who}" cannot get path "${path}"${why}`

describe('who may do what', () => {
  it.each<[string, Ask, number, string?]>([
    [
      'AlwaysDeny refuses an ordinary administrator',
      {
        drop: noModes,
        add: ['--authorization-mode=AlwaysDeny'],
        caller: certificate('kubernetes-admin', 'cluster', 'kubeadm:cluster-admins'),
        path: '/livez',
      },
      403,
      denied('kubernetes-admin', '/livez', ': alwaysdeny: Everything is forbidden.'),
    ],
    [
      'and so did 1.19, without the name',
      { release: '1.19', drop: noModes, add: ['--authorization-mode=AlwaysDeny'], path: '/livez' },
      403,
      denied('system:anonymous', '/livez', ': Everything is forbidden.'),
    ],
    [
      'but not system:masters',
      { drop: noModes, add: ['--authorization-mode=AlwaysDeny'], caller: certificate('x', 'cluster', 'system:masters'), path: '/livez' },
      200,
      'ok',
    ],
    ['without --authorization-mode everything is allowed, so anonymous is switched off', { drop: noModes, path: '/livez' }, 401],
    [
      'RBAC first, then AlwaysAllow: a known caller may do all',
      { drop: noModes, add: ['--authorization-mode=RBAC,AlwaysAllow'], caller: certificate('who'), path: '/metrics' },
      200,
    ],
    ['the scheduler lists nodes', { caller: certificate('system:kube-scheduler'), path: '/api/v1/nodes' }, 200],
    ['the controller manager lists secrets', { caller: certificate('system:kube-controller-manager'), path: '/api/v1/secrets' }, 200],
    [
      'the scheduler does not',
      { caller: certificate('system:kube-scheduler'), path: '/api/v1/secrets' },
      403,
      'secrets is forbidden: User "system:kube-scheduler" cannot list resource "secrets" in API group "" at the cluster scope',
    ],
    ['a monitor reads metrics', { caller: certificate('m', 'cluster', 'system:monitoring'), path: '/metrics' }, 200],
    [
      'a node reads itself',
      { caller: certificate('system:node:master-node', 'cluster', 'system:nodes'), path: '/api/v1/nodes/master-node' },
      200,
    ],
    [
      'and no other node',
      { caller: certificate('system:node:master-node', 'cluster', 'system:nodes'), path: '/api/v1/nodes/other' },
      403,
      `nodes "other" is forbidden: User "system:node:master-node" cannot get resource "nodes" in API group "" at the cluster scope: node: node 'master-node' cannot read 'other', only its own Node object`,
    ],
    [
      'and its own pods',
      {
        caller: certificate('system:node:master-node', 'cluster', 'system:nodes'),
        path: '/api/v1/pods?fieldSelector=spec.nodeName%3Dmaster-node',
      },
      200,
    ],
    [
      'a front proxy without a user is nobody the cluster knows',
      { caller: certificate('front-proxy-client', 'front-proxy'), path: '/livez' },
      401,
    ],
    [
      'with a user it speaks for that user',
      { caller: certificate('front-proxy-client', 'front-proxy'), headers: { 'X-Remote-User': 'jo' }, path: '/api/v1/pods' },
      403,
      'pods is forbidden: User "jo" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      'a name that is not allowed does not',
      { caller: certificate('other', 'front-proxy'), headers: { 'X-Remote-User': 'jo' }, path: '/livez' },
      401,
    ],
    ['anonymous joins a cluster: cluster-info is readable', { path: '/api/v1/namespaces/kube-public/configmaps/cluster-info' }, 200],
    [
      'anonymous may not impersonate',
      { headers: { 'Impersonate-User': 'jo' }, path: '/livez' },
      403,
      'forbidden: User "system:anonymous" cannot impersonate-on:user-info:get path "/livez"',
    ],
    [
      'nor before 1.36, which asked for the user alone',
      { as: '1.35', headers: { 'Impersonate-User': 'jo' }, path: '/livez' },
      403,
      'users "jo" is forbidden: User "system:anonymous" cannot impersonate resource "users" in API group "" at the cluster scope',
    ],
    [
      'whom one may act as, and not in this: filters/impersonation/mode.go',
      { headers: { 'Impersonate-User': 'system:serviceaccount:a:b' }, path: '/api/v1/nodes' },
      403,
      'nodes is forbidden: User "system:anonymous" cannot impersonate-on:serviceaccount:list resource "nodes" in API group "" at the cluster scope',
    ],
    [
      'groups are nobody’s without a user',
      { caller: certificate('x', 'cluster', 'system:masters'), headers: { 'Impersonate-Group': 'dev' }, path: '/metrics' },
      400,
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"dev"}, Extra:map[string][]string(nil)} without impersonating a user name',
    ],
    [
      'so it was said before 1.36',
      {
        as: '1.35',
        caller: certificate('x', 'cluster', 'system:masters'),
        headers: { 'Impersonate-Group': 'dev', 'Impersonate-Uid': '1', 'Impersonate-Extra-Scopes': 'a' },
        path: '/metrics',
      },
      500,
      'Internal Server Error: "/metrics": requested [{Group  dev    } {UserExtra  a  authentication.k8s.io/v1  scopes} {UID  1  authentication.k8s.io/v1  }] without impersonating a user\n',
    ],
    [
      'of a UID nobody knew anything up to 1.21',
      { release: '1.19', caller: certificate('x', 'cluster', 'system:masters'), headers: { 'Impersonate-Uid': '1' }, path: '/livez' },
      200,
    ],
    [
      'an extra value alone neither',
      {
        caller: certificate('x', 'cluster', 'system:masters'),
        headers: { 'Impersonate-Extra-Scopes': 'a', 'Impersonate-Extra-Acts': 'b' },
        path: '/metrics',
      },
      400,
      'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string(nil), Extra:map[string][]string{"acts":[]string{"b"}, "scopes":[]string{"a"}}} without impersonating a user name',
    ],
    ['1.9 describes itself by Swagger', { release: '1.19', as: '1.9', drop: '--enable-admission-plugins', path: '/swaggerapi' }, 200],
    [
      'a superuser may',
      { caller: certificate('x', 'cluster', 'system:masters'), headers: { 'Impersonate-User': 'jo' }, path: '/metrics' },
      403,
      denied('jo', '/metrics'),
    ],
    [
      'before RBAC is there anonymous is forbidden',
      { state: { rbacReady: false, hooksReady: false }, path: '/livez' },
      403,
      denied('system:anonymous', '/livez'),
    ],
    [
      'a group of a resource is named',
      { path: '/apis/apps/v1/namespaces/default/deployments/web/scale' },
      403,
      'deployments.apps "web" is forbidden: User "system:anonymous" cannot get resource "deployments/scale" in API group "apps" in the namespace "default"',
    ],
    [
      '1.9 words a refusal without quotes',
      { release: '1.19', as: '1.9', drop: '--enable-admission-plugins', path: '/api/v1/namespaces/default/pods' },
      403,
      'pods is forbidden: User "system:anonymous" cannot list pods in the namespace "default"',
    ],
    ['1.9 lets anonymous discover', { release: '1.19', as: '1.9', drop: '--enable-admission-plugins', path: '/api' }, 200],
    [
      '1.9 has no /livez',
      { release: '1.19', as: '1.9', drop: '--enable-admission-plugins', path: '/livez' },
      403,
      denied('system:anonymous', '/livez'),
    ],
  ])('%s', (_, asked, status, message) => {
    const answer = ask(asked)
    expect({ status: answer.status, ...(message === undefined ? {} : { message: answer.message }) }).toEqual({
      status,
      ...defined({ message }),
    })
  })
})

const OBJECTS = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'
const STREAMS = `${OBJECTS}, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch`
const NO_FORM = '406: Not Acceptable\n\nAvailable representations:'
const ONLY = `only the following media types are accepted: ${OBJECTS}`
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'

// as a kube-apiserver 1.36 has answered; before 1.25 as its source has it
it.each<[path: string, accept: string, message: string, release?: string]>([
  ['/version', 'text/html', `${NO_FORM} application/json`],
  ['/version', 'application/yaml', `${NO_FORM} application/json`],
  ['/version', 'application/json;as=Nope', ''],
  ['/api/v1/pods', 'application/json;as;v=v1;g=meta.k8s.io', ONLY],
  ['/api/v1/pods', 'application/json;as=Table;g=meta.k8s.io', ONLY],
  ['/api/v1/pods', 'application/json;v=v1;g=meta.k8s.io', ONLY],
  ['/version', 'image/png', '406: Not Acceptable', '1.24'],
  ['/api', 'application/*', `${NO_FORM} ${OBJECTS}`],
  ['/api', 'text/plain, application/json;q=0.5', ''],
  ['/api', TABLE, ONLY],
  ['/api', `${TABLE}, application/json`, ''],
  ['/apis', 'text/html', ONLY],
  ['/apis', 'application/*', ''],
  ['/apis/apps', 'nonsense', ONLY],
  ['/apis/apps/v1', 'image/png', `${NO_FORM} ${OBJECTS}`],
  ['/api/v1/nodes', 'text/html', `${NO_FORM} ${STREAMS}`],
  ['/api/v1/nodes', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', ''],
  ['/api/v1/nodes', '', ''],
  ['/api/v1/nodes', TABLE, ''],
  ['/api/v1/nodes', TABLE.replace('v1', 'v2'), ONLY],
  ['/api/v1/nodes', TABLE.replace('Table', 'Nope'), ONLY],
  ['/api/v1/nodes', 'application/json;stream=watch', ''],
  ['/api/v1/nodes', 'application/json;stream=list', ONLY],
  ['/api/v1/nodes', 'application/yaml;stream=watch', ONLY],
  ['/api/v1/nodes', 'application/vnd.kubernetes.protobuf;stream=watch', ''],
  ['/api/v1/nodes', 'application/json;as=Table', ONLY],
  ['/api/v1/nodes', 'application/json;g=meta.k8s.io', ONLY],
  ['/api/v1/nodes', 'application/json;v=v1', ONLY],
  ['/api/v1/nodes/nope', 'text/plain', `${NO_FORM} ${OBJECTS}`],
  ['/livez/ping', 'image/png', ''],
  ['/.well-known/openid-configuration', 'text/html', `${NO_FORM} application/json`],
])('GET %s is answered to who takes %j', (path, accept, message, as = '1.37') => {
  const { response } = ask({ path, as, headers: { Accept: accept }, caller: certificate('x', 'cluster', 'system:masters') })
  expect(response.status === 406 ? (JSON.parse(response.body) as { message: string }).message : '').toBe(message)
})

const root = certificate('x', 'cluster', 'system:masters')
const NONE = 'the server could not find the requested resource'
const NOT_THAT = 'the server does not allow this method on the requested resource'
const PLAIN = '404 page not found\n'

const kubelet = certificate('system:node:master-node', 'cluster', 'system:nodes')
const mine = (what: string, group: string, scope: string, why: string): string =>
  `User "system:node:master-node" cannot ${what} in API group "${group}" ${scope}: node: ${why}`

// as a kube-apiserver v1.36.2 answered them
it.each<[string, Ask, number, (string | undefined)?, string?]>([
  [
    'a path that names no kind after watch is refused before authentication: filters/requestinfo.go',
    { add: ['--anonymous-auth=false'], path: '/api/v1/watch' },
    500,
    'Internal Server Error: "/api/v1/watch": failed to create RequestInfo: unable to determine kind and namespace from url, /api/v1/watch\n',
  ],
  [
    'no resource, no subject: api/errors/errors.go, NewForbidden',
    { path: '/api/v1//pods' },
    403,
    'forbidden: User "system:anonymous" cannot get resource "" in API group "" at the cluster scope',
  ],
  [
    'a method that is no verb',
    { method: 'OPTIONS', path: '/api/v1/pods' },
    403,
    'pods is forbidden: User "system:anonymous" cannot  resource "pods" in API group "" at the cluster scope',
  ],
  [
    'what stands behind a proxy is no subresource: request/requestinfo.go, specialVerbsNoSubresources',
    { path: '/api/v1/proxy/nodes/master-node/healthz' },
    403,
    'nodes "master-node" is forbidden: User "system:anonymous" cannot proxy resource "nodes" in API group "" at the cluster scope',
  ],
  [
    'a selector for a name that cannot be: request/requestinfo.go, NewRequestInfo',
    { path: '/api/v1/pods?fieldSelector=metadata.name%3Da%2Fb' },
    403,
    'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
  ],
  [
    'of two names the first by its letters',
    { path: '/api/v1/pods?fieldSelector=metadata.name%3Db,metadata.name%3D%3Da,metadata.name!%3Dc' },
    403,
    'pods "a" is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
  ],
  [
    'all but one name',
    { path: '/api/v1/pods?fieldSelector=metadata.name!%3Da' },
    403,
    'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
  ],
  ['below a service: server/handler.go, director', { caller: root, path: '/version/x' }, 404, NONE],
  ['a version that is none', { caller: root, path: '/apis/apps/v2' }, 404, NONE],
  ['a group that is none', { caller: root, path: '/apis/nope/v1' }, 404, PLAIN],
  ['two slashes before a resource', { caller: root, path: '//api/v1/pods' }, 404, PLAIN],
  ['groups are listed for any method: kube-aggregator/pkg/apiserver/handler_apis.go', { caller: root, method: 'POST', path: '/apis' }, 200],
  ['and each of them', { caller: root, method: 'PATCH', path: '/apis/apps' }, 200],
  ['the issuer is read only: pkg/routes/openidmetadata.go', { caller: root, method: 'POST', path: '/openid/v1/jwks' }, 405, NOT_THAT],
  ['and has a path with a slash', { caller: root, path: '/.well-known/openid-configuration/' }, 200, undefined, 'application/json'],
  [
    'one OpenAPI document: kube-openapi/pkg/handler3/handler.go',
    { caller: root, path: '/openapi/v3/apis/apps/v1' },
    200,
    undefined,
    'application/json',
  ],
  ['none', { caller: root, path: '/openapi/v3/apis/nope' }, 404, ''],
  ['version 2 has no slash: kube-openapi/pkg/handler/handler.go', { caller: root, path: '/openapi/v2/' }, 404, PLAIN],
  [
    'a pod that is not the node’s: plugin/pkg/auth/authorizer/node/node_authorizer.go, authorizePod',
    { caller: kubelet, path: '/api/v1/namespaces/default/pods/nope' },
    403,
    `pods "nope" is forbidden: ${mine('get resource "pods"', '', 'in the namespace "default"', "no relationship found between node 'master-node' and this object")}`,
  ],
  [
    'another’s lease: authorizeLease',
    { caller: kubelet, path: '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x' },
    403,
    `leases.coordination.k8s.io "x" is forbidden: ${mine('get resource "leases"', 'coordination.k8s.io', 'in the namespace "kube-system"', 'can only access leases in the "kube-node-lease" system namespace')}`,
  ],
  [
    'no token is got: authorizeCreateToken',
    { caller: kubelet, path: '/api/v1/namespaces/default/serviceaccounts' },
    403,
    `serviceaccounts is forbidden: ${mine('list resource "serviceaccounts"', '', 'in the namespace "default"', 'can only create tokens for individual service accounts')}`,
  ],
  [
    'all slices: authorizeResourceSlice',
    { caller: kubelet, path: '/apis/resource.k8s.io/v1/resourceslices' },
    403,
    `resourceslices.resource.k8s.io is forbidden: ${mine('list resource "resourceslices"', 'resource.k8s.io', 'at the cluster scope', 'can only list/watch/deletecollection resourceslices with nodeName field selector')}`,
  ],
  [
    'flags: server/routes/flags.go',
    { caller: root, method: 'PUT', path: '/debug/flags/v' },
    400,
    'strconv.ParseUint: parsing "": invalid syntax\n',
    'text/plain',
  ],
  ['a profile in words: net/http/pprof', { caller: root, path: '/debug/pprof/heap?debug=1' }, 200, '', 'text/plain; charset=utf-8'],
  ['its number may be below nothing', { caller: root, path: '/debug/pprof/heap?debug=-1' }, 200, '', 'text/plain; charset=utf-8'],
  ['and none is no words', { caller: root, path: '/debug/pprof/heap?debug=00' }, 200, '', 'application/octet-stream'],
  ['nor is what is no whole number', { caller: root, path: '/debug/pprof/heap?debug=1.5' }, 200, '', 'application/octet-stream'],
  ['a profile of the CPU', { caller: root, path: '/debug/pprof/profile?debug=1' }, 200, '', 'application/octet-stream'],
  ['a trace', { caller: root, path: '/debug/pprof/trace?seconds=5' }, 200, '', 'application/octet-stream'],
  ['the command line is no profile', { caller: root, path: '/debug/pprof/cmdline' }, 404, 'Unknown profile\n'],
  ['metrics begin anew: server/routes/metrics.go', { caller: root, method: 'DELETE', path: '/metrics' }, 200, 'metrics reset\n'],
  [
    'not without profiling',
    { caller: root, method: 'DELETE', path: '/metrics', add: ['--profiling=false'] },
    200,
    undefined,
    'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
  ],
])('%s', (_, asked, status, message, type) => {
  const { response, ...answer } = ask(asked)
  expect({ status: answer.status, message: answer.message, type: response.headers['content-type'] }).toMatchObject({
    status,
    ...defined({ message, type }),
  })
})

describe('token files', () => {
  const file = '/etc/kubernetes/pki/t.csv'
  const add = [`--token-auth-file=${file}`]
  it.each<[string, string, string, number]>([
    ['a user in system:masters may do all', 'secret,root,0,system:masters\n', 'secret', 200],
    ['quoted groups are several', 'secret,jo,1,"a,system:monitoring"\n', 'secret', 200],
    ['the last of two equal tokens counts', 'secret,jo,1\nsecret,root,0,system:masters\n', 'secret', 200],
    ['an unknown token is refused', 'secret,root,0,system:masters\n', 'other', 401],
    ['a prefix is another token', 'secret,root,0,system:masters\n', 'secre', 401],
  ])('%s', (_, text, bearer, status) => {
    expect(ask({ add, files: { [file]: text }, caller: { bearer }, path: '/metrics' }).status).toBe(status)
  })

  it('too few columns end the server', () => {
    expect(parseFlags([...kubeadm('1.37'), ...add], machineFiles({ [file]: 'a,b\n' }), releaseOf('1.37')).says.at(-1)).toBe(
      `E run.go:72] "command failed" err="token file '${file}' must have at least 3 columns (token, user name, user uid), found 2"`,
    )
  })
})

describe('anonymous conditions', () => {
  const file = '/etc/kubernetes/pki/a.yaml'
  const config = (text: string, version = 'v1') => ({
    add: [`--authentication-config=${file}`],
    files: { [file]: `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\n${text}` },
  })
  const livez = config('anonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n')
  it.each<[string, Ask, number]>([
    ['a listed path is open', { ...livez, path: '/livez' }, 200],
    ['with any query', { ...livez, path: '/livez?verbose' }, 200],
    ['another is not', { ...livez, path: '/readyz' }, 401],
    ['nor is a longer one', { ...livez, path: '/livez/' }, 401],
    ['escaped letters are the same path', { ...livez, path: '/live%7a' }, 200],
    ['RBAC still has its say', { ...config('anonymous:\n  enabled: true\n  conditions:\n  - path: /metrics\n'), path: '/metrics' }, 403],
    ['no conditions: every path', { ...config('anonymous:\n  enabled: true\n'), path: '/version' }, 200],
    ['off: none', { ...config('anonymous:\n  enabled: false\n'), path: '/livez' }, 401],
    ['a file that says nothing leaves it to the flag', { ...config('jwt: []\n'), path: '/livez' }, 200],
    ['AlwaysAllow does not touch the file', { ...livez, drop: noModes, path: '/livez' }, 200],
  ])('%s', (_, asked, status) => expect(ask(asked).status).toBe(status))

  const fail = (release: string, text: string, version: string, add: string[] = []) => {
    const { add: own, files } = config(text, version)
    return parseFlags([...kubeadm('1.37'), ...own, ...add], machineFiles(files), releaseOf(release)).says.at(-1)
  }
  it('is refused where the gate is off, and taken where it is switched on', () => {
    expect(fail('1.31', 'anonymous: {enabled: true}\n', 'v1beta1')).toBe(
      'E run.go:72] "command failed" err="anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEnpoints feature gate is disabled"',
    )
    expect(
      fail('1.31', 'anonymous: {enabled: true}\n', 'v1beta1', ['--feature-gates=AnonymousAuthConfigurableEndpoints=true']),
    ).toBeUndefined()
  })
  const both = 'anonymous: {enabled: false, conditions: [{path: /livez}, {path: /readyz}]}\n'
  it.each([
    ['1.29', 'jwt: []\n', 'v1alpha1', '"jwt: Required value: at least one jwt is required"'],
    ['1.29', 'jwt: [{}, {}]\n', 'v1alpha1', '"jwt: Too many: 2: must have at most 1 items"'],
    [
      '1.31',
      both,
      'v1beta1',
      '"[anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEnpoints feature gate is disabled, anonymous.conditions: Invalid value: []apiserver.AnonymousAuthCondition{apiserver.AnonymousAuthCondition{Path:\\"/livez\\"}, apiserver.AnonymousAuthCondition{Path:\\"/readyz\\"}}: enabled should be set to true when conditions are defined]"',
    ],
    [
      '1.33',
      'jwt: [{issuer: {audiences: [""]}, claimMappings: {username: {claim: sub}}}]\n',
      'v1beta1',
      `"[jwt[0].issuer.url: Required value: URL is required, jwt[0].issuer.audiences[0]: Required value: audience can't be empty, jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing]"`,
    ],
    [
      '1.29',
      'jwt: [{issuer: {url: https://a, audiences: [a, ""]}, claimMappings: {username: {claim: sub, prefix: ""}}}]\n',
      'v1alpha1',
      '"jwt[0].issuer.audiences: Too many: 2: must have at most 1 items"',
    ],
    [
      '1.33',
      'jwt: [{issuer: {url: https://a, audiences: [a]}, claimMappings: {username: {claim: sub, prefix: ""}}, claimValidationRules: [{claim: a, message: b}]}]\n',
      'v1beta1',
      `message: Invalid value: \\"b\\": message can't be set when claim is set"`,
    ],
    ['1.33', 'jwt: [{issuer: {egressSelectorType: cluster}}]\n', 'v1beta1', 'unknown field \\"jwt[0].issuer.egressSelectorType\\"'],
  ])('is held against the rules of %s: %s', (release, text, version, says) =>
    expect(fail(release, text, version, ['--feature-gates=StructuredAuthenticationConfiguration=true'])).toContain(says),
  )
  it('is decoded strictly', () => {
    expect(fail('1.37', 'anonymous:\n  enable: true\n', 'v1')).toBe(
      'E run.go:72] "command failed" err="failed to load authentication configuration from file \\"/etc/kubernetes/pki/a.yaml\\": strict decoding error: unknown field \\"anonymous.enable\\""',
    )
    expect(fail('1.32', 'anonymous: {enabled: true}\n', 'v1')).toContain(
      'no kind \\"AuthenticationConfiguration\\" is registered for version \\"apiserver.config.k8s.io/v1\\"',
    )
  })
})

describe('an authorization configuration', () => {
  const file = '/etc/kubernetes/pki/authz.yaml'
  const config = (authorizers: string, version = 'v1') => ({
    drop: noModes,
    add: [`--authorization-config=${file}`],
    files: { [file]: `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthorizationConfiguration\nauthorizers:${authorizers}\n` },
  })
  const both = ' [{type: Node, name: node}, {type: RBAC, name: rbac}]'
  it.each<[string, Ask, number, string?]>([
    ['leaves anonymous on', { ...config(both), path: '/livez' }, 200],
    ['refuses as its authorizers do', { ...config(both), path: '/metrics' }, 403, denied('system:anonymous', '/metrics')],
    ['can allow everything', { ...config(' [{type: AlwaysAllow, name: alwaysallow}]'), path: '/metrics' }, 200],
    [
      'goes through them in order',
      { ...config(' [{type: AlwaysDeny, name: alwaysdeny}, {type: RBAC, name: rbac}]'), path: '/metrics' },
      403,
      denied('system:anonymous', '/metrics', ': alwaysdeny: Everything is forbidden.'),
    ],
  ])('%s', (_, asked, status, message) => {
    const answer = ask(asked)
    expect({ status: answer.status, message: answer.message }).toMatchObject({ status, ...defined({ message }) })
  })

  it.each<[string, string, string, string]>([
    ['1.37', ' []', 'v1', 'authorizers: Required value: at least one authorization mode must be defined'],
    ['1.37', ' [{type: RBAC, name: x}]', 'v1', 'expected name rbac for authorizer RBAC instead of x'],
    ['1.37', ' [{type: RBAC, name: rbac}, {type: RBAC, name: rbac}]', 'v1', 'authorizers[1].type: Duplicate value: \\"RBAC\\"'],
    ['1.37', ' [{type: Webhook, name: w}]', 'v1', 'authorizers[0].webhook: Required value: required when type=Webhook'],
    [
      '1.37',
      ' [{kind: RBAC, name: rbac}]',
      'v1',
      'failed to load AuthorizationConfiguration from file: strict decoding error: unknown field \\"authorizers[0].kind\\"',
    ],
    [
      '1.31',
      both,
      'v1',
      'failed to load AuthorizationConfiguration from file: no kind \\"AuthorizationConfiguration\\" is registered for version \\"apiserver.config.k8s.io/v1\\"',
    ],
  ])('%s%s', (release, authorizers, version, error) => {
    const { add, files } = config(authorizers, version)
    expect(
      parseFlags([...kubeadm('1.37').filter((arg) => !arg.startsWith(noModes)), ...add], machineFiles(files), releaseOf(release)).says.at(
        -1,
      ),
    ).toContain(`E run.go:72] "command failed" err="${error}`)
  })
})

describe('health', () => {
  it('tells which checks fail, and withholds why', () => {
    const { status, message } = ask({ state: { etcdFailed: ['etcd'] }, path: '/livez' })
    expect([status, message.split('\n')[3], message.split('\n').at(-2)]).toEqual([
      500,
      '[-]etcd failed: reason withheld',
      'livez check failed',
    ])
    expect(
      ask({ release: '1.19', state: { etcdFailed: ['etcd'] }, path: '/livez' })
        .message.split('\n')
        .at(-2),
    ).toBe('healthz check failed')
  })
  it('leaves excluded checks out', () => {
    expect(ask({ state: { etcdFailed: ['etcd'] }, path: '/livez?exclude=etcd&exclude=nope&verbose' }).message).toMatch(
      /\[\+\]etcd excluded: ok\n[^]*warn: some health checks cannot be excluded: no matches for "nope"\nlivez check passed\n$/,
    )
  })
  it('tells the reason of one check to whom it may', () => {
    expect(
      ask({ state: { etcdFailed: ['etcd'] }, caller: certificate('m', 'cluster', 'system:masters'), path: '/livez/etcd' }).message,
    ).toBe('internal server error: error getting data from etcd: context deadline exceeded\n')
  })
  it('fails /readyz alone once the server is shutting down', () => {
    expect([
      ask({ state: { shuttingDown: true }, path: '/readyz' }).status,
      ask({ state: { shuttingDown: true }, path: '/livez' }).status,
    ]).toEqual([500, 200])
  })
})

it.each([
  ['Node,RBAC', ['authorization: Node', 'authorization: RBAC']],
  ['RBAC,Node', ['authorization: RBAC', 'authorization: Node']],
])('asks the authorizers in the order of --authorization-mode=%s, and says what each was of', (modes, wanted) => {
  const { steps, message } = ask({
    drop: noModes,
    add: [`--authorization-mode=${modes}`],
    caller: certificate('who'),
    path: '/api/v1/namespaces/kube-system/secrets',
  })
  expect(steps.map(({ step }) => step).filter((step) => step.startsWith('authorization: '))).toEqual(wanted)
  expect(message).toContain('User "who" cannot list resource "secrets"')
})

it('names the flag that decided', () => {
  const { steps } = ask({ add: ['--anonymous-auth=false'], path: '/livez' })
  expect(steps.at(-1)).toEqual({
    step: 'authentication: anonymous',
    verdict: 'refused',
    reason: 'There are no credentials, and anonymous requests are off.',
    because: { flag: 'anonymous-auth' },
  })
})

it('prints for curl, and compactly for a probe', () => {
  expect(ask({ add: ['--anonymous-auth=false'], path: '/livez' }).response.body).toBe(
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}\n',
  )
  expect(ask({ add: ['--anonymous-auth=false'], agent: 'curl/7.88.1', path: '/livez' }).response.body).toHaveLength(157)
  expect(ask({ release: '1.19', add: ['--anonymous-auth=false'], agent: 'curl/7.88.1', path: '/livez' }).response.body).toHaveLength(165)
  expect(ask({ path: '/api/<&>', agent: 'curl/7' }).response.body).toContain('/api/\\u0026lt;\\u0026amp;\\u0026gt;')
})

describe('what reaches the server', () => {
  const get = (url: string, from: 'node' | 'pod' | 'outside' = 'node') =>
    requestOf({ from, method: 'GET', url, caller: {}, userAgent: 'curl/7.88.1' })!
  const open = { bind: '0.0.0.0', tls: true, state: 'open' } as const
  const local = { bind: '127.0.0.1', tls: false, state: 'open' } as const
  const refused = "curl: (7) Failed to connect to 192.168.1.100 port 6443 after 0 ms: Couldn't connect to server"
  const none = releaseOf('1.37')
  it.each([
    ['an open port', get('https://192.168.1.100:6443/'), open, null],
    ['plain HTTP to the TLS port, for Go answers', get('http://192.168.1.100:6443/'), open, null],
    ['nobody there', get('https://192.168.1.100:6443/'), undefined, refused],
    ['a port of the loopback, from its own address', get('http://127.0.0.1:8888/'), local, null],
    ['a port of the loopback, from the outer address', get('http://192.168.1.100:6443/'), local, refused],
    ['a pod asking its own loopback', get('http://127.0.0.1:6443/', 'pod'), local, refused.replace('192.168.1.100', '127.0.0.1')],
    ['TLS to a plain port', get('https://127.0.0.1:8888/'), local, 'curl: (35) error:0A00010B:SSL routines::wrong version number'],
    ['a stopped process', get('https://192.168.1.100:6443/'), { ...open, state: 'hung' } as const, 'curl: (28) SSL connection timeout'],
  ])('%s', (_, request, target, error) => expect(reach(request, target, [], node, none)?.error ?? null).toBe(error))

  it('a firewall stops who comes from where it says', () => {
    const rules = [{ block: 6443, from: 'outside' as const }]
    expect(reach(get('https://192.168.1.100:6443/', 'outside'), open, rules, node, none)?.code).toBe(28)
    expect(reach(get('https://192.168.1.100:6443/', 'pod'), open, rules, node, none)).toBeNull()
  })
})

const KMS_FILE = '/etc/kubernetes/pki/enc.yaml'
const plugins = (...versions: readonly string[]): string =>
  `apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n${versions
    .map((version, n) => `  - kms: {apiVersion: ${version}, name: k${n}, endpoint: "unix:///run/k${n}.sock"}\n`)
    .join('')}  - identity: {}\n`

/** Follows: staging/src/k8s.io/apiserver/pkg/server/options/etcd.go and encryptionconfig/config.go, by release. */
it.each<[string, string, readonly string[], boolean, string]>([
  ['1.15', '/healthz', ['v1'], false, ''],
  ['1.19', '/healthz', ['v1'], false, '[-]kms-provider-0'],
  ['1.19', '/livez', ['v1', 'v1'], false, '[-]kms-provider-0 [-]kms-provider-1'],
  ['1.28', '/livez', ['v1'], false, '[-]kms-provider-0'],
  ['1.28', '/livez', ['v1'], true, '[-]kms-providers'],
  ['1.28', '/readyz', ['v2', 'v2'], false, '[-]kms-providers'],
  ['1.28', '/readyz', ['v1', 'v2'], false, '[-]kms-provider-0 [-]kms-provider-1'],
  ['1.29', '/livez', ['v2'], false, ''],
  ['1.29', '/readyz', ['v2'], false, '[-]kms-providers'],
  ['1.37', '/healthz', ['v2'], true, '[-]kms-providers'],
])('on %s %s has for plugins of KMS %j, the file read again %s: %s', (as, path, versions, reloads, checks) => {
  const { message } = ask({
    release: Number(as.slice(2)) < 20 ? '1.19' : '1.37',
    as,
    path: `${path}?verbose`,
    caller: certificate('root', 'cluster', 'system:masters'),
    files: { [KMS_FILE]: plugins(...versions) },
    add: [
      `--encryption-provider-config=${KMS_FILE}`,
      ...(reloads ? ['--encryption-provider-config-automatic-reload=true'] : []),
      ...(as === '1.29' && versions.includes('v1') ? ['--feature-gates=KMSv1=true'] : []),
    ],
  })
  expect((message.match(/\[.\]kms\S+/g) ?? []).join(' ')).toBe(checks)
  expect(message).toContain('etcd')
})
