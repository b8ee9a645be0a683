import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawn, SEED } from '../../drawn-fixture.ts'
import { readManifest } from '../../manifest/parse.ts'
import { addTrialRelease, CHANGES, releaseOf } from '../../sim/release/release.ts'
import { NEWEST, OFFERED, OLDEST } from '../../sim/release/releases.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import type { Trace } from '../../sim/trace/trace.ts'
import { effectsOf } from './release-effects.ts'

const RECORDED = 'src/sim/recorded'
const NAMES = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.scenario.yaml'))
  .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))
const isPlane = (name: string): boolean => /^(planes|control-plane)\//.test(name)
const FREE = { syncs: {}, started: {}, seen: {}, initialSleep: {}, mounted: {} }

/** What was recorded on one release, for any: without what was chance then, and on each release's own runtime, with its own gates. */
function inputsOf(name: string): Inputs {
  const { inputs } = parseScenario(readFileSync(`${RECORDED}/${name}.scenario.yaml`, 'utf8')).scenario!.lanes[0]!
  const { runtime: _runtime, ...rest } = inputs
  const { featureGates: _gates, ...kubelet } = inputs.kubelet
  return { ...rest, kubelet, chance: FREE, duration: Math.min(inputs.duration, 300) }
}

/** A release's number is in no difference: it stands in versions and user agents. */
function linesOf(trace: Trace, minor: number): string[] {
  const number = new RegExp(`\\b(v?)1\\.${minor}\\b`, 'g')
  return trace.map((entry) =>
    JSON.stringify(entry, (_name, value: unknown) => (typeof value === 'string' ? value.replaceAll(number, '$11.N') : value)),
  )
}

/** How a release reads the files: which fields it knows is a table of its own. */
const readBy = ({ manifests, node }: Inputs, minor: number): string =>
  JSON.stringify(
    Object.entries(manifests).map(([file, text]) => {
      const release = releaseOf(`1.${minor}`)
      const { pod, error, diagnostics } = readManifest(text, { file: `/etc/kubernetes/manifests/${file}`, nodeName: node.name, release })
      return [pod?.spec, error, diagnostics.map(({ code, path }) => [code, path])]
    }),
  )

describe('the same pods on all releases', () => {
  const names = drawn(
    NAMES.filter((name) => !isPlane(name)),
    8,
  )

  it.each(names)('%s raises nothing, and where two neighbours differ it is by rows of the table, or by a field', (name) => {
    const inputs = inputsOf(name)
    for (let minor = OLDEST; minor <= NEWEST; minor++) {
      const trace = simulate({ ...inputs, kubernetes: `1.${minor}` })
      expect(trace.filter(({ kind }) => kind === 'stopped')).toEqual([])
      if (minor === OLDEST) continue
      const rows = CHANGES.filter(({ since }) => since === minor)
      const trial = `1.${minor - 1} with all rows of 1.${minor}`
      addTrialRelease(trial, Object.assign({}, releaseOf(`1.${minor - 1}`), ...rows.map(({ set }) => set)))
      const explained = linesOf(simulate({ ...inputs, kubernetes: trial }), minor - 1)
      const found = linesOf(trace, minor)
      const isExplained = JSON.stringify(explained) === JSON.stringify(found) || readBy(inputs, minor) !== readBy(inputs, minor - 1)
      expect(isExplained, `1.${minor}, TEST_SEED=${SEED}`).toBe(true)
    }
  })

  it.each(drawn(NAMES.filter(isPlane), 1))('a control plane on all releases: %s raises nothing', (name) => {
    const inputs = inputsOf(name)
    for (const kubernetes of OFFERED) {
      const trace = simulate({ ...inputs, kubernetes })
      expect(trace.filter(({ kind }) => kind === 'stopped')).toEqual([])
      expect(trace.length).toBeGreaterThan(20)
    }
  })
})

it('a row that is tried alone leaves a kube-apiserver on another machine as its release has it', () => {
  const { manifests, ...inputs } = inputsOf('planes/kubelet-restart')
  const scheduler = { 'kube-scheduler.yaml': manifests['kube-scheduler.yaml']! }
  const trials = effectsOf('1.10', '1.11', { ...inputs, manifests: scheduler, duration: 30 })
  let step = trials.next()
  while (!step.done) step = trials.next()
  expect(step.value.length).toBeGreaterThan(3)
})
