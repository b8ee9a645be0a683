import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../../cases/kubeadm-plane.ts'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf } from '../../trace/trace.ts'

const container = (name: string) => ({ name, image: 'a' })
const pod = (name: string, containers: readonly string[], inits: readonly string[] = []) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: containers.map(container), ...(inits.length > 0 ? { initContainers: inits.map(container) } : {}) },
  })

const namespaceOf = (name: string): string => (name.startsWith('kube-') ? 'kube-system' : 'default')

/** By the kube-apiserver and by the kubelet itself; absent: the kubelet is not asked. */
const ROWS: [asked: string, api: string, kubelet?: string][] = [
  ['kube-apiserver/kube-apiserver?', 'all', 'all'],
  ['kube-apiserver/kube-apiserver?tailLines=2', 'last 2', 'last 2'],
  ['kube-apiserver/kube-apiserver?tailLines=0', 'last 0', 'last 0'],
  ['kube-apiserver/kube-apiserver?tailLines=2000', 'all', 'all'],
  ['kube-apiserver/kube-apiserver?tailLines=2&tailLines=5', 'last 2', 'last 2'],
  ['kube-apiserver/kube-apiserver?tailLines=%2B1', 'last 1', 'last 1'],
  [
    'kube-apiserver/kube-apiserver?tailLines=-1',
    '422 tailLines: Invalid value: -1: must be greater than or equal to 0',
    '422 {"message": "Invalid request."}',
  ],
  [
    'kube-apiserver/kube-apiserver?tailLines=',
    '400 strconv.ParseInt: parsing "": invalid syntax',
    '400 {"message": "Unable to decode query."}',
  ],
  [
    'kube-apiserver/kube-apiserver?tailLines=x',
    '400 strconv.ParseInt: parsing "x": invalid syntax',
    '400 {"message": "Unable to decode query."}',
  ],
  ['kube-apiserver/kube-apiserver?limitBytes=4', 'bytes 4', 'bytes 4'],
  ['kube-apiserver/kube-apiserver?limitBytes=1', 'bytes 1', 'bytes 1'],
  [
    'kube-apiserver/kube-apiserver?limitBytes=0',
    '422 limitBytes: Invalid value: 0: must be greater than 0',
    '422 {"message": "Invalid request."}',
  ],
  [
    'kube-apiserver/kube-apiserver?sinceSeconds=0',
    '422 sinceSeconds: Invalid value: 0: must be greater than 0',
    '422 {"message": "Invalid request."}',
  ],
  [
    'kube-apiserver/kube-apiserver?limitBytes=0&tailLines=-1',
    '422 [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]',
    '422 {"message": "Invalid request."}',
  ],
  [
    'kube-apiserver/kube-apiserver?sinceSeconds=x&tailLines=-1',
    '400 strconv.ParseInt: parsing "x": invalid syntax',
    '400 {"message": "Unable to decode query."}',
  ],
  ['kube-apiserver/kube-apiserver?previous=true', NONE_BEFORE(), NONE_BEFORE()],
  ['kube-apiserver/kube-apiserver?previous=', NONE_BEFORE(), NONE_BEFORE()],
  ['kube-apiserver/kube-apiserver?previous=yes', NONE_BEFORE(), NONE_BEFORE()],
  ['kube-apiserver/kube-apiserver?previous=False&tailLines=1', 'last 1', 'last 1'],
  ['kube-apiserver/kube-apiserver?previous=0&tailLines=1', 'last 1', 'last 1'],
  // the kubelet knows an older name too
  ['kube-apiserver/kube-apiserver?tail=1', 'all', 'last 1'],
  ['kube-apiserver/kube-apiserver?tail=1&tailLines=3', 'last 3', 'last 1'],
  ['kube-apiserver/kube-apiserver?tail=all&tailLines=3', 'last 3', 'all'],
  [
    'kube-apiserver/nope?',
    '400 container nope is not valid for pod kube-apiserver-master-node',
    '404 container "nope" not found in pod "kube-apiserver-master-node"',
  ],
  ['kube-apiserver?', 'all'],
  ['kube-apiserver?container=', 'all'],
  ['two?', '400 a container name must be specified for pod two-master-node, choose one of: [a b]'],
  ['two?container=', '400 a container name must be specified for pod two-master-node, choose one of: [a b]'],
  ['init?', '400 a container name must be specified for pod init-master-node, choose one of: [a b] or one of the init containers: [i j]'],
]

function NONE_BEFORE(): string {
  return '400 previous terminated container "kube-apiserver" in pod "kube-apiserver-master-node" not found'
}

it('a log is asked for by lines, bytes, seconds and life, of the kube-apiserver as of the kubelet', () => {
  const root = { certificate: { cn: 'root', o: ['system:masters'], ca: 'cluster' } }
  const requests = ROWS.flatMap(([asked, , kubelet]) => {
    const [, name = '', of, query = ''] = /^([\w-]+)(?:\/([\w-]+))?\?(.*)$/.exec(asked)!
    const parameters = [of === undefined ? '' : `container=${of}`, query].filter(Boolean).join('&')
    return [
      { url: `https://192.168.1.100:6443/api/v1/namespaces/${namespaceOf(name)}/pods/${name}-master-node/log?${parameters}` },
      ...(kubelet === undefined
        ? []
        : [{ url: `https://192.168.1.100:10250/containerLogs/${namespaceOf(name)}/${name}-master-node/${of}?${query}` }]),
    ].map((request) => ({ at: 150, caller: root, ...request }))
  })
  const { scenario, diagnostics } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: '1.37',
      duration: '160s',
      manifests: {
        ...kubeadmPlane('1.37'),
        'two.yaml': pod('two', ['a', 'b']),
        'init.yaml': pod('init', ['a', 'b'], ['i', 'j']),
      },
      processes: { i: { exits: { after: 0, code: 0 } }, j: { exits: { after: 0, code: 0 } } },
      requests,
    }),
  )
  expect(diagnostics).toBeUndefined()
  const said = simulate(scenario!.lanes[0]!.inputs)
    .filter((entry): entry is EntryOf<'response'> => entry.kind === 'response')
    .toSorted((a, b) => a.n - b.n)
    .map(({ status, body }) => {
      if (status === 200) return body
      const message = body.startsWith('{"kind"') || body.startsWith('{\n') ? (JSON.parse(body) as { message: string }).message : body
      return `${status} ${message.replace(/^PodLogOptions "\S*" is invalid: /, '')}`
    })
  const all = said[0]!
  const lines = all.trimEnd().split('\n')
  expect(lines.length).toBe(3)
  const text = (told: string): string => {
    const [, what, count] = /^(last|bytes) (\d+)$/.exec(told) ?? []
    if (what === 'last')
      return lines
        .slice(lines.length - Number(count))
        .map((line) => `${line}\n`)
        .join('')
    return told === 'all' ? all : what === undefined ? told : all.slice(0, Number(count))
  }
  expect(said).toEqual(ROWS.flatMap(([, api, kubelet]) => [text(api), ...(kubelet === undefined ? [] : [text(kubelet)])]))
})
