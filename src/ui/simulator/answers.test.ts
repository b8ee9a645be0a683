import { expect, it, onTestFinished, vi } from 'vitest'
import type { Happening } from '../../sim/scenario/happened.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { answers } from './answers.ts'
import { inputsOf, known, traceOf } from './runs.ts'
import { Transferred } from '../worker/serve-tasks.ts'
import { tasks } from './tasks.ts'

const A = { pod: 'a', container: 'main' }
const B = { pod: 'b', container: 'main' }
const C = { pod: 'c', container: 'main' }
const EVICTED: Happening = { at: 5, is: 'event', pod: 'a', reason: 'Evicted', message: 'no memory' }
const started = (of: typeof A, at = 1, life = 1): Happening => ({ at, is: 'started', ...of, life })
const killing = (at: number, message: string): Happening => ({ at, is: 'event', ...A, reason: 'Killing', message })
const addedA = (more: Partial<Happening>): Happening => ({ at: 0, is: 'added', pod: 'a', ...more })
const ready = (of: typeof A): Happening => ({ at: 11, is: 'ready', ...of })
const waiting = (of: typeof A): Happening => ({ at: 9, is: 'waiting', ...of, seconds: 10 })
const SETUP = { pod: 'a', container: 'setup' }
const INIT: Happening[] = [addedA({ init: ['setup'] }), started(SETUP), { at: 1, is: 'waiting', ...A, reason: 'PodInitializing' }]
const LISTED: Happening = {
  at: 8,
  is: 'listed',
  pod: 'a',
  ready: 1,
  total: 3,
  reason: 'CrashLoopBackOff',
  restarts: '9 (12s ago)',
  age: '20m',
}
const ended = (more: Partial<Happening>): Happening => ({ at: 9, is: 'ended', ...A, life: 1, ...more })

/** What comes on the way, and at the end. */
async function allOf<P, T>(steps: AsyncGenerator<P, T>): Promise<[P[], T]> {
  const progress: P[] = []
  for (;;) {
    const step = await steps.next()
    if (step.done) return [progress, step.value]
    progress.push(step.value)
  }
}

const GET = { from: 'outside', method: 'GET', url: 'http://10.0.0.1/', caller: {} } as const

it('before anything has run nobody is asked; of two runs the newer one is, whichever ends first', async () => {
  const lanesAsked = async (): Promise<unknown[]> => (await answers.request({ lane: 0, at: 0, request: GET })).map((answer) => answer?.lane)
  expect(await lanesAsked()).toEqual([])
  const textOf = (name: string, processes: unknown): string =>
    JSON.stringify({ whyrestart: 1, title: 'kubectl', duration: '9s', lanes: [{ name, processes }] })
  // what is typed takes a while to be read
  const older = tasks.run({ text: textOf('Older', 'a/main: {}'), shown: [] })
  await older.next()
  await allOf(tasks.run({ text: textOf('Newer', {}), shown: [] }))
  expect((await allOf(older))[1]).toEqual({ refused: [] })
  expect(await lanesAsked()).toEqual(['Newer'])
  // what is known is neither made nor loaded again
  expect((await allOf(tasks.run({ text: textOf('Newer', {}), shown: [] })))[0]).toEqual([])
})

