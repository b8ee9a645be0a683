import { type Fields, fields, list, text } from '../apiserver/objects/json.ts'
import type { ApiWrite, StoredObject, WriteFate } from '../apiserver/objects/stored.ts'
import { groupsOf } from '../apiserver/requests/discovery.ts'
import type { Node, Troubles } from '../node/node.ts'
import type { Action, WebhookState } from '../scenario/inputs.ts'
import { writeWordsOf } from '../release/write-words.ts'
import { hexId } from '../trace/ids.ts'

/** What does something to writes alone. */
type TroubleAction = Extract<
  Action,
  { slowDisk: string } | { fullDisk: string } | { freeDisk: string } | { webhook: string } | { etcd: string }
>

/**
 * Does what an action says to what stands between the API and its store: etcd's room, its disk, admission webhooks.
 *
 * An action that finds nothing to act on says so in its entry.
 */
export function actOnWrites(node: Node, action: TroubleAction, tell: (note?: string) => number): void {
  const troubles = ((node.troubles as WriteTroubles | undefined) ??= new WriteTroubles(node))
  if ('slowDisk' in action) troubles.slowDisk(action.by, tell)
  else if ('fullDisk' in action || 'freeDisk' in action) troubles.fillDisk('fullDisk' in action, tell)
  else if ('webhook' in action) troubles.webhook(action.webhook, action.is, tell)
  else troubles.fill(action.etcd === 'fill', tell)
}

/** As etcd answers a put, a transaction with one, and a lease's grant, once its alarm is raised; what deletes is let through. */
const NO_SPACE = 'etcdserver: mvcc: database space exceeded'
const GROUP = 'admissionregistration.k8s.io'
const MUTATING = 'mutatingwebhookconfigurations'
/** Where a webhook's Service listens, where nothing says it. */
const PORT = 443

interface Hook {
  configuration: StoredObject
  hook: Fields
  is: WebhookState
  cause: number
}

/**
 * What keeps writes from etcd.
 *
 * Units: seconds on the simulated clock.
 * Follows: etcd, server/etcdserver/apply/apply.go, applierV3Capped (v3.1 … v3.7); staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook,
 * generic/webhook.go, mutating/dispatcher.go, validating/dispatcher.go, predicates (v1.9 … v1.36). That a slow disk delays reads as it does
 * writes is an assumption: a read waits for the round of raft that is being written.
 */
class WriteTroubles implements Troubles {
  diskSeconds = 0
  /** The action that has left no room on the disk. */
  diskFull: number | undefined
  because: readonly number[] = []
  /** Which data have come to their quota, and the action that has filled them. */
  private full: { data: number; cause: number } | undefined
  private readonly webhooks = new Map<string, { is: WebhookState; cause: number }>()
  private readonly node: Node
  private readonly words: ReturnType<typeof writeWordsOf>

  constructor(node: Node) {
    this.node = node
    this.words = writeWordsOf(node.release.minor)
  }

  get filledBy(): number | undefined {
    return this.full?.data === this.node.objects.data.n ? this.full.cause : undefined
  }

  fill(isFull: boolean, tell: (note?: string) => number): void {
    const { node } = this
    if (node.etcd !== 'up') return void tell('etcd does not run: it raises and clears no alarm.')
    if (isFull === (this.filledBy !== undefined)) return void tell(isFull ? 'Its alarm is raised already.' : 'No alarm is raised.')
    const cause = tell()
    this.full = isFull ? { data: node.objects.data.n, cause } : undefined
    node.setEtcd('up', cause)
  }

  slowDisk(seconds: number, tell: (note?: string) => number): void {
    const cause = tell(seconds === this.diskSeconds ? (seconds === 0 ? 'The disk is not slow.' : 'It is as slow already.') : undefined)
    this.diskSeconds = seconds
    this.because = seconds > 0 ? [cause] : []
  }

  /** What etcd cannot write it ends for, and so does each start as soon as it writes. */
  fillDisk(isFull: boolean, tell: (note?: string) => number): void {
    const { node } = this
    const isSame = isFull === (this.diskFull !== undefined)
    const cause = tell(isSame ? `The disk is ${isFull ? 'full already' : 'not full'}.` : undefined)
    if (isSame) return
    this.diskFull = isFull ? cause : undefined
    if (node.hasOutsideEtcd) node.setEtcd(isFull ? 'down' : 'up', cause)
    else if (isFull) node.etcdDisk?.outOfDisk(cause)
  }

