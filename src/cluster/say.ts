import type { Aligned } from './align.ts'
import { type Facts, type Source, isMerged } from './facts.ts'
import type { Window } from './lanes-of.ts'
import { probesIn, secretsIn } from './manifests.ts'
import { missingFiles } from './named-files.ts'
import { clockOf } from './time.ts'
import type { Built, Incident } from './told.ts'

export function say(facts: Facts, aligned: Aligned, built: readonly Built[], window: Window, made: Incident): void {
  const { understood, untold, troubles } = made
  understood.push(...[...facts.seen].map(([source, count]) => seenWords(source, count)))
  for (const { pod, name, parsed, histories, inferred, note, untold: open, unsimulated } of built) {
    untold.push(...open)
    for (const { spec, starts, knownStarts, facts: own } of histories) {
      const what = inferred.get(spec.name)
      const restarts = Math.max(own.restarts ?? 0, starts - 1, 0)
      const counted = `${spec.name} of ${name}: ${restarts === 1 ? '1 restart' : `${restarts} restarts`}`
      const does = what ? [...new Set(what.does)] : ['is simulated by its own flags']
      understood.push(`${counted}${does.length > 0 ? `; it ${does.join('; it ')}` : ''}.`)
      if (starts > knownStarts && starts > 1)
        untold.push(
          `When ${starts - knownStarts} of the ${starts} starts of ${spec.name} were: they stand where back-offs would have put them.`,
        )
      untold.push(...(what?.untold ?? []))
    }
    if (!pod.object && !pod.described) {
      for (const { spec, events } of histories)
        for (const [probe, what] of probesIn(events).assumed)
          untold.push(`What the ${probe} probe of ${spec.name} asks: no text says it, and ${what} is assumed.`)
      if (pod.containers.size === 0) untold.push(`What the containers of ${name} are called: main is assumed, and no other.`)
    }
    if (!pod.object)
      untold.push(
        pod.described
          ? `The whole spec of ${pod.name}: describe leaves out what is not its own line (security contexts, hooks, volumes’ details, where one argument of a probe’s command ends). kubectl get pod -o yaml has it.`
          : `The spec of ${pod.name}: a probe’s period, thresholds and delays are Kubernetes’ defaults here. kubectl get pod -o yaml has them.`,
      )
    if (/without its/.test(note))
      untold.push(
        `What ${pod.name} takes from the API (${/without its (.*), for/.exec(note)?.[1] ?? 'references'}): it is left out, for the simulated pod is a static one.`,
      )
    if (parsed) untold.push(...missingFiles(parsed))
    troubles.push(...unsimulated)
  }
  const merged = aligned.events.filter((event) => isMerged(event)).length
  if (merged > 0)
    untold.push(
      `When those between the first and the last of ${merged} merged ${merged === 1 ? 'Event' : 'Events'} were: only their number is told.`,
    )
  if (window.isCut)
    untold.push(
      `What was before ${clockOf(window.from)}: the pod is older than a run may be long, and its restarts before are not in the simulated lane, which begins with a fresh pod.`,
    )
  untold.push(...aligned.assumed, ...facts.assumed)
  understood.push(...aligned.says)
  for (const [what, count] of facts.passedOver) untold.push(`Left out: ${count === 1 ? '' : `${count} times `}${what}.`)
  made.secrets = [...new Set(built.flatMap(({ pod }) => secretsIn(pod)))]
}

function seenWords(source: Source, count: number): string {
  const words: Readonly<Record<Source, readonly [string, string]>> = {
    pod: ['1 Pod', 'Pods'],
    events: ['1 Event', 'Events'],
    table: ['1 row of a table of events', 'rows of a table of events'],
    describe: ['1 description of a pod', 'descriptions of pods'],
    journal: ['1 line of a kubelet’s journal', 'lines of a kubelet’s journal'],
    listed: ['1 row of a table of pods', 'rows of a table of pods'],
    runtime: ['1 container of the node’s runtime', 'containers of the node’s runtime'],
    metrics: ['1 sample of a metric', 'samples of metrics'],
    log: ['1 line of a log', 'lines of logs'],
    kernel: ['1 line of the kernel', 'lines of the kernel'],
    unit: ['1 line of a service of the node', 'lines of a service of the node'],
  }
  return `Read: ${count === 1 ? words[source][0] : `${count} ${words[source][1]}`}.`
}
