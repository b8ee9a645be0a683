import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { printedOf } from '../cli/printed-fixture.ts'
import type { Recorded } from '../views/lanes/recorded-lane.ts'
import { drawn, SEED } from '../drawn-fixture.ts'
import { heldLines } from '../runs-fixture.ts'
import { compareWithReal } from './compare.ts'
import { incidentOf } from './cluster-incident.ts'

const RECORDED = 'src/sim/recorded'
/** What a text cannot tell is what an action has done, or what stands in files beside the manifest. */
const names = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.scenario.yaml') && file.startsWith('pods-'))
  .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))

function read(name: string, merge: boolean) {
  const { inputs } = parseScenario(readFileSync(`${RECORDED}/${name}.scenario.yaml`, 'utf8')).scenario!.lanes[0]!
  const recorded = JSON.parse(readFileSync(`${RECORDED}/${name}.trace.json`, 'utf8')) as Recorded[]
  const printed = printedOf(inputs, recorded, merge)
  const incident = incidentOf([printed.events, printed.pods], inputs.kubernetes)
  return { incident, comparison: compareWithReal(incident) }
}

const heldLine = heldLines(import.meta.dirname, 'recordings.txt')

/** How near the simulation comes, by how many seconds each start is off, and what was understood of each container. */
function expectHeld(name: string, { incident, comparison }: ReturnType<typeof read>): void {
  const off = comparison.containers.map((container) => container.off.map((by) => Number(by.toFixed(1))).join(' '))
  const understood = incident.understood.filter((text) => / of .*: \d+ restart/.test(text))
  const line = [name, comparison.text, ...comparison.differences, ...off, ...understood].join(' | ')
  expect(line).toBe(heldLine(line))
}

it('sees the recordings', () => expect(names.length).toBeGreaterThan(100))

/** Whole seconds in the texts decide which probe a restart comes before; a probe’s period is 10 s. */
const CLOSE_SECONDS = 13

/** What is held is written of all. */
const today = (all: readonly string[]): readonly string[] => (process.env['WRITE_RUNS'] ? all : drawn(all, Math.ceil(all.length / 8)))

it.each(today(names))(`%s, told Event by Event, gives a scenario with the same restarts at the same times (TEST_SEED=${SEED})`, (name) => {
  const { incident, comparison } = read(name, false)
  expectHeld(`${name}, Event by Event`, { incident, comparison })
  expect(incident.troubles).toEqual([])
  for (const { container, restarts, off } of comparison.containers) {
    expect([container, restarts[1]]).toEqual([container, restarts[0]])
    for (const by of off) expect(Math.abs(by)).toBeLessThan(CLOSE_SECONDS)
  }
})

/** A restart whose time nobody tells may have waited for its pod’s next sync: 60 to 90 s. */
const RESYNC_SECONDS = 90

it.each(today(names.filter((name) => name.startsWith('pods-1.37'))))(
  `%s, its Events merged, stays within what they tell (TEST_SEED=${SEED})`,
  (name) => {
    const { incident, comparison } = read(name, true)
    expectHeld(`${name}, merged`, { incident, comparison })
    comparison.containers.forEach(({ restarts, off }, i) => {
      const untold = incident.real[i]!.starts.filter(({ isKnown }) => !isKnown).length
      expect(Math.abs(restarts[1] - restarts[0])).toBeLessThanOrEqual(Math.ceil(untold / 5))
      for (const by of off) expect(Math.abs(by)).toBeLessThanOrEqual(CLOSE_SECONDS + RESYNC_SECONDS * untold)
    })
  },
)
