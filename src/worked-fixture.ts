import { readFileSync } from 'node:fs'

/** How long this thread has worked, in milliseconds, or its process where the system counts no threads: what else keeps the machine busy is not in it. */
export function workedMs(): number {
  try {
    return Number.parseInt(readFileSync('/proc/thread-self/schedstat', 'utf8'), 10) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
