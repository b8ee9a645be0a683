import { FieldErrors } from '../../../manifest/field-error.ts'
import { dnsLabel, dnsSubdomain, type NameRules } from '../../../manifest/names.ts'
import { byCharacter } from '../../../manifest/own.ts'
import type { RequestStep } from '../../trace/trace.ts'
import { aggregateFields } from '../flags/flag-words.ts'
import { authorize } from '../authorization/authorizers.ts'
import type { ApiserverConfig, ServerState } from '../server-config.ts'
import { type Attributes, NO_ATTRIBUTES, type User } from './attributes.ts'
import { decode, type Request } from './request.ts'

/** Whom a request wants to act as. */
interface WantedUser {
  name: string
  uid: string
  groups: readonly string[]
  extra: readonly { key: string; values: readonly string[] }[]
}

interface ActingRefusal {
  user: User
  attributes: Attributes
  reason: string
}

const EXTRA = 'impersonate-extra-'
const GROUP = 'authentication.k8s.io'

/** A header given twice arrives here joined with commas; one with nothing in it is an empty text. */
const listOf = (header: string | undefined): string[] => (header === undefined ? [] : header.split(',').map((item) => item.trim()))

function wantedBy({ headers }: Request): WantedUser {
  return {
    name: headers['impersonate-user'] ?? '',
    uid: headers['impersonate-uid'] ?? '',
    groups: listOf(headers['impersonate-group']),
    extra: Object.entries(headers)
      .filter(([name]) => name.startsWith(EXTRA))
      .map(([name, value]) => ({ key: decode(name.slice(EXTRA.length)), values: listOf(value) })),
  }
}

const quoted = (texts: readonly string[]): string => `[]string{${texts.map((text) => JSON.stringify(text)).join(', ')}}`

/** What is said of one who wants to act as nobody in some way. */
function brokenWords({ uid, groups, extra }: WantedUser, byMode: boolean): string {
  if (!byMode) {
    const all = [
      ...groups.map((group) => `{Group  ${group}    }`),
      ...extra.flatMap(({ key, values }) => values.map((value) => `{UserExtra  ${value}  ${GROUP}/v1  ${key}}`)),
      ...(uid ? [`{UID  ${uid}  ${GROUP}/v1  }`] : []),
    ]
    return `requested [${all.join(' ')}] without impersonating a user`
  }
  const list = groups.length > 0 ? quoted(groups) : '[]string(nil)'
  const pairs = extra.toSorted((a, b) => byCharacter(a.key, b.key)).map(({ key, values }) => `${JSON.stringify(key)}:${quoted(values)}`)
  const map = `map[string][]string${pairs.length > 0 ? `{${pairs.join(', ')}}` : '(nil)'}`
  return `requested &user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${list}, Extra:${map}} without impersonating a user name`
}

/** Follows: staging/src/k8s.io/apiserver/pkg/authentication/serviceaccount/util.go, SplitUsername (v1.36.2). */
function accountOf(name: string, rules: NameRules): { namespace: string; account: string } | undefined {
  const [, namespace, account] = /^system:serviceaccount:([^:]*):([^:]*)$/.exec(name) ?? []
  if (namespace === undefined || account === undefined) return undefined
  return [...dnsLabel(namespace, rules), ...dnsSubdomain(account, rules)].length > 0 ? undefined : { namespace, account }
}

function nodeOf(name: string, rules: NameRules): string | undefined {
  const [, node] = /^system:node:([^]*)$/.exec(name) ?? []
  return node === undefined || dnsSubdomain(node, rules).length > 0 ? undefined : node
}

/** The way in which 1.36 lets a caller act as such a one, and for one verb alone; undefined where there is none. */
function modeOf({ name, uid, groups, extra }: WantedUser, rules: NameRules): string | undefined {
  const isNameAlone = uid === '' && groups.length === 0 && extra.length === 0
  if (nodeOf(name, rules) !== undefined) return isNameAlone ? 'arbitrary-node' : undefined
  if (accountOf(name, rules)) return isNameAlone ? 'serviceaccount' : undefined
  return 'user-info'
}

/** So many groups, or values of extra, are asked for all at once first. */
const MANY = 4

interface Wishes {
  /** The user, and their UID. */
  who: readonly Attributes[]
  groups: readonly Attributes[]
  extra: readonly Attributes[]
}

/** All that must be allowed. */
function wishesOf({ name, uid, groups, extra }: WantedUser, mode: string | undefined, config: ApiserverConfig): Wishes {
  const plain = { ...NO_ATTRIBUTES, verb: mode === undefined ? 'impersonate' : `impersonate:${mode}`, isResource: true, apiVersion: 'v1' }
  const own = { ...plain, apiGroup: mode === undefined ? '' : GROUP }
  const account = accountOf(name, config.release)
  const node = mode === undefined ? undefined : nodeOf(name, config.release)
  const who = account
    ? { ...own, resource: 'serviceaccounts', name: account.account, namespace: account.namespace }
    : { ...own, resource: node === undefined ? 'users' : 'nodes', name: node ?? name }
  const ofUid = uid && config.release.actsWithUid ? [{ ...plain, apiGroup: GROUP, resource: 'uids', name: uid }] : []
  const ofGroups = groups.map((group) => ({ ...own, resource: 'groups', name: group }))
  const ofExtra = extra.flatMap(({ key, values }) =>
    values.map((value) => ({ ...plain, apiGroup: GROUP, resource: 'userextras', subresource: key, name: value })),
  )
  return { who: [who, ...ofUid], groups: ofGroups, extra: ofExtra }
}

