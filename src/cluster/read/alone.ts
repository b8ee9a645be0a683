import { defined } from '../../manifest/own.ts'
import { addListed } from '../facts.ts'
import { saidIn } from './journal.ts'
import type { Reading } from './reading.ts'
import { NAME, type Row, takeEvent } from './table.ts'

/** Of an event that is in no table neither its age nor how often it came is told. */
const take = (said: Partial<Row>, i: number, reading: Reading): boolean =>
  takeEvent(
    { namespace: '', object: '', kind: '', type: 'Warning', reason: '', message: '', ...said, last: '<unknown>', isUncounted: true },
    i,
    reading,
    'table',
  )

/** What the kubelet says, without the row that it stood in. */
export const ALONE =
  /^\s*(?:(?:Liveness|Readiness|Startup) probe (?:failed|errored)|Back-off restarting failed container|Container "?[a-z0-9-]+"? failed (?:liveness|startup) probe|Error syncing pod |CreatePodSandbox for pod "|Error: failed to (?:start|create) container|Failed (?:to )?create pod sandbox|MountVolume\.\w+ failed for volume|Failed to pull image |Back-off pulling image |Pod sandbox changed, it will be killed|Error: (?:secrets?|configmaps?) "|Error: couldn't find key |failed to \\?"(?:StartContainer|CreatePodSandbox)\\?" for )/

const ALONE_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Liveness|Readiness|Startup) probe/, 'Unhealthy'],
  [/^Back-off/, 'BackOff'],
  [/^Container/, 'Killing'],
  [/^Pod sandbox/, 'SandboxChanged'],
  [/^Failed (?:to )?create pod sandbox/, 'FailedCreatePodSandBox'],
  [/^MountVolume/, 'FailedMount'],
]

const reasonOf = (message: string): string => ALONE_REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'Failed'
const typeOf = (reason: string): string => (/Killing|Sandbox/.test(reason) ? 'Normal' : 'Warning')

/** A kubelet's words within a line of a log store: its pod stands beside. */
export const STORED_EVENT =
  /"(?:textPayload|message|msg|note|m)": ?"((?:(?:Liveness|Readiness|Startup) probe (?:failed|errored)|Container \S+ failed (?:liveness|startup) probe|Back-off restarting failed container)(?:[^"\\]|\\.)*)"/

export function storedEvent(text: string, i: number, reading: Reading): boolean {
  const message = STORED_EVENT.exec(text)?.[1]?.replaceAll('\\"', '"')
  // an Event as the API has it is read as one
  if (message === undefined || /"involvedObject"|"regarding"/.test(text)) return false
  const valueOf = (keys: string): string => new RegExp(`"(?:${keys})": ?"([a-z0-9][a-z0-9.-]*)"`).exec(text)?.[1] ?? ''
  const path = /"(spec\.\w+\{[^}"]+\})"/.exec(text)?.[1]
  const reason = reasonOf(message)
  const [namespace, object] = [valueOf('namespace_name|namespace'), valueOf('pod_name|podName|pod|n')]
  return take({ namespace, object, type: typeOf(reason), reason, message, ...defined({ path }) }, i, reading)
}

/** As a web console shows them, or without an age: `5:26:57 PM | Warning | Unhealthy | Readiness probe failed: …`. */
export const CONSOLE_EVENT =
  /^\W*\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\s*\|\s*(Normal|Warning)\s*\|\s*([A-Z]\w+)\s*\|\s*(\S.*)$|^\s*(Normal|Warning)\s+(Unhealthy|BackOff|Killing|Failed\w*|Started|Created|Pull(?:ed|ing)|Scheduled|SandboxChanged|Evicted|Preempt\w*)(?: +(?!\d)|\t+| - )(\S.*)$/

export function consoleEvent(text: string, i: number, reading: Reading): boolean {
  const [type = '', reason = '', message = ''] =
    CONSOLE_EVENT.exec(text)
      ?.slice(1)
      .filter((part) => part !== undefined) ?? []
  return reason !== '' && take({ type, reason, message: message.replace(/`\s*$/, '') }, i, reading)
}

/** A row or a line of one's own choice about a pod that was evicted: its name, where it has one, and why. */
export const EVICTION = new RegExp(
  `^\\s*(?:(${NAME})\\s+(?:\\S+\\s+)*?)?(?:Status: +\\w+, +)?Evicted\\b.*?\\b(The node (?:was low on resource|had condition).*)$`,
)

export function eviction(text: string, i: number, reading: Reading): boolean {
  const [, object = '', message = ''] = EVICTION.exec(text) ?? []
  return message !== '' && take({ object, reason: 'Evicted', message }, i, reading)
}

/** Prometheus' alert of kube-state-metrics' rules. */
export const ALERT =
  /^\W*(?:(?:description|message|summary)\W+)?Pod ([a-z0-9-]+)\/([a-z0-9.-]+) \(([a-z0-9-]+)\) is (?:restarting|in waiting state)\b.*$/i

export function alert(text: string, i: number, reading: Reading): boolean {
  const [message = '', namespace = '', object = '', container = ''] = ALERT.exec(text) ?? []
  const said = { namespace, object, reason: 'Restarting', message: message.trim(), path: `spec.containers{${container}}` }
  return object !== '' && take(said, i, reading)
}

export function aloneWords(text: string, i: number, reading: Reading): boolean {
  const message = text.trim()
  const reason = reasonOf(message)
  const { namespace, pod, ...said } = saidIn(message, reading.facts, (id) => id) ?? { namespace: '', pod: '' }
  return take({ type: typeOf(reason), reason, message, ...said, namespace, object: pod }, i, reading)
}

/** `container "app" in pod "web-0" is waiting to start: trying and failing to pull image`. */
export const WAITING_TO_START = /container "?([a-z0-9-]+)"? in pod "?([a-z0-9][a-z0-9.-]*)"? is waiting to start: (.+)$/

export function waitingToStart(text: string, i: number, { facts, command }: Reading): boolean {
  const [, container = '', name = '', why = ''] = WAITING_TO_START.exec(text) ?? []
  if (name === '') return false
  const status = /pull/.test(why) ? 'ImagePullBackOff' : why.trim()
  addListed(facts, { namespace: command?.namespace ?? '', name, container, status, line: i })
  return true
}
