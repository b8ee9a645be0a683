import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { completionsAt, hoverAt } from './help.ts'

const manifest = (release: string) => kubeadmManifest(release).split('\n')
const lineOf = (lines: readonly string[], part: string) => lines.findIndex((line) => line.includes(part)) + 1

it('tells of a field what it means, and of a probe what it comes to in this very manifest', () => {
  const lines = manifest('1.9')
  const at = lineOf(lines, 'failureThreshold:')
  const column = lines[at - 1]!.indexOf('failure') + 3
  expect(hoverAt(lines, at, column, 9)).toBe(
    '`failureThreshold`: int32\n\nHow many failures in a row it takes; 3 by default.\n\nFirst asked 15 s after the start, then every 10 s; 8 failures in a row take about 70 s.',
  )
  expect(hoverAt(lines, at, lines[at - 1]!.length + 1, 9)).toBeUndefined()
  // from the word's first letter to right behind its last
  const start = lines[at - 1]!.search(/\S/) + 1
  const told = Array.from({ length: 22 }, (_, n) => start - 2 + n).filter((place) => hoverAt(lines, at, place, 9) !== undefined)
  expect([told[0], told.at(-1)]).toEqual([start, start + 'failureThreshold'.length])
})

it('completes the fields of the place, of this release only, in lists too', () => {
  const labels = (text: string, minor: number) => {
    const lines = text.split('\n')
    return completionsAt(lines, lines.length, lines.at(-1)!.length + 1, minor).map(({ label }) => label)
  }
  const inContainer = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    '
  expect(labels(inContainer, 37)).toEqual(expect.arrayContaining(['image', 'livenessProbe', 'startupProbe']))
  expect(labels(inContainer, 9)).not.toContain('startupProbe')
  expect(labels('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - ', 37)).toContain('image')
  expect(labels(`${inContainer}livenessProbe:\n      `, 37)).toContain('failureThreshold')
  expect(labels('spec:\n  containers:\n  - name: a\n    image: x:1', 37)).toEqual([])
})