/** The groups, and the keys and values of extra, that nobody may take on by a mode. */
function notByMode({ groups, extra }: WantedUser, rules: NameRules): { ofGroups?: string; group?: string; ofExtra?: string } {
  const why = (text: string): string => `impersonating ${text} is not allowed`
  if (groups.includes('')) return { ofGroups: why('the empty string group') }
  if (groups.includes('system:masters')) return { ofGroups: why('the system:masters group'), group: 'system:masters' }
  for (const { key, values } of extra) {
    if (key === '') return { ofExtra: why('the empty string key in extra') }
    const { list } = pathErrors(key, rules)
    if (list.length > 0) return { ofExtra: `${why('an invalid key in extra')}: ${aggregateFields(list)}` }
    if (values.includes('')) return { ofExtra: why('the empty string value in extra') }
  }
  return {}
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, IsDomainPrefixedPath (v1.36.2). */
function pathErrors(key: string, rules: NameRules): FieldErrors {
  const errors = new FieldErrors({ valuesAsJson: true })
  const [, host, below] = /^([^/]*)\/([^]*)$/.exec(key) ?? []
  if (!host || !below) errors.invalid('extra.key', key, 'must be a domain-prefixed path (such as "acme.io/foo")')
  else errors.each('extra.key', host, dnsSubdomain(host, rules))
  return errors
}

/**
 * `Impersonate-User` and its like: the caller acts as another, if it may.
 *
 * Errors: `refused` says what for 403, `broken` what is told of one who names no user; a refusal stands in `steps` too.
 * Follows: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation/constrained_impersonation.go and mode.go (v1.36.2),
 * before filters/impersonation.go (v1.35.0, v1.20.0, v1.9.6).
 */
export function impersonate(
  config: ApiserverConfig,
  state: ServerState,
  request: Request,
  caller: User,
  attributes: Attributes,
  steps: RequestStep[],
): { user: User; refused?: ActingRefusal; broken?: string } {
  const { actsByMode } = config.release
  const wanted = wantedBy(request)
  const { name, groups: asked } = wanted
  if (!name) {
    const isAsked = asked.length > 0 || wanted.extra.length > 0 || (wanted.uid !== '' && config.release.actsWithUid)
    return isAsked ? { user: caller, broken: brokenWords(wanted, actsByMode) } : { user: caller }
  }
  const refusalOf = (wishes: readonly Attributes[]): ActingRefusal | undefined => {
    for (const wish of wishes) {
      const { allowed, reason } = authorize(config, state, caller, wish)
      if (!allowed) return { user: caller, attributes: wish, reason }
    }
    return undefined
  }
  const mode = actsByMode ? modeOf(wanted, config.release) : undefined
  let refused: ActingRefusal | undefined
  let isNode = false
  if (mode !== undefined) {
    const { who, groups, extra } = wishesOf(wanted, mode, config)
    const never = notByMode(wanted, config.release)
    const ofAll = (wishes: readonly Attributes[], all: Partial<Attributes>): ActingRefusal | undefined =>
      wishes.length >= MANY && !refusalOf([{ ...wishes[0]!, ...all }]) ? undefined : refusalOf(wishes)
    const none = (wish: Attributes, reason: string, named: Partial<Attributes>): ActingRefusal => ({
      ...{ user: caller, reason },
      attributes: { ...wish, name: '', subresource: '', ...named },
    })
    refused =
      refusalOf([{ ...attributes, verb: `impersonate-on:${mode}:${attributes.verb}` }, ...who]) ??
      (never.ofGroups === undefined
        ? ofAll(groups, { name: '*' })
        : none(groups[0]!, never.ofGroups, never.group === undefined ? {} : { name: never.group })) ??
      (never.ofExtra === undefined ? ofAll(extra, { name: '*', subresource: '*' }) : none(extra[0]!, never.ofExtra, {}))
    isNode = !refused && mode === 'arbitrary-node'
  }
  if (mode === undefined || refused) {
    const { who, groups, extra } = wishesOf(wanted, undefined, config)
    const [own, ...uid] = who
    const before = refusalOf(actsByMode ? [...who, ...groups, ...extra] : [own!, ...groups, ...extra, ...uid])
    refused = before ? (refused ?? before) : undefined
  }
  if (refused) {
    const whom = refused.attributes.verb.startsWith('impersonate-on:') ? name : refused.attributes.name || name
    steps.push({ step: 'impersonation', verdict: 'refused', reason: `${caller.name} may not act as ${whom}.` })
    return { user: caller, refused }
  }
  steps.push({ step: 'impersonation', verdict: 'passed', reason: `${caller.name} acts as ${name}.` })
  const account = accountOf(name, config.release)
  const own = account ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] : isNode ? ['system:nodes'] : []
  const groups = asked.length > 0 ? asked : own
  const [nobody, somebody] = ['system:unauthenticated', 'system:authenticated']
  const anonymous = name === 'system:anonymous'
  const added = config.release.actsWithGroups
    ? anonymous
      ? !groups.includes(nobody)
      : !groups.includes(somebody) && !groups.includes(nobody)
    : asked.length === 0 && !anonymous
  const uid = config.release.actsWithUid && wanted.uid !== '' ? { uid: wanted.uid } : {}
  return { user: { name, ...uid, groups: added ? [...groups, anonymous ? nobody : somebody] : groups } }
}
