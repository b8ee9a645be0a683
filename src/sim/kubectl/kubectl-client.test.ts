import { describe, expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { parseScenario } from '../scenario/scenario.ts'
import { simulate } from '../simulate.ts'
import type { EntryOf, Trace } from '../trace/trace.ts'

interface Case {
  manifests?: Readonly<Record<string, string>>
  processes?: object
  release?: string
  flags?: readonly string[]
  files?: Readonly<Record<string, string>>
  cluster?: object
  actions?: readonly object[]
  requests?: readonly object[]
  duration?: string
}

function run({
  release = '1.37',
  flags = [],
  files = {},
  cluster = {},
  manifests = {},
  processes = {},
  actions = [],
  requests = [],
  duration = '200s',
}: Case): Trace {
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      duration,
      manifests: { 'kube-apiserver.yaml': kubeadmManifest(release, { flags }), ...manifests },
      processes,
      files,
      cluster,
      actions,
      requests,
    }),
  )
  expect(diagnostics).toBeUndefined()
  return simulate(scenario!.lanes[0]!.inputs)
}

const kubectl = (line: string, at = '100s') => ({ at, kubectl: line })
const printed = (trace: Trace) => trace.filter((e): e is EntryOf<'printed'> => e.kind === 'printed')
const says = (line: string, more: Case = {}) => {
  const [{ stdout, stderr, exit } = { stdout: '', stderr: '', exit: -1 }] = printed(
    run({ ...more, actions: [...(more.actions ?? []), kubectl(line)] }),
  ).slice(-1)
  return { out: stdout + stderr, exit }
}
const answers = (trace: Trace) => trace.filter((e): e is EntryOf<'response'> => e.kind === 'response').toSorted((a, b) => a.n - b.n)

describe('a mirror pod', () => {
  const POD = 'delete pod kube-apiserver-master-node -n kube-system'
  const mirrors = (trace: Trace) => trace.flatMap((e) => (e.kind === 'mirror' && e.t >= 100 ? [`${e.op} ${Math.floor(e.t)}`] : []))

  it.each(['1.9', '1.19', '1.37'])('%s: comes back at once, and the container goes on', (release) => {
    const trace = run({ release, actions: [kubectl(POD)] })
    expect(mirrors(trace)).toEqual(['terminating 100', 'deleted 100', 'created 100', 'updated 104'])
    expect(trace.filter((e) => e.kind === 'process' && e.op === 'started')).toHaveLength(1)
    expect(mirrors(run({ release, actions: [kubectl(`${POD} --force --grace-period=0`)] }))).toEqual([
      'deleted 100',
      'created 100',
      'updated 104',
    ])
  })

  it('that is deleted while no kubelet runs is made again by the next one', () => {
    const actions = [{ at: '99.9s', restart: 'kubelet' }]
    const ops = (line: string): string[] => mirrors(run({ actions: [...actions, kubectl(line)] })).map((told) => told.split(' ')[0]!)
    expect(ops(POD).slice(0, 4)).toEqual(['terminating', 'updated', 'deleted', 'created'])
    expect(ops(`${POD} --force --grace-period=0`).slice(0, 2)).toEqual(['deleted', 'created'])
  })

  it('is there, terminating, as long as its pod’s worker is busy with a kill', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        hostNetwork: true,
        containers: [{ name: 'main', image: 'x', livenessProbe: { httpGet: { port: 7001 }, periodSeconds: 10, failureThreshold: 9 } }],
      },
    }
    const web = {
      manifests: { 'web.yaml': JSON.stringify(pod) },
      processes: { main: { listens: [{ port: 7001 }], answers: [{ status: 500 }], onTerm: { after: '20s', code: 0 } } },
    }
    const killed = run(web).find((e) => e.kind === 'event' && e.reason === 'Killing')!.t
    const trace = run({ ...web, actions: [kubectl('delete pod web-master-node', `${killed + 5}s`)] })
    const times = trace.flatMap((e) =>
      e.kind === 'mirror' && e.pod === 'web' && e.op !== 'updated' && e.t > killed + 4 ? [[e.op, Math.round(e.t - killed)]] : [],
    )
    expect(times).toEqual([
      ['terminating', 5],
      ['deleted', 20],
      ['created', 20],
    ])
  })

  it.each<[string, string, Case, string]>([
    ['today', POD, {}, 'pod "kube-apiserver-master-node" deleted from kube-system namespace\n'],
    ['up to 1.33', POD, { release: '1.33' }, 'pod "kube-apiserver-master-node" deleted\n'],
    [
      'by force',
      `${POD} --force`,
      { release: '1.30' },
      'pod "kube-apiserver-master-node" force deleted\nWarning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    ],
    ['with a name that there is not', 'delete pod nope -n kube-system', {}, 'Error from server (NotFound): pods "nope" not found\n'],
    [
      'as nobody',
      `${POD} --as=system:anonymous`,
      {},
      'Error from server (Forbidden): pods "kube-apiserver-master-node" is forbidden: User "system:anonymous" cannot delete resource "pods" in API group "" in the namespace "kube-system"\n',
    ],
    [
      'without an API',
      POD,
      { cluster: { attached: false } },
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    ],
    [
      'with a dead server',
      POD,
      { actions: [{ at: '99.9s', kill: 'kube-apiserver' }] },
      'The connection to the server 192.168.1.100:6443 was refused - did you specify the right host or port?\n',
    ],
    [
      'with a hung one',
      POD,
      { actions: [{ at: '90s', hang: 'kube-apiserver' }] },
      'Unable to connect to the server: net/http: TLS handshake timeout\n',
    ],
    [
      'without etcd',
      POD,
      { actions: [{ at: '90s', etcd: 'hang' }] },
      'Error from server (Timeout): Timeout: request did not complete within requested timeout - context deadline exceeded\n',
    ],
    ['without anything', 'delete pod -n kube-system', {}, 'error: resource(s) were provided, but no name was specified\n'],
  ])('is deleted %s', (_, line, more, out) => expect(says(line, more)).toEqual({ out, exit: out.startsWith('pod') ? 0 : 1 }))
})

