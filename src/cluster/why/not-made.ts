import { counted, listed } from '../../views/text/words.ts'
import { defined } from '../../manifest/own.ts'
import holds from '../../texts/holds.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import { type EventFacts, isInitialized } from '../facts.ts'
import { isRestartBackOff } from '../failures.ts'
import { ends, filled, filledFix, type Fix } from '../sentence-template.ts'
import { type ClusterFinding, finding, fixOf, lineOf, meansOf, rulesOf } from './finding.ts'
import { isReason, lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { isRestarted, type ContainerTexts } from './subjects.ts'

/** One of its init containers failed before its main ones had their turn: it was started once more than its last row says. */
export function initFailed({ row, rows, isInit }: ContainerTexts): ClusterFinding | undefined {
  if (isInit || !row || !isInitialized(row) || row.restarts > 0) return undefined
  const last = rows.slice(0, rows.indexOf(row)).findLast(({ status }) => /^Init:(?:Error|CrashLoopBackOff|OOMKilled)$/.test(status))
  const values = last && { restarts: counted(last.restarts + 1, 'restart'), status: last.status }
  return values && finding('init container failed', values, [last.line, row.line], { isOfPod: true })
}

/** It waits for its init containers: whether one of those is restarted a table's count says, and why the pod's log. */
function initsOpen(subject: ContainerTexts, line: number): ClusterFinding {
  const { row, logs, openInit } = subject
  const said = lastWordsOf(logs)
  const isTold = said !== undefined && isReason(said)
  const is = row && row.container === undefined ? 'held' : 'restarts'
  if (!isTold && openInit) return finding('init container runs', { name: openInit.name }, [line, openInit.line ?? line], { is })
  if (!isTold) return initFailed(subject) ?? finding('init containers open, untold', {}, [line], { is })
  return finding('init containers open', { words: saidOf(said) }, [line, ...linesOf(said)], { is, ...defined({ fix: said.fix }) })
}

/** What keeps a pod's containers from being made, by a reason and its words; the first that fits. Without words why is not told. */
const HOLDS = readPatterns(holds, 'reasons', 'words', 'text', 'fix', 'change', 'price', 'help', 'rules').map((row) => ({
  ...row,
  reasons: new RegExp(`^(?:${row.reasons})$`),
}))
/** An event that says nothing but the reason of a state. */
const BARE = /^Error: (ErrImagePull|ImagePullBackOff|ErrImageNeverPull|ImageInspectError)$/
/** What the runtime answers as a container is to be made or started: none of it is of its image. */
const OF_THE_CONTAINER = /^Error: (?!.*(?:[Ii]mage|pull))/

/** Of nodes for which the pod was never meant: its own selector leaves them out, or their role does. */
const NOT_MEANT = /didn.t (?:match|satisfy) (?:\w+.s )?node (?:affinity|selector)|node-role\.kubernetes\.io\/(?:control-plane|master)/

/** Of what a scheduler says of several nodes the reason of most of those that the pod is meant for; else all of it. */
function decidingIn({ reason, text }: { reason: string; text: string }): string {
  if (reason !== 'FailedScheduling') return text
  const all = /nodes are available: (.*?)(?:\. |\.?$)/.exec(text)?.[1]?.split(/, (?=\d+ )/) ?? []
  const meant = all.filter((part) => !NOT_MEANT.test(part))
  const said = meant.length > 0 ? meant : all
  const most = Math.max(...said.map((part) => Number.parseInt(part)))
  return most > 0 ? said.filter((part) => Number.parseInt(part) === most).join(', ') : text
}

const MISSING = /(secret|configmap|persistentvolumeclaim)s? "([^"]+)" not found/
const KINDS: Readonly<Record<string, string>> = { secret: 'the Secret', configmap: 'the ConfigMap', persistentvolumeclaim: 'the claim' }
/** The kubelet waits no longer between two tries to mount. */
const MOUNT_SECONDS = 150

/** What else is not there, as far as it was still tried when that was. */
function othersMissing(text: string, past: readonly { text: string; line: number; until: number }[]): { what: string; line: number }[] {
  const nameIn = (words: string): string | undefined => {
    const [, kind = '', name] = MISSING.exec(words) ?? []
    return name === undefined ? undefined : `${KINDS[kind]} ${name}`
  }
  const own = nameIn(text)
  const at = past.find((item) => item.text === text)?.until
  if (own === undefined || at === undefined) return []
  const names = new Map<string, number>()
  for (const item of past) {
    const name = nameIn(item.text)
    if (name !== undefined && name !== own && item.until >= at - MOUNT_SECONDS && !names.has(name)) names.set(name, item.line)
  }
  return [...names].map(([what, line]) => ({ what, line }))
}

