import type { Aligned } from './align.ts'
import { type EventFacts, type Facts, type PodFacts, type Source, isMerged } from './facts.ts'
import type { Window } from './lanes-of.ts'
import { secretsIn } from './manifests.ts'
import { missingFiles } from './named-files.ts'
import { clockOf } from './time.ts'
import type { Built, Incident } from './told.ts'

export function say(facts: Facts, aligned: Aligned, built: readonly Built[], window: Window, made: Incident): void {
  const { understood, untold, troubles } = made
  understood.push(...[...facts.seen].map(([source, count]) => seenWords(source, count)))
  for (const { pod, name, parsed, histories, inferred, note, untold: open } of built) {
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
    troubles.push(...notSimulated(pod, built.find((one) => one.pod === pod)!.events))
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
  }
  return `Read: ${count === 1 ? words[source][0] : `${count} ${words[source][1]}`}.`
}

/** Reasons that no kubelet here has. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  FailedScheduling: 'no node was found for it',
  FailedMount: 'a volume could not be mounted',
  FailedAttachVolume: 'a volume could not be attached',
  Evicted: 'it was evicted from its node',
  FailedCreatePodSandBox: 'its network or sandbox could not be made',
  NodeNotReady: 'its node was not ready',
  SandboxChanged: 'its sandbox was made anew, as after a reboot',
  Preempted: 'a pod of higher priority took its place',
  TaintManagerEviction: 'a taint of its node drove it away',
}

function notSimulated(pod: PodFacts, events: readonly EventFacts[]): string[] {
  const found = Object.keys(ELSEWHERE).filter((reason) => events.some((event) => event.reason === reason) || pod.reason === reason)
  const waits = [...pod.containers.values()].filter(
    ({ state }) => state?.is === 'waiting' && /CreateContainerConfigError|CreateContainerError/.test(state.reason ?? ''),
  )
  return [
    ...found.map((reason) => `Not simulated: ${reason} of ${pod.name}, ${ELSEWHERE[reason]}. The lane of what happened has it.`),
    ...waits.map(
      ({ name, state }) =>
        `Not simulated: ${name} waits with ${state!.reason}${state!.message ? ` (${state!.message.slice(0, 120)})` : ''}; a static pod may not refer to what it waits for.`,
    ),
  ]
}
