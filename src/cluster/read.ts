import { defined } from '../manifest/own.ts'
import { groupsOf } from './align.ts'
import { containerNamed, type EventFacts, ClusterFacts, MOST_COUNTED } from './facts.ts'
import { MOST_CHARACTERS } from './looks.ts'
import { clean, type Cleaned } from './read/clean.ts'
import { FORMS, passOver, signOf } from './read/forms.ts'
import { notSynced, yearOf } from './read/journal.ts'
import { SAYS_LOG } from './read/log.ts'
import { closeDescription, podFor, type TextReading } from './read/reading.ts'
import { placeNameless } from './read/nameless.ts'

/**
 * All that texts of a real cluster tell: whatever a cluster has printed, whole or in parts, in any order. Each line is held against the
 * forms; of each it is said whether it was used.
 *
 * Units: times in seconds since 1970, ages in seconds before a moment that nobody has said yet. Errors: sentences among `troubles`;
 * what is good is taken all the same.
 */
export function readCluster(texts: readonly string[]): ClusterFacts {
  const facts = new ClusterFacts()
  const whole = texts.reduce((sum, text) => sum + text.length, 0)
  if (whole > MOST_CHARACTERS) {
    facts.troubles.push(
      `The texts have ${digits(whole)} characters; allowed: ${digits(MOST_CHARACTERS)}. Leave other pods out, as kubectl does with a name.`,
    )
    return facts
  }
  if (texts.some((text) => SAVED_TRACE.test(text))) {
    facts.troubles.push('A trace that was saved here is no text of a cluster: the scenario that it is of opens from its own file.')
    return facts
  }
  const lines = texts.flatMap((text, file) => clean(text, file, (line) => signOf(line) !== undefined, isRow))
  const reading: TextReading = { lines, facts, isLog: false, later: [] }
  for (let i = 0; i < lines.length;) i += take(i, reading)
  closeDescription(reading)
  // a journal's lines have no year, and name containers by their ids: what the others say comes first
  const year = yearOf(facts)
  const ids = idsOf(facts, lines)
  const isBound = lines.some(({ raw }) => raw.includes('system:public-info-viewer'))
  const isOpen = lines.some(({ raw }) => raw.includes('system:unauthenticated'))
  for (const [line, own] of lines.entries()) {
    if (!FORBIDS_ANONYMOUS.test(own.text) && !(isBound && !isOpen && /\bname: system:authenticated\s*$/.test(own.text))) continue
    facts.nodeWords.push({ node: '', reason: 'AnonymousForbidden', message: own.text.trim(), line })
    own.use = 'used'
  }
  const died = new Map<string, string>()
  for (const finish of reading.later) finish(year, (id, pod, isStart) => containerBy(id, pod, isStart, ids, died))
  facts.lines = lines
  facts.events = facts.events.flatMap(notSyncedIn)
  for (const event of facts.events) Object.assign(event, defined({ container: event.container ?? containerNamed(event.message) }))
  placeNameless(facts)
  facts.events = [
    ...facts.events.filter(({ isAge }) => !isAge),
    ...groupsOf(facts.events.filter(({ isAge }) => isAge)).flatMap(toTheSecond),
  ]
  for (const line of lines) for (const rest of line.rests) rest.use = line.use
  return facts
}