  webhook(name: string, is: WebhookState, tell: (note?: string) => number): void {
    const isThere = this.configurations().some(
      ({ name: own, value }) => own === name || hooksOf(value).some((hook) => hook['name'] === name),
    )
    const cause = tell(isThere ? undefined : `No webhook of that name stands in etcd: cluster.objects names files with configurations.`)
    this.webhooks.set(name, { is, cause })
  }

  /** Undefined where it is let through at once. */
  fateOf(write: ApiWrite): WriteFate | undefined {
    const fate = this.admitted(write)
    if (fate?.failure || write.isVirtual) return fate
    if (this.filledBy !== undefined && write.verb !== 'delete') {
      const because = [this.node.etcdCause ?? []].flat()
      const entry = this.node.apiservers.at(-1)?.log(this.words.notStatusLog(NO_SPACE), because)
      const failure = { code: 500, reason: '', message: NO_SPACE }
      return { seconds: fate?.seconds ?? 0, failure, because: entry === undefined ? because : [entry, ...because] }
    }
    if (this.diskSeconds === 0) return fate
    this.node.etcdDisk?.slow(true, this.diskSeconds, this.because)
    return { seconds: (fate?.seconds ?? 0) + this.diskSeconds, because: [...(fate?.because ?? []), ...this.because] }
  }

  private configurations(): StoredObject[] {
    const isOne = (object: StoredObject | null): object is StoredObject => object?.group === GROUP
    return [...this.node.objects.stored.values()].filter(isOne)
  }

  /** Those that mutate are asked one after the other, the others together after them. */
  private admitted(write: ApiWrite): WriteFate | undefined {
    if (this.webhooks.size === 0 || write.group === GROUP) return undefined
    let seconds = 0
    let longest = 0
    let failed: WriteFate['failure']
    const because: number[] = []
    for (const hook of this.matching(write)) {
      const isMutating = hook.configuration.resource === MUTATING
      const { took, failure, entry } = this.call(hook, isMutating)
      if (isMutating) seconds += took
      else longest = Math.max(longest, took)
      if (took > 0 || failure) because.push(...(entry === undefined ? [] : [entry]), ...this.roots(hook))
      failed ??= failure
      if (failure && isMutating) break
    }
    seconds += longest
    return seconds > 0 || failed ? { seconds, because, ...(failed ? { failure: failed } : {}) } : undefined
  }

  /** What was done to it, and the line of its file that has it be missed: its failurePolicy, or its name. */
  private roots({ configuration: { place }, cause, hook }: Hook): number[] {
    if (!place) return [cause]
    const lines = this.node.files.get(place.file)!.split('\n')
    const isOf = (line: string): boolean => /^[-\s]*(- )?name:/.test(line) && line.includes(text(hook['name']))
    const name = lines.findIndex((line, i) => i >= place.line - 1 && isOf(line))
    const rest = lines.slice(name + 1)
    const end = rest.findIndex((line) => /^(---|- )/.test(line))
    const policy = rest.slice(0, end === -1 ? undefined : end).findIndex((line) => /^\s*failurePolicy:/.test(line))
    const line = name === -1 ? place.line : policy < 0 ? name + 1 : name + 2 + policy
    return [cause, this.node.objects.root(place.file, line)]
  }

  /** Those of which something was said, and that match. */
  private matching(write: ApiWrite): Hook[] {
    const { apiservers } = this.node
    const admits = apiservers.at(-1)?.admits ?? { mutating: true, validating: true }
    return this.configurations()
      .toSorted((a, b) => (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : a.name < b.name ? -1 : 1))
      .filter(({ resource }) => (resource === MUTATING ? admits.mutating : admits.validating))
      .flatMap((configuration) =>
        hooksOf(configuration.value).flatMap((hook): Hook[] => {
          const said = this.webhooks.get(text(hook['name'])) ?? this.webhooks.get(configuration.name)
          return said && this.matches(hook, write) ? [{ configuration, hook, ...said }] : []
        }),
      )
  }

  private matches(hook: Fields, write: ApiWrite): boolean {
    const { namespace, resource, group } = write
    const isNamespace = group === '' && resource === 'namespaces'
    if (namespace !== '' || isNamespace) {
      const name = isNamespace ? write.name : namespace
      const labels = isNamespace ? write.labels : this.labelsOf(name)
      if (!selects(hook['namespaceSelector'], labels ?? {})) return false
    }
    return selects(hook['objectSelector'], write.labels ?? {}) && list(hook['rules']).some((rule) => this.isInRule(fields(rule), write))
  }

