import { namedEvents, type NamedEvent } from '../../sim/apiserver/objects/event.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { option, type Parsed } from '../../sim/kubectl/command-line.ts'
import { table } from '../text/columns.ts'
import { fails, type Output } from '../shell/output.ts'
import { nothing } from './get.ts'
import { getWriter, seen } from './pod-table.ts'
import { type Acting, reach } from './reach.ts'

/**
 * `kubectl events [--for=pod/NAME] [--types=Warning]`: the last one last.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/events/events.go and event_printer.go (v1.37.2).
 */
export function kubectlEvents(moment: Moment, parsed: Parsed, acting: Acting): Output {
  if (!releaseOf(moment.inputs.kubernetes).hasEventsCommand)
    return fails('error: unknown command "events" for "kubectl"\nIt came with kubectl 1.26; of this release: kubectl get events')
  const everywhere = option(parsed, 'all-namespaces') !== undefined
  const namespace = option(parsed, 'namespace') ?? 'default'
  const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`
  const reached = reach(moment, { path, words: 'get events' }, acting)
  if (!reached.answers) return reached
  const now = { ...moment, at: reached.at }
  const about = option(parsed, 'for')
  const [kind = '', name = ''] = about?.split('/') ?? []
  if (about !== undefined && name === '') return fails('error: --for must be in resource/name form')
  const types = option(parsed, 'types')?.split(',')
  const odd = types?.find((type) => !/^(normal|warning)$/i.test(type))
  if (odd !== undefined) return fails('error: valid --types are Normal or Warning')
  const shown = namedEvents(now)
    .filter((event) => everywhere || event.namespace === namespace)
    .filter((event) => about === undefined || (/^(po|pods?)$/i.test(kind) && event.name === name))
    .filter((event) => types === undefined || types.some((type) => type.toLowerCase() === event.type.toLowerCase()))
    .toSorted((a, b) => a.last - b.last)
  if (shown.length === 0) return nothing(now, everywhere, namespace)
  const headers = option(parsed, 'no-headers') === undefined
  const head = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const rows = shown.map((event) => [...(everywhere ? [event.namespace] : []), ...cells(now, event)])
  return { stdout: table([...(headers ? [head] : []), ...rows], getWriter(now)), stderr: '', exit: 0 }
}

const cells = (moment: Moment, event: NamedEvent): string[] => [
  seen(moment, event),
  event.type,
  event.reason,
  `Pod/${event.name}`,
  event.message.trim(),
]
