import { defined } from '../../manifest/own.ts'
import holds from '../../texts/holds.tsv?raw'
import { readTable } from '../../texts/table.ts'
import { ends, filled, filledFix, type Finding, finding, type Fix, rulesOf } from './finding.ts'
import { lastWordsOf, linesOf, saidOf } from './last-words.ts'
import { restartsOf, type Subject } from './subjects.ts'

/** It waits for its init containers: whether one of those is restarted a table's count says, and why the pod's log. */
function initsOpen({ row, logs }: Subject, line: number): Finding {
  const said = lastWordsOf(logs)
  const isTold = said !== undefined && (said.isFatal || said.means !== undefined)
  const is = row && row.container === undefined ? 'held' : 'restarts'
  if (!isTold) return finding('init containers open, untold', {}, [line], { is })
  return finding('init containers open', { words: saidOf(said) }, [line, ...linesOf(said)], { is, ...defined({ fix: said.fix }) })
}

/** What keeps a pod's containers from being made, by a reason and its words; the first that fits. Without words why is not told. */
const HOLDS = readTable(holds, 'reasons', 'words', 'text', 'fix', 'change', 'price', 'help', 'rules').map(
  ({ reasons, words, text, fix, change, price, help, rules }) => ({
    reasons: new RegExp(`^(?:${reasons})$`),
    words: new RegExp(words),
    text,
    fix: { text: fix, change, price },
    help,
    rules: rulesOf(rules),
  }),
)
/** An event that says nothing but the reason of a state. */
const BARE = /^Error: (?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/

/** Of what a scheduler says of several nodes the reason of most of them; else all of it. */
function decidingIn({ reason, text }: { reason: string; text: string }): string {
  if (reason !== 'FailedScheduling') return text
  const said = /nodes are available: (.*?)(?:\. |\.?$)/.exec(text)?.[1]?.split(/, (?=\d+ )/) ?? []
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

const listOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`

/** It is not made, and why: nothing restarts then. */
export function notMade(subject: Subject): Finding | undefined {
  const { events, state, lastState, row, image } = subject
  const hasRun =
    lastState !== undefined ||
    state?.is === 'running' ||
    (restartsOf(subject) ?? 0) > 0 ||
    events.some(
      ({ reason, message }) =>
        /^(?:Started|Killing|Unhealthy|Restarting)$/.test(reason) || (reason === 'BackOff' && !/pulling/.test(message)),
    )
  const isOver = (at: number): boolean => events.some(({ reason, last }) => reason === 'Started' && last > at)
  const now = [
    ...(state?.is === 'waiting' ? [{ reason: state.reason ?? '', text: state.message ?? '', line: state.line }] : []),
    ...(row && !(row.status === 'Pending' && row.restarts > 0)
      ? [{ reason: row.status.replace(/^Init:(?=Create|Err|Image)/, ''), text: '', line: row.line }]
      : []),
  ]
  const isHeldNow = now.some(({ reason }) => HOLDS.some(({ reasons }) => reasons.test(reason)))
  const past = events
    .filter(({ message, last }) => !BARE.test(message) && (isHeldNow || !(hasRun || isOver(last))))
    .map(({ reason, message, line, last, lastWithin }) => ({ reason, text: message, line, until: last + lastWithin }))
    .toReversed()
  for (const { reasons, words, text, fix, help, rules } of HOLDS) {
    const said = [...past, ...now].find(
      (item) => reasons.test(item.reason) && words.test(decidingIn(item)) && (help !== '' || item.text !== ''),
    )
    if (!said) continue
    if (said.reason === 'PodInitializing' && said.text === '') return initsOpen(subject, said.line ?? row?.line ?? 0)
    const match = words.exec(decidingIn(said))!
    const isWhole = match.input === said.text
    const values = {
      reason: said.reason,
      // the cause ends it, behind what it was for
      ...(isWhole && match[0].length > 1 ? {} : { words: ends(said.text, 360) }),
      image: /image "([^"]+)"/.exec(said.text)?.[1] ?? (help === '' ? undefined : image),
    }
    const others = othersMissing(said.text, past)
    const too = others.length === 0 ? '' : `; nor are ${listOf(others.map(({ what }) => what))}`
    return {
      is: 'held',
      text: `${filled(text, match, values)}${too}`,
      ...(help === '' ? {} : { certainty: 'unknown' }),
      lines: [said.line ?? row?.line ?? 0, ...others.map(({ line }) => line)],
      rules,
      ...(fix.text === '' ? {} : { fix: withOthers(filledFix(fix, match, values), others.length) }),
      help: help === '' ? [] : [help],
    }
  }
  return undefined
}
