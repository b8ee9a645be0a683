import { expect, it, vi } from 'vitest'
import { callerOf, usualOf } from './RequestForm.tsx'
import { inShort, showDeciding, Steps, waited, whyWords } from './RequestPanel.tsx'
import { staticText } from '../fixture/static-text.ts'
import { fillIn, isCommand, typeCommand, useTyped, type Who } from '../simulator/typed.ts'

const form = { ...useTyped.getState().request, token: 'sesame', password: 'admin:secret' }

it.each<[Who, string, string, object]>([
  ['anonymous', '', '1.9', {}],
  ['account', 'robot', '1.9', { serviceAccount: 'default/robot' }],
  ['account', 'shop/robot', '1.9', { serviceAccount: 'shop/robot' }],
  ['bearer', '', '1.9', { bearer: 'sesame' }],
  ['basic', '', '1.9', { basic: 'admin:secret' }],
  ['admin', '', '1.28', { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'cluster' } }],
  ['admin', '', '1.29', { certificate: { cn: 'kubernetes-admin', o: ['kubeadm:cluster-admins'], ca: 'cluster' } }],
  ['kubelet', '', '1.9', { certificate: { cn: 'system:node:master', o: ['system:nodes'], ca: 'cluster' } }],
  ['apiserver', '', '1.9', { certificate: { cn: 'kube-apiserver-kubelet-client', o: ['system:masters'], ca: 'cluster' } }],
  ['stranger', '', '1.29', { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'stranger' } }],
])('%s %s asks a server of %s as %o', (who, account, release, caller) => {
  expect(callerOf({ ...form, who, account }, 'Master', release)).toEqual(caller)
})

it.each([
  [{}, { who: 'anonymous' }],
  [{ serviceAccount: 'a/b' }, { who: 'account', account: 'a/b' }],
  [{ bearer: 'x' }, { who: 'bearer', token: 'x' }],
  [{ basic: 'a:b' }, { who: 'basic', password: 'a:b' }],
])('a verdict’s request of %o fills in %o', (caller, filled) => {
  fillIn({ from: 'node', method: 'HEAD', url: 'http://a/', caller })
  expect(useTyped.getState().request).toMatchObject({ from: 'node', method: 'HEAD', url: 'http://a/', ...filled })
})

it.each([
  ['kubectl get pods', true],
  ['kubectl get POD', false],
  ['kubectl delete pod a', false],
  ['ls', true],
  ['journalctl -u kubelet', true],
])('a press on the command %s runs it at once: %s', (line, isWhole) => {
  expect(isCommand(line)).toBe(true)
  typeCommand(line)
  expect(useTyped.getState().wanted).toEqual({ line, isWhole })
})

it('a text’s code is no command by its first letters alone', () => {
  expect(['lsof', 'kubectl', 'spec: x'].map(isCommand)).toEqual([false, false, false])
})

