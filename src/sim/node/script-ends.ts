import type { ProcessScript } from '../scenario/programs.ts'
import { KILLED, type OnExit } from './process.ts'

/** An end that a script has in store: when, how, and the rule that says so. */
export interface PlannedEnd {
  after: number
  how: Pick<Parameters<OnExit>[0], 'code' | 'signal' | 'reason'>
  rule: string
  /** The container's limit has its part in it. */
  byLimit?: true
}

const BYTES_IN_MIB = 1048576
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [3, 'SIGQUIT'],
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [7, 'SIGBUS'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [13, 'SIGPIPE'],
  [15, 'SIGTERM'],
])

/**
 * How a program ends by itself: as its script says, and by the kernel's hand once it holds more memory than its container may.
 *
 * Units: `memoryLimit` in bytes. Errors: none. Follows: Linux' cgroups, memory.max; signal(7) for the names.
 */
export function plannedEnds({ exits, memory = [] }: ProcessScript, memoryLimit: number | undefined): PlannedEnd[] {
  const ends: PlannedEnd[] = []
  if (exits) {
    const { after, code, signal, reason } = exits
    const name = signal === undefined ? (reason === 'OOMKilled' && code === KILLED.code ? KILLED.signal : undefined) : nameOf(signal)
    const how = { code, ...(name === undefined ? {} : { signal: name }), ...(reason === 'OOMKilled' ? { reason } : {}) }
    ends.push({ after, how, rule: 'exits' })
  }
  const over = memoryLimit === undefined ? -1 : memory.findIndex(({ mib }) => mib * BYTES_IN_MIB > memoryLimit)
  for (const [i, { from, mib }] of memory.entries())
    if (over >= 0 && mib * BYTES_IN_MIB > memoryLimit!)
      ends.push({ after: from, how: { ...KILLED, reason: 'OOMKilled' }, rule: `memory[${i}]`, byLimit: true })
  return ends
}

function nameOf(signal: number): string {
  return NAMES.get(signal) ?? `signal ${signal}`
}