/** What the page asks of the lane of what happened, beside one whose two pods fail by themselves every few seconds. */
async function lookAt(happened: Happening[]) {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: main, image: x}]}\n`
  const simulated = {
    name: 'Simulated',
    manifests: { 'a.yaml': pod('a'), 'b.yaml': pod('b') },
    processes: { 'b/main': { exits: { after: '30s', code: 1 } }, 'a/main': {} },
  }
  const text = JSON.stringify({
    whyrestart: 1,
    title: 'x',
    duration: '60s',
    kubernetes: '1.9',
    lanes: [{ name: 'Real', happened, why: { text: 'It fails.' } }, simulated],
  })
  for await (const step of tasks.run({ text, shown: [] })) void step
  const { pods, events, diagnosis } = answers.look({ lane: 0, at: 60 } as never)!
  return {
    commands: [pods.command, events.command],
    texts: [pods.text, events.text],
    table: pods.text
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(/\s+/).join(' ')),
    compared: diagnosis?.compared.map(({ shows }) => shows),
  }
}

it.each<[string, Happening[], string[]]>([
  ['it runs, and is not ready', [started(A)], ['a 0/1 Running 0']],
  ['it was killed for its memory', [started(A), ended({ code: 137, reason: 'OOMKilled' })], ['a 0/1 OOMKilled 0']],
  ['how it ended is not told', [started(A), ended({})], []],
  ['of its end the code is told', [started(A), ended({ code: 3 })], ['a 0/1 ExitCode:3 0']],
  ['nothing is told but its name', [{ at: 1, is: 'added', pod: 'a' }], []],
  [
    'a container of which only an Event is told',
    [
      { at: 1, is: 'event', ...A, reason: 'Restarting', message: 'x' },
      { at: 2, is: 'unready', ...A },
    ],
    [],
  ],
  ['it was stopped with its pod', [started(A), killing(5, 'Stopping container main')], []],
  ['and was started again', [started(A), killing(5, 'Stopping container main'), started(A, 7, 2)], ['a 0/1 Running 1']],
  [
    'killed for its probe it runs on',
    [started(A), killing(5, 'Container main failed liveness probe, will be restarted')],
    ['a 0/1 Running 0'],
  ],
  ['no text tells how often it was restarted', [{ at: 0, is: 'added', pod: 'a', uncounted: ['main'] }, started(A)], ['a 0/1 Running ?']],
  ['its pod was evicted', [started(A), EVICTED], ['a 0/1 Evicted 0']],
  ['a container beside it that no text names', [addedA({ total: 2 }), started(A)], ['a ?/2 Running 0']],
  ['as kubectl printed it', [addedA({ total: 3 }), started(A), LISTED], ['a 1/3 CrashLoopBackOff 9 (12s ago) 20m']],
  ['what comes later is newer', [addedA({ total: 3 }), LISTED, started(A, 9, 2)], ['a ?/3 Running 1']],
  ['its init container is done', [...INIT, ended({ ...SETUP, code: 0 }), started(A, 10), ready(A)], ['a 1/1 Running 0']],
  ['its init container ended, and how is not told', [...INIT, ended(SETUP)], []],
  ['its init container fails', [...INIT, ended({ ...SETUP, code: 1 }), waiting(SETUP)], ['a 0/1 Init:CrashLoopBackOff 0']],
  ['one of them goes on beside it', [...INIT, ready(SETUP), started(A, 10)], ['a 1/2 Running 0']],
  [
    'its pod was evicted, and it was stopped and ended with a code',
    [started(A), EVICTED, killing(6, 'Stopping container main'), ended({ at: 7, code: 137 })],
    ['a 0/1 Evicted 0'],
  ],
])('a row of the table of pods: %s', async (_, happened, rows) => expect((await lookAt(happened)).table).toEqual(rows))

it('where nothing is told of pods or of Events that is said', async () => {
  expect((await lookAt([{ at: 1, is: 'added', pod: 'a' }])).texts).toEqual(['Nothing is told of this time.\n', 'No events yet.\n'])
  expect((await lookAt([started(A), killing(5, 'Stopping container main'), started(A, 7, 2)])).texts).toEqual([
    'NAME   READY   STATUS    RESTARTS\na      0/1     Running   1\n',
    'LAST SEEN   TYPE     REASON    MESSAGE\n55s         Normal   Killing   Stopping container main\n',
  ])
})

it('an Event has been told as often as the cluster has counted it, is not held back for coming too often, and its age follows no release that is chosen', async () => {
  const at = (at: number, more: Partial<Happening> = {}): Happening => ({ at, is: 'event', ...A, reason: 'BackOff', message: 'x', ...more })
  const many = Array.from({ length: 30 }, (_, n) => at(n))
  const failed = { is: 'failed', probe: 'liveness', output: 'no' } as const
  const { texts } = await lookAt([started(A), ...many, at(40, { count: 90 }), at(41, failed), at(50, { ...failed, count: 7 })])
  expect(texts[1]!.split('\n').slice(1)).toEqual([
    '20s (x90 over 60s)   Normal    BackOff     x',
    '10s (x7 over 19s)    Warning   Unhealthy   Liveness probe failed: no',
    '',
  ])
})

it('names pods as kubectl prints them, in their namespaces', async () => {
  const added = (pod: string, more: Partial<Happening> = {}): Happening => ({ at: 0, is: 'added', pod, ...more })
  const system = { namespace: 'kube-system', printed: 'a-node-1' }
  const pulled = (of: typeof A): Happening => ({ at: 2, is: 'event', ...of, reason: 'Pulled', message: 'x' })
  const alone = await lookAt([added('a', system), started(A)])
  expect([alone.commands, alone.table]).toEqual([
    ['kubectl get po -n kube-system', 'kubectl get events -n kube-system'],
    ['a-node-1 0/1 Running 0'],
  ])
  const both = await lookAt([added('a', system), added('b'), started(A), started(B), pulled(A), pulled(B)])
  expect(both.commands[0]).toBe('kubectl get po --all-namespaces')
  expect(both.texts.map((text) => text.replaceAll(/ +/g, ' '))).toEqual([
    'NAMESPACE NAME READY STATUS RESTARTS\ndefault b 0/1 Running 0\nkube-system a-node-1 0/1 Running 0\n',
    'NAMESPACE LAST SEEN TYPE REASON OBJECT MESSAGE\nkube-system 58s Normal Pulled pod/a-node-1 x\ndefault 58s Normal Pulled pod/b x\n',
  ])
})

it.each<[string, Happening[], string[]]>([
  ['as one', [started(B), started(B, 30, 2)], ['shows as many: 1 restart.']],
  [
    'each for itself',
    [started(A), started(A, 20, 2), started(B), started(B, 30, 2)],
    ['shows of a 0 restarts where this lane has 1; of b as many: 1 restart.'],
  ],
  [
    'a pod that the other has not',
    [started(B), started(B, 30, 2), started(C), started(C, 20, 2)],
    ['shows of b as many: 1 restart, and does not simulate c.'],
  ],
  [
    'of a program that cannot be started by its status',
    [ended({ ...B, at: 5, life: 3, reason: 'StartError' })],
    ['shows 1 restart where this lane has 2.'],
  ],
  [
    'pods that the other has not, of which none was restarted',
    [started(C), started({ ...C, pod: 'd' })],
    ['shows of b 1 restart where this lane has 0, and does not simulate c, d.'],
  ],
  [
    'of which no text tells any number',
    [{ at: 0, is: 'added', pod: 'b', uncounted: ['main'] }, started(B)],
    ['shows 1 restart where this lane has a number that no text tells.'],
  ],
  [
    'of a pod that came later for as long as it was there',
    [started(A), started(A, 20, 2), started(B, 31), started(B, 50, 2)],
    ['shows of a 0 restarts where this lane has 1; of b, for as long as it was there, 0 restarts where this lane has 1.'],
  ],
  ['what was before the lane is not in it', [started(B, 0, 4)], ['shows 1 restart where this lane has 0, from where the texts begin on.']],
])('compares restarts %s', async (_, happened, compared) => expect((await lookAt(happened)).compared).toEqual(compared))

/** A pod whose probe fails from the tenth second on, beside a lane of what happened. */
async function runShop(): Promise<Inputs> {
  const probe = 'livenessProbe: {httpGet: {port: 80, path: /}, periodSeconds: 5, failureThreshold: 2}'
  const web = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: x\n    ${probe}\n`
  const processes = { 'web/web': { listens: [{ port: 80 }], answers: [{ status: 200 }, { from: '10s', status: 500 }] } }
  const lanes = [
    { name: 'Web', manifests: { 'web.yaml': web }, processes },
    { name: 'Real', happened: [started(A)] },
  ]
  const text = JSON.stringify({ whyrestart: 1, title: 'x', duration: '60s', node: { ip: '10.0.0.1' }, lanes })
  for await (const step of tasks.run({ text, shown: [] })) void step
  return inputsOf({ lane: 0 })!
}

