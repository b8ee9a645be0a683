import { expect, it } from 'vitest'
import { httpGet, tryPod, type TryContainer } from '../fixture.ts'
import type { ProcessScript } from '../scenario/scenario-programs.ts'

const ASKS_MAIN = { from: 0, proxy: 'https://127.0.0.1:7001/livez', caller: { bearer: 'sesame' } }

/** `main` serves TLS on 7001; the side-car's port 7002 is what its liveness probe asks. */
function withProxy(main: Partial<ProcessScript>, answers: ProcessScript['answers'] = [ASKS_MAIN]) {
  const containers: TryContainer[] = [
    { script: { listens: [{ port: 7001, tls: true, after: 0 }], ...main } },
    { name: 'proxy', liveness: httpGet(), script: { answers } },
  ]
  return tryPod({ containers, duration: 120 }).probes('liveness', 'proxy')
}

const outputs = (probes: ReturnType<typeof withProxy>) => [...new Set(probes.map(({ result, output }) => `${result} ${output}`.trim()))]

it('gives the answer that it got', () => {
  expect(outputs(withProxy({ answers: [{ from: 0, status: 200 }] }))).toEqual(['success'])
  expect(outputs(withProxy({ answers: [{ from: 0, status: 401 }] }))).toEqual(['failure HTTP probe failed with statuscode: 401'])
})

it('hangs where the other hangs', () => {
  expect(outputs(withProxy({ answers: [{ from: 0, hang: true }] }))).toEqual([
    expect.stringMatching(/Client.Timeout exceeded while awaiting headers/),
  ])
})

it.each<[string, Partial<ProcessScript>]>([
  ['refuses', { answers: [{ from: 0, refuse: true }] }],
  ['resets', { answers: [{ from: 0, reset: true }] }],
  ['is not there', { listens: [] }],
])('says 502 where the other %s', (_, main) => {
  expect(outputs(withProxy(main))).toEqual(['failure HTTP probe failed with statuscode: 502'])
})

it('says 502 where it asks itself', () => {
  expect(outputs(withProxy({}, [{ from: 0, proxy: 'http://127.0.0.1:7002/' }]))).toEqual(['failure HTTP probe failed with statuscode: 502'])
})

it('leads its 502 to the answer that passes on, not to another one', () => {
  const answers = [
    { from: 0, status: 404 },
    { ...ASKS_MAIN, port: 7002 },
  ]
  const containers: TryContainer[] = [{ script: { listens: [] } }, { name: 'proxy', liveness: httpGet(), script: { answers } }]
  const { trace, probes } = tryPod({ containers, duration: 60 })
  const { cause } = probes('liveness', 'proxy')[0]!
  expect([cause].flat().map((id) => trace[id!])).toContainEqual(
    expect.objectContaining({ kind: 'script', path: 'processes.proxy.answers[1]' }),
  )
})