it('a kube-apiserver is asked from outside for its health, a pod of one’s own from the node for what its probes ask', () => {
  const server = usualOf(null, '10.0.0.1')
  expect(server).toMatchObject({ hasApiserver: true, url: 'https://10.0.0.1:6443/healthz', from: 'outside' })
  expect(server.urls).toMatchInlineSnapshot(`
    [
      "https://10.0.0.1:6443/healthz",
      "https://10.0.0.1:6443/livez",
      "https://10.0.0.1:6443/livez?verbose",
      "https://10.0.0.1:6443/readyz",
      "https://10.0.0.1:6443/version",
      "https://10.0.0.1:6443/api/v1/namespaces/kube-system/pods",
      "https://10.0.0.1:6443/api/v1/namespaces/kube-system/secrets",
      "https://10.0.0.1:6443/api/v1/namespaces/kube-system/configmaps",
      "https://10.0.0.1:6443/api/v1/namespaces/kube-public/configmaps/cluster-info",
      "https://10.0.0.1:6443/api/v1/nodes",
      "https://10.0.0.1:6443/metrics",
      "http://127.0.0.1:8888/healthz",
      "http://127.0.0.1:8888/api/v1/namespaces/kube-system/secrets",
      "http://10.0.0.1:8888/healthz",
      "http://127.0.0.1:8080/version",
      "https://10.0.0.1:10250/pods",
      "https://10.0.0.1:10250/metrics",
      "https://10.0.0.1:10250/logs/",
      "https://10.0.0.1:10250/configz",
      "https://10.0.0.1:10250/healthz",
      "http://10.0.0.1:10255/pods",
      "http://127.0.0.1:10248/healthz",
    ]
  `)
  const kubelet = server.urls.filter((url) => /:10\d{3}\//.test(url))
  const probed = 'http://10.0.0.7:80/ready'
  expect(usualOf(['tcp 10.0.0.7:80', `GET ${probed}`, 'exec ls'], '10.0.0.1')).toEqual({
    ...{ hasApiserver: false, url: probed, from: 'node' },
    urls: [probed, ...kubelet],
  })
  expect(usualOf([], '10.0.0.1')).toMatchObject({ url: kubelet[0], urls: kubelet })
})

type Answered = Parameters<typeof inShort>[0]
const answered = (more: Partial<Answered>): Answered =>
  ({ status: 200, text: '', steps: [], deciding: 0, tookSeconds: 0, ...more }) as never

it.each([
  [undefined, 'Which way does the request take'],
  [null, 'Why is there no answer'],
  [401, 'Why is the caller not let in'],
  [403, 'Why is it forbidden'],
  [200, 'Why is it allowed'],
  [399, 'Why is it allowed'],
  [400, 'Why is the answer 400'],
  [503, 'Why is the answer 503'],
])('what its steps answer where the status is %s: %s', (status, words) => {
  expect(whyWords(status === undefined ? undefined : answered({ status }))).toBe(words)
})

it.each<[Partial<Answered>, string | undefined]>([
  [{}, undefined],
  [{ text: 'HTTP/2 200\n', tookSeconds: 3 }, 'after 3 s'],
  [{ status: null, text: ' curl: (7) x\n' }, 'curl: (7) x'],
  [{ status: null, text: 'curl: (28) x\n', tookSeconds: 300 }, 'curl: (28) x, after 5 min'],
])('of %o a word in the table leaves out: %s', (more, words) => expect(waited(answered(more))).toBe(words))

const body = (text: string): string => `HTTP/2 200\r\ncontent-type: x\r\n\r\n${text}`

it.each<[Partial<Answered>, string]>([
  [{ text: body('ok') }, '200 ok'],
  [{ text: body('') }, '200 '],
  [{ text: body('one\ntwo\n\nthree') }, '200 one'],
  [{ text: body('{\n  "major": "1",\n\n  "gitVersion": "v1.9.6"\n}') }, '200 v1.9.6'],
  [{ status: 401, text: body('{\n  "message": "Unauthorized"\n}') }, '401 Unauthorized'],
  [
    { status: 403, text: body('{\n  "message": "forbidden: User \\"a\\" may not",\n  "reason": "Forbidden"\n}') },
    '403 forbidden: User "a" may not',
  ],
  [{ status: null, text: 'curl: (7) x\n' }, 'curl: (7) x'],
])('%o is in short: %s', (more, text) => expect(inShort(answered(more))).toBe(text))

const step = { step: 'authorization', verdict: 'passed', reason: 'It may.' }
const place = { file: '/etc/a.yaml', line: 3, text: '    - --flag=x' }

it.each<[what: string, more: Partial<Answered>, text: string]>([
  ['nobody was there', { status: null, text: 'curl: (7) x' }, 'Nobody took a step: curl: (7) x'],
  ['a program of one’s own', {}, 'A program of one’s own has no steps to show: it answers as “behaviour” in the editor says.'],
  ['a step', { steps: [step] as never, deciding: 1 }, '✓ | authorization passed | It may.'],
  ['one that decided', { steps: [{ ...step, verdict: 'refused' }] as never }, '✕ | authorization refused | decided | It may.'],
  ['its line', { steps: [{ ...step, place }] as never, deciding: 1 }, '✓ | authorization passed | It may. | a.yaml, line 3'],
  [
    'the line of what decided',
    { steps: [{ ...step, place }] as never },
    '✓ | authorization passed | decided | It may. | a.yaml, line 3 | --flag=x',
  ],
  [
    'a flag that is not set',
    { steps: [{ ...step, because: { flag: 'anonymous-auth' } }] as never },
    '✓ | authorization passed | decided | It may. | by default: --anonymous-auth | is not set',
  ],
  [
    'one that is, at its line',
    { steps: [{ ...step, place, because: { flag: 'x' } }] as never, deciding: 1 },
    '✓ | authorization passed | It may. | a.yaml, line 3',
  ],
])('the way of a request: %s', (_, more, text) => expect(staticText(Steps, { asked: answered(more), lane: 'lane-1' })).toBe(text))

it('the step that decided is brought into sight in each column that scrolls, at its end where it is higher, until the panel is left', () => {
  const seen: string[] = []
  let measure = (): void => undefined
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        measure = callback
      }
      observe = (element: { name: string }): void => void seen.push(element.name)
      disconnect = (): void => void seen.push('over')
    },
  )
  const [section, way] = [
    { name: 'section', scrollTop: 0, clientHeight: 100 },
    { name: 'way', scrollTop: 0, clientHeight: 20 },
  ] as const
  let step: object | null = { offsetTop: 300, offsetHeight: 40 }
  const list = {
    name: 'list',
    closest: (selector: string) => (selector === 'section' ? section : way),
    querySelector: () => step,
  }
  const leave = showDeciding(list as never)
  measure()
  expect([section.scrollTop, way.scrollTop]).toEqual([240, 300])
  step = null
  measure()
  expect([section.scrollTop, way.scrollTop]).toEqual([240, 300])
  leave()
  expect(seen).toEqual(['list', 'section', 'way', 'over'])
  vi.unstubAllGlobals()
})
