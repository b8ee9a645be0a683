import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { askLane, print } from './print-line.ts'
import { reportText } from './report-text.ts'
import '../../views/all.ts'

const lane = parseScenario(JSON.stringify(theStrangeCase('1.9'))).scenario!.lanes[0]!
const { inputs } = lane
const trace = simulate(inputs)
const URL = 'https://192.168.1.100:6443/healthz'
const certificate = (cn: string) => ({ certificate: { cn, o: ['system:nodes'], ca: 'cluster' as const } })

it.each([
  ['GET', {}, '-ik'],
  ['HEAD', {}, '-ik -I'],
  ['POST', {}, '-ik -X POST'],
  ['GET', { bearer: 'x' }, "-ik -H 'Authorization: Bearer x'"],
  ['GET', { serviceAccount: 'a/b' }, '-ik -H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)"'],
  ['GET', { basic: 'a:b' }, '-ik -u a:b'],
  ['GET', certificate('kubernetes-admin'), '-ik --cert kubernetes-admin.crt --key kubernetes-admin.key'],
  ['GET', certificate('system:node:master'), '-ik --cert kubelet.crt --key kubelet.key'],
])('a %s with %o is curl %s', (method, caller, options) => {
  const { command, lane: name, tookSeconds } = askLane(lane, 600, { from: 'outside', method, url: URL, caller })
  expect([command, name, tookSeconds]).toEqual([`curl ${options} ${URL}`, 'As kubeadm writes it', 0])
})

it('a request has its status, each step with its place, and which of them decided', () => {
  const of = (method: string) => {
    const { status, steps, deciding, text } = askLane(lane, 600, { from: 'outside', method, url: URL, caller: {} })
    const places = steps.flatMap(({ place }) => place ?? [])
    return [status, steps[deciding]!.verdict, text.trimEnd().split('\n').at(-1)!.trim(), places[0]?.file]
  }
  expect(of('GET')).toEqual([200, 'answered', 'ok', 'kube-apiserver.yaml'])
  // the roles allow a get, and a body there is none
  expect(of('HEAD').slice(0, 2)).toEqual([403, 'refused'])
})

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml'

it.each([
  ['ls', {}],
  ['sleep 5', { tookSeconds: 5 }],
  [`sleep 5; rm ${MANIFEST}`, { tookSeconds: 5, actions: [{ at: 605, remove: 'kube-apiserver.yaml' }] }],
  ['kubectl get po -w', { later: [] }],
  ['A=1', { variables: expect.objectContaining({ A: '1' }) }],
  [`vi ${MANIFEST}`, { edit: expect.objectContaining({ file: MANIFEST }) }],
  ['watch ls', { again: 2 }],
  ['echo 1 | jq .', {}],
])('what “%s” asks of the page is %o', async (line, asks) => {
  const { text, ...asked } = print(line, { inputs, trace, at: 600, simulate, variables: {} })
  expect([typeof text, asked]).toEqual(['string', asks])
})

it('a screen shows what is not too much as it is', async () => {
  const { text } = print('seq 1 3', { inputs, trace, at: 600, simulate, variables: {} })
  expect(text).toBe('1\n2\n3\n')
})

it('a screen keeps the last of what scrolls by, from a line’s beginning on', async () => {
  const { text } = print('seq 1 30000', { inputs, trace, at: 600, simulate, variables: {} })
  const [first, second] = text.split('\n')
  const all = Array.from({ length: 30_000 }, (_, n) => `${n + 1}\n`).join('')
  const shown = text.slice(first!.length + 1)
  expect(all.endsWith(`\n${shown}`)).toBe(true)
  expect(first).toBe(`(${(all.length - shown.length).toLocaleString('en')} characters before these have scrolled away.)`)
  expect(shown.length).toBeLessThanOrEqual(100_000)
  expect(shown.length).toBeGreaterThan(100_000 - 1 - second!.length)
})

it('a lane is taken away as its trace or its rows, up to a time', () => {
  const of = (as: 'trace' | 'rows') => reportText({ inputs, trace, asked: { as, title: 'Why?', name: 'A', at: 1 } })
  const seen = trace.filter(({ t }) => t <= 1)
  expect(of('trace')).toBe(`${JSON.stringify({ whyrestart: 1, lanes: [{ name: 'A', entries: seen }] })}\n`)
  expect(of('rows').split('\n')[1]).toContain('life 1 starts')
})
