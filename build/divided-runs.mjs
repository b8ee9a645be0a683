// Runs scenarios in two builds of the web worker, each time in a fresh copy of both, and prints what they answer differently:
// node divided-runs.mjs DIVIDED UNDIVIDED FOLDER < CASES. The first two are folders with worker.js; FOLDER is for the copies.
import { linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const [divided, undivided, folder] = process.argv.slice(2)
/** Said on the way alone: how far it is, and that something is fetched. */
const ON_THE_WAY = /^(alive|fetching|progress|trying|judging)$/
const ENDS = /^(done|refused|crashed|unfetched)$/

globalThis.self = globalThis
globalThis.postMessage = () => {}

let copies = 0
/** A web worker that knows nothing yet, and what it has said. */
async function workerOf(build, { without = [] } = {}) {
  const place = join(folder, String(copies++))
  mkdirSync(place)
  const link = (file) => linkSync(join(build, file), join(place, file))
  readdirSync(build).forEach((file) => without.includes(file) || link(file))
  const { answerTo, receive } = await import(pathToFileURL(join(place, 'worker.js')).href)
  const said = []
  let heard = () => {}
  answerTo((message) => {
    // as it comes to the page
    said.push(structuredClone(message))
    heard(message)
  })
  const tell = (data, isEnd) =>
    new Promise((resolve) => {
      heard = (message) => isEnd(message) && resolve(message)
      receive(data)
    })
  return {
    said,
    mend: () => without.forEach(link),
    run: (run, text) => tell({ kind: 'run', run, text, shown: [] }, (message) => ENDS.test(message.kind) && message.run === run),
    ask: (ask, question) => tell({ ...question, ask }, (message) => message.kind === 'answer' && message.ask === ask),
  }
}

/** How long a run took is no answer. */
const untimed = (message) => ('spentMs' in message ? { ...message, spentMs: 0 } : message)
const answers = ({ said }) => said.filter(({ kind }) => !ON_THE_WAY.test(kind)).map(untimed)

/** All of a scenario's answers: its run's, every lane's trace, and what else is asked of the first lane. */
async function played(build, { text, questions }) {
  const worker = await workerOf(build)
  const { kind, lanes = [] } = await worker.run(1, text)
  const traces = lanes.map((_, lane) => ({ kind: 'report', as: 'trace', lane, title: '', name: '', at: 1e9 }))
  const made = worker.said.find((message) => message.kind === 'made')?.made
  const empty = []
  for (const [ask, question] of [...traces, ...questions].entries()) {
    const { value } = await worker.ask(ask, question.kind === 'judge' ? { ...question, inputs: made.inputs } : question)
    if (value === null || value?.length === 0) empty.push(JSON.stringify(question))
  }
  return { kind, empty, isFetched: worker.said.some((message) => message.kind === 'fetching'), answers: answers(worker) }
}

const shown = (value) =>
  JSON.stringify(value, (_, one) => (ArrayBuffer.isView(one) ? [...one] : one instanceof Map ? [...one] : one)) ?? 'nothing'

/** What the first answer that differs is, in either. */
function difference(mine, theirs) {
  const n = mine.findIndex((message, i) => !isDeepStrictEqual(message, theirs[i]))
  if (n < 0 && mine.length === theirs.length) return undefined
  const [a, b] = [shown(mine[n]), shown(theirs[n < 0 ? mine.length : n])]
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return `answer ${n}: …${a.slice(Math.max(0, at - 80), at + 200)}… and not …${b.slice(Math.max(0, at - 80), at + 200)}…`
}

const { cases, missing } = JSON.parse(readFileSync(0, 'utf8'))
const results = []
for (const one of cases) {
  const [mine, theirs] = [await played(divided, one), await played(undivided, one)]
  const { kind, isFetched } = mine
  const { empty, answers } = theirs
  results.push({ name: one.name, kind, isFetched, empty, answers: answers.length, difference: difference(mine.answers, answers) })
}

// the second part does not come, and then does
const cut = await workerOf(divided, { without: missing })
const needsMore = cases.at(-1).text
const failed = (await cut.run(1, needsMore)).kind
const ready = (await cut.run(2, cases[0].text)).kind
const question = (await cut.ask(1, { kind: 'look', lane: 0, at: 60 })).value
cut.mend()
const again = (await cut.run(3, needsMore)).kind
process.stdout.write(JSON.stringify({ results, cut: { failed, ready, question, again } }), () => process.exit())