it('a lane that is not there has no answers; a picture of a run that is known has its own', async () => {
  const { key } = known.ofInputs(await runShop())!
  const ask = async (of: { lane: number; key?: number }) => [
    answers.look({ ...of, at: 20 }),
    await answers.command({ ...of, at: 20, line: 'ls /etc/kubernetes/manifests', variables: {} }),
    await answers.complete({ ...of, at: 20, line: 'l', variables: {} }),
    answers.why({ ...of, id: 0 }),
    await answers.effects({ ...of, id: 0, until: 20 }),
    await answers.whyNot({ ...of, at: 20 }),
    await answers.line({ ...of, file: 'web.yaml', line: 3, at: 0, until: 20 }),
    (await allOf(answers.whatIf({ ...of, id: 0 })))[1],
    await answers.report({ ...of, as: 'rows', title: 'x', name: 'x', at: 20 }),
  ]
  expect(await ask({ lane: 7 })).toEqual([null, null, { line: 'l', choices: [] }, null, [], null, null, null, null])
  expect(await ask({ lane: 7, key })).toEqual(await ask({ lane: 0 }))
  expect(await ask({ lane: 7, key })).not.toContainEqual(undefined)
  // what is asked of a picture is asked of its own run, though the lane has another by now
  const before = answers.look({ lane: 0, at: 20 })
  const { inputs } = known.ofKey(key)!
  const other = JSON.stringify({
    ...{ whyrestart: 1, title: 'x', duration: '60s', node: { ip: '10.0.0.1' } },
    lanes: [{ name: 'None', manifests: {} }, ...['Web', 'Real'].map((name) => ({ name, manifests: inputs.manifests }))],
  })
  const more = JSON.stringify({ whyrestart: 1, title: 'x', lanes: [{ name: 'Shown', manifests: {} }] })
  const forget = vi.spyOn(known, 'forgetOld')
  for await (const step of tasks.run({ text: other, shown: [key], proof: { place: 2, text: more } })) void step
  expect(forget.mock.lastCall![0].has(key)).toBe(true)
  forget.mockRestore()
  expect([answers.look({ lane: 0, at: 20 }), answers.look({ lane: 0, key, at: 20 })]).toEqual([
    expect.objectContaining({ summary: 'No manifest yet.' }),
    before,
  ])
  // the run that is shown beside them stands in its place
  expect((await answers.request({ lane: 0, at: 5, request: GET })).map((answer) => answer?.lane)).toEqual(['None', 'Web', 'Shown', 'Real'])
  await runShop()
  // an entry that is none
  expect([answers.why({ lane: 0, id: 9999 }), await answers.effects({ lane: 0, id: 9999, until: 20 })]).toEqual([null, []])
  // of what happened nobody is asked
  expect((await answers.request({ lane: 0, at: 5, request: GET })).map((answer) => answer?.lane)).toEqual(['Web', undefined])
})

