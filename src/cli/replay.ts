import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import '../views/all.ts'
import { comparisonOf } from '../sim/recorded/comparison.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'

const RECORDED = join(process.cwd(), 'src/sim/recorded')

export interface Replay {
  /** Folder and name: `pods-1.37/live-500-a`. */
  name: string
  matched: number
  total: number
  differences: readonly string[]
}

/**
 * The names of all recordings, in order.
 *
 * Errors: throws where the folder is missing.
 */
export function recordings(): string[] {
  return readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.scenario.yaml'))
    .map((file) => file.replaceAll('\\', '/').replace('.scenario.yaml', ''))
    .toSorted()
}

/**
 * Replays one recording and holds it against the real run: each pod of a whole control plane by itself.
 *
 * Errors: a scenario that is refused is a difference.
 */
export function replay(name: string): Replay[] {
  const recorded = JSON.parse(readFileSync(join(RECORDED, `${name}.trace.json`), 'utf8'))
  const parsed = parseScenario(readFileSync(join(RECORDED, `${name}.scenario.yaml`), 'utf8'))
  if (!parsed.scenario) return [{ name, matched: 0, total: recorded.length, differences: parsed.diagnostics.map((d) => d.message) }]
  const { inputs } = parsed.scenario.lanes[0]!
  const compare = comparisonOf(inputs.kubernetes)
  const simulated = simulate(inputs)
  if (!name.startsWith('planes/')) return [{ name, ...compare(recorded, simulated) }]
  const pods = [...new Set(recorded.flatMap((entry: { pod?: string }) => entry.pod ?? []))] as string[]
  return pods.map((pod) => {
    const isOfPod = (entry: { pod?: string }) => entry.pod === pod
    return { name: `${name} ${pod}`, ...compare(recorded.filter(isOfPod), simulated.filter(isOfPod)) }
  })
}

/**
 * Replays all recordings whose name contains a text.
 *
 * Errors: as `replay`.
 */
export function replayAll(part: string): Replay[] {
  return recordings()
    .filter((name) => name.includes(part))
    .flatMap(replay)
}
