/** How long this process has worked, in milliseconds: what else keeps the machine busy is not in it. */
export function workedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