it('what a line has caused is what it has up to a time', async () => {
  await runShop()
  const until = async (until: number) =>
    (await answers.line({ lane: 0, file: 'web.yaml', line: 8, at: 0, until }))!.groups.map(({ label }) => label)
  expect([await until(0), await until(12)]).toEqual([[], ['2 liveness probes passed, the first at 5 s']])
  expect((await until(Infinity)).slice(0, 2)).toEqual([
    '6 liveness probes passed, the first at 5 s',
    '5 liveness probes failed, the first at 15 s',
  ])
})

it('rows of several lanes come in order of time, those that have the words, a page at a time', async () => {
  const { key } = known.ofInputs(await runShop())!
  const lanes = [
    { id: 'l1', name: 'Web', key },
    { id: 'l2', name: 'Twice', key },
    { id: 'l3', name: 'Gone', key: -1 },
  ]
  const wanted = { lanes, until: 60, of: 'all', words: '', most: 10, from: 0 } as const
  const find = (more: object = {}) => answers.rows({ ...wanted, ...more })
  const { total, rows } = find({ most: 1000 })
  expect(new Set(rows.map(({ lane, name }) => `${lane} ${name}`))).toEqual(new Set(['l1 Web', 'l2 Twice']))
  const times = rows.map(({ t }) => t)
  expect([times, times.length]).toEqual([times.toSorted((a, b) => a - b), total])
  expect(find({ most: 1000, lanes: lanes.slice(0, 1) }).total * 2).toBe(total)
  expect(find({ most: 1000, words: '  TWICE ' }).rows).toEqual(rows.filter(({ lane }) => lane === 'l2'))
  expect(find({ most: 1000, until: 20 }).rows.every(({ t }) => t <= 20)).toBe(true)
  for (const [from, place] of [
    [0, 0],
    [9, 0],
    [10, 10],
    [total - 1, Math.floor((total - 1) / 10) * 10],
    [total + 90, Math.floor((total - 1) / 10) * 10],
    [{ at: -1 }, 0],
    [{ at: times[12]! }, Math.floor(times.lastIndexOf(times[12]!) / 10) * 10],
  ] as const)
    expect(find({ from })).toEqual({ from: place, rows: rows.slice(place, place + 10), total })
  expect(find({ words: 'nowhere to be found' })).toEqual({ from: 0, rows: [], total: 0 })
})

it('what would have prevented a restart is found once, from whichever of its entries it is asked', async () => {
  const trace = traceOf(await runShop())
  const starts = trace.flatMap(({ kind, id, ...entry }) => (kind === 'process' && 'attempt' in entry && entry.attempt === 1 ? [id] : []))
  const fails = trace.findLast((entry) => entry.kind === 'probe' && entry.id < starts[0]!)!.id
  const [, answer] = await allOf(answers.whatIf({ lane: 0, id: starts[0]! }))
  expect([answer!.restart!.number, answer!.best.length > 0]).toEqual([1, true])
  expect((await allOf(answers.whatIf({ lane: 0, id: fails })))[1]).toBe(answer)
})

const QUESTIONS = ['calm', 'hang', 'outside'] as const