const OBJECTS = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: metrics-reader
rules:
- nonResourceURLs: [/metrics]
  verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: anybody-reads-metrics
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: metrics-reader}
subjects:
- {kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:unauthenticated"}
`
const FILE = '/root/rbac.yaml'
const metrics = (at: string) => ({ at, url: 'https://192.168.1.100:6443/metrics' })

describe('the scenario’s own roles', () => {
  it('count from the start, and the step that decided names their line', () => {
    const [answer] = answers(run({ files: { [FILE]: OBJECTS }, cluster: { objects: [FILE] }, requests: [metrics('60s')] }))
    expect(answer!.status).toBe(200)
    expect(answer!.steps.find(({ step }) => step === 'authorization: RBAC')).toEqual({
      step: 'authorization: RBAC',
      verdict: 'passed',
      because: { file: FILE, line: 12 },
      reason:
        'RBAC: allowed by ClusterRoleBinding "anybody-reads-metrics" of ClusterRole "metrics-reader" to Group "system:unauthenticated"',
    })
  })

  it('come with kubectl apply, and go with kubectl delete', () => {
    const trace = run({
      files: { [FILE]: OBJECTS },
      actions: [
        kubectl(`apply -f ${FILE}`),
        kubectl(`apply -f ${FILE}`, '110s'),
        kubectl('delete clusterrolebinding anybody-reads-metrics', '120s'),
      ],
      requests: [metrics('90s'), metrics('105s'), metrics('130s')],
    })
    expect(answers(trace).map(({ status }) => status)).toEqual([403, 200, 403])
    expect(printed(trace).map(({ stdout, stderr }) => stdout + stderr)).toEqual([
      'clusterrole.rbac.authorization.k8s.io/metrics-reader created\nclusterrolebinding.rbac.authorization.k8s.io/anybody-reads-metrics created\n',
      'clusterrole.rbac.authorization.k8s.io/metrics-reader unchanged\nclusterrolebinding.rbac.authorization.k8s.io/anybody-reads-metrics unchanged\n',
      'clusterrolebinding.rbac.authorization.k8s.io "anybody-reads-metrics" deleted\n',
    ])
  })

  it('can be the release’s own, which a server makes again at its start', () => {
    const probe = { at: '105s', url: 'https://192.168.1.100:6443/livez' }
    const trace = run({
      actions: [kubectl('delete clusterrolebinding system:public-info-viewer'), { at: '110s', kill: 'kube-apiserver' }],
      requests: [probe, { ...probe, at: '130s' }],
    })
    expect(answers(trace).map(({ status }) => status)).toEqual([403, 200])
  })

  it.each<[string, string, RegExp]>([
    [
      'a binding made by hand',
      'create clusterrolebinding x --clusterrole=view --user=jo --group=dev --serviceaccount=default:default',
      /^clusterrolebinding\.rbac\.authorization\.k8s\.io\/x created\n$/,
    ],
    [
      'one that is there',
      'create clusterrolebinding cluster-admin --clusterrole=view --user=jo',
      /^error: failed to create clusterrolebinding: clusterrolebindings\.rbac\.authorization\.k8s\.io "cluster-admin" already exists\n$/,
    ],
    ['one without a role', 'create clusterrolebinding x', /^error: required flag\(s\) "clusterrole" not set\n$/],
    [
      'a role',
      'create clusterrole r --verb=get,list --resource=pods,deployments.apps/scale',
      /^clusterrole\.rbac\.authorization\.k8s\.io\/r created\n$/,
    ],
    [
      'what there is not',
      'delete clusterrole nope',
      /^Error from server \(NotFound\): clusterroles\.rbac\.authorization\.k8s\.io "nope" not found\n$/,
    ],
    ['a file that there is not', 'apply -f /nope.yaml', /^error: the path "\/nope\.yaml" does not exist\n$/],
    [
      'another role for a binding',
      'apply -f /root/other.yaml',
      /^The ClusterRoleBinding "cluster-admin" is invalid: roleRef: Invalid value: .*: field is immutable\n$/,
    ],
    [
      'a name that is wrong twice',
      `create namespace ${'A'.repeat(64)}`,
      /^The Namespace "A{64}" is invalid: \n\* metadata\.name: Invalid value: "A{64}": must be no more than 63 \w+\n\* metadata\.name: Invalid value: "A{64}": a lowercase RFC 1123 label must consist of [^\n]*\n$/,
    ],
    [
      'a wrong object',
      'apply -f /root/wrong.yaml',
      /^error: \/root\/wrong\.yaml, line 6: The ClusterRoleBinding "x" is invalid: subjects\[0\]\.kind: Unsupported value: "Usr": supported values: "ServiceAccount", "User", "Group"\n$/,
    ],
    [
      'what the server refuses, before what is no object',
      'apply -f /root/both.yaml',
      /^clusterrolebinding\.rbac\.authorization\.k8s\.io\/right created\nThe ClusterRoleBinding "cluster-admin" is invalid: [^\n]*\nerror: \/root\/both\.yaml, line 6: The ClusterRoleBinding "x" is invalid: /,
    ],
    [
      'what the server has and is not simulated',
      'apply -f /root/policy.yaml',
      /^error: \/root\/policy\.yaml, line 1: objects of kind NetworkPolicy are not simulated; allowed: /,
    ],
    [
      'a kind in a version that has it not',
      'apply -f /root/old.yaml',
      /^error: \/root\/old\.yaml, line 1: no matches for kind "ClusterRole" in version "v1"\n$/,
    ],
    [
      'more than one has',
      'create clusterrolebinding x --clusterrole=cluster-admin --user=jo --as=jo',
      /^error: failed to create clusterrolebinding: clusterrolebindings\.rbac\.authorization\.k8s\.io is forbidden: User "jo" cannot create resource/,
    ],
  ])('%s', (_, line, out) => {
    const other =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: cluster-admin}\nroleRef: {kind: ClusterRole, name: view}\n'
    const wrong =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\nroleRef: {kind: ClusterRole, name: view}\nsubjects:\n- {kind: Usr, name: jo}\n'
    const policy = 'kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: x}\n'
    const old = 'kind: ClusterRole\napiVersion: v1\nmetadata: {name: x}\n'
    const right = wrong.replace('name: x', 'name: right').replace('Usr', 'User')
    const both = [wrong, other, right].join('---\n')
    const files = {
      '/root/both.yaml': both,
      '/root/other.yaml': other,
      '/root/wrong.yaml': wrong,
      '/root/policy.yaml': policy,
      '/root/old.yaml': old,
    }
    expect(says(line, { files }).out).toMatch(out)
  })

  it('are read from a file of the manifest directory as from any other, also where an action wrote it', () => {
    const write = (name: string) => ({ at: '90s', write: name, content: OBJECTS })
    for (const name of ['.rbac.yaml', 'sub/rbac.yaml']) {
      expect(says(`apply -f /etc/kubernetes/manifests/${name}`, { actions: [write(name)] }).out).toMatch(
        /^clusterrole\.rbac\.authorization\.k8s\.io\/metrics-reader created/,
      )
    }
    expect(says('apply -f /etc/kubernetes/manifests/kube-apiserver.yaml').out).toContain('objects of kind Pod are not simulated')
  })

  it('cannot be given by whom they are not held', () => {
    const files = {
      [FILE]:
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: binder}\nrules:\n- {apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: [create]}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: jo-binds}\nroleRef: {kind: ClusterRole, name: binder}\nsubjects:\n- {kind: User, name: jo}\n',
    }
    expect(
      says('create clusterrolebinding x --clusterrole=cluster-admin --user=jo --as=jo', { files, cluster: { objects: [FILE] } }).out,
    ).toContain(
      'user "jo" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
    )
  })

  it('say which line is wrong, and leave the others in force', () => {
    const trace = run({ files: { [FILE]: OBJECTS.replace('nonResourceURLs', 'nonResourceUrls') }, cluster: { objects: [FILE] } })
    expect(trace.filter((e) => e.kind === 'warning').map(({ message }) => message)).toEqual([
      `${FILE}, line 6: strict decoding error: unknown field "rules[0].nonResourceUrls"`,
    ])
    expect(trace.filter((e) => e.kind === 'object')).toHaveLength(1)
  })
})

describe('tokens', () => {
  const [token] = printed(run({ actions: [kubectl('create token default --duration=10m')] })).map(({ stdout }) => stdout.trim())
  const ask = (bearer: string, at: string, url = 'https://192.168.1.100:6443/api') => ({ at, url, caller: { bearer } })
  const later = { duration: '1000s', actions: [kubectl('create token default --duration=10m')] }

  it('of a service account are taken until they expire, and a minute longer', () => {
    const trace = run({
      ...later,
      requests: [ask(token!, '110s'), ask(token!, '755s'), ask(token!, '765s'), ask(`${token!.slice(0, -4)}AAAA`, '120s')],
    })
    expect(answers(trace).map(({ status }) => status)).toEqual([200, 200, 401, 401])
    expect(trace.flatMap((e) => (e.kind === 'log' && e.text.includes('authenticate') ? [e.text] : []))).toEqual([
      'E authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, square/go-jose: error in cryptographic primitive]"',
      'E authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
    ])
  })

  it.each(['1.9', '1.20', '1.21', '1.37'])('%s: a pod asks with its own', (release) => {
    const url = 'https://192.168.1.100:6443'
    const from = { from: 'pod', at: '100s', caller: { serviceAccount: 'default/default' } }
    const forward = {
      listens: [{ port: 7001, tls: false, after: '0s' }],
      answers: [{ proxy: `${url}/api/v1/secrets`, caller: { serviceAccount: 'kube-system/coredns' } }],
    }
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: { hostNetwork: true, containers: [{ name: 'main', image: 'x' }] },
    }
    const [open, closed, none, proxied] = answers(
      run({
        release,
        manifests: { 'web.yaml': JSON.stringify(pod) },
        processes: { main: forward },
        requests: [
          { ...from, url: `${url}/api` },
          { ...from, url: `${url}/api/v1/secrets` },
          { ...from, url: `${url}/api/v1/nodes`, caller: { serviceAccount: 'default/nope' } },
          { at: '100s', url: 'http://192.168.1.100:7001/' },
        ],
      }),
    )
    expect([open, closed, none, proxied].map((answer) => answer!.status)).toEqual([200, 403, 403, 403])
    expect(closed!.body).toContain('system:serviceaccount:default:default')
    expect(none!.body).toContain('system:anonymous')
    expect(proxied!.body).toContain('system:serviceaccount:kube-system:coredns')
  })

  it('are not taken by a server that issues under another name', () => {
    const other = kubeadmManifest('1.37').replace(
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      '--service-account-issuer=https://elsewhere.example',
    )
    const [answer] = answers(run({ manifests: { 'kube-apiserver.yaml': other }, requests: [ask(token!, '110s')] }))
    expect(answer!.status).toBe(401)
  })

  it.each<[string, Case, string]>([
    [
      '1.23',
      { release: '1.23' },
      'error: unknown command "token" for "kubectl create": it came with kubectl 1.24; up to 1.23 each service account has a Secret with a token\n',
    ],
    [
      'too short a life',
      {},
      'error: failed to create token: TokenRequest.authentication.k8s.io "default" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes\n',
    ],
  ])('%s', (_, more, out) => expect(says('create token default --duration=60s', more).out).toBe(out))

  const secret = (more = '') =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: bootstrap-token-abcdef, namespace: kube-system}\ntype: bootstrap.kubernetes.io/token\nstringData:\n  token-id: abcdef\n  token-secret: 0123456789abcdef\n  usage-bootstrap-authentication: "true"\n  auth-extra-groups: system:bootstrappers:kubeadm:default-node-token\n${more}`
  it.each<[string, string, Case, number]>([
    ['one that stands in kube-system', secret(), {}, 200],
    ['without the flag', secret(), { flags: ['--enable-bootstrap-token-auth=false'] }, 401],
    ['for another use', secret().replace('"true"', '"false"'), {}, 401],
    ['expired', secret('  expiration: 2020-01-01T00:00:00Z\n'), {}, 401],
    ['to expire', secret('  expiration: 2030-01-01T00:00:00Z\n'), {}, 200],
    ['with another secret', secret().replace('0123456789abcdef', '0123456789abcdee'), {}, 401],
  ])('for joining nodes: %s', (_, text, more, status) => {
    const requests = [ask('abcdef.0123456789abcdef', '60s', 'https://192.168.1.100:6443/api/v1/nodes/master-node')]
    expect(
      answers(run({ files: { '/root/token.yaml': text }, cluster: { objects: ['/root/token.yaml'] }, requests, ...more }))[0]!.status,
    ).toBe(status)
  })
})

