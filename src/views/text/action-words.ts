import { own } from '../../manifest/own.ts'
import type { ActionTold } from '../../sim/node/action-told.ts'
import type { WebhookState } from '../../sim/scenario/inputs.ts'
import { lengthWords, timeText } from './duration.ts'

/** An action for people: a word or two for the axis, and what the scenario does, to stand behind “the scenario”. */
export interface ActionWords {
  label: string
  does: string
}

const ETCD: Readonly<Record<string, ActionWords>> = {
  kill: { label: 'etcd killed', does: 'kills etcd (SIGKILL)' },
  start: { label: 'etcd started', does: 'starts etcd' },
  hang: { label: 'etcd hangs', does: 'lets etcd hang (SIGSTOP)' },
  down: { label: 'no etcd', does: 'has no etcd' },
  hung: { label: 'etcd hangs', does: 'has an etcd that hangs' },
  fill: { label: 'etcd full', does: 'fills etcd up to its quota: its alarm NOSPACE is raised' },
  defrag: { label: 'etcd defragmented', does: 'compacts and defragments etcd, and disarms its alarm' },
  resume: { label: 'etcd not hung', does: 'ends the hang of etcd (SIGCONT)' },
}

const WEBHOOK: Readonly<Record<WebhookState, string>> = {
  unreachable: 'leaves nobody listening behind the webhook NAME',
  hangs: 'lets the webhook NAME hang: whoever asks it gets no answer',
  denies: 'has the webhook NAME deny all that it is asked',
  answers: 'lets the webhook NAME answer, and allow, as before',
}

/**
 * An action in plain words.
 *
 * Units: seconds. An action that is not known is named as it is.
 */
export function actionWords({
  action,
  target,
  by = 0,
  is = 'answers',
  code = 0,
  to = '',
  find = '',
  replace = '',
  takes = 0,
  times = 1,
}: ActionTold): ActionWords {
  switch (action) {
    case 'hang':
      return { label: 'hangs', does: `lets ${target} hang (SIGSTOP)` }
    case 'resume':
      return { label: 'not hung', does: `ends the hang of ${target} (SIGCONT)` }
    case 'slow':
      if (by === 0) return { label: 'not slow', does: `lets ${target} answer as fast as before` }
      return { label: `slow ${lengthWords(by)}`, does: `slows ${target} down: each answer comes ${lengthWords(by)} later` }
    case 'cpu':
      if (times === 1) return { label: 'CPU back', does: `gives ${target} its CPU back` }
      return { label: `CPU ÷ ${times}`, does: `leaves ${target} little CPU: its start and its answers take ${times} times as long` }
    case 'sandbox':
      return { label: 'sandbox lost', does: `ends the sandbox of ${target}` }
    case 'crash':
      return { label: `crash ${code}`, does: `lets the program in ${target} end by itself, with exit code ${code}` }
    case 'kill':
      return { label: 'kill -9', does: `kills ${target} (SIGKILL)` }
    case 'etcd':
      return own(ETCD, target) ?? { label: `etcd ${target}`, does: `does to etcd: ${target}` }
    case 'slowDisk':
      if (by === 0) return { label: 'disk not slow', does: 'lets the disk write as fast as before' }
      return { label: `disk ${lengthWords(by)}`, does: `slows the node’s disk down: each write of etcd’s takes ${lengthWords(by)} longer` }
    case 'fullDisk':
      return { label: 'disk full', does: 'leaves no room on the disk that etcd writes to' }
    case 'freeDisk':
      return { label: 'disk has room', does: 'makes room on the disk that etcd writes to' }
    case 'webhook':
      return { label: `webhook ${is}`, does: WEBHOOK[is].replace('NAME', target) }
    case 'take':
      return { label: `port ${target} taken`, does: `starts another program that takes port ${target}` }
    case 'free':
      return { label: `port ${target} free`, does: `ends the other program that takes port ${target}` }
    case 'startDelay': {
      const seconds = Number.parseFloat(target)
      if (seconds === 0) return { label: 'starts in time', does: 'gives the node its CPU back: containers start as fast as before' }
      return {
        label: `starts ${lengthWords(seconds)} late`,
        does: `leaves the node little CPU: each container starts ${lengthWords(seconds)} later`,
      }
    }
    case 'restart':
      return { label: `${target} restarted`, does: `restarts ${target === 'kubelet' ? 'the kubelet' : target}` }
    case 'reboot':
      return { label: 'reboot', does: `reboots the node: the kubelet is back after ${lengthWords(takes)}` }
    case 'write':
      return { label: 'edit', does: `writes ${target}` }
    case 'edit':
      return { label: 'edit', does: `edits ${target}: ${shortQuote(find)} becomes ${shortQuote(replace)}` }
    case 'spoil':
      return { label: 'YAML broken', does: `breaks the YAML of ${target}, as a typing error does` }
    case 'copy':
      return { label: 'copy', does: `copies ${target} to ${to}` }
    case 'remove':
      return { label: 'removed', does: `removes ${target}` }
    case 'kubectl':
      return { label: `kubectl ${target.split(' ')[0]}`, does: `runs kubectl ${target}` }
    case 'ask':
      return { label: 'request', does: `asks ${target}` }
    default:
      return { label: action, does: `runs ${action} ${target}`.trim() }
  }
}

/**
 * An action and what became of it, as a sentence.
 *
 * Units: `t` in seconds.
 */
export function actionSentence(t: number, told: ActionTold): string {
  return `At ${timeText(t)} the scenario ${actionWords(told).does}${told.note === undefined ? '.' : `. ${told.note}`}`
}

/** A text in one short line. */
function shortQuote(text: string): string {
  if (text === '') return 'nothing'
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return `“${line.length > 40 ? `${line.slice(0, 39)}…` : line}”`
}
