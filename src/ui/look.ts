import type { ScenarioRequest } from '../sim/scenario.ts'
import type { Trace } from '../sim/trace.ts'
import { showResponse } from '../views/curl.ts'
import { kubeletEvents } from '../views/events.ts'
import { eventTable } from '../views/get.ts'
import type { Moment, Output } from '../views/moment.ts'
import { ask, type Terminal } from '../views/terminal.ts'
import type { Asked, Look, Shown } from './messages.ts'

const PATHS = ['/healthz', '/version']
const TIMEOUT_SECONDS = 12

/** What a person would ask at this moment: the two commands of the story, and curl from outside and from the node. */
export function lookAt(terminal: Terminal): Look {
  return {
    pods: shown('kubectl get po -n kube-system', terminal),
    events: shown('kubectl get events -n kube-system', terminal),
    kubeletEvents: kubeletEventTable(terminal),
    curls: curls(terminal),
  }
}

export function shown(command: string, terminal: Terminal): Shown {
  return { command, text: textOf(ask(command, terminal)) }
}

const textOf = ({ stdout, stderr }: Output): string => `${stdout}${stderr}`

function kubeletEventTable(moment: Moment): string {
  const named = kubeletEvents(moment).map((event) => ({ ...event, name: `${event.pod}-${moment.inputs.node.name.toLowerCase()}`, namespace: 'kube-system' }))
  return eventTable(moment, named) || 'No events yet.\n'
}

/** The same questions from outside and from the node, and on the node the insecure port where a manifest asks for one. */
function curls({ inputs, at, simulate }: Terminal): Asked[] {
  const secure = PATHS.map((path) => `https://${inputs.node.ip}:6443${path}`)
  const ports = Object.values(inputs.manifests).flatMap((text) => /--insecure-port=([1-9]\d*)/.exec(text)?.[1] ?? [])
  const insecure = ports.flatMap((port) => PATHS.map((path) => `http://127.0.0.1:${port}${path}`))
  const questions = [
    ...secure.map((url) => ({ from: 'outside' as const, url })),
    ...ports.map((port) => ({ from: 'outside' as const, url: `http://${inputs.node.ip}:${port}/healthz` })),
    ...[...secure, ...insecure].map((url) => ({ from: 'node' as const, url })),
  ]
  const requests = questions.map(
    ({ from, url }): ScenarioRequest => ({ at, from, method: 'GET', url, caller: {}, userAgent: 'curl/7.88.1', headers: {} }),
  )
  const asked: Trace = simulate({ ...inputs, requests, duration: at + TIMEOUT_SECONDS })
  return questions.map(({ from, url }, n) => {
    const found = asked.find((entry) => entry.kind === 'response' && entry.n === n)
    const none = { status: null, headers: {}, body: '', error: `(28) Operation timed out after ${TIMEOUT_SECONDS * 1000} milliseconds with 0 bytes received` }
    const response = found?.kind === 'response' ? found : none
    const text = textOf(showResponse(response, { url, clock: inputs.clock, at, silent: true, showError: true }))
    return { from, command: `curl -k ${url}`, text, status: response.status, steps: found?.kind === 'response' ? found.steps : [] }
  })
}