describe('what an insecure port gives away', () => {
  const requests = [
    '/api/v1/namespaces/kube-system/secrets',
    '/api/v1/namespaces/kube-system/pods',
    '/api/v1/nodes/master-node',
    '/api/v1/events?fieldSelector=reason%3DPulled',
    '/api/v1/pods?labelSelector=tier%3Dnone',
    '/api/v1/pods?fieldSelector=foo%3Dbar',
  ].map((path) => ({ at: '150s', url: `http://127.0.0.1:8888${path}` }))
  const [secrets, pods, node, events, none, bad] = answers(run({ release: '1.9', flags: ['--insecure-port=8888'], requests })).map(
    ({ status, body }) => ({
      status,
      body: JSON.parse(body) as {
        items: { metadata: { name: string }; type?: string; reason?: string }[]
        message?: string
        metadata: { name: string }
      },
    }),
  )

  it('all secrets, the tokens of service accounts and of kubeadm among them', () => {
    expect(secrets!.body.items.map(({ type }) => type)).toContain('kubernetes.io/service-account-token')
    expect(secrets!.body.items.map(({ type }) => type)).toContain('bootstrap.kubernetes.io/token')
  })
  it('pods, nodes and Events, by selectors too', () => {
    expect(pods!.body.items.map(({ metadata }) => metadata.name)).toEqual(['kube-apiserver-master-node'])
    expect(node!.body.metadata.name).toBe('master-node')
    expect(events!.body.items.map(({ reason }) => reason)).toEqual(['Pulled'])
    expect(none!.body.items).toEqual([])
    expect(bad).toMatchObject({
      status: 400,
      body: {
        message: 'field label not supported: foo',
      },
    })
  })
})

