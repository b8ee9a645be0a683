import { kubeletEvents } from '../sim/kubelet/events.ts'
import type { Moment } from '../sim/moment.ts'
import { parseOptions, splitWords } from '../sim/words.ts'
import { namespaceOption } from '../views/containers.ts'
import { eventNote } from '../views/event-note.ts'
import { eventTable } from '../views/get.ts'
import { GET_OPTIONS, kubectlGet } from '../views/kubectl-get.ts'
import { textOf } from '../views/output.ts'
import { HIMSELF } from '../views/reach.ts'
import { summarize } from '../views/summary.ts'
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
