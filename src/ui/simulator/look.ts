import { kubeletEvents } from '../../sim/kubelet/events.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { parseOptions, splitWords } from '../../sim/kubectl/command-line.ts'
import { namespaceOption } from '../../views/lanes/containers.ts'
import { eventNote } from '../../views/why/event-note.ts'
import { eventTable } from '../../terminal/kubectl/pod-table.ts'
import { GET_OPTIONS, kubectlGet } from '../../terminal/kubectl/get.ts'
import { textOf } from '../../terminal/shell/output.ts'
import { HIMSELF } from '../../terminal/kubectl/reach.ts'
import { statusRow } from '../../views/lanes/pods.ts'
import { lastStatuses, summarize } from '../../views/lanes/summary.ts'
import type { Look, Shown } from './messages.ts'

/** What a person would ask at this moment: the two commands of the story, and the kubelet's own Events. */
export function lookAt(moment: Moment): Look {
  if (moment.inputs.happened) return whatHappened(moment)
  const option = namespaceOption(moment.inputs)
  return {
    pods: shown(`po${option}`, moment),
    events: shown(`events${option}`, moment),
    kubeletEvents: kubeletEventTable(moment),
    eventNote: eventNote(moment) ?? '',
    summary:
      Object.keys(moment.inputs.manifests).length === 0 && moment.inputs.actions.length === 0
        ? 'No manifest yet.'
        : summarize(moment.trace, moment.at).text,
  }
}

function shown(asked: string, moment: Moment): Shown {
  const parsed = parseOptions(splitWords(asked).words, GET_OPTIONS)
  return { command: `kubectl get ${asked}`, text: textOf(kubectlGet(moment, parsed, parsed.rest, HIMSELF)) }
}

function kubeletEventTable(moment: Moment): string {
  const named = kubeletEvents(moment).map((event) => ({
    ...event,
    name: `${event.pod}-${moment.inputs.node.name.toLowerCase()}`,
    namespace: 'kube-system',
  }))
  return eventTable(moment, named) || 'No events yet.\n'
}

/** Of a real cluster there is what its texts have told, and nobody to ask. */
function whatHappened(moment: Moment): Look {
  const rows = [...lastStatuses(moment.trace, moment.at)].map(([pod, status]) => {
    const { ready, total, status: word, restarts } = statusRow(status)
    return [pod, `${ready}/${total}`, word, String(restarts)]
  })
  const pods = rows.length === 0 ? 'Nothing is told of this time.\n' : columns([['NAME', 'READY', 'STATUS', 'RESTARTS'], ...rows])
  const events = kubeletEventTable(moment)
  return {
    pods: { command: 'kubectl get po', text: pods },
    events: { command: 'kubectl get events', text: events },
    kubeletEvents: events,
    eventNote: '',
    summary: summarize(moment.trace, moment.at).text,
  }
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)) + 3)
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('')
          .trimEnd()}\n`,
    )
    .join('')
}