describe('an answer that hangs on what was put into etcd', () => {
  const url = 'https://192.168.1.100:6443'
  const probe = (at: string, path = '/livez') => ({ at, url: `${url}${path}` })
  const BINDING = 'create clusterrolebinding m --clusterrole=system:monitoring --user=system:anonymous'
  const mainCause = (more: Case, n: number) => {
    const trace = run(more)
    const main = trace[[answers(trace)[n]!.cause ?? []].flat()[0]!]
    return main?.kind === 'object' ? `${main.op} ${main.object.name} at ${main.t}` : main?.kind
  }

  it.each<[string, Case, number, string]>([
    [
      'a binding deleted',
      { actions: [kubectl('delete clusterrolebinding system:public-info-viewer')], requests: [probe('120s')] },
      0,
      'deleted system:public-info-viewer at 100',
    ],
    [
      'not before',
      { actions: [kubectl('delete clusterrolebinding system:public-info-viewer', '130s')], requests: [probe('120s')] },
      0,
      'server',
    ],
    ['a binding made', { actions: [kubectl(BINDING)], requests: [probe('120s', '/metrics')] }, 0, 'created m at 100'],
    [
      'a file applied',
      { files: { [FILE]: OBJECTS }, actions: [kubectl(`apply -f ${FILE}`)], requests: [probe('120s', '/metrics')] },
      0,
      'created anybody-reads-metrics at 100',
    ],
    [
      'the last of several',
      {
        actions: [kubectl(BINDING), kubectl('delete clusterrolebinding m', '110s'), kubectl('create configmap x', '115s')],
        requests: [probe('105s', '/metrics'), probe('120s', '/metrics')],
      },
      1,
      'deleted m at 110',
    ],
    [
      'an account gone',
      {
        actions: [kubectl('delete serviceaccount default')],
        requests: [
          { ...probe('99s', '/api'), from: 'pod', caller: { serviceAccount: 'default/default' } },
          {
            ...probe('120s', '/api/v1/namespaces/default/serviceaccounts/default'),
            caller: { certificate: { cn: 'x', o: ['system:masters'], ca: 'cluster' } },
          },
        ],
      },
      1,
      'deleted default at 100',
    ],
    ['nothing', { actions: [kubectl('create configmap x')], requests: [probe('120s', '/metrics')] }, 0, 'manifest'],
  ])('%s', (_, more, n, cause) => expect(mainCause(more, n)).toBe(cause))
})

