// Runs all that has to hold: `node build/steps.mjs`; `node build/steps.mjs check` is what is quick; with `--shard 2/4` the second of
// four machines runs its part of all, and the four together run each step and each test once. What does not need the other runs at
// the same time. A line a step, with its seconds, and all that one has printed where it fails; nothing is begun after a failure.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

const USAGE = 'node build/steps.mjs [check | --shard K/N], where K is one of N machines, from 1 on'

/** What is asked for: whether only what is quick, and which machine this is of how many. It ends the program where that is unclear. */
function readArguments() {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { shard: { type: 'string', default: '1/1' } } })
    const [, machine, machines] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(values.shard) ?? []
    if (machine === undefined || Number(machine) > Number(machines))
      throw new Error(`--shard is ${values.shard}, not one machine of some, as 2/4`)
    if (positionals.length > 1 || (positionals.length === 1 && positionals[0] !== 'check'))
      throw new Error(`unknown: ${positionals.join(' ')}`)
    return { isCheck: positionals.length === 1, machine: Number(machine), machines: Number(machines) }
  } catch (error) {
    console.error(`${error.message}\nusage: ${USAGE}`)
    process.exit(2)
  }
}

const { isCheck, machine, machines } = readArguments()

/** Each phase needs what was before it; the longest of one comes first. */
const CHECKS = ['lint', 'types', 'unused', 'format']
const isOurs = (_, n) => n % machines === machine - 1
const PHASES = isCheck ? [CHECKS] : [['build', ...[...CHECKS, 'fidelity'].filter(isOurs)], ['unit'], ['e2e'], ['timed']]
/** These have many tests each, and deal them out by themselves. */
const DEALT = new Set(['unit', 'e2e', 'timed'])

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
const children = new Set()

/** Whether the package's script of that name ends well. What runs alone is seen as it goes. */
function run(name, isAlone) {
  const sinceMs = performance.now()
  const part = machines > 1 && DEALT.has(name) ? ['--', `--shard=${machine}/${machines}`] : []
  const child = spawn('npm', ['run', '--silent', name, ...part], {
    stdio: isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  children.add(child)
  const printed = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => printed.push(data))
  return new Promise((resolve) => {
    const end = (isGood, why = '') => {
      children.delete(child)
      const text = Buffer.concat(printed).toString().trim()
      if (!isGood && text !== '') console.log(`\n${text}\n`)
      console.log(`${isGood ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)} ${seconds(sinceMs).padStart(8)}${why && `  ${why}`}`)
      resolve(isGood)
    }
    child.on('error', (error) => end(false, error.message))
    child.on('close', (code, signal) => end(code === 0, signal === null ? '' : `ended by ${signal}`))
  })
}

async function runPhase(names) {
  const left = [...names]
  let isGood = true
  const next = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) isGood = (await run(name, names.length === 1)) && isGood
  }
  await Promise.all(Array.from({ length: Math.min(names.length, availableParallelism()) }, next))
  return isGood
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of children) child.kill(signal)
    process.exit(1)
  })

const sinceMs = performance.now()
let isGood = true
for (const phase of PHASES) if (isGood) isGood = await runPhase(phase)
const what = machines > 1 ? `Part ${machine} of ${machines}` : 'All of it'
console.log(`${isGood ? `${what} holds` : 'Something failed'}, after ${seconds(sinceMs)}.`)
process.exitCode = isGood ? 0 : 1
