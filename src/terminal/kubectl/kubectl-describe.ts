import { type ResourceKind, kindOf, pathOf } from '../../sim/apiserver/objects/kinds.ts'
import { option, type Options, optionTable } from '../../sim/kubectl/command-line.ts'
import { apiEvents } from '../../sim/kubelet/events.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { mirrorPods } from '../../sim/trace/pods.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import { describeNode, describeObject, isDescribed } from './describe-object.ts'
import { describePod } from './describe-pod.ts'
import { listingOf, nothing, selected } from './get.ts'
import type { Item } from './pod-table.ts'
import { type KubectlCall, notFound, reach } from './kubectl-reach.ts'

/** Its own options. */
export const DESCRIBE_OPTIONS: Options = optionTable('--show-events')

/** One of a kind, as it can be described. */
interface Described extends Item {
  text: (showsEvents: boolean) => string
}

function describedIn(now: Moment, kind: ResourceKind): readonly Described[] {
  const { items } = listingOf(now, kind)
  if (kind.name === 'nodes') return items.map((item) => ({ ...item, text: (shows) => describeNode(now, shows) }))
  if (kind.name !== 'pods') return items.map((item) => ({ ...item, text: (shows) => describeObject(now, kind, item.object(), shows) }))
  const pods = mirrorPods(now)
  const events = apiEvents(now)
  return items.map((item, i) => {
    const pod = pods[i]!
    const own = () => events.filter((event) => event.pod === pod.base && event.uid === pod.uid)
    return { ...item, text: (shows) => describePod(now, pod, shows ? own() : undefined) }
  })
}

/**
 * `kubectl describe TYPE [NAME…|NAME_PREFIX|-l LABELS]`.
 *
 * Errors: returned, in kubectl's words, with its exit code.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go (v1.36.0).
 */
export function describe({ terminal: moment, parsed, rest: [first = '', ...rest], acting, namespace }: KubectlCall, knows: string): Output {
  const release = releaseOf(moment.inputs.kubernetes)
  const [type = '', inside] = first.split('/')
  if (!type)
    return fails(
      'error: You must specify the type of resource to describe.\nThis terminal knows: kubectl describe pod [NAME], kubectl describe node [NAME]',
    )
  const kind = kindOf(type, release)
  if (!kind) return fails(`${release.noTypePrefix}the server doesn't have a resource type ${JSON.stringify(type)}`)
  if (!/^(pods|nodes)$/.test(kind.name) && !isDescribed(kind))
    return notHere(`kubectl describe ${type}: kubectl get ${type} -o yaml shows it`, knows)
  const names = inside === undefined ? rest : [inside, ...rest]
  const everywhere = option(parsed, 'all-namespaces') !== undefined
  const scope = everywhere || !kind.namespaced ? undefined : namespace
  let now: Moment = moment
  for (const name of names.length > 0 ? names : [undefined]) {
    const words = `get ${kind.name}${name === undefined ? '' : ` ${name}`}`
    const reached = reach(now, { path: pathOf(kind, release, scope, name), words }, acting)
    if ('stdout' in reached) return reached
    now = reached
  }
  const all = describedIn(now, kind).filter((item) => scope === undefined || item.namespace === scope)
  const found = selected(all, kind, parsed, release)
  if ('error' in found) return fails(found.error)
  const missing = names.filter((name) => !all.some((item) => item.name === name))
  const stderr = missing.map((name) => `${notFound(kind, name)}\n`).join('')
  const wish = option(parsed, 'show-events')
  const shows = (several: boolean): boolean => (wish === undefined ? !(several && release.describesManyWithoutEvents) : wish !== 'false')
  // a single name that nothing has may be the beginning of some
  if (rest.length === 1 && missing.length === 1 && inside === undefined) {
    const begun = all.filter((item) => item.name.startsWith(rest[0]!))
    if (begun.length > 0) return done(begun.map(({ text }) => `${text(shows(true))}\n`).join(''))
  }
  const chosen = names.length > 0 ? names.flatMap((name) => all.filter((item) => item.name === name)) : found.items
  if (chosen.length === 0 && missing.length === 0) return release.describesNothing ? nothing(now, everywhere, namespace) : done('')
  const stdout = chosen.map(({ text }) => text(shows(chosen.length > 1 || missing.length > 0))).join('\n\n')
  return { stdout, stderr, exit: missing.length > 0 ? 1 : 0 }
}
