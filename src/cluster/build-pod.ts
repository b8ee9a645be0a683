import { assumedProcesses } from '../cases/assumed.ts'
import { readManifest } from '../manifest/parse.ts'
import type { Pod } from '../manifest/types.ts'
import { ANYWHERE, runningOf } from '../sim/kubelet/running.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { Aligned } from './align.ts'
import { containerNamed, type EventFacts, type PodFacts } from './facts.ts'
import { completed } from './described-spec.ts'
import { infer } from './infer.ts'
import type { Inferred, Written } from './inferred.ts'
import { livesOf } from './lives.ts'
import { manifestOf } from './manifests.ts'
import { notSimulated } from './not-simulated.ts'
import { specsOf } from './specs.ts'
import { OF_THE_POD } from './told-pods.ts'
import type { Built } from './told.ts'

export function build(told: PodFacts, { events, now }: Aligned, release: string): Built {
  const own = events.filter((event) => event.pod === told.name)
  const ports = told.object || !told.described ? undefined : completed(told.described, own)
  const pod = ports ? { ...told, described: ports.tree } : told
  const { text, name, note } = manifestOf(pod, own)
  const parsed = readManifest(text, { file: `${name}.yaml`, nodeName: pod.node ?? 'node', release: releaseOf(release) }).pod
  const assumed = parsed ? assumedProcesses([parsed]).processes : {}
  const specs = specsOf(pod.object ?? pod.described ?? (parsed ? treeOf(parsed) : {}))
  const mains = specs.filter(({ isInit }) => !isInit)
  const inferred = new Map<string, Inferred>()
  const histories = specs.map((spec) => {
    const facts = pod.containers.get(spec.name) ?? { name: spec.name, isInit: spec.isInit }
    const only = mains.length === 1 && !spec.isInit
    const mine = own.filter((event) => {
      const named = event.container ?? containerNamed(event.message) ?? waitingOne(event, pod)
      return named === spec.name || (named === undefined && only && !OF_THE_POD.has(event.reason))
    })
    const history = livesOf(pod, spec, facts, mine, now)
    const container = parsed && [...parsed.spec.initContainers, ...parsed.spec.containers].find((one) => one.name === spec.name)
    // a program that is simulated by its flags needs no description; of a pod without a spec nobody knows them
    const hasSpec = pod.object !== undefined || pod.described !== undefined
    const isKnown = hasSpec && parsed && container && runningOf(parsed, container, ANYWHERE).program !== undefined
    if (!isKnown) inferred.set(spec.name, infer(history, (assumed[spec.name] ?? {}) as Written, now))
    return history
  })
  const { all, decided } = notSimulated(pod, own, histories)
  return {
    pod,
    name,
    text,
    parsed,
    note,
    histories,
    inferred,
    events: own,
    untold: ports?.untold ?? [],
    notSimulated: decided,
    unsimulated: all,
  }
}

/** Up to 1.25 a back-off does not name its container: it is that of the one that waits. */
function waitingOne({ reason, message }: EventFacts, { containers }: PodFacts): string | undefined {
  if (reason !== 'BackOff' || !/restarting/.test(message)) return undefined
  const waiting = [...containers.values()].filter(({ state }) => state?.reason === 'CrashLoopBackOff')
  return waiting.length === 1 ? waiting[0]!.name : undefined
}

/** Of a pod of which only events tell: what its skeleton says. */
function treeOf({ spec }: Pod): Parameters<typeof specsOf>[0] {
  return JSON.parse(JSON.stringify({ spec })) as Parameters<typeof specsOf>[0]
}
