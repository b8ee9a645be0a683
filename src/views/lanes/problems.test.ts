import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { podInputs } from '../../sim/fixture.ts'
import { problemsOf } from './problems.ts'
import { PROCESSES } from '../text/words.ts'

const problems = (kubernetes: string, edit: (text: string) => string) => {
  const text = edit(kubeadmManifest(kubernetes))
  const found = problemsOf({ ...podInputs({ kubernetes }), processes: {}, manifests: { 'kube-apiserver.yaml': text } }).problems
  return found.map(({ severity, message, range, suggestion }) => [
    severity,
    message,
    text.split('\n')[range.start.line - 1]?.trim(),
    ...(suggestion ? [suggestion] : []),
  ])
}

it('has nothing against what kubeadm writes', () => {
  expect(problems('1.37', (text) => text)).toEqual([])
})

it('tells of a probe that asks another machine', () => {
  expect(problems('1.9', (text) => text.replace('host: 192.168.1.100', 'host: 10.1.2.3'))).toEqual([
    [
      'warning',
      'The liveness probe asks 10.1.2.3; this node has the address 192.168.1.100, and nobody answers at the other.',
      'host: 10.1.2.3',
      '192.168.1.100',
    ],
  ])
  expect(problems('1.9', (text) => text.replace('host: 192.168.1.100', 'host: localhost'))).toEqual([])
})

it("tells an unknown flag in the server's words, at its line, and the nearest name", () => {
  expect(problems('1.37', (text) => text.replace('--secure-port=6443', '--secure-port=6443\n    - --anonymus-auth=false'))).toEqual([
    ['error', 'The kube-apiserver ends at once: Error: unknown flag: --anonymus-auth', '- --anonymus-auth=false', '--anonymous-auth=false'],
  ])
})

it('knows by release which flags there are', () => {
  expect(problems('1.37', (text) => text.replace('--secure-port=6443', '--secure-port=6443\n    - --insecure-port=8888'))[0]).toEqual([
    'error',
    'The kube-apiserver ends at once: Error: unknown flag: --insecure-port (gone since 1.24)',
    '- --insecure-port=8888',
  ])
})

it('warns of a deprecated flag', () => {
  expect(problems('1.19', (text) => text)).toEqual([
    ['warning', 'Flag --insecure-port has been deprecated, This flag will be removed in a future version.', '- --insecure-port=0'],
  ])
})

it('points at a wrong value', () => {
  expect(problems('1.37', (text) => text.replace('--secure-port=6443', '--secure-port=0'))[0]?.slice(1, 3)).toEqual([
    'The kube-apiserver ends at once: "command failed" err="--secure-port 0 must be between 1 and 65535, inclusive. It cannot be turned off with 0"',
    '- --secure-port=0',
  ])
})

it('points at a file that is not there, be it the first argument that names it', () => {
  const [first, gone] = ['    - kube-apiserver\n', '    - --service-account-key-file=/gone.pub\n']
  const found = problems('1.37', (text) => text.replace(/ +- --service-account-key-file=.*\n/, '').replace(first, first + gone))
  expect(found[0]?.[2]).toBe(gone.trim())
})

it("tells a malformed text in the kubelet's words, with the path of the directory", () => {
  const { problems: found, readable } = problemsOf({ ...podInputs({}), manifests: { 'x.yaml': 'kind: [' } })
  expect(readable).toBe(false)
  // a hidden one nobody reads
  expect(problemsOf({ ...podInputs({}), manifests: { '.x.yaml': 'kind: [' } }).readable).toBe(true)
  expect(found[0]).toMatchObject({ severity: 'error', file: 'x.yaml' })
})

const SILENT = podInputs({}).processes['main']!

it.each([
  ['main', []],
  ['web/main', []],
  ['mian', ['No container is named mian: what processes says of it comes to nothing. There is main.', 'main']],
  ['other/main', ['No container is named other/main: what processes says of it comes to nothing. There is main.', 'main']],
])('what is said of a program named %s', (name, expected) => {
  const { problems: found } = problemsOf({ ...podInputs({}), processes: { [name]: SILENT } })
  expect(found.flatMap(({ message, suggestion }) => [message, suggestion])).toEqual(expected)
})

