// Runs all that has to hold: `node build/steps.mjs` what a person runs, `node build/steps.mjs all` everything else, `… check` what is
// quick of the first. What does not need the other runs at the same time. A line a step, with its seconds; all that one has printed
// where it fails; and last how many tests, of those steps that count theirs, and steps have passed and failed.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { findChromium } from '../e2e/find-chromium.mjs'

const CHECKS = ['lint', 'types', 'unused', 'format']
/** Each phase needs what was before it; the longest of one comes first. */
const PHASES = {
  check: [CHECKS],
  test: [['build', 'lint', 'types', 'format'], ['unit'], ['e2e']],
  all: [['build', 'unused'], ['unit:all'], ['e2e:all'], ['timed']],
}
/** Without a browser, or a page that was built, there is nothing to look at. */
const IN_BROWSER = new Set(['e2e', 'e2e:all', 'timed'])
/** What is printed and does not decide: budgets by the clock, on a machine that others use (`BUDGETS=print`). */
const PRINTED = new Set(process.env.BUDGETS === 'print' ? ['timed'] : [])

const name = process.argv[2] ?? 'test'
if (!(name in PHASES) || process.argv.length > 3) {
  console.error('usage: node build/steps.mjs [check | all]')
  process.exit(2)
}

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
const children = new Set()
const total = { passed: 0, failed: 0 }
const failed = new Set()
const second = []

// eslint-disable-next-line no-control-regex
const plain = (text) => text.replace(/\u001b\[[\d;]*m/g, '')

/** How many tests have passed and failed, as vitest and Playwright say it; a step without such a line is one itself. */
function countsOf(text, isGood) {
  const vitest = /^\s*Tests\s+(.*)$/m.exec(text)
  const line = vitest ? vitest[1].replaceAll('|', '\n') : text
  const sum = (word) => Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'm').exec(line)?.[1] ?? 0)
  const passed = sum('passed') + sum('flaky')
  const bad = sum('failed') + sum('interrupted') + sum('did not run')
  if (passed + bad === 0) return { passed: Number(isGood), failed: Number(!isGood) }
  return { passed, failed: Math.max(bad, Number(!isGood)) }
}

/** What has passed at its second try only, as Playwright lists it. */
const flakyIn = (text) => (/^ {2}\d+ flaky\n((?: {4}.*\n)+)/m.exec(`${text}\n`)?.[1] ?? '').split('\n').filter((line) => line.trim() !== '')

/** Runs the package's script of that name. What runs alone is seen as it goes. */
function run(step, isAlone) {
  const sinceMs = performance.now()
  const child = spawn('npm', ['run', '--silent', step], {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  children.add(child)
  const printed = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      printed.push(data)
      if (isAlone) process.stdout.write(data)
    })
  return new Promise((resolve) => {
    const end = (isGood, why = '') => {
      children.delete(child)
      const text = plain(Buffer.concat(printed).toString()).trim()
      if (!isGood && !isAlone && text !== '') console.log(`\n${text}\n`)
      second.push(...flakyIn(text))
      const decides = !PRINTED.has(step)
      if (decides) {
        const counts = countsOf(text, isGood)
        total.passed += counts.passed
        total.failed += counts.failed
        if (!isGood) failed.add(step)
      }
      const word = isGood ? 'ok' : decides ? 'FAILED' : 'slow'
      console.log(`${word.padEnd(6)}  ${step.padEnd(10)} ${seconds(sinceMs).padStart(8)}${why && `  ${why}`}`)
      resolve()
    }
    child.on('error', (error) => end(false, error.message))
    child.on('close', (code, signal) => end(code === 0, signal === null ? '' : `ended by ${signal}`))
  })
}

let hasBrowser = true

/** Before anything else: what has to be installed is seen at once, and the rest is run all the same. */
function lookForBrowser() {
  try {
    findChromium()
  } catch (error) {
    hasBrowser = false
    console.log(error.message)
  }
}

async function runPhase(steps) {
  const left = steps.filter((step) => !IN_BROWSER.has(step) || (hasBrowser && !failed.has('build')))
  for (const step of steps.filter((step) => IN_BROWSER.has(step) && !hasBrowser)) {
    failed.add(step)
    total.failed += 1
    console.log(`FAILED  ${step.padEnd(10)} ${'0.0 s'.padStart(8)}  there is no browser`)
  }
  const isAlone = left.length === 1
  const next = async () => {
    for (let step = left.shift(); step !== undefined; step = left.shift()) await run(step, isAlone)
  }
  await Promise.all(Array.from({ length: Math.min(steps.length, availableParallelism()) }, next))
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of children) child.kill(signal)
    process.exit(1)
  })

const sinceMs = performance.now()
process.env.TEST_SEED ??= new Date().toISOString().slice(0, 10).replaceAll('-', '')
if (name === 'test') console.log(`Parts of the sweeps are drawn by TEST_SEED=${process.env.TEST_SEED}.`)
if (PHASES[name].flat().some((step) => IN_BROWSER.has(step))) lookForBrowser()
for (const phase of PHASES[name]) await runPhase(phase)
if (second.length > 0) console.log(`At the second try only:\n${second.join('\n')}`)
console.log(`${failed.size === 0 ? 'All of it holds' : `Something failed: ${[...failed].join(', ')}`}, after ${seconds(sinceMs)}.`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = failed.size === 0 ? 0 : 1
