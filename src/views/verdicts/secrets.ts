import { decodeBase64 } from '../../sim/apiserver/request.ts'
import type { Caller } from '../../sim/scenario.ts'
import { kubeletPods } from '../../sim/pods.ts'
import { CALM_SECONDS, type Trials } from './trials.ts'

/** A text of a pod's spec that may be somebody's token or password. */
export interface Credential {
  kind: 'bearer' | 'basic'
  caller: Caller
  pod: string
  /** Where it stands; the same one may stand in several places. */
  paths: readonly string[]
}

/** Names of flags and variables whose values are no paths and no addresses. */
const TELLING = /token|passw|secret|credential|api-?_?key|bearer/i

/**
 * All that looks like a credential in the specs of the lane's pods; whether it is one, a request has to show.
 *
 * Units: none. Errors: none. Follows: nothing upstream.
 */
export function credentialsOf(trials: Trials): readonly Credential[] {
  return trials.once('credentials', () => {
    const found = new Map<string, Credential>()
    for (const pod of kubeletPods({ inputs: trials.inputs, trace: trials.calm.trace, at: CALM_SECONDS })) {
      walk(pod.spec.raw['spec'], 'spec', (path, caller) => {
        const key = `${pod.base} ${JSON.stringify(caller)}`
        const before = found.get(key)
        found.set(key, { kind: caller.bearer === undefined ? 'basic' : 'bearer', caller, pod: pod.base, paths: [...(before?.paths ?? []), path] })
      })
    }
    return [...found.values()]
  })
}

type Tell = (path: string, caller: Caller) => void

/** Lists of words, such as a command line, are read as a whole: a value may be the word behind its option. */
function walk(value: unknown, path: string, tell: Tell): void {
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one === 'string')) commandLine(value as string[], path, tell)
    else value.forEach((one, i) => walk(one, `${path}[${i}]`, tell))
    return
  }
  if (typeof value !== 'object' || value === null) return
  const { name, value: own } = value as { name?: unknown; value?: unknown }
  if (typeof name === 'string' && typeof own === 'string') named(name, own, `${path}.value`, tell)
  for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`, tell)
}

/** A header of a probe, or a variable of the environment. */
function named(name: string, value: string, path: string, tell: Tell): void {
  if (authorization(value, path, tell)) return
  if (!TELLING.test(name) || value === '') return
  if (value.includes(':')) tell(path, { basic: value })
  else tell(path, { bearer: value })
}

function commandLine(words: readonly string[], path: string, tell: Tell): void {
  words.forEach((word, i) => {
    const here = `${path}[${i}]`
    if (authorization(word, here, tell)) return
    const user = /^(?:-u|--user)$/.test(words[i - 1] ?? '') ? word : /^(?:-u|--user=)(.+:.+)$/.exec(word)?.[1]
    if (user?.includes(':')) return tell(here, { basic: user })
    const flag = /^--?([\w-]+)=(.+)$/.exec(word)
    // a file's name gives nothing away
    if (flag && TELLING.test(flag[1]!) && !/-file$/.test(flag[1]!) && /^[^/]+$/.test(flag[2]!) && !/^(true|false|\d+[smh]?)$/.test(flag[2]!)) tell(here, { bearer: flag[2]! })
  })
}

/** `Bearer …` or `Basic …`, alone or in a longer text. */
function authorization(text: string, path: string, tell: Tell): boolean {
  const bearer = /\bBearer +([^\s'"]+)/i.exec(text)?.[1]
  if (bearer !== undefined) tell(path, { bearer })
  const basic = /\bBasic +([A-Za-z0-9+/=]+)/i.exec(text)?.[1]
  const decoded = basic === undefined ? undefined : decodeBase64(basic)
  if (decoded?.includes(':')) tell(path, { basic: decoded })
  return bearer !== undefined || decoded?.includes(':') === true
}