it('says nothing of a name too many where each container has its own: its pod has been taken away', () => {
  expect(problemsOf({ ...podInputs({}), processes: { main: SILENT, old: SILENT } }).problems).toEqual([])
})

it('a kube-apiserver may be overruled, and that is said', () => {
  const inputs = {
    ...podInputs({}),
    processes: { 'kube-apiserver': SILENT },
    manifests: { 'kube-apiserver.yaml': kubeadmManifest('1.37') },
  }
  expect(problemsOf(inputs).problems).toMatchObject([
    {
      severity: 'info',
      file: PROCESSES,
      message: expect.stringContaining('kube-apiserver would be a kube-apiserver, whose behaviour comes from its flags') as string,
    },
  ])
})

it('a program may be that of a pod that comes later', () => {
  const write = {
    at: 60,
    write: 'later.yaml',
    content: 'apiVersion: v1\nkind: Pod\nmetadata: {name: later}\nspec: {containers: [{name: late, image: x}]}\n',
  }
  expect(problemsOf({ ...podInputs({}), processes: { late: SILENT }, actions: [write] }).problems).toEqual([])
})

it('says of a text that cannot be read what is wrong with it, and nothing of what might follow', () => {
  const of = (text: string) =>
    problemsOf({
      ...podInputs({}),
      processes: { web: { listens: [], answers: [], onTerm: { after: 0, code: 0 }, execs: [] } },
      manifests: { 'web.yaml': text },
    }).problems.map(({ message, range }) => `${range.start.line}: ${message}`)
  expect(of('kind: Pod\nspec:\n\tcontainers: []\n')).toEqual([
    '3: Line 3 is indented with a tab, and YAML allows spaces alone. The kubelet says: yaml: line 3: found character that cannot start any token',
  ])
  expect(of('kind: Pod\nspec: {{ .Values }}\n  a: [b\n')).toEqual([
    expect.stringMatching(
      /^2: Line 2 is of a template: what it renders to is needed, such as what “helm template” prints\. The kubelet says: yaml: /,
    ),
  ])
})

it('takes a flag that may still be on its way for unfinished, and one that leads nowhere for a mistake', () => {
  const of = (flag: string) => {
    const { inputs } = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[0]!
    const name = 'kube-apiserver.yaml'
    const text = inputs.manifests[name]!.replace('--secure-port=6443', flag)
    return problemsOf({ ...inputs, manifests: { ...inputs.manifests, [name]: text } }).problems.map(({ code, unfinished }) => [
      code,
      unfinished,
    ])
  }
  expect(of('--anonymous-au')).toEqual([['FLAG', true]])
  expect(of('--anonymous-aux')).toEqual([['FLAG', undefined]])
})

it('takes two pods of one name for two where their namespaces differ', () => {
  const inputs = podInputs({})
  const text = inputs.manifests['web.yaml']!
  const other = text.replace(/^( *)name: web$/m, '$1name: web\n$1namespace: shop')
  expect(other).not.toBe(text)
  expect(problemsOf({ ...inputs, manifests: { 'a.yaml': text, 'b.yaml': other } }).problems).toEqual([])
  const files = problemsOf({ ...inputs, manifests: { 'c.yaml': text, 'b.yaml': other, 'a.yaml': text } }).problems.map(({ file }) => file)
  expect(files).toEqual(['a.yaml'])
})

it('says of two files with one pod name that the last is taken', () => {
  const inputs = podInputs({})
  const text = inputs.manifests['web.yaml']!
  const { problems: found } = problemsOf({ ...inputs, manifests: { 'web.yaml.bak': text, 'web.yaml': text, '.web.yaml.swp': text } })
  expect(found).toMatchObject([{ code: 'SAME_NAME', severity: 'warning', file: 'web.yaml', path: 'metadata.name' }])
  expect(found[0]!.message).toBe(
    'No pod is made of web.yaml: another file here has a pod of the same name, and the kubelet takes the last one.',
  )
  expect(found[0]!.range.start.line).toBe(4)
})

