import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from '../sim/recorded/compare.ts'
import type { Replay } from '../sim/recorded/known-differences.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'

const RECORDED = join(process.cwd(), 'src/sim/recorded')

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
  if (!parsed.scenario) {
    const differences = parsed.diagnostics.map(({ message }) => message)
    return [{ name, kubernetes: /1\.\d+/.exec(name)?.[0] ?? '', matched: 0, total: recorded.length, differences }]
  }
  const { inputs } = parsed.scenario.lanes[0]!
  return compare(name, inputs.kubernetes, recorded, simulate(inputs))
}
