import { execFileSync } from 'node:child_process'
import '../views/all.ts'
import { documentText } from '../cases/own-pod.ts'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { changed, textsOf } from '../lessons/change.ts'
import { check, startOf } from '../lessons/check-exercise.ts'
import { faultOf } from '../lessons/incident.ts'
import { Engine, type EngineTask } from '../sim/engine.ts'
import { limitsFor } from '../sim/limits.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { begin, simulate } from '../sim/simulate.ts'
import { verdictsOf } from '../views/verdicts/judge-lane.ts'
import { shippedLessons } from './shipped-course.ts'

/**
 * How long 30 minutes of cluster life take: one pod and a hundred, beside a bare event queue that runs as many tasks and keeps as many
 * entries, the limit of what can be reached; in a heap with a large young generation and in Node's default one. And the story's five
 * lanes, in its own release and in today's, beside all verdicts on them; and the goals of each level of the course.
 *
 * Units: milliseconds of real time: the first run, cold, and of the others the minimum and the median.
 */

/** How often each is run. */
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

/** How much there was to do in a run: tasks that the engine ran, the most of them that waited at once, entries that are kept. */
interface Work {
  tasks: number
  mostWaiting: number
  entries: number
}

class CountingEngine extends Engine {
  mostWaiting = 0

  override schedule<A>(at: number, run: (argument: A) => void, argument?: A): EngineTask {
    const task = super.schedule(at, run, argument as A)
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting)
    return task
  }
}

function workOf(inputs: Inputs): Work {
  const engine = new CountingEngine()
  const run = begin(inputs, limitsFor(1), engine)
  run.goTo(inputs.duration)
  return { tasks: engine.steps, mostWaiting: engine.mostWaiting, entries: run.trace.length }
}

/** A queue that runs as many tasks and keeps as many entries as a run did, with no more tasks waiting at once: nothing can be faster. */
function bareQueue({ tasks, mostWaiting, entries }: Work): number {
  const engine = new Engine()
  const kept: { id: number; t: number }[] = []
  let scheduled = 0
  const schedule = (): void => {
    scheduled++
    engine.after((scheduled * 7919) % 41, () => {
      while (kept.length * tasks < entries * scheduled && kept.length < entries) kept.push({ id: kept.length, t: engine.now })
      if (scheduled < tasks) schedule()
    })
  }
  while (scheduled < mostWaiting) schedule()
  engine.run(Infinity)
  return kept.length
}

/** The same with all of the tasks waiting from the start, as no run has them. */
function fullQueue({ entries }: Work): number {
  const engine = new Engine()
  const kept: { id: number; t: number }[] = []
  for (let i = 0; i < entries; i++) engine.schedule((i * 7919) % 1800, () => kept.push({ id: i, t: engine.now }))
  engine.run(1800)
  return kept.length
}

interface Times {
  cold: number
  minimum: number
  median: number
}

/** The times of several things done in turn, A B A B …: whatever else the machine does slows all of them alike. */
function timesOf(runs: number, ...toRun: readonly (() => unknown)[]): Times[] {
  const times = toRun.map((): number[] => [])
  for (let i = 0; i < runs; i++)
    toRun.forEach((run, n) => {
      const from = performance.now()
      run()
      times[n]!.push(performance.now() - from)
    })
  return times.map((all) => {
    const warm = all.slice(Math.floor(runs / 2)).toSorted((a, b) => a - b)
    return { cold: all[0]!, minimum: warm[0]!, median: warm[warm.length >> 1]! }
  })
}

function heapOf(run: () => unknown): number {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const kept = run()
  globalThis.gc?.()
  const after = process.memoryUsage().heapUsed
  return kept ? (after - before) / 1e6 : 0
}

/** What the time of a run depends on most: pods alone, beside a queue that does as much. */
function measurePods() {
  const inputs = pods(1)
  const hundred = pods(100)
  const work = workOf(hundred)
  const [onePod30min] = timesOf(RUNS.one, () => simulate(inputs)) as [Times]
  const [hundredPods30min, bareQueueMs, fullQueueMs] = timesOf(
    RUNS.hundred,
    () => simulate(hundred),
    () => bareQueue(work),
    () => fullQueue(work),
  ) as [Times, Times, Times]
  return { work, times: { onePod30min, hundredPods30min, bareQueueMs, fullQueueMs } }
}

type PodMeasures = ReturnType<typeof measurePods>

