import { beforeEach, expect, it, vi } from 'vitest'
import { importTexts } from '../../cases/import.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { PROCESSES } from '../../views/text/words.ts'
import { DEPLOYMENT, small } from '../fixture/samples.ts'
import { stubStorage, withCabinet } from '../state/storage-fixture.ts'
import type { importBrought } from './own-client.ts'

const importing = vi.fn<typeof importBrought>()
vi.mock('./own-client.ts', () => ({ importBrought: (...all: Parameters<typeof importBrought>) => importing(...all) }))

beforeEach(() => {
  vi.unstubAllGlobals()
  importing.mockImplementation(async (texts, release) => importTexts(texts, release))
})

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: x, ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 80}}}
  - {name: log, image: x}
`

/** A page whose second lane has this manifest, and of whose programs this is said. */
async function pageWith(manifest: string, said: object) {
  stubStorage({})
  const template = await withCabinet(() => import('./template.ts'))
  const { useStore } = await import('../state/store.ts')
  const { results } = await import('../state/results.ts')
  const { textOf } = await import('../state/draft.ts')
  const { processes } = parseScenario(JSON.stringify({ whyrestart: 1, processes: said })).scenario!
  const draft = small('Two ways', {
    processes: undefined,
    lanes: ['One', 'Two'].map((name) => ({ name, manifests: { 'web.yaml': manifest } })),
  })
  const [first, second] = draft.lanes
  useStore.setState({ draft, start: draft, lane: first!.id, file: 'web.yaml', notice: '' })
  results.setState({ lanes: { [second!.id]: { inputs: { manifests: { 'web.yaml': manifest }, processes } } } } as never)
  const texts = (file: string): string[] => useStore.getState().draft.lanes.map((lane) => textOf(useStore.getState().draft, lane, file))
  return { ...template, draft, lane: second!.id, texts, store: useStore.getState }
}

const SAID = { log: { listens: [{ port: 9000 }] } }
const ANSWERS = 'web:\n  listens:\n  - {port: 80}\n  answers:\n  - {from: 0s, status: 200}\n  onTerm: {after: 0s, code: 143}\n'

it('what is assumed of a lane’s programs is written down behind what is said of others, and is looked at', async () => {
  const page = await pageWith(POD, SAID)
  await page.changeAssumed(page.lane)
  expect(page.texts(PROCESSES)).toEqual(['', `${ANSWERS}log:\n  listens:\n  - {port: 9000}\n`])
  expect(page.store()).toMatchObject({ lane: page.lane, file: PROCESSES, notice: '' })
})

it('what somebody has said stays, and where all is said nothing is written', async () => {
  const page = await pageWith(POD, { web: { listens: [{ port: 81 }] }, log: {} })
  await page.changeAssumed(page.lane)
  expect(page.store().draft).toBe(page.draft)
  expect(page.store()).toMatchObject({ lane: page.lane, file: PROCESSES })
})

it('a workload’s pod takes its place in its own lane, and what is said of its program goes before what is assumed', async () => {
  const page = await pageWith(DEPLOYMENT, {})
  await page.runAsStaticPod(page.lane, 'web.yaml')
  expect(page.texts('web.yaml')).toEqual([DEPLOYMENT, expect.stringMatching(/^apiVersion: v1\nkind: Pod\n/)])
  expect(page.texts(PROCESSES)).toEqual(['', expect.stringMatching(/^shop:\n {2}listens:\n {2}- \{port: 8080\}\n/)])
  expect(page.store().notice).toMatch(/^web\.yaml is a Deployment: .* Assumed: shop listens on 8080/)
  const said = await pageWith(DEPLOYMENT, { shop: { onTerm: 'ignore' } })
  await said.runAsStaticPod(said.lane, 'web.yaml')
  expect(said.texts(PROCESSES)).toEqual(['', 'shop:\n  onTerm: ignore\n'])
})

it('what has no pod, and what could not be read, changes nothing and says so', async () => {
  const page = await pageWith('apiVersion: v1\nkind: Service\nmetadata: {name: shop}\n', {})
  await page.runAsStaticPod(page.lane, 'web.yaml')
  expect(page.store().draft).toBe(page.draft)
  expect(page.store().notice).toContain('is a Service, which has no pods')
  importing.mockRejectedValue(new Error('It took too long.'))
  for (const act of [() => page.runAsStaticPod(page.lane, 'web.yaml'), () => page.changeAssumed(page.lane)]) {
    await act()
    expect(page.store().draft).toBe(page.draft)
    expect(page.store()).toMatchObject({ file: 'web.yaml', notice: 'It took too long.' })
  }
})