it.each([
  ['create configmap x', 'configmap/x created\n'],
  ['create cm x', 'configmap/x created\n'],
  ['create namespace x', 'namespace/x created\n'],
  ['create ns x', 'namespace/x created\n'],
  ['create serviceaccount x', 'serviceaccount/x created\n'],
  ['create sa x', 'serviceaccount/x created\n'],
  ['create secret generic x', 'secret/x created\n'],
  ['create cm x y', 'error: exactly one NAME is required, got 2\n'],
  ['create cm', 'error: exactly one NAME is required, got 0\n'],
])('%s', (line, begin) => {
  expect(says(line).out.slice(0, begin.length)).toBe(begin)
})

it.each([
  ['create frob a', '1.37', /^error: Unexpected args: \[frob a\]\nSee 'kubectl create -h' for help and examples\n/],
  ['create clusterrolebinding a --clusterrole=view --serviceaccount=a', '1.37', /^error: serviceaccount must be <namespace>:<name>\n$/],
  ['create clusterrolebinding a --clusterrole=view --serviceaccount=a:b:c', '1.37', /^error: serviceaccount must be <namespace>:<name>\n$/],
  ['delete frob a', '1.37', /^error: the server doesn't have a resource type "frob"\n$/],
  ['delete frob/a', '1.37', /^error: the server doesn't have a resource type "frob"\n$/],
  ['create token', '1.37', /^error: exactly one NAME is required, got 0\nSee 'kubectl create token -h' for help and examples\n$/],
  ['create token a b', '1.37', /^error: exactly one NAME is required, got 2\n/],
  ['create token default --duration=x', '1.37', /^error: invalid argument "x" for "--duration" flag: time: invalid duration "x"\n$/],
  ['create token default', '1.23', /^error: unknown command "token" for "kubectl create"/],
  ['create namespace', '1.37', /^error: exactly one NAME is required, got 0/],
  ['create -f /root/o.yaml -n other', '1.37', /^error: the namespace from the provided object "team" does not match the namespace "other"/],
  ['apply -f /root/none.yaml', '1.37', /^error: the path "\/root\/none\.yaml" does not exist\n$/],
])('kubectl %s with %s ends with 1 and says %s', (line, release, text) => {
  const files = { '/root/o.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: team}\n' }
  const { out, exit } = says(line, { release, files })
  expect(out).toMatch(text)
  expect(exit).toBe(1)
})

const RULE = '{apiGroups: [""], resources: [pods], verbs: [get]}'
const role = (rules: string, more = ''): string =>
  `{kind: ClusterRole, apiVersion: rbac.authorization.k8s.io/v1, metadata: {name: r${more}}, rules: ${rules}}\n`
const map = (more: string): string => `{kind: ConfigMap, apiVersion: v1, metadata: {name: m}${more}}\n`

it.each([
  ['the same', role(`[${RULE}]`), role(`[${RULE}]`), 'unchanged'],
  ['a rule more', role(`[${RULE}]`), role(`[${RULE}, ${RULE}]`), 'configured'],
  ['a rule less', role(`[${RULE}, ${RULE}]`), role(`[${RULE}]`), 'configured'],
  ['another verb', role(`[${RULE}]`), role(`[${RULE.replace('get', 'list')}]`), 'configured'],
  ['a label where there was none', role(`[${RULE}]`), role(`[${RULE}]`, ', labels: {a: b}'), 'configured'],
  ['a label of another value', role(`[${RULE}]`, ', labels: {a: c}'), role(`[${RULE}]`, ', labels: {a: b}'), 'configured'],
  ['data where there was none', map(''), map(', data: {a: b}'), 'configured'],
  ['another value', map(', data: {a: c}'), map(', data: {a: b}'), 'configured'],
])('an object that is applied again with %s', (_, first, second, done) => {
  const files = { '/root/first.yaml': first, '/root/second.yaml': second }
  const { out, exit } = says('apply -f /root/second.yaml', { files, actions: [kubectl('apply -f /root/first.yaml', '90s')] })
  expect([out.trim().split(' ').at(-1), exit]).toEqual([done, 0])
})

it('tells of a server whose certificate has expired', () => {
  const cluster = { certificates: { apiserver: { notBefore: '2025-01-01T00:00:00Z', notAfter: '2026-01-01T00:00:00Z' } } }
  const { out, exit } = says('create namespace a', { cluster })
  expect(out).toMatch(
    /^Unable to connect to the server: (tls: failed to verify certificate: )?x509: certificate has expired or is not yet valid/,
  )
  expect(exit).toBe(1)
})
