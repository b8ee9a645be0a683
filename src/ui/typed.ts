import type { Lane, ScenarioRequest } from '../sim/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { showResponse } from '../views/curl.ts'
import { textOf } from '../views/output.ts'
import { decidingStep, placeOfStep } from '../views/step-place.ts'
import { ask, type Terminal } from '../views/terminal.ts'
import type { Asked, Printed, Question } from './messages.ts'

export { complete } from '../views/complete.ts'

// What is typed or put together by a person: it comes to the web worker when it is asked for first.

const TIMEOUT_SECONDS = 12

/** A command's answer as a screen shows it, and what it asks of the page. */
export function print(line: string, terminal: Terminal): Printed {
  const output = ask(line, terminal)
  const { actions, edit, later, until, tookSeconds } = output
  return { text: textOf(output), ...(actions ? { actions } : {}), ...(edit ? { edit } : {}), ...(tookSeconds ? { tookSeconds } : {}), ...(later ? { later } : {}), ...(until === undefined ? {} : { until }) }
}

/** A request put to a lane's servers at a time; the rest of the run stays as it is. */
export function put(lane: Lane, at: number, { from, method, url, caller }: Question): Asked {
  const { inputs } = lane
  const request: ScenarioRequest = { at, from, method, url, caller, userAgent: 'curl/7.88.1', headers: {} }
  const asked = simulate({ ...inputs, requests: [request], duration: at + TIMEOUT_SECONDS })
  const found = asked.find((entry) => entry.kind === 'response')
  const response = found ?? { status: null, headers: {}, body: '', error: `(28) Operation timed out after ${TIMEOUT_SECONDS * 1000} milliseconds with 0 bytes received` }
  const output = showResponse(response, { url, clock: inputs.clock, at: found?.t ?? at, include: true, head: method === 'HEAD' })
  const steps = found?.steps ?? []
  return {
    lane: lane.name,
    command: curlOf({ from, method, url, caller }),
    text: textOf(output),
    status: response.status,
    steps: steps.map((step) => {
      const place = placeOfStep({ inputs, at }, step.because)
      return { ...step, ...(place ? { place } : {}) }
    }),
    deciding: decidingStep(steps),
  }
}

function curlOf({ method, url, caller }: Question): string {
  const options = ['-ik', ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : [`-X ${method}`])]
  if (caller.bearer !== undefined) options.push(`-H 'Authorization: Bearer ${caller.bearer}'`)
  if (caller.serviceAccount !== undefined) options.push('-H "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)"')
  if (caller.basic !== undefined) options.push(`-u ${caller.basic}`)
  if (caller.certificate) options.push(`--cert ${caller.certificate.cn.replace(/^system:node:.*/, 'kubelet')}.crt --key ${caller.certificate.cn.replace(/^system:node:.*/, 'kubelet')}.key`)
  return `curl ${options.join(' ')} ${url}`
}
