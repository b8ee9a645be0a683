import { type EventFacts, isMerged, totalOf } from '../facts.ts'
import { isPodStop, isProbeKill, windowWords } from '../failures.ts'
import { ageWords } from '../time.ts'
import { type ClusterFinding, finding } from './finding.ts'
import { isRestarted, SPEC_CHANGED, type ContainerTexts } from './subjects.ts'

/** The newest edits tell enough. */
const MOST_EDITS = 3

/** The kubelet has made it anew, and it is no fault of its own: an edited spec, a new sandbox. */
export function changed(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, rebootedLine } = subject
  if (events.some((event) => isProbeKill(event) && !SPEC_CHANGED.test(event.message))) return undefined
  const ordered = events.toSorted((a, b) => a.last - b.last)
  const edits = ordered.filter(({ reason, message }) => reason === 'Killing' && SPEC_CHANGED.test(message))
  const sandboxes = ordered.filter(({ reason }) => reason === 'SandboxChanged')
  // once may be its deletion
  const counted = events.filter((event) => isPodStop(event) && isMerged(event))
  // each new sandbox stops what was in the one before: more stops than that are told for themselves
  const stops = sandboxes.length === 0 || totalOf(counted) > 2 * totalOf(sandboxes) ? counted : []
  const hasOwn =
    subject.lastState?.is === 'terminated' && subject.lastState.exitCode !== undefined && subject.lastState.reason !== 'Unknown'
  const made = Math.max(totalOf(sandboxes), totalOf(counted))
  const isRebooted = rebootedLine !== undefined && made === 1
  if (edits.length === 0 && (sandboxes.length + stops.length === 0 || hasOwn || subject.logs.length > 0)) return undefined
  const backsOff = events.some(({ reason, message }) => reason === 'BackOff' && /restarting/.test(message))
  // a program that ends by itself may have had a new sandbox once
  if (edits.length === 0 && backsOff && made < 3 && totalOf(counted) < 2) return undefined
  const edited = edits.slice(-MOST_EDITS).map((event) => {
    const edit = editWords(events, event)
    return { event, ...finding(edit === undefined ? 'definition changed' : 'spec edited', { when: when(event), edit }, []) }
  })
  // one row may tell again what another has counted
  const often = sandboxes.reduce((most, { count }) => Math.max(most, count), sandboxes.length)
  const remade = sandboxes.slice(-1).map((event) => {
    const times = often > 1 ? `${often} times${runWords(events)}` : ''
    return { event, ...finding(isRebooted ? 'sandbox anew, rebooted' : 'sandbox anew', { when: when(event), times }, []) }
  })
  const ofPod = stops.slice(-1).map((event) => {
    const values = { count: totalOf(stops), window: windowWords(stops), message: event.message }
    return { event, ...finding('pod stopped', values, []) }
  })
  const parts = [...edited, ...remade, ...ofPod].toSorted((a, b) => a.event.last - b.event.last)
  const own = [edited[0], remade[0], ofPod[0]].filter((part) => part !== undefined)
  const isOften = often > 2 || stops.some(({ count }) => count > 2)
  const { fix, help } = remade[0] ?? ofPod[0] ?? { help: [] }
  const hasRun = events.some(({ reason }) => /^(?:Started|Killing|BackOff)$/.test(reason)) || isRestarted(subject)
  return {
    is: 'restarts',
    ...(hasRun || subject.state?.is === 'running' || subject.row?.status === 'Running' ? {} : { verb: 'may have been restarted' }),
    text: `${parts.map(({ text }) => text).join('; ')}${edits.length > 0 && sandboxes.length > 0 ? '. Neither is a fault of the program' : edits.length > 0 ? '. That is no fault of the program' : ''}`,
    lines: [...new Set([...parts.map(({ event }) => event.line), ...stops.map(({ line }) => line), ...(isRebooted ? [rebootedLine] : [])])],
    rules: own.flatMap(({ rules }) => rules),
    ...(isOften && fix ? { fix } : {}),
    help,
  }
}

/** How often what is in a sandbox was started, or stopped, where that is counted: that is another number. */
function runWords(events: readonly EventFacts[]): string {
  const most = (is: (event: EventFacts) => boolean): number => Math.max(0, ...events.filter(is).map(({ count }) => count))
  const [started, stopped] = [most(({ reason }) => reason === 'Started'), most(isPodStop)]
  return started > 1 ? `; the container was started ${started} times` : stopped > 1 ? `; the container was stopped ${stopped} times` : ''
}

/** Where an age is told, and to the hour at least. */
const when = ({ isAge, last, lastWithin }: EventFacts): string =>
  isAge && -last > lastWithin && lastWithin < 3600 * 24 ? `${ageWords({ seconds: -last - lastWithin, within: lastWithin })} ago ` : ''

/** Which images were pulled before and after, or that it was resized; a hash alone, which is of the kubelet's release too, says neither. */
function editWords(events: readonly EventFacts[], edit: EventFacts): string | undefined {
  const pulls = events.flatMap((event) => {
    const image = /[Pp]ulling image "([^"]+)"|[Ii]mage "([^"]+)" already present/.exec(event.message)?.slice(1).find(Boolean)
    return image === undefined ? [] : [{ image, at: event.last }]
  })
  const before = pulls.findLast(({ at }) => at < edit.last)?.image
  const after = pulls.find(({ at, image }) => at >= edit.last && image !== before)?.image
  if (before !== undefined && after !== undefined) return `its image: ${before} before, ${after} after`
  return /resize requires restart/.test(edit.message) ? 'its resources, which its resizePolicy changes only with a restart' : undefined
}