it('verdicts are told question by question, and of one that takes long every second that it goes on', async () => {
  const inputs = await runShop()
  const judge = () => allOf(answers.judge({ inputs, questions: QUESTIONS }))
  const [, cells] = await judge()
  // of each step the clock is looked at three times
  const judgeAt = async (msPerStep: number) => {
    let looks = 0
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => Math.ceil(looks++ / 1.5) * (msPerStep / 2))
    const [progress, found] = await judge()
    spy.mockRestore()
    expect(found).toEqual(cells)
    return QUESTIONS.map((question) => progress.filter((step) => step.question === question).length)
  }
  const each = await judgeAt(1000)
  expect(Math.min(...each)).toBeGreaterThan(0)
  expect(Math.min(...each.slice(0, 2))).toBeGreaterThan(5)
  expect(await judgeAt(500)).toEqual(each.map((steps) => Math.ceil(steps / 2)))
})

it('a lane with neither a manifest nor anything that happens has nothing to sum up', async () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: x}]}\n'
  const lanes = [
    { name: 'Empty' },
    { name: 'Acted on', actions: [{ at: '5s', reboot: 'node', takes: '10s' }] },
    { name: 'One', manifests: { 'a.yaml': pod } },
  ]
  for await (const step of tasks.run({ text: JSON.stringify({ whyrestart: 1, title: 'x', duration: '60s', lanes }), shown: [] })) void step
  const isEmpty = lanes.map((_, lane) => answers.look({ lane, at: 30 })!.summary === 'No manifest yet.')
  expect(isEmpty).toEqual([true, false, false])
})

it('a lane of what happened says that nothing of it is simulated, and objects that cannot be used say so once', async () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: told-of}\nspec: {containers: [{name: main, image: x}]}\n'
  const wrong = { files: { '/o.yaml': 'kind: x' }, cluster: { objects: ['/o.yaml'] } }
  const lanes = [
    { name: 'Real', happened: [started(A)] },
    { name: 'Objects', manifests: { 'a.yaml': pod }, ...wrong },
    { name: 'Good', manifests: { 'a.yaml': pod } },
  ]
  const text = JSON.stringify({ whyrestart: 1, title: 'x', duration: '60s', lanes })
  const silent = 'warning SILENT scenario/processes:1'
  const problems: string[][] = []
  for await (const step of tasks.run({ text, shown: [] }))
    if (step instanceof Transferred)
      problems.push(step.value.made.problems.map(({ severity, code, file, range }) => `${severity} ${code} ${file}:${range.start.line}`))
  expect(problems).toEqual([['info STOPPED scenario/processes:1'], ['error OBJECT /o.yaml:1', silent], [silent]])
})

it('a control plane that the text does not name as such is fetched as well; a run that was cut off says so', async () => {
  vi.resetModules()
  // files share their threads: none of what was made with other limits stays for the next one
  onTestFinished(() => {
    vi.doUnmock('../../sim/limits.ts')
    vi.resetModules()
  })
  let entries = 1000
  vi.doMock('../../sim/limits.ts', async (original) => ({
    ...(await original<typeof import('../../sim/limits.ts')>()),
    limitsFor: () => ({ steps: 1e6, entries, characters: 1e9, lanes: 1 }),
  }))
  const { tasks: fresh } = await import('./tasks.ts')
  const { LOADED, LOADING, Transferred: Sent } = await import('../worker/serve-tasks.ts')
  const escaped =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: x, command: ["kube-\\x61piserver"]}]}\n'
  const run = async () => {
    const lanes = [{ name: 'One', manifests: { 'a.yaml': escaped } }]
    const text = JSON.stringify({ whyrestart: 1, title: 'x', duration: `${entries}s`, lanes })
    const [steps] = await allOf(fresh.run({ text, shown: [] }))
    return {
      steps: steps.map((step) => (step === LOADING ? 'loading' : step === LOADED ? 'loaded' : 'run')),
      problems: steps.flatMap((step) => (step instanceof Sent ? step.value.made.problems : [])).map(({ message }) => message),
    }
  }
  const ofFirst = await run()
  expect(ofFirst.steps).toEqual(['loading', 'loaded', 'run'])
  expect(ofFirst.problems).toContainEqual(expect.stringMatching(/^main is taken for a kube-apiserver, /))
  expect(ofFirst.problems.join()).not.toContain('stopped')
  entries = 20
  const { steps, problems } = await run()
  // it has come already
  expect(steps).toEqual(['run'])
  expect(problems).toContainEqual(
    'The run is stopped at 1 s: it has come to 20 entries in its trace, the most for a lane. What stands before is right; what would come after is not known.',
  )
})
