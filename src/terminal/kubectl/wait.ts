import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import { podObject } from '../../sim/apiserver/objects/pod-object.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods, type PodView } from '../../sim/trace/pods.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import { fieldTest, labelTest } from '../../sim/apiserver/objects/selectors.ts'
import { jsonPath } from '../text/json-path.ts'
import { parseDuration } from '../../sim/scenario/duration.ts'
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
  const { waits } = releaseOf(moment.inputs.kubernetes)
  if (!waits) return fails('error: unknown command "wait" for "kubectl"\nIt came with kubectl 1.11.')
  const wish = option(parsed, 'for')
  if (wish === undefined) return fails(`error: unrecognized condition: ""\n${KNOWS}`)
  const goal = goalOf(wish)
  if ('error' in goal) return fails(goal.error)
  const timeout = option(parsed, 'timeout') ?? '30s'
  const asked = parseDuration(timeout)
  if (asked === undefined) return fails(`error: invalid argument ${JSON.stringify(timeout)} for "--timeout" flag\n${KNOWS}`)
  // a negative one means a week
  const seconds = asked < 0 ? MOST_SECONDS : Math.min(MOST_SECONDS, asked)
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
  const [byLabel, byField] = [labelTest(label ?? '', releaseOf(moment.inputs.kubernetes)), fieldTest(field ?? '', 'pods')]
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
  if (chosen.length === 0) return fails('error: no matching resources found')
  const missing = wish === 'delete' ? undefined : chosen.find((name) => !podsAt(now.at).some((pod) => pod.name === name))
  if (missing !== undefined) return fails(notFound({ name: 'pods', group: '' }, missing))
  return waited(moment, { chosen, goal, wish, from: now.at, until: now.at + seconds, podsAt }, acting)
}

interface WaitRequest {
  chosen: readonly string[]
  goal: WaitGoal
  wish: string
  from: number
  until: number
  podsAt: (at: number) => readonly PodView[]
}

function waited(moment: Moment, { chosen, goal, wish, from, until, podsAt }: WaitRequest, acting: Acting): Output {
  const times = [from, ...moment.trace.filter(({ kind, t }) => kind === 'mirror' && t > from && t <= until).map(({ t }) => t)]
  let stdout = ''
  let end = from
  for (const name of chosen) {
    const found = times.find((t) => {
      if ('stdout' in reach({ ...moment, at: t }, undefined, acting)) return false
      const pod = podsAt(t).find((pod) => pod.name === name)
      return pod ? goal(podObject({ ...moment, at: t }, pod)) : wish === 'delete'
    })
    if (found === undefined)
      return { stdout, stderr: `error: timed out waiting for the condition on pods/${name}\n`, exit: 1, tookSeconds: until - moment.at }
    end = Math.max(end, found)
    stdout += `pod/${name} condition met\n`
  }
  return { ...done(stdout), tookSeconds: end - moment.at }
}

function goalOf(wish: string): WaitGoal | { error: string } {
  if (wish === 'delete') return () => false
  const condition = /^condition=([\w-]+)(?:=(\w+))?$/.exec(wish)
  if (condition) {
    const [, type = '', wanted = 'true'] = condition
    return (pod) =>
      list(fields(pod['status'])['conditions'])
        .map(fields)
        .some(
          (item) => text(item['type']).toLowerCase() === type.toLowerCase() && text(item['status']).toLowerCase() === wanted.toLowerCase(),
        )
  }
  const path = /^jsonpath=(\{[^}]*\})=(.*)$/.exec(wish)
  if (!path) return { error: `not simulated here: kubectl wait --for=${wish}.\n${KNOWS}` }
  const wrong = jsonPath(path[1]!, {}).error
  if (wrong !== undefined) return { error: `error: error parsing jsonpath ${path[1]!}, ${wrong}` }
  return (pod) => jsonPath(path[1]!, pod).text === path[2]
}
