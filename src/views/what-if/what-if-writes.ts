import { releaseOf } from '../../sim/release/release.ts'
import type { Action, Inputs } from '../../sim/scenario/inputs.ts'
import { lengthWords } from '../text/duration-words.ts'
import { type ManifestChange, changed, type Part } from './what-if-changes.ts'

/** What people do where writes do not come through: room is made in etcd, a webhook is ignored or left out of kube-system, the disk is fast again. */
export const writesOf = (part: Part): ManifestChange[] => [...roomMade(part), ...webhooksSpared(part), ...otherDisk(part)]

/** So soon after the alarm: a leader that cannot renew its lease gives up after ten seconds. */
const SOON_SECONDS = 5
const MAKE_ROOM = [
  `rev=$(etcdctl endpoint status --write-out=json | grep -o '"revision":[0-9]*' | grep -o '[0-9]*')`,
  'etcdctl compact $rev',
  'etcdctl defrag',
  'etcdctl alarm disarm',
].join('\n')

/** A change of nothing in the pod's own file. */
const beside = (part: Part, change: Pick<ManifestChange, 'title' | 'path'> & Partial<ManifestChange>): ManifestChange[] =>
  changed(part, part.container, { size: 0, ...change, edits: [] })

function roomMade(part: Part): ManifestChange[] {
  const { actions } = part.setting.inputs
  const at = actions.findIndex((action) => 'etcd' in action && action.etcd === 'fill')
  const fill = actions[at]
  if (!fill) return []
  const made: Action = { at: fill.at + SOON_SECONDS, etcd: 'defrag' }
  return beside(part, {
    title: 'etcd compacted, defragmented and its alarm disarmed',
    path: 'etcd’s room',
    actions: [...actions, made].toSorted((a, b) => a.at - b.at),
    command: MAKE_ROOM,
    notes: [
      `It is done ${lengthWords(SOON_SECONDS)} after the alarm here: leases are lost after ten. While it is defragmented etcd answers nobody.`,
    ],
  })
}

function otherDisk(part: Part): ManifestChange[] {
  const { actions } = part.setting.inputs
  const without = (kind: 'slowDisk' | 'fullDisk', title: string, note: string): ManifestChange[] => {
    const left = actions.filter((action) => !(kind in action))
    return left.length === actions.length ? [] : beside(part, { title, path: `the disk, ${kind}`, actions: left, notes: [note] })
  }
  return [
    ...without('slowDisk', 'etcd’s data on a disk of their own', 'It takes a disk that writes within 10 ms.'),
    ...without('fullDisk', 'etcd’s data on a disk that has room', 'It takes a larger disk, or one that nothing else fills.'),
  ]
}

/** Each file of webhooks that an action has broken, with its failurePolicy or its namespaces changed. */
function webhooksSpared(part: Part): ManifestChange[] {
  const { inputs } = part.setting
  const names = inputs.actions.flatMap((action) => ('webhook' in action && action.is !== 'answers' ? [action.webhook] : []))
  if (names.length === 0) return []
  const isHung = inputs.actions.some((action) => 'webhook' in action && action.is === 'hangs')
  return inputs.cluster.objects.flatMap((file) => {
    const text = inputs.files[file] ?? ''
    if (!names.some((name) => text.includes(name))) return []
    const ignored = withPolicy(text)
    const spared = releaseOf(inputs.kubernetes).namespaceLabel ? withSelector(text) : undefined
    // one that answers nobody at once is not waited for
    const quick = isHung ? withTimeout(ignored) : undefined
    return [
      ...put(part, inputs, file, ignored, {
        title: 'failurePolicy: Ignore for the webhook',
        path: 'the webhook’s policy',
        notes: ['What it forbids or changes is let through unchanged while it is away.'],
      }),
      ...put(part, inputs, file, spared, {
        title: 'kube-system left out of the webhook’s namespaces',
        path: 'the webhook’s namespaces',
        notes: ['What it guards is not guarded in kube-system.'],
      }),
      ...put(part, inputs, file, quick, {
        title: 'failurePolicy: Ignore for the webhook, and timeoutSeconds: 1',
        path: 'the webhook’s patience',
        distance: 1,
        notes: ['What it forbids or changes is let through unchanged while it is away, and each such write waits for a second.'],
      }),
    ]
  })
}

function put(
  part: Part,
  { files }: Inputs,
  file: string,
  text: string | undefined,
  change: Pick<ManifestChange, 'title' | 'path'> & Partial<ManifestChange>,
): ManifestChange[] {
  if (text === undefined || text === files[file]) return []
  const before = (files[file] ?? '').split('\n')
  const line = text.split('\n').findIndex((row, i) => row !== before[i]) + 1
  return beside(part, { ...change, title: `${change.title} (${file})`, line, files: { [file]: text } })
}

const NAME = /^(\s*(?:- )?)name:\s*["']?[\w-]+(?:\.[\w-]+){2,}["']?\s*$/

/** Puts a field behind each webhook's name, where it is written a line a field. */
function withField(text: string, field: RegExp, written: string): string {
  const lines = text.split('\n').filter((line) => !field.test(line))
  return lines
    .flatMap((line) => {
      const indent = NAME.exec(line)?.[1]
      return indent === undefined ? [line] : [line, `${' '.repeat(indent.length)}${written}`]
    })
    .join('\n')
}

const withPolicy = (text: string): string =>
  /^\s*failurePolicy:/m.test(text)
    ? text.replaceAll(/^(\s*(?:- )?failurePolicy:).*$/gm, '$1 Ignore')
    : withField(text, /^\s*failurePolicy:/, 'failurePolicy: Ignore')
const withTimeout = (text: string): string => withField(text, /^\s*timeoutSeconds:/, 'timeoutSeconds: 1')
const SELECTOR = 'namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]}'
const withSelector = (text: string): string | undefined =>
  /^\s*namespaceSelector:/m.test(text) ? undefined : withField(text, /^\s*namespaceSelector:/, SELECTOR)
