import { assumedProcesses } from '../cases/assumed.ts'
import { readManifest } from '../manifest/parse.ts'
import type { Pod } from '../manifest/types.ts'
import { ANYWHERE, runningOf } from '../sim/kubelet/running.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { Aligned } from './align.ts'
import type { PodFacts } from './facts.ts'
import { infer } from './infer.ts'
import type { Inferred, Written } from './inferred.ts'
import { livesOf } from './lives.ts'
import { manifestOf } from './manifests.ts'
import { withPortNames } from './port-names.ts'
import { specsOf } from './specs.ts'
import { OF_THE_POD, containerNamed } from './told-pods.ts'
import type { Built } from './told.ts'

export function build(told: PodFacts, { events, now }: Aligned, release: string): Built {
  const own = events.filter((event) => event.pod === told.name)
  const ports = told.object || !told.described ? undefined : withPortNames(told.described, own)
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
      const named = event.container ?? containerNamed(event.message)
      return named === spec.name || (named === undefined && only && !OF_THE_POD.has(event.reason))
    })
    const history = livesOf(pod, spec, facts, mine, now)
    const container = parsed && [...parsed.spec.initContainers, ...parsed.spec.containers].find((one) => one.name === spec.name)
    const isKnown = parsed && container && runningOf(parsed, container, ANYWHERE).program !== undefined
    // a program that is simulated by its flags needs no description
    if (!isKnown) inferred.set(spec.name, infer(history, (assumed[spec.name] ?? {}) as Written, now))
    return history
  })
  return { pod, name, text, parsed, note, histories, inferred, events: own, untold: ports?.untold ?? [] }
}

/** Of a pod of which only events tell: what its skeleton says. */
function treeOf({ spec }: Pod): Parameters<typeof specsOf>[0] {
  return JSON.parse(JSON.stringify({ spec })) as Parameters<typeof specsOf>[0]
}
