import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import { podObject } from '../../sim/apiserver/objects/pod-object.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import { fieldTest, labelTest } from '../../sim/apiserver/objects/selectors.ts'
import { jsonPath } from '../text/json-path.ts'
import { readDuration } from '../../sim/apiserver/flags/flag-values.ts'
import { type KubectlCall, type Acting, notFound, reach } from './kubectl-reach.ts'

const KNOWS =
  'This terminal knows: kubectl wait pod/NAME|pod -l LABELS|pod --all --for=condition=Ready[=false]|jsonpath={.status.phase}=Running|delete [--timeout=30s] [-n NAMESPACE]'
/** Its own; -A is every namespace. */
export const WAIT_OPTIONS: Options = optionTable('--all')
/** Nobody waits for longer here. */
const MOST_SECONDS = 24 * 3600

/** What is waited for: whether a pod is so. */
type WaitGoal = (pod: Fields) => boolean

/**
 * `kubectl wait`: until the pods are as it is said, or the time is over.
 *
 * Errors: returned, in kubectl's words; exit 1 where the time is over.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/wait/wait.go (v1.37.2), of pods.
 */
export function kubectlWait({ terminal: moment, parsed, rest: words, acting, namespace }: KubectlCall): Output {
  const release = releaseOf(moment.inputs.kubernetes)
  if (!release.waits) return fails('error: unknown command "wait" for "kubectl"\nIt came with kubectl 1.11.')
  const timeout = option(parsed, 'timeout') ?? '30s'
  const { value, error } = readDuration(timeout, release)
  if (error !== undefined) return fails(`error: invalid argument ${JSON.stringify(timeout)} for "--timeout" flag: ${error}\n${KNOWS}`)
  const asked = Number(value)
  // a negative one means a week
  const seconds = asked < 0 ? MOST_SECONDS : Math.min(MOST_SECONDS, asked)
  const wish = option(parsed, 'for')
  if (wish === undefined) return fails(`error: unrecognized condition: ${release.waitsForMany ? '[]' : '""'}\n${KNOWS}`)
  const goal = goalOf(wish)
  if ('error' in goal) return fails(goal.error)
  const [first = '', ...rest] = words
  const [type = '', inside] = first.split('/')
  if (!/^(po|pods?)$/.test(type))
    return fails(
      type === '' ? `error: you must specify at least one resource\n${KNOWS}` : `not simulated here: waiting for ${type}.\n${KNOWS}`,
    )
  const other = rest.find((word) => word.includes('/') && !/^(po|pods?)\//.test(word))
  if (other !== undefined) return notHere(`waiting for ${other}`, KNOWS)
  const names = inside === undefined ? rest : [inside, ...rest.map((word) => word.replace(/^.*\//, ''))]
  const [label, field] = [option(parsed, 'selector'), option(parsed, 'field-selector')]
  const all = option(parsed, 'all') !== undefined
  if (names.length === 0 && label === undefined && field === undefined && !all)
    return fails('error: resource(s) were provided, but no name was specified\n(kubectl wait wants a name, -l LABELS, or --all.)')
  const [byLabel, byField] = [labelTest(label ?? '', release), fieldTest(field ?? '', 'pods')]
  if (typeof byLabel === 'object' || typeof byField === 'object')
    return notHere(`kubectl wait with the selector ${typeof byLabel === 'object' ? label : field}`, KNOWS)
  if (option(parsed, 'all-namespaces') !== undefined) return notHere('kubectl wait -A', KNOWS)
  const now = reach(moment, { path: `/api/v1/namespaces/${namespace}/pods`, words: 'get pods' }, acting)
  if ('stdout' in now) return now
  const podsAt = (at: number): readonly PodView[] => mirrorPods({ ...moment, at }).filter((pod) => pod.namespace === namespace)
  const chosen =
    names.length > 0
      ? names
      : podsAt(now.at).flatMap((pod) => {
          const object = podObject(now, pod)
          return byLabel(object) && byField(object) ? [pod.name] : []
        })
  const isDelete = goal === NEVER
  const waitedFor =
    isDelete && release.waitForAbsent !== 'not found' ? chosen.filter((name) => podsAt(now.at).some((pod) => pod.name === name)) : chosen
  if (waitedFor.length === 0)
    return isDelete && release.waitForAbsent === 'nothing' ? done('') : fails('error: no matching resources found')
  return waited(moment, { chosen: waitedFor, goal, from: now.at, until: now.at + seconds, podsAt }, acting)
}

interface WaitRequest {
  chosen: readonly string[]
  goal: WaitGoal
  from: number
  until: number
  podsAt: (at: number) => readonly PodView[]
}

/** One after the other; where the time is over for one of them it is for all behind it. */
function waited({ inputs, trace, at }: Moment, { chosen, goal, from, until, podsAt }: WaitRequest, acting: Acting): Output {
  const times = [from, ...trace.filter(({ kind, t }) => kind === 'mirror' && t > from && t <= until).map(({ t }) => t)]
  const podAt = (name: string, t: number): PodView | undefined => podsAt(t).find((pod) => pod.name === name)
  const { waitsAtOnce } = releaseOf(inputs.kubernetes)
  const notMet = until === from && waitsAtOnce ? 'condition not met for' : 'timed out waiting for the condition on'
  let stdout = ''
  const errors: string[] = []
  let end = from
  for (const name of chosen) {
    if (!podAt(name, Math.min(end, until))) {
      errors.push(notFound({ name: 'pods', group: '' }, name))
      continue
    }
    const found = times.find((t) => {
      if (t < end || 'stdout' in reach({ inputs, trace, at: t }, undefined, acting)) return false
      const pod = podAt(name, t)
      return pod ? goal(podObject({ inputs, trace, at: t }, pod)) : goal === NEVER
    })
    if (found === undefined) errors.push(`${notMet} pods/${name}`)
    else stdout += `pod/${name} condition met\n`
    end = found ?? Infinity
  }
  const [first, ...more] = errors
  const tookSeconds = Math.min(end, until) - at
  if (first === undefined) return { ...done(stdout), tookSeconds }
  const isOwn = more.length === 0 && !first.startsWith('Error')
  return { stdout, stderr: `${isOwn ? 'error: ' : ''}${errors.join('\n')}\n`, exit: 1, tookSeconds }
}

/** Of a pod that is to be gone. */
const NEVER: WaitGoal = () => false

function goalOf(wish: string): WaitGoal | { error: string } {
  const [, is, rest = ''] = /^(condition|jsonpath)=(.*)$/s.exec(wish) ?? []
  if (is === 'condition') return conditionGoal(rest.toLowerCase())
  if (is === 'jsonpath') return pathGoal(rest)
  if (wish.toLowerCase() === 'delete') return NEVER
  return wish.toLowerCase() === 'create'
    ? { error: `not simulated here: kubectl wait --for=${wish}.\n${KNOWS}` }
    : { error: `error: unrecognized condition: ${JSON.stringify(wish)}` }
}

/** `ready=false`; without a value it is to be true. */
function conditionGoal(wish: string): WaitGoal {
  const [, type = '', wanted = 'true'] = /^([^=]*)(?:=(.*))?$/s.exec(wish)!
  return (pod) =>
    list(fields(pod['status'])['conditions'])
      .map(fields)
      .some((item) => text(item['type']).toLowerCase() === type && text(item['status']).toLowerCase() === wanted)
}

/** `{.status.phase}=Running`; without a value any will do. */
function pathGoal(wish: string): WaitGoal | { error: string } {
  const [path = '', value, more] = wish.split(/(?<!=)=(?!=)/)
  const wanted = value?.replace(/^['"]+|['"]+$/g, '')
  const example = "--for=jsonpath='{.status.readyReplicas}'=3"
  if (more !== undefined) return { error: `error: jsonpath wait format must be ${example} or --for=jsonpath='{.status.readyReplicas}'` }
  if (wanted === '') return { error: `error: jsonpath wait has to have a value after equal sign, like ${example}` }
  if (path === '') return { error: 'error: jsonpath expression cannot be empty' }
  const wrong = jsonPath(path, {}).error
  if (wrong !== undefined) return { error: `error: error parsing jsonpath ${path}, ${wrong}` }
  return (pod) => {
    const found = jsonPath(path, pod).text
    return wanted === undefined ? found !== '' : found === wanted
  }
}
