import { expect, it } from 'vitest'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { isEnd, isStart, type Entry } from '../sim/trace/trace.ts'
import { ask } from './terminal.ts'

// What has happened at the very second of a look is seen by it, what comes later is not.

const pod = (name: string, spec: object) => ({
  [`${name}.yaml`]: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec }),
})
const { scenario } = parseScenario(
  JSON.stringify({
    ...{ whyrestart: 1, kubernetes: '1.37', clock: '2026-03-05T09:58:04Z', duration: '5m', seed: 3 },
    node: { name: 'master', ip: '192.168.1.100' },
    manifests: {
      ...kubeadmPlane('1.37', { node: 'master' }),
      ...pod('agent', { hostNetwork: true, containers: [{ name: 'agent', image: 'example.org/agent:1', command: ['/bin/agent'] }] }),
    },
    processes: {
      agent: {
        listens: [{ port: 9100, tls: false, after: '2s' }],
        needs: { url: 'http://127.0.0.1:1/', every: '5s', for: '40s', code: 7, says: 'no one there' },
        memory: [
          { from: '0s', mib: 64 },
          { from: '4s', mib: 128 },
        ],
      },
    },
    cluster: {
      certificates: {
        'front-proxy-client': { notAfter: '2026-03-05T09:59:04Z' },
        apiserver: { notBefore: '2025-12-24T01:02:03Z', notAfter: '2027-01-02T03:04:05Z' },
      },
    },
    actions: [
      { at: '64s', write: '/tmp/a', content: 'a' },
      { at: '128s', restart: 'kubelet' },
    ],
  }),
)
const { inputs } = scenario!.lanes[0]!
const trace = simulate(inputs)
const seen = (at: number, line: string) => ask(line, { inputs, trace, at, simulate })

type Find = (entry: Entry) => boolean
const isLog: Find = (entry) => entry.kind === 'log' && entry.source === 'agent'
const hasEnded: Find = (entry) => isEnd(entry) && entry.container === 'agent'
const hasStarted: Find = (entry) => isStart(entry) && entry.container === 'agent'
const isBackedOff: Find = (entry) => entry.kind === 'backoff' && entry.blocked && entry.container === 'agent'
const MOMENT = 1e-4

it.each<[title: string, at: number | Find, later: number, command: string, text: string]>([
  ['a line of a log', isLog, 0, 'kubectl logs agent-master', 'no one there'],
  ['an end', hasEnded, 0, 'crictl ps -a --name agent', 'Exited'],
  ['a start', hasStarted, 0, 'crictl ps --name agent', 'Running'],
  ['a port that opens', hasStarted, 2, 'ss -ltn', ':9100'],
  ['memory that grows', hasStarted, 4, 'free', '131072'],
  ['a file that is written', 64, 0, 'cat /tmp/a', 'a'],
  ['a line of the journal', isBackedOff, 0, 'journalctl -u kubelet', 'back-off 10s'],
  ['a kubelet that is another', (entry) => entry.kind === 'node' && entry.part === 'kubelet', 0, 'pgrep kubelet', '1412'],
])('%s is seen at its very second', (_, find, later, command, text) => {
  const at = (typeof find === 'number' ? find : trace.find(find)!.t) + later
  expect([at - MOMENT, at].map((when) => seen(when, command).stdout.includes(text))).toEqual([false, true])
})

it.each<[title: string, find: Find, command: string]>([
  ['kubectl get pods -w', (entry) => entry.kind === 'mirror' && entry.pod === 'agent' && entry.t > 20, 'kubectl get pods -w'],
  ['kubectl get events -w', (entry) => entry.kind === 'event' && entry.pod === 'agent' && entry.t > 20, 'kubectl get events -w'],
  ['journalctl -f', isBackedOff, 'journalctl -u kubelet -f'],
])('%s tells what comes later, and at its very second no more', (_, find, command) => {
  const { t } = trace.find(find)!
  const times = (at: number) => seen(at, command).later!.map((line) => line.at)
  expect(times(t - MOMENT)).toContain(t)
  expect(times(t)).not.toContain(t)
})

it('a certificate is good until its last second', () => {
  const line = 'cd /etc/kubernetes/pki; openssl verify -CAfile front-proxy-ca.crt front-proxy-client.crt'
  expect([60, 60 + MOMENT].map((at) => seen(at, line).stdout)).toEqual(['front-proxy-client.crt: OK\n', ''])
})

it('the dates of a server’s certificate are the scenario’s, and a kubelet’s its own', () => {
  const dates = (port: number) =>
    [...seen(120, `curl -skv https://127.0.0.1:${port}/healthz`).stderr.matchAll(/(?:start|expire) date: (.*)/g)].map(([, date]) => date)
  expect(dates(6443)).toEqual(['Dec 24 01:02:03 2025 GMT', 'Jan  2 03:04:05 2027 GMT'])
  expect(dates(10250)).toEqual(['Mar  5 09:48:04 2026 GMT', 'Mar  5 09:48:04 2027 GMT'])
})
