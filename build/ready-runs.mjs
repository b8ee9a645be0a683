// Runs the ready scenarios in the web worker's own code, and prints by file which of its functions ran, by where they stand in it:
// node ready-runs.mjs WORKER CASES SCENARIO…, the first two as JavaScript.
import { readFileSync } from 'node:fs'
import inspector from 'node:inspector/promises'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'

const [worker, cases, ...files] = process.argv.slice(2)
const RELEASES = ['1.9', '1.37']

const session = new inspector.Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })

globalThis.self = globalThis
globalThis.postMessage = () => {}
const { theStrangeCase } = await import(pathToFileURL(cases).href)
const { answerTo, receive } = await import(pathToFileURL(worker).href)
const scenarios = [...RELEASES.map((release) => theStrangeCase(release)), ...files.map((file) => parse(readFileSync(file, 'utf8')))]
for (const [run, scenario] of scenarios.entries()) {
  const answer = new Promise((resolve) => {
    answerTo((message) => /^(done|refused|crashed)$/.test(message.kind) && resolve(message))
  })
  receive({ kind: 'run', run, text: JSON.stringify(scenario), shown: [] })
  const { kind } = await answer
  if (kind !== 'done') throw new Error(`${scenario.title} was ${kind}`)
}

const { result } = await session.post('Profiler.takePreciseCoverage')
const ran = result.map(({ url, functions }) => [
  url,
  functions.flatMap(({ ranges: [{ startOffset, count }] }) => (count > 0 && startOffset > 0 ? [startOffset] : [])),
])
process.stdout.write(JSON.stringify(Object.fromEntries(ran.filter(([url]) => url.startsWith('file:')))))
process.exit()
