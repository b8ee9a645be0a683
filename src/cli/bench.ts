import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentText } from '../cases/document.ts'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { changed, textsOf } from '../lessons/change.ts'
import { check, startOf } from '../lessons/check-exercise.ts'
import { parseCourse } from '../lessons/course.ts'
import { faultOf } from '../lessons/incident.ts'
import type { Lesson } from '../lessons/parse.ts'
import { Engine } from '../sim/engine.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import { verdictsOf } from '../views/verdicts/judge.ts'

function courseLevels(): readonly Lesson[] {
  const folder = join(process.cwd(), 'src/lessons')
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  return parseCourse(read('course.yaml'), (file) => ({ text: read(file) })).course!.exercises
}

/**
 * How long 30 minutes of cluster life take: one pod and a hundred, beside a bare event queue that keeps as many entries, the
 * limit of what can be reached. And the story's five lanes, in its own release and in today's, beside all verdicts on them; and the
 * goals of each level of the course. Warm medians.
 *
 * Units: milliseconds of real time.
 */

const RUNS = { one: 200, hundred: 25, story: 40, levels: 12 }

/** The measured pod: liveness answered 401, delay 15, timeout 15, threshold 8. */
function pods(count: number): Inputs {
  const manifests: Record<string, string> = {}
  const processes: Record<string, Inputs['processes'][string]> = {}
  for (let i = 0; i < count; i++) {
    const port = 7001 + i
    manifests[`pod-${i}.yaml`] = `apiVersion: v1
kind: Pod
metadata:
  name: pod-${i}
spec:
  hostNetwork: true
  containers:
  - name: main-${i}
    image: docker.io/lab/target:1
    livenessProbe:
      httpGet:
        host: 127.0.0.1
        port: ${port}
        path: /livez
        scheme: HTTPS
      initialDelaySeconds: 15
      timeoutSeconds: 15
      failureThreshold: 8
`
    processes[`main-${i}`] = {
      listens: [{ port, tls: true, after: 0 }],
      answers: [{ from: 0, status: 401 }],
      onTerm: { after: 0, code: 0 },
      execs: [],
    }
  }
  return {
    kubernetes: '1.37',
    seed: 1,
    clock: '2026-11-24T14:15:00.000Z',
    duration: 1800,
    node: { name: 'master-node', ip: '192.168.1.100' },
    manifests,
    files: {},
    kubelet: { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' }, readOnlyPort: 10255 },
    cluster: { attached: false, etcd: 'up', objects: [] },
    firewall: [],
    processes,
    actions: [],
    requests: [],
    images: {},
    chance: { syncs: {}, started: {}, seen: {}, initialSleep: {}, mounted: {} },
  }
}

/** A queue that runs as many tasks and keeps as many entries as a run did: nothing can be faster. */
function bareQueue(entries: number): number {
  const engine = new Engine()
  const kept: { id: number; t: number }[] = []
  for (let i = 0; i < entries; i++) engine.schedule((i * 7919) % 1800, () => kept.push({ id: i, t: engine.now }))
  engine.run(1800)
  return kept.length
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!
}

function time(runs: number, run: () => unknown): { cold: number; warm: number } {
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const from = performance.now()
    run()
    times.push(performance.now() - from)
  }
  return { cold: times[0]!, warm: median(times.slice(Math.floor(runs / 2))) }
}

function heapOf(run: () => unknown): number {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const kept = run()
  globalThis.gc?.()
  const after = process.memoryUsage().heapUsed
  return kept ? (after - before) / 1e6 : 0
}

const one = pods(1)
const hundred = pods(100)
const oneTime = time(RUNS.one, () => simulate(one))
const hundredTime = time(RUNS.hundred, () => simulate(hundred))
const entries = simulate(hundred).length
const bare = time(RUNS.hundred, () => bareQueue(entries))
const heapMB = heapOf(() => simulate(hundred))
const stories = (['1.9', '1.37'] as const).map((release) => {
  const { lanes } = parseScenario(documentText(theStrangeCase(release))).scenario!
  const run = time(RUNS.story, () => lanes.map(({ inputs }) => simulate(inputs)))
  const verdicts = time(RUNS.story, () => lanes.map(({ inputs }) => verdictsOf(inputs)))
  return { release, run, verdicts }
})
/** All goals of each level, at its start and in its solution: what the page does at every edit. */
const levels = courseLevels().map((lesson) => {
  const start = startOf(lesson)
  const { solution, incident, id } = lesson.exercise
  const texts = changed(textsOf(start), solution ?? {}).texts
  const actions = incident ? faultOf(incident, start.seed).solution : []
  return { id, start: time(RUNS.levels, () => check(lesson)), solved: time(RUNS.levels, () => check(lesson, { texts, actions })) }
})
const round = (value: number) => Math.round(value * 1000) / 1000

if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify({
      onePod30min: round(oneTime.warm),
      hundredPods30min: round(hundredTime.warm),
      heapMB: round(heapMB),
      levels: levels.map(({ id, start, solved }) => ({ id, start: round(start.warm), solved: round(solved.warm) })),
      stories: stories.map(({ release, run, verdicts }) => ({ release, fiveLanes: round(run.warm), verdicts: round(verdicts.warm) })),
    }),
  )
} else {
  const row = (name: string, t: { cold: number; warm: number }) =>
    console.log(`${name.padEnd(28)} ${t.warm.toFixed(3).padStart(10)} ms   cold ${t.cold.toFixed(1)} ms`)
  console.log('30 minutes of cluster life, warm median (Node with a young generation of 128 MB, so that less of a kept trace is copied)')
  row('1 pod', oneTime)
  row('100 pods', hundredTime)
  row(`bare queue, ${entries} entries`, bare)
  for (const { release, run, verdicts } of stories) {
    row(`5 lanes of the story, ${release}`, run)
    row('all verdicts on them', verdicts)
  }
  console.log('All goals of a level, at its start and in its solution; at most 100 ms is wanted')
  for (const { id, start, solved } of levels) {
    row(id, start)
    row('  solved', solved)
  }
  console.log(
    `100 pods take ${(hundredTime.warm / bare.warm).toFixed(1)} times the bare queue; their whole trace takes ${heapMB.toFixed(1)} MB. The verdicts take ${stories.map(({ release, run, verdicts }) => `${(verdicts.warm / run.warm).toFixed(1)} times the story's own run on ${release}`).join(', ')}.`,
  )
}