it.each([
  ['httpGet: {port: 7001}', 'warning'],
  ['grpc: {port: 7001}', 'warning'],
  ['tcpSocket: {port: 7001}', 'info'],
])('of a program that listens and answers nothing it is said where its probe is %s', (probe, severity) => {
  const inputs = podInputs({ containers: [{ liveness: `{${probe}}`, script: { answers: [] } }] })
  const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 5 } }
  expect(problemsOf(inputs).problems).toMatchObject([{ code: 'UNANSWERED', severity, path: 'main', range, file: PROCESSES }])
})

it.each<[string | number, string, number, string?]>([
  ['nobody', '', 1],
  [65532, '', 1],
  ['root', '', 0],
  ['0:0', '', 0],
  ['nobody', ', securityContext: {runAsUser: 7}', 0],
  ['nobody', '', 0, 'of-no-container'],
])('of an image that runs as %s%s and mounts the host it says that owners are not simulated', (user, more, notes, volume = 'v') => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  volumes: [{name: ${volume}, hostPath: {path: /var/lib/x}}, {name: ${volume === 'v' ? 'w' : 'v'}, emptyDir: {}}]\n  containers:\n  - {name: main, image: "x:1", volumeMounts: [{name: v, mountPath: /x}]${more}}\n`
  const images = { 'x:1': { present: true, pull: { after: 2 }, user } }
  const { problems: found } = problemsOf({ ...podInputs({}), manifests: { 'web.yaml': text }, images })
  expect(found.filter(({ code, message }) => code === 'NOT_SIMULATED' && message.includes(`its image runs as ${user}`))).toHaveLength(notes)
})

it.each([
  [
    'httpGet: {port: 80, protocol: HTTP2}',
    'The kubelet reads protocol and does not act upon it: its feature gate H2CContainerProbe is off. It asks in HTTP/1.1.',
  ],
  [
    'grpc: {port: 80, mode: TLS}',
    'The kubelet reads mode and does not act upon it: its feature gate GRPCContainerProbeTLS is off. It asks in plaintext.',
  ],
])('tells of %s that nothing comes of it, unless the kubelet has the gate', (probe, told) => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: web\n    livenessProbe: {${probe}}\n`
  const found = (featureGates: Readonly<Record<string, boolean>>) => {
    const inputs = podInputs({ kubernetes: '1.37' })
    const set = { ...inputs, processes: {}, manifests: { 'web.yaml': text }, kubelet: { ...inputs.kubelet, featureGates } }
    return problemsOf(set).problems.flatMap(({ severity, message }) => (severity === 'warning' ? [message] : []))
  }
  expect(found({})).toEqual([told])
  expect(found({ H2CContainerProbe: true, GRPCContainerProbeTLS: true })).toEqual([])
})

it.each([
  ['{cpu: "2", memory: 4028352Ki}', undefined, []],
  ['{cpu: 2001m}', undefined, ['CPU the node has: 11']],
  ['{memory: 4028353Ki}', undefined, ['memory the node has: 11']],
  ['{cpu: "3", memory: 5Gi}', undefined, ['CPU the node has: 11', 'memory the node has: 11']],
  ['{cpu: "3"}', '1', []],
])('requests of %s on a node with %s CPUs: what nobody says', (requests, cpu, expected) => {
  const base = podInputs({ containers: [{ more: `    resources:\n      requests: ${requests}\n` }] })
  const { problems: found } = problemsOf({ ...base, node: { ...base.node, cpu } })
  const said = found.flatMap(
    ({ message, range }) => /much (.* the node has): it is/.exec(message)?.[1]?.concat(`: ${range.start.line}`) ?? [],
  )
  expect(said).toEqual(expected)
})