/** A kube-apiserver's lane, its entries, and the generic pods that come to as many in the same time: what of it is a kube-apiserver's own. */
function besidePods(lane: Inputs) {
  const entries = simulate(lane).length
  const { duration } = lane
  const alone = simulate({ ...pods(1), duration }).length
  const count = Math.max(Math.round(entries / alone), 1)
  const others = { ...pods(count), duration }
  const [apiserver, samePods] = timesOf(
    RUNS.one,
    () => simulate(lane),
    () => simulate(others),
  ) as [Times, Times]
  return { entries, count, apiserver, samePods }
}

/** The same in a process that has Node's default heap. */
function measuredInDefaultHeap(): PodMeasures {
  const launcher = process.argv[1]!
  return JSON.parse(execFileSync(process.execPath, [launcher, 'bench', POD_MEASURES], { encoding: 'utf8' })) as PodMeasures
}

const POD_MEASURES = '--pod-measures'

function measureAll(): void {
  const large = measurePods()
  const heapMB = heapOf(() => simulate(pods(100)))
  const usual = measuredInDefaultHeap()
  const stories = (['1.9', '1.37'] as const).map((release) => {
    const { lanes } = parseScenario(documentText(theStrangeCase(release))).scenario!
    const [run] = timesOf(RUNS.story, () => lanes.map(({ inputs }) => simulate(inputs))) as [Times]
    const [verdicts] = timesOf(RUNS.story, () => lanes.map(({ inputs }) => verdictsOf(inputs))) as [Times]
    return { release, run, verdicts, beside: besidePods(lanes[0]!.inputs) }
  })
  /** All goals of each level, at its start and in its solution: what the page does at every edit. */
  const levels = shippedLessons().map((lesson) => {
    const level = startOf(lesson)
    const { solution, incident, id } = lesson.exercise
    const texts = changed(textsOf(level), solution ?? {}).texts
    const actions = incident ? faultOf(incident, level.seed).solution : []
    const [start] = timesOf(RUNS.levels, () => check(lesson)) as [Times]
    const [solved] = timesOf(RUNS.levels, () => check(lesson, { texts, actions })) as [Times]
    return { id, start, solved }
  })

  const row = (name: string, { cold, minimum, median }: Times) =>
    console.log(`${name.padEnd(36)} ${minimum.toFixed(3).padStart(10)} ${median.toFixed(3).padStart(10)} ms   cold ${cold.toFixed(1)} ms`)
  const head = (text: string) => console.log(`${text}; warm minimum and median`)
  const { tasks, mostWaiting, entries } = large.work
  for (const [heap, measures] of [
    ['a young generation of 128 MB, so that less of a kept trace is copied', large],
    ['its default heap', usual],
  ] as const) {
    const { onePod30min, hundredPods30min, bareQueueMs, fullQueueMs } = measures.times
    head(`30 minutes of cluster life, Node with ${heap}`)
    row('1 pod', onePod30min)
    row('100 pods', hundredPods30min)
    row(`bare queue of ${mostWaiting}, ${tasks} tasks`, bareQueueMs)
    row(`bare queue of ${entries}, all at once`, fullQueueMs)
    const times = (queue: Times, which: 'minimum' | 'median'): string => (hundredPods30min[which] / queue[which]).toFixed(1)
    console.log(
      `100 pods take ${times(bareQueueMs, 'minimum')} times the bare queue (median ${times(bareQueueMs, 'median')}), ${times(fullQueueMs, 'minimum')} times the one of all at once (median ${times(fullQueueMs, 'median')}).`,
    )
  }
  head('The story')
  for (const { release, run, verdicts, beside } of stories) {
    const { entries: count, apiserver, samePods } = beside
    row(`a kube-apiserver, ${release}: ${count} entries`, apiserver)
    row(`  pods with as many: ${beside.count}`, samePods)
    console.log(`  it takes ${(apiserver.minimum / samePods.minimum).toFixed(1)} times theirs`)
    row(`5 lanes, ${release}`, run)
    row('  all verdicts on them', verdicts)
    console.log(`  the verdicts take ${(verdicts.minimum / run.minimum).toFixed(1)} times the run`)
  }
  head('All goals of a level, at its start and in its solution; at most 100 ms is wanted')
  for (const { id, start, solved } of levels) {
    row(id, start)
    row('  solved', solved)
  }
  console.log(`The whole trace of 100 pods, ${entries} entries, takes ${heapMB.toFixed(1)} MB.`)
}

if (process.argv.includes(POD_MEASURES)) console.log(JSON.stringify(measurePods()))
else measureAll()