  private labelsOf(namespace: string): Fields {
    return fields(fields(this.node.objects.storage.get('', 'namespaces', '', namespace)?.['metadata'])['labels'])
  }

  private isInRule(rule: Fields, { verb, group, resource, subresource = '', namespace }: ApiWrite): boolean {
    const has = (field: string, ...wanted: readonly string[]): boolean =>
      list(rule[field]).some((item) => item === '*' || wanted.includes(text(item)))
    const scope = rule['scope'] ?? '*'
    const isClusters = namespace === '' || (group === '' && resource === 'namespaces')
    const versions = group === '' ? ['v1'] : groupsOf(this.node.release).find(({ name }) => name === group)!.versions
    return (
      (scope === '*' || (scope === 'Cluster') === isClusters) &&
      has('operations', verb.toUpperCase()) &&
      has('apiGroups', group) &&
      has('apiVersions', ...versions) &&
      list(rule['resources']).some((item) => {
        const [of = '', sub = ''] = text(item).split('/')
        return (of === '*' || of === resource) && (sub === '*' || sub === subresource)
      })
    )
  }

  /** How long it takes, and how it fails: in the server's words. */
  private call(asked: Hook, isMutating: boolean): { took: number; failure?: WriteFate['failure']; entry?: number | undefined } {
    const { hook, is } = asked
    const { release, apiservers } = this.node
    const name = text(hook['name'])
    if (is === 'answers') return { took: 0 }
    if (is === 'denies') {
      const message = `admission webhook ${JSON.stringify(name)} denied the request without explanation`
      return { took: 0, failure: { code: 400, reason: '', message } }
    }
    const timeout = Number(hook['timeoutSeconds'])
    const { url, address } = addressOf(fields(hook['clientConfig']))
    const asks = `${url}${this.words.webhookLate === 'context' ? `?timeout=${timeout}s` : ''}`
    const late =
      this.words.webhookLate === 'context'
        ? 'context deadline exceeded'
        : 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)'
    const why = is === 'hangs' ? late : `dial tcp ${address}: ${release.refusedCall}: connection refused`
    const message = this.words.webhookError(name, `Post ${release.quotesURL ? JSON.stringify(asks) : asks}: ${why}`, isMutating)
    const isOpen = hook['failurePolicy'] === 'Ignore'
    const [file, ...lines] = this.words.webhookLog
    const place = `${file}:${lines[(isMutating ? 0 : 2) + (isOpen ? 0 : 1)]}`
    const line = `W ${place}] Failed calling webhook, failing ${isOpen ? 'open' : 'closed'} ${name}: ${message}`
    const entry = apiservers.at(-1)?.log(line, this.roots(asked))
    const took = is === 'hangs' ? timeout : 0
    if (isOpen) return { took, entry }
    return { took, entry, failure: { code: 500, reason: 'InternalError', message: `Internal error occurred: ${message}` } }
  }
}

const hooksOf = (value: Fields): Fields[] => list(value['webhooks']).map(fields)

/** Where it is asked: the URL that the server names, and the address that it dials. That of a Service is some one of the cluster's. */
function addressOf({ service, url }: Fields): { url: string; address: string } {
  const said = text(url)
  if (said !== '') return { url: said, address: /^\w+:\/\/([^/]+)/.exec(said)?.[1]?.replace(/^[^:]+$/, `$&:${PORT}`) ?? said }
  const { name, namespace, path, port } = fields(service)
  const host = `${text(name)}.${text(namespace)}.svc:${Number(port ?? PORT)}`
  const digits = hexId(`address of ${host}`, 4)
  const parts = [digits.slice(0, 2), digits.slice(2)].map((part) => Number.parseInt(part, 16))
  const at = text(path).replace(/^(?=[^/])/, '/')
  return { url: `https://${host}${at}`, address: `10.${96 + (parts[0]! % 16)}.${parts[0]}.${parts[1]}:${Number(port ?? PORT)}` }
}

/** Follows: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go, LabelSelectorAsSelector. */
function selects(selector: Fields[string] | undefined, labels: Fields): boolean {
  const { matchLabels, matchExpressions } = fields(selector)
  const isEqual = Object.entries(fields(matchLabels)).every(([label, value]) => labels[label] === value)
  return (
    isEqual &&
    list(matchExpressions).every((item) => {
      const { key, operator, values } = fields(item)
      const label = labels[text(key)]
      const isOne = label !== undefined && list(values).includes(label)
      return { In: isOne, NotIn: !isOne, Exists: label !== undefined, DoesNotExist: label === undefined }[text(operator)]
    })
  )
}
