import { POD_ENDED } from '../sim/trace/trace.ts'
import { type EventFacts, POD_REASONS, type PodFacts } from './facts.ts'
import { isPodStop, isProbeKill } from './failures.ts'
import type { ContainerHistory } from './lives.ts'

/** Reasons that no kubelet here has, and whether one keeps a pod's containers from being started. */
const ELSEWHERE = POD_REASONS.filter(({ unsimulated }) => unsimulated !== '')
const CANNOT_BE_MADE = /^(?:CreateContainerConfigError|CreateContainerError)$/

/** What is not simulated of a pod, as sentences; and the one that decided what happened to it, where one did. */
interface NotSimulated {
  all: string[]
  decided: { text: string; isWhole: boolean } | undefined
}

/** What no kubelet here does, of what the texts tell of a pod: each as a sentence with the cluster's own words. */
export function notSimulated(pod: PodFacts, events: readonly EventFacts[], histories: readonly ContainerHistory[]): NotSimulated {
  const hasRun = histories.some(({ lives }) => lives.length > 0)
  const hasRestarted = histories.some(({ starts, kills }) => starts > 1 || kills > 0)
  const found = ELSEWHERE.flatMap(({ reason, of, unsimulated }) => {
    const event = events.findLast((eventFacts) => eventFacts.reason === reason && isTelling(eventFacts, events))
    if (!event && pod.reason !== reason) return []
    const words = event?.message ?? pod.message ?? ''
    return [{ reason, isHeld: of === 'held', text: sentence(`${reason} of ${pod.name}, ${unsimulated}`, words) }]
  })
  const waiting = histories.flatMap(({ facts: { name, state }, lives, events: own }) => {
    const reason = state?.is === 'waiting' ? (state.reason ?? '') : ''
    if (lives.length > 0 || !CANNOT_BE_MADE.test(reason)) return []
    const words = state!.message ?? own.findLast((event) => event.reason === 'Failed')?.message ?? ''
    return [{ reason, text: sentence(`${reason} of ${name} in ${pod.name}`, words) }]
  })
  const held = hasRun ? undefined : (found.find(({ isHeld }) => isHeld) ?? waiting[0])
  const ended = found.find(({ reason }) => POD_ENDED.has(reason))
  const stopped = stoppedWhole(pod, events, histories)
  const decided = ended ?? held ?? waiting[0] ?? stopped
  return {
    all: [...found, ...waiting, ...(stopped ? [stopped] : [])].map(({ text }) => text),
    decided: decided && { text: decided.text, isWhole: decided === held || decided === stopped || (decided === ended && !hasRestarted) },
  }
}

const MOST_OWN = 2

/** Its sandbox, or all of it, was stopped again and again, and no text has another end: when is not told of each, so that no run shows it. */
function stoppedWhole(
  pod: PodFacts,
  events: readonly EventFacts[],
  histories: readonly ContainerHistory[],
): { reason: string; text: string } | undefined {
  const stops = events.filter((event) => event.reason === 'SandboxChanged' || isPodStop(event))
  const most = stops.reduce((best, { count }) => Math.max(best, count), 0)
  const hasOwn = events.some(isProbeKill) || histories.some(({ facts }) => facts.lastState?.exitCode !== undefined)
  if (most <= MOST_OWN || hasOwn) return undefined
  const last = stops.findLast(({ count }) => count === most)!
  return { reason: last.reason, text: sentence(`${last.reason} of ${pod.name}, ${most} times`, last.message) }
}

/** Of volumes the mount's own words say more than that the kubelet has waited for it. */
function isTelling({ reason, message }: EventFacts, events: readonly EventFacts[]): boolean {
  if (reason !== 'FailedMount' || message.startsWith('MountVolume')) return true
  return !events.some((eventFacts) => eventFacts.reason === 'FailedMount' && eventFacts.message.startsWith('MountVolume'))
}

function sentence(what: string, words: string): string {
  const said = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS - 1)}…` : words.replace(/\.$/, '')
  return `Not simulated: ${what}${said === '' ? '' : `: ${said}`}.`
}

const MOST_WORDS = 300
