import { expect, it } from 'vitest'
import { kubeadmManifest } from '../../cases/kubeadm-manifest.ts'
import { podInputs } from '../../sim/fixture.ts'
import { containersOf, namespaceOption, unanswered } from './containers.ts'

const API = { 'kube-apiserver.yaml': kubeadmManifest('1.37') }
const WEB = podInputs({}).manifests
const shop = (namespace: string) => ({
  'shop.yaml': JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop', namespace },
    spec: { initContainers: [{ name: 'a', image: 'x' }], containers: [{ name: 'b', image: 'x' }] },
  }),
})

it.each([
  ['', WEB],
  [' -n kube-system', API],
  [' -n shop', shop('shop')],
  [' --all-namespaces', { ...API, ...WEB }],
  ['', {}],
])('kubectl finds the pods with %j', (option, manifests) => {
  expect(namespaceOption({ ...podInputs({}), manifests })).toBe(option)
})

it('names the containers of all files, and of those that come later', () => {
  const write = { at: 9, write: 'later.yaml', content: shop('x')['shop.yaml'] }
  expect(containersOf({ ...podInputs({}), manifests: { ...API, 'broken.yaml': 'kind: [' }, actions: [write] })).toMatchObject([
    { pod: 'kube-apiserver', container: 'kube-apiserver', isApiserver: true, because: 'its command is kube-apiserver' },
    { pod: 'shop', container: 'a', isApiserver: false },
    { pod: 'shop', container: 'b', isApiserver: false },
  ])
})

it.each([
  ['main', 1],
  ['web/main', 1],
  ['db/main', 0],
])('a program %s that is asked by HTTP and answers nothing is told as that: %d', (name, asked) => {
  const pod = (own: string, probe: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${own}}\nspec: {containers: [{name: main, image: x, livenessProbe: {${probe}}}]}\n`
  const manifests = { 'web.yaml': pod('web', 'httpGet: {port: 80}'), 'db.yaml': pod('db', 'tcpSocket: {port: 80}') }
  const processes = { [name]: { listens: [{ port: 80, tls: false, after: 0 }], answers: [], onTerm: { after: 0, code: 0 }, execs: [] } }
  const found = unanswered({ ...podInputs({}), manifests, processes })
  expect(found.filter(({ severity }) => severity === 'warning')).toHaveLength(asked)
})