/** What the page and `whyrestart --json` write of a scenario's lanes. */
const SAVED_TRACE = /^\s*\{\s*"whyrestart":\s*\d+,\s*"lanes":\s*\[/

/** What the API server says to who asks for its health without credentials, or of the binding that lets them. */
const FORBIDS_ANONYMOUS =
  /system:anonymous\\?" cannot get path \\?"\/(?:livez|readyz|healthz)|clusterrolebindings\S* "system:public-info-viewer" not found/

const isRow = (line: string): boolean => /^(?:header|row|event|description)$/.test(signOf(line)?.kind ?? '')

/** Takes the lines from the one at `i` on that one form takes; how many. */
function take(i: number, reading: TextReading): number {
  const { lines } = reading
  const line = lines[i]!
  if (i > 0 && lines[i - 1]!.file !== line.file) leave(reading)
  if (line.is !== 'text') {
    between(line, i, reading)
    return 1
  }
  if (isSection(line, reading)) return 1
  for (const form of FORMS) {
    const taken = form.take(line.text, i, reading)
    if (taken === 0) continue
    const { lines: number, use } = typeof taken === 'number' ? { lines: taken, use: 'used' as const } : taken
    for (const own of lines.slice(i, i + number))
      if (own.is === 'text') {
        own.use = use
        own.as = form.label
      }
    if (!/^(?:event|journal|rest)$/.test(form.kind)) reading.more = undefined
    if (!/^(?:log|rest)$/.test(form.kind)) reading.log = undefined
    return number
  }
  reading.more = undefined
  reading.log = undefined
  if (SAYS_LOG.test(line.text)) {
    reading.isLog = isFollowedByLog(i, reading)
    reading.heading = line.text
  }
  passOver(line, reading)
  return 1
}

/** Where the kubelet has a container's log: its last file is called by how often the container was restarted. Follows: kuberuntime/helpers.go. */
const LOG_FILE = /(?:^|\/)(?<namespace>[a-z0-9-]+)_(?<pod>[a-z0-9][a-z0-9.-]*)_[0-9a-f-]+\/(?<container>[a-z0-9-]+)\/(?<attempt>\d+)\.log$/
const LOG_LINK = /(?:^|\/)(?<pod>[a-z0-9][a-z0-9.-]*)_(?<namespace>[a-z0-9-]+)_(?<container>[a-z0-9-]+)-[0-9a-f]+\.log$/

/** `==> etcd [3f6a2f0c7d1e] <==`, as minikube and tail write it above each log: a service's of the node, or a container's. */
function isSection(line: Cleaned, reading: TextReading): boolean {
  const name = /^==> (.{1,80}?)(?: \[[0-9a-f]+\])? <==$/.exec(line.text.trim())?.[1]
  if (name === undefined) return false
  leave(reading)
  line.use = 'frame'
  const file = (LOG_FILE.exec(name) ?? LOG_LINK.exec(name))?.groups
  if (file) {
    const { namespace = '', pod = '', container = '', attempt = '0' } = file
    reading.isLog = true
    reading.command = { verb: 'logs', resource: '', names: [pod], namespace, container, isPrevious: false }
    const restartedBefore = Math.min(MOST_COUNTED, Number(attempt))
    if (restartedBefore > 0) {
      const { containers } = podFor(reading.facts, pod, namespace, 'log')
      const restarts = Math.max(restartedBefore, containers.get(container)?.restarts ?? 0)
      containers.set(container, { name: container, isInit: false, restarts, line: reading.lines.indexOf(line) })
    }
    return true
  }
  const container = name
    .split('/')
    .at(-1)!
    .replace(/\.log$|_.*$/, '')
  if (!/^[a-z0-9-]+$/.test(container) || /^(?:kubelet|docker|containerd|dmesg|kernel|describe|syslog|messages)$/.test(container))
    return true
  reading.isLog = true
  reading.command = { verb: 'logs', resource: '', names: [], namespace: '', container, isPrevious: false }
  return true
}

/** What stands between: a command says what is below it, a fence that closes ends its output. */
function between(line: Cleaned, i: number, reading: TextReading): void {
  reading.more = undefined
  if (line.is === 'blank' || line.is === 'dots') return
  if (line.is === 'command') {
    leave(reading)
    reading.command = line.command
    reading.isLog = line.command!.verb === 'logs'
    return
  }
  const above = reading.lines.slice(0, i).findLast(({ is }) => is !== 'blank')
  // a command above its fence is of what is in it
  if (above?.is === 'command' || above === undefined) return
  if (reading.isLog && above.use === 'unused') return
  reading.isLog = false
  reading.log = undefined
  reading.columns = undefined
}

function leave(reading: TextReading): void {
  closeDescription(reading)
  reading.command = undefined
  reading.columns = undefined
  reading.log = undefined
  reading.isLog = false
  reading.heading = undefined
  reading.more = undefined
}

/** Below a heading that says so: what is no table there is a log. */
function isFollowedByLog(i: number, { lines }: TextReading): boolean {
  const next = lines.slice(i + 1).find(({ is }) => is === 'text')
  const sign = next && signOf(next.text)
  return sign === undefined || /^(?:log|journal)$/.test(sign.kind)
}

/** What the runtime's new id is of, of which no text has the name: the container of that pod that has just ended. */
function containerBy(id: string, pod: string, isStart: boolean, ids: Map<string, string>, died: Map<string, string>): string | undefined {
  const container = ids.get(id) ?? (isStart ? died.get(pod) : undefined)
  died.delete(pod)
  if (container === undefined) return undefined
  if (isStart) ids.set(id, container)
  else died.set(pod, container)
  return container
}

/** Containers by the id that the runtime has for them. */
function idsOf({ pods }: ClusterFacts, lines: readonly { text: string }[]): Map<string, string> {
  const ids = new Map<string, string>()
  for (const { text } of lines) {
    const [, name, id] = / containerName="([^"]+)" containerID="?(?:[a-z]+:\/\/)?([0-9a-f]{12,})/.exec(text) ?? []
    if (id !== undefined) ids.set(id, name!)
  }
  for (const pod of pods)
    for (const { name, containerID, state, lastState } of pod.containers.values())
      for (const id of [containerID, state?.containerID, lastState?.containerID]) if (id) ids.set(id.replace(/^.*:\/\//, ''), name)
  return ids
}

/** Up to 1.8 the kubelet’s FailedSync has in one message what is an event of its own for each container since. */
function notSyncedIn(event: EventFacts): EventFacts[] {
  if (event.reason !== 'FailedSync') return [event]
  const own = event.message.split(/(?=failed to "\w+" for ")/).flatMap((part) => notSynced(part, event) ?? [])
  return own.length === 0 ? [event] : own.map((said) => ({ ...event, ...said }))
}

/** With a comma at each thousand. */
const digits = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** From 2 to 10 minutes kubectl prints seconds since 1.12, so that `6m` there is `6m0s`: one age of a text that has them shows it. */
function toTheSecond(group: readonly EventFacts[]): EventFacts[] {
  const parts = group.flatMap(({ first, within, last, lastWithin }) => [
    { age: -first - within, within },
    { age: -last - lastWithin, within: lastWithin },
  ])
  if (!parts.some(({ age, within }) => within === 1 && age >= 60)) return [...group]
  const isExact = (at: number, within: number): boolean => within === 60 && -at - within < 600
  return group.map((event) => ({
    ...event,
    ...(isExact(event.first, event.within) ? { first: event.first + 59, within: 1 } : {}),
    ...(isExact(event.last, event.lastWithin) ? { last: event.last + 59, lastWithin: 1 } : {}),
  }))
}
