import holds from '../../texts/holds.tsv?raw'
import { readTable } from '../../texts/table.ts'
import { type Finding, RULES } from './finding.ts'
import { filled, filledFix } from './meaning.ts'
import { restartsOf, type Subject } from './subjects.ts'

/** What keeps a pod's containers from being made, by a reason and its words; the first that fits. Without words why is not told. */
const HOLDS = readTable(holds, 'reasons', 'words', 'text', 'fix', 'change', 'price', 'help').map(
  ({ reasons, words, text, fix, change, price, help }) => ({
    reasons: new RegExp(`^(?:${reasons})$`),
    words: new RegExp(words),
    text,
    fix: { text: fix, change, price },
    help,
    rules: /ConfigError/.test(text) ? [RULES.config] : [],
  }),
)
/** An event that says nothing but the reason of a state. */
const BARE = /^Error: (?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/

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
    ...(row && !(row.status === 'Pending' && row.restarts > 0) ? [{ reason: row.status, text: '', line: row.line }] : []),
  ]
  const isHeldNow = now.some(({ reason }) => HOLDS.some(({ reasons }) => reasons.test(reason)))
  const past = events
    .filter(({ message, last }) => !BARE.test(message) && (isHeldNow || !(hasRun || isOver(last))))
    .map(({ reason, message, line }) => ({ reason, text: message, line }))
    .toReversed()
  for (const { reasons, words, text, fix, help, rules } of HOLDS) {
    const said = [...past, ...now].find((one) => reasons.test(one.reason) && words.test(one.text) && (help !== '' || one.text !== ''))
    if (!said) continue
    const match = words.exec(said.text)!
    const values = { reason: said.reason, image: /image "([^"]+)"/.exec(said.text)?.[1] ?? (help === '' ? undefined : image) }
    return {
      is: 'held',
      text: filled(text, match, values),
      ...(help === '' ? {} : { certainty: 'unknown' }),
      lines: [said.line ?? row?.line ?? 0],
      rules,
      ...(fix.text === '' ? {} : { fix: filledFix(fix, match, values) }),
      help: help === '' ? [] : [help],
    }
  }
  return undefined
}