it.each([
  ['livenessProbe:\n      httpGet:\n        protocol: ', 37, ['HTTP1', 'HTTP2']],
  ['livenessProbe:\n      httpGet:\n        protocol: H', 37, ['HTTP1', 'HTTP2']],
  ['livenessProbe:\n      httpGet:\n        protocol: ', 36, []],
  ['livenessProbe:\n      httpGet:\n        protocol:', 37, []],
  ['livenessProbe:\n      httpGet:\n        path: ', 37, []],
  ['startupProbe:\n      grpc:\n        mode: ', 37, ['Plaintext', 'TLS']],
  ['startupProbe:\n      grpc:\n        mode: ', 36, []],
  ['imagePullPolicy: ', 9, ['Always', 'IfNotPresent', 'Never']],
])('completes what a field may say: %s on 1.%i', (text, minor, told) => {
  const lines = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    ${text}`.split('\n')
  expect(completionsAt(lines, lines.length, lines.at(-1)!.length + 1, minor).map(({ label }) => label)).toEqual(told)
})

it('tells of a flag what it does, its default and its fate, whatever the release has of it', () => {
  const lines = manifest('1.9')
  const at = lineOf(lines, '--authorization-mode')
  expect(hoverAt(lines, at, lines[at - 1]!.indexOf('--auth') + 5, 9)).toContain('Who decides what a caller may do')
  expect(hoverAt(['    - --insecure-port=8888'], 1, 12, 9)).toMatch(
    /whoever reaches it is cluster-admin\.\n\nDeprecated from 1\.10 on\. Gone from 1\.24 on\./,
  )
  expect(hoverAt(['    - --insecure-port=8888'], 1, 12, 30)).toContain('1.30 no longer has it: gone since 1.24')
  expect(hoverAt(['    - --authentication-config=/a'], 1, 12, 9)).toContain('there from 1.29 on')
  expect(hoverAt(['    - --nope=1'], 1, 10, 9)).toBeUndefined()
  // behind the name stands the value
  expect(hoverAt(['    - --insecure-port=8888'], 1, 25, 9)).toBeUndefined()
})

it('completes flags where a kube-apiserver is started, those of the release', () => {
  const at = (release: string, minor: number, image = 'k8s.gcr.io/kube-apiserver:v1') => {
    const lines = `spec:\n  containers:\n  - image: ${image}\n    command:\n    - ${release}\n    - --an`.split('\n')
    return completionsAt(lines, lines.length, lines.at(-1)!.length + 1, minor).map(({ label }) => label)
  }
  expect(at('kube-apiserver', 9)).toContain('--anonymous-auth')
  expect(at('kube-apiserver', 9)).toContain('--basic-auth-file')
  expect(at('kube-apiserver', 37)).not.toContain('--basic-auth-file')
  expect(at('nginx', 37, 'nginx:1')).toEqual([])
})

it('knows the fields of an AuthenticationConfiguration and of a KubeletConfiguration', () => {
  const file =
    'apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /livez'.split(
      '\n',
    )
  expect(hoverAt(file, 4, 4, 37)).toBe('`enabled`: boolean\n\ntrue lets them in as system:anonymous.')
  expect(hoverAt(file, 6, 6, 37)).toContain('The whole path')
  expect(completionsAt([...file.slice(0, 3), '  '], 4, 3, 37).map(({ label }) => label)).toEqual(['enabled', 'conditions'])
  const kubelet = ['kind: KubeletConfiguration', 'authentication:', '  ']
  expect(completionsAt(kubelet, 3, 3, 37).map(({ label }) => label)).toEqual(['anonymous', 'webhook', 'x509'])
  expect(completionsAt(['kind: KubeletConfiguration', ''], 2, 1, 37).map(({ label }) => label)).toContain('readOnlyPort')
  expect(completionsAt(['kind: KubeletConfiguration', 'constructor:', '  '], 3, 3, 37)).toEqual([])
  // behind a key stands its value, which is nobody's field
  for (const text of ['readOnlyPort: ', 'readOnlyPort:', 'readOnlyPort: 1', 'authentication: '])
    expect(completionsAt(['kind: KubeletConfiguration', text], 2, text.length + 1, 37)).toEqual([])
})

it('what is pointed at is the word from its first letter to right behind its last, of a flag and of a configuration too', () => {
  const spans = (lines: readonly string[], line: number, minor: number): string[] =>
    Array.from({ length: lines[line - 1]!.length + 2 }, (_, n) => n + 1)
      .filter((column) => hoverAt(lines, line, column, minor) !== undefined)
      .map((column) => lines[line - 1]![column - 1] ?? '')
  const whole = (text: string, word: string): string[] => [...text.slice(text.indexOf(word)), ''].slice(0, word.length + 1)
  const flag = '    - --insecure-port=8888'
  // its two hyphens are the word’s, and one place before it belongs to it too
  expect(spans([flag], 1, 9)).toEqual(whole(flag, '--insecure-port'))
  const file = ['kind: KubeletConfiguration', 'readOnlyPort: 10255', 'authentication:', '  anonymous: {enabled: false}']
  expect(spans(file, 2, 37)).toEqual(whole(file[1]!, 'readOnlyPort'))
  expect(spans(file, 4, 37)).toEqual(whole(file[3]!, 'anonymous'))
  const pod = ['spec:', '  restartPolicy: Never']
  expect(spans(pod, 2, 37)).toEqual(whole(pod[1]!, 'restartPolicy'))
  for (const text of ['nope: 1', 'constructor: 1', 'nope:\n  nope: 1'])
    expect(spans(['kind: KubeletConfiguration', ...text.split('\n')], 1 + text.split('\n').length, 37)).toEqual([])
  expect(spans(['apiVersion: v1', 'kind: Pod', 'spec:', '  nope: 1'], 4, 37)).toEqual([])
  expect(hoverAt([], 5, 1, 37)).toBeUndefined()
  expect(completionsAt([], 1, 1, 37).length).toBeGreaterThan(0)
})

it.each([
  ['on the probe’s own line', 1, 'First asked 5 s after the start, then every 3 s; 4 failures in a row take about 9 s.'],
  ['on its first field', 2, 'First asked 5 s after the start, then every 3 s; 4 failures in a row take about 9 s.'],
  ['on its last one', 4, 'First asked 5 s after the start, then every 3 s; 4 failures in a row take about 9 s.'],
])('how long a probe lets things go wrong is told %s', (_, offset, sum) => {
  const lines = [
    ...['apiVersion: v1', 'kind: Pod', 'spec:', '  containers:', '  - name: a'],
    ...[
      '    livenessProbe:',
      '      initialDelaySeconds: 5',
      '      periodSeconds: 3',
      '      failureThreshold: 4',
      '    terminationMessagePath: /a',
    ],
    ...['    readinessProbe:', '      periodSeconds: 7'],
  ]
  const line = 5 + offset
  const said = hoverAt(lines, line, lines[line - 1]!.search(/\S/) + 2, 37)!
    .split('\n\n')
    .at(-1)
  expect(said).toBe(sum)
})

it.each<[what: string, text: string, at: [line: number, column: number], says: string]>([
  [
    'a probe by its own key',
    '  - livenessProbe:\n      periodSeconds: 7\n      failureThreshold: 4\n    image: x',
    [1, 6],
    'every 7 s; 4 failures in a row take about 21 s',
  ],
  [
    'its defaults',
    '  - readinessProbe:\n      httpGet:\n        path: /\n',
    [1, 6],
    'First asked 0 s after the start, then every 10 s; 3 failures in a row take about 20 s',
  ],
  [
    'numbers above and below',
    '  - livenessProbe:\n      periodSeconds: 2\n      initialDelaySeconds: 9\n\n      failureThreshold: 5\n    name: x',
    [3, 8],
    'First asked 9 s after the start, then every 2 s; 5 failures in a row take about 8 s',
  ],
  [
    'not those of the next probe',
    '  - livenessProbe:\n      periodSeconds: 2\n    readinessProbe:\n      failureThreshold: 9',
    [2, 8],
    'every 2 s; 3 failures in a row take about 4 s',
  ],
  [
    'nor of the one before',
    '  - livenessProbe:\n      failureThreshold: 9\n    readinessProbe:\n      periodSeconds: 2',
    [4, 8],
    'every 2 s; 3 failures in a row take about 4 s',
  ],
  [
    'its own alone, though the next one’s has more',
    '  - livenessProbe:\n      periodSeconds: 7\n    readinessProbe:\n      periodSeconds: 2\n      failureThreshold: 9',
    [1, 6],
    'every 7 s; 3 failures in a row take about 14 s',
  ],
  [
    'nor those of the one before, by its own key',
    '  - readinessProbe:\n      failureThreshold: 9\n    livenessProbe:\n     periodSeconds: 2',
    [3, 8],
    'every 2 s; 3 failures in a row take about 4 s',
  ],
  ['another field: none of it', '  - image: x\n', [1, 6], 'nothing of it'],
])('of %s it says how long that lets things go wrong', (_, text, [line, column], says) => {
  const lines = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${text}`.split('\n')
  const help = hoverAt(lines, line + 4, column, 37)
  expect(help).toMatch(/^`/)
  expect(help!.split('\n\n').find((part) => part.startsWith('First asked')) ?? 'nothing of it').toContain(says)
})

it.each<[text: string, says: string | undefined]>([
  ['apiVersion: v1', '`apiVersion`: string'],
  ['metadata:', '`metadata`: ObjectMeta'],
  ['spec:\n  containers:', '`containers`: list of Container'],
  ['spec:\n  nodeSelector:', '`nodeSelector`: map'],
  ['spec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 1', '`containerPort`: int32'],
  ['spec:\n  containers:\n    - ports:\n        - name: a\n          hostPort: 1', '`hostPort`: int32'],
  ['spec:\n  containers:\n  - ports:\n  -   name: a\n      image: x', '`image`: string'],
  ['spec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 1\n    image: x', '`image`: string'],
  ['spec:\n  "containers":\n  - name: a\n    image: x', undefined],
  ['spec:\n  nothing:\n    image: x', undefined],
  ['spec:\n  nothing:\n    inner:\n      image: x', undefined],
  ['spec:\n  nodeSelector:\n    image: x', undefined],
  ['spec:\n  hostNetwork:\n    image: x', undefined],
  ['spec:\n# no key\n  restartPolicy: x', '`restartPolicy`: string'],
  ['  spec: x', '`spec`: PodSpec'],
])('the last line of %j has a field of that kind', (text, says) => {
  const lines = text.split('\n')
  const help = hoverAt(lines, lines.length, lines.at(-1)!.search(/\w/) + 1, 37)
  expect(help?.split('\n')[0]).toBe(says)
})

it('a field that leads on has no space behind its colon; what nobody has described has no help, and an unknown place nothing', () => {
  const at = (text: string) => {
    const lines = text.split('\n')
    return completionsAt(lines, lines.length, lines.at(-1)!.length + 1, 37)
  }
  const fields = at('')
  expect(fields.map(({ insert }) => insert)).toEqual(expect.arrayContaining(['apiVersion: ', 'kind: ', 'metadata:', 'spec:']))
  expect(at('spec:\n  ').find(({ label }) => label === 'containers')).toMatchObject({ detail: 'list of Container', insert: 'containers:' })
  expect(at('spec:\n  ').find(({ label }) => label === 'nodeSelector')).toMatchObject({ detail: 'map', insert: 'nodeSelector:' })
  expect(at('spec:\n  ').every(({ help }) => typeof help === 'string')).toBe(true)
  expect(at('nothing:\n  ')).toEqual([])
  // the value of a command is a word, and a flag where it begins as one
  const server = 'spec:\n  containers:\n  - image: x/kube-apiserver:v1\n    command:\n    - '
  expect([at(`${server}kube`).length, at(server).length > 50, at(`${server}--an`).length > 50]).toEqual([0, true, true])
})

it('a command is taken for a kube-apiserver’s by what stands near it', () => {
  const isOffered = (above: number, below: number): boolean => {
    const server = '  - image: x/kube-apiserver:v1'
    const lines = ['spec:', '  containers:', ...Array<string>(300).fill(''), '  - command:', '    - ', ...Array<string>(300).fill('')]
    const line = 304
    if (above > 0) lines[line - 1 - above] = server
    if (below > 0) lines[line - 1 + below] = server
    return completionsAt(lines, line, 7, 37).length > 0
  }
  expect([isOffered(79, 0), isOffered(80, 0), isOffered(0, 80), isOffered(0, 81), isOffered(0, 0)]).toEqual([
    true,
    false,
    true,
    false,
    false,
  ])
})
