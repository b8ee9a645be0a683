import { kubeletEvents } from '../../sim/kubelet/events.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { parseOptions, splitWords } from '../../sim/kubectl/command-line.ts'
import { namespaceOption } from '../../views/lanes/containers.ts'
import { eventNote } from '../../views/why/event-note.ts'
import { eventTable } from '../../terminal/kubectl/pod-table.ts'
import { GET_OPTIONS, kubectlGet } from '../../terminal/kubectl/get.ts'
import { textOf } from '../../terminal/shell/output.ts'
import { HIMSELF } from '../../terminal/kubectl/reach.ts'
import { summarize } from '../../views/lanes/summary.ts'
import type { Look, Shown } from './messages.ts'

/** What a person would ask at this moment: the two commands of the story, and the kubelet's own Events. */
export function lookAt(moment: Moment): Look {
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
