import { defined } from '../../manifest/own.ts'
import type { Lane } from '../../sim/scenario/scenario.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import { answerTo } from '../../terminal/kubectl/access.ts'
import { showResponse } from '../../terminal/curl/curl.ts'
import { type Terminal, textOf } from '../../terminal/shell/output.ts'
import { decidingStep, placeOfStep } from '../../views/why/script-line.ts'
import { ask } from '../../terminal/terminal.ts'
import type { RequestResult, Printed, LaneRequest } from './simulator-messages.ts'

export { complete } from '../../terminal/shell/complete.ts'

// What is typed or put together by a person: it comes to the web worker when it is asked for first.

/** A command's answer as a screen shows it, and what it asks of the page. */
export function print(line: string, terminal: Terminal): Printed {
  const output = ask(line, terminal)
  const { actions, edit, later, until, tookSeconds, variables, again } = output
  const text = onScreen(textOf(output))
  return { text, ...defined({ variables, again, actions, edit, tookSeconds: tookSeconds || undefined, later, until }) }
}

/** A screen keeps so much of what scrolls by. */
const MOST_SHOWN = 100_000

function onScreen(text: string): string {
  if (text.length <= MOST_SHOWN) return text
  const shown = text.slice(text.indexOf('\n', text.length - MOST_SHOWN) + 1).slice(-MOST_SHOWN)
  return `(${(text.length - shown.length).toLocaleString('en')} characters before these have scrolled away.)\n${shown}`
}

/** A request put to a lane's servers at a time; the rest of the run stays as it is. */
export function askLane(lane: Lane, at: number, { from, method, url, caller }: LaneRequest): RequestResult {
  const { inputs } = lane
  const request: ScenarioRequest = { at, from, method, url, caller, userAgent: 'curl/7.88.1', headers: {} }
  const found = answerTo({ inputs, simulate }, request)
  const output = showResponse(found, {
    url,
    clock: inputs.clock,
    at: found.t,
    has: (name) => name === 'include' || (name === 'head' && method === 'HEAD'),
  })
  return {
    lane: lane.name,
    command: curlOf({ from, method, url, caller }),
    text: textOf(output),
    tookSeconds: found.t - at,
    status: found.status,
    steps: found.steps.map((step) => {
      const place = placeOfStep({ inputs, at }, step.because)
      return { ...step, ...(place ? { place } : {}) }
    }),
    deciding: decidingStep(found.steps),
  }
}

function curlOf({ method, url, caller }: LaneRequest): string {
  const options = ['-ik', ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : [`-X ${method}`])]
  if (caller.bearer !== undefined) options.push(`-H 'Authorization: Bearer ${caller.bearer}'`)
  if (caller.serviceAccount !== undefined)
    options.push('-H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)"')
  if (caller.basic !== undefined) options.push(`-u ${caller.basic}`)
  if (caller.certificate)
    options.push(
      `--cert ${caller.certificate.cn.replace(/^system:node:.*/, 'kubelet')}.crt --key ${caller.certificate.cn.replace(/^system:node:.*/, 'kubelet')}.key`,
    )
  return `curl ${options.join(' ')} ${url}`
}