const withOthers = (fix: Fix, others: number): Fix =>
  others === 0 ? fix : { ...fix, text: `${fix.text}, and the same for the ${others === 1 ? 'other' : `${others} others`}` }

/** The kubelet did not get the Secret for the registry. Follows: pkg/kubelet/kubelet_pods.go, getPullSecretsForPod. */
function pullSecretIn({ events, namespace }: ContainerTexts): { secret: string; namespace: string | undefined; line: number } | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedToRetrieveImagePullSecret')
  const secret = /image pull secrets \(([^)]+)\)/.exec(event?.message ?? '')?.[1]
  return event && secret !== undefined ? { secret, namespace: namespace || undefined, line: event.line } : undefined
}

/** No node took it then, and one has since. */
const isBefore = ({ reason, isAge, last }: EventFacts, placed: EventFacts | undefined): boolean =>
  reason === 'FailedScheduling' && placed !== undefined && placed.isAge === isAge && last <= placed.last + placed.lastWithin

/** It is not made, and why: nothing restarts then. */
export function notMade(subject: ContainerTexts): ClusterFinding | undefined {
  const { events, state, lastState, row, image } = subject
  const hasRun =
    lastState !== undefined ||
    state?.is === 'running' ||
    isRestarted(subject) ||
    events.some(({ reason, message }) => /^(?:Started|Killing|Unhealthy|Restarting)$/.test(reason) || isRestartBackOff({ reason, message }))
  const now = [
    ...(state?.is === 'waiting' ? [{ reason: state.reason ?? '', text: state.message ?? '', line: state.line }] : []),
    ...(row && !(row.status === 'Pending' && row.restarts > 0)
      ? [{ reason: row.status.replace(/^Init:(?=Create|Err|Image)/, ''), text: '', line: row.line }]
      : []),
  ]
  const isHeldNow = now.some(({ reason }) => HOLDS.some(({ reasons }) => reasons.test(reason)))
  const placed = events.findLast(({ reason }) => reason === 'Scheduled')
  const past = events
    .filter((event) => !BARE.test(event.message) && (isHeldNow || !hasRun) && !isBefore(event, placed))
    .map(({ reason, message, line, last, lastWithin, container }) => ({ reason, text: message, line, until: last + lastWithin, container }))
    .toReversed()
  const bare = events.findLast(({ message }) => BARE.test(message))
  if (bare && !hasRun && past.length === 0 && now.length === 0)
    now.push({ reason: BARE.exec(bare.message)![1]!, text: '', line: bare.line })
  // what names no container of several may be of another one, where this one was started
  const hasStarted =
    subject.container !== '' &&
    state === undefined &&
    row?.containers !== 1 &&
    events.some(({ reason, container }) => reason === 'Started' && container === subject.container)
  for (const { reasons, words, text, help, rules, ...fix } of HOLDS) {
    const isOfImage = reasons.test('ErrImagePull')
    const said = [...past, ...now].find(
      (item) =>
        !(isOfImage && OF_THE_CONTAINER.test(item.text)) &&
        reasons.test(item.reason) &&
        words.test(decidingIn(item)) &&
        (help !== '' || item.text !== ''),
    )
    if (!said) continue
    if (said.reason === 'PodInitializing' && said.text === '') return initsOpen(subject, lineOf(said, row))
    const isOfPod = hasStarted && (!('container' in said) || said.container === undefined) ? { isOfPod: true as const } : {}
    const match = words.exec(decidingIn(said))!
    const isWhole = match.input === said.text
    const values = {
      reason: said.reason,
      // the cause ends it, behind what it was for
      ...(isWhole && match[0].length > 1 ? {} : { words: ends(said.text, 360) }),
      image: /image "([^"]+)"/.exec(said.text)?.[1] ?? (help === '' ? undefined : image),
    }
    const others = othersMissing(said.text, past)
    const secret = /the registry does not let it in/.test(text) ? pullSecretIn(subject) : undefined
    if (secret)
      return {
        is: 'held',
        ...isOfPod,
        text: `${filled(text, match, values)}${meansOf('no pull secret', secret)}`,
        lines: [lineOf(said, row), secret.line],
        rules: rulesOf(rules),
        fix: fixOf('no pull secret', secret),
        help: [],
      }
    const too = others.length === 0 ? '' : `; nor ${others.length === 1 ? 'is' : 'are'} ${listed(others.map(({ what }) => what))}`
    return {
      is: 'held',
      ...isOfPod,
      text: `${filled(text, match, values)}${too}`,
      ...(help === '' ? {} : { certainty: 'unknown' }),
      lines: [lineOf(said, row), ...others.map(({ line }) => line)],
      rules: rulesOf(rules),
      ...(fix.fix === '' ? {} : { fix: withOthers(filledFix(fix, match, values), others.length) }),
      help: help === '' ? [] : [help],
    }
  }
  return undefined
}
