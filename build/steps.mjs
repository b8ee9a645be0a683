// Runs all that has to hold: `node build/steps.mjs`; `node build/steps.mjs check` is what is quick. What does not need the other runs
// at the same time. A line a step, with its seconds, and all that one has printed where it fails; nothing is begun after a failure.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Each phase needs what was before it; the longest of one comes first. */
const CHECKS = ['lint', 'types', 'unused', 'format']
const PHASES = process.argv[2] === 'check' ? [CHECKS] : [['build', ...CHECKS, 'fidelity'], ['unit'], ['e2e'], ['timed']]

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
const children = new Set()

/** Whether the package's script of that name ends well. What runs alone is seen as it goes. */
function run(name, isAlone) {
  const sinceMs = performance.now()
  const child = spawn('npm', ['run', '--silent', name], {
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
console.log(`${isGood ? 'All of it holds' : 'Something failed'}, after ${seconds(sinceMs)}.`)
process.exitCode = isGood ? 0 : 1
