import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseScenario } from '../../scenario/scenario.ts'
import { simulate } from '../../simulate.ts'

interface PodList {
  items: {
    metadata: { name: string; annotations: Record<string, string> }
    spec: { terminationGracePeriodSeconds: number }
    status: { phase: string; startTime?: string }
  }[]
}

/** What /pods of the read-only port says at some times, in seconds. */
function podsAt(times: readonly number[], scenario: Record<string, unknown>): string[] {
  const requests = times.map((time) => ({ at: `${time}s`, url: 'http://127.0.0.1:10255/pods' }))
  const kubelet = { readOnlyPort: 10255 }
  const { scenario: parsed, diagnostics } = parseScenario(
    JSON.stringify({ whyrestart: 1, duration: '200s', kubelet, requests, ...scenario }),
  )
  if (!parsed) throw new Error(JSON.stringify(diagnostics))
  return simulate(parsed.lanes[0]!.inputs).flatMap((entry) => (entry.kind === 'response' ? [entry.body] : []))
}

function told(body: string): string[] {
  return (JSON.parse(body) as PodList).items.map(
    ({ metadata: { name, annotations }, spec, status }) =>
      `${name} ${status.phase}, ${spec.terminationGracePeriodSeconds} s, seen ${annotations['kubernetes.io/config.seen']}`,
  )
}

const read = (path: string): unknown => JSON.parse(readFileSync(`${import.meta.dirname}/${path}`, 'utf8'))

const podOf = (name: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, uid: ${name}}
spec: {terminationGracePeriodSeconds: 7, containers: [{name: main, image: "example.org/web:1"}]}
`

it('a 1.9 says as much of its pods as the real kubelet did', () => {
  const recorded = read('../recorded/kubelet-api-1.9.json') as { url: string; status: number; bodyBytes: number }[]
  const { bodyBytes } = recorded.find(({ url, status }) => url.endsWith('/pods') && status === 200)!
  const { manifest } = read('../../apiserver/recorded/requests-1.9.4-default.json') as { manifest: string }
  const [body] = podsAt([60], { kubernetes: '1.9', manifests: { 'kube-apiserver.yaml': manifest } })
  // a real clock has nine digits behind the second
  expect(body!.replace(/(config.seen":"[^"]*)Z/, '$1.123456789Z')).toHaveLength(bodyBytes)
})

it('a pod is told of as it is now, by the kubelet that runs, as long as it has its file', () => {
  const scenario = {
    clock: '2026-11-24T14:15:00Z',
    manifests: { 'web.yaml': podOf('web'), 'db.yaml': podOf('db') },
    processes: { main: { onTerm: 'ignore' } },
    actions: [
      { at: '30s', edit: 'web.yaml', find: 'Seconds: 7', replace: 'Seconds: 50' },
      { at: '60s', restart: 'kubelet' },
      { at: '120s', remove: 'web.yaml' },
    ],
  }
  const [first, edited, restarted, removed] = podsAt([20, 50, 110, 150], scenario).map(told)
  expect(first).toEqual([
    'db-master-node Running, 7 s, seen 2026-11-24T14:15:00Z',
    'web-master-node Running, 7 s, seen 2026-11-24T14:15:00Z',
  ])
  expect(edited).toEqual([first![0], 'web-master-node Running, 50 s, seen 2026-11-24T14:15:00Z'])
  expect(restarted).toEqual(edited!.map((line) => line.replace('14:15:00', '14:16:01.5')))
  expect(removed).toEqual([restarted![0]])
})
