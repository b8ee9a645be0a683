import { answerOf, impersonation, kubeconfigUser, type KubectlAnswer, refusal, unreachable, untrusted } from './kubectl-answers.ts'
import { askElsewhere } from '../apiserver/requests/elsewhere.ts'
import { type Fields, fields, list, text } from '../apiserver/objects/json.ts'
import { apiVersionOf, type ResourceKind, pathOf, WRITABLE_KINDS } from '../apiserver/objects/kinds.ts'
import { type Manifested, readObjects } from '../apiserver/objects/read-objects.ts'
import { version } from '../apiserver/objects/node-object.ts'
import { requestOf } from '../apiserver/requests/request.ts'
import { describeObject } from './command-objects.ts'
import { isOn, NO_FILE, option, parseKubectl, type ParsedOptions, type WriteCommand } from './command-line.ts'
import { resourceArguments, unlisted } from './resource-arguments.ts'
import { dated, servingError } from '../control-plane/trust.ts'
import { API_PORT, callOnce, DIAL_SECONDS, giveUp, HANDSHAKE_SECONDS, hasWayToAPI } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { Release } from '../release/release.ts'
import { parseDuration } from '../scenario/duration.ts'
import { marshal } from '../../manifest/go/go-json.ts'
import { decimalError } from '../../manifest/go/strconv.ts'
import { defined, own } from '../../manifest/own.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** One request of a command, and what becomes of its answer. */
interface KubectlStep {
  method: string
  path: string
  body?: Fields
  /** Where the object is written down: whoever asks why is shown the line. */
  place?: { file: string; line: number }
  /** Written once a command, before the first such request. */
  warning?: string
  /** What is printed, or what comes next; nothing where the next step goes on. */
  then(answer: KubectlAnswer): string | KubectlStep | Refusal | readonly KubectlStep[] | undefined
}

type Refusal = { stderr: string }

/** What the kubelet's side has to say. */
interface Host {
  /** A file on the host, by absolute path. */
  fileText(path: string): string | undefined
}

/**
 * Runs a kubectl command on the node, as the administrator or as whom `--as` names: its requests go to the kube-apiserver like
 * any others, one after the other. What it prints is an entry, now or once the last answer has come.
 *
 * They are printed, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd (v1.37.2).
 */
export function runKubectl(node: Node, host: Host, line: string, tell: (note?: string) => number): void {
  const entry = tell()
  const out = { stdout: '', stderr: '', exit: 0 }
  const end = (): void => void node.trace.add({ kind: 'printed', cause: entry, ...out })
  const refuse = (stderr: string): void => {
    out.stderr += `${stderr}\n`
    out.exit = 1
  }
  const failed = (error: string): void => {
    refuse(`error: ${error}`)
    end()
  }
  const read = parseKubectl(line)
  if ('error' in read) return failed(read.error)
  const planned = plan(node, host, read.command)
  if ('error' in planned) return failed(planned.error)
  out.stderr += planned.warning ?? ''
  const warned = new Set<string>()
  const next = (steps: readonly (KubectlStep | Refusal)[]): void => {
    const [step, ...rest] = steps
    if (!step) return end()
    if ('stderr' in step) {
      refuse(step.stderr)
      return next(rest)
    }
    const { warning } = step
    if (warning !== undefined && !warned.has(warning)) {
      warned.add(warning)
      out.stderr += warning
    }
    send(node, read.command, { ...step, cause: entry }, (answer) => {
      if ('unreachable' in answer) {
        refuse(answer.unreachable)
        return end()
      }
      const come = step.then(answer)
      if (typeof come === 'string') out.stdout += come
      else if (come) return next([come, rest].flat())
      next(rest)
    })
  }
  next(planned.steps)
}

interface KubectlPlan {
  steps: readonly (KubectlStep | Refusal)[]
  warning?: string
}

function plan(node: Node, host: Host, command: WriteCommand): KubectlPlan | { error: string } {
  const { parsed, verb, words } = command
  const namespace = option(parsed, 'namespace') || 'default'
  const file = option(parsed, 'filename')
  if (file !== undefined) return planFile(node, command, file, host.fileText(file), namespace)
  if (verb === 'delete') return planDelete(node, command, namespace)
  if (verb === 'apply') return { error: node.release.applyTakesNoWords ? unexpected(command) : NO_FILE }
  if (words[0] === 'token') return planToken(node, command, namespace)
  const described = describeObject(words, parsed, namespace, node.release)
  if ('error' in described) return described
  const { kind, object } = described
  const name = text(fields(object['metadata'])['name'])
  const failed = own(node.release.createFailures, kind.kind)
  return {
    steps: [
      creation(node, kind, namespace, name, object, (answer) => ({
        stderr: failed === undefined ? refusal(answer, {}) : `error: ${failed}${answer.message}`,
      })),
    ],
  }
}

/** Follows: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, UsageErrorf (v0.36.0). */
function unexpected({ verb, words }: WriteCommand): string {
  return `Unexpected args: [${words.join(' ')}]\nSee 'kubectl ${verb} -h' for help and examples`
}

function planFile(
  node: Node,
  command: WriteCommand,
  given: string,
  content: string | undefined,
  namespace: string,
): KubectlPlan | { error: string } {
  const { verb, parsed, words } = command
  if (words.length > 0)
    return {
      error:
        verb === 'delete'
          ? 'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'
          : unexpected(command),
    }
  const how = verb === 'delete' ? deletionOf(parsed, node.release) : undefined
  if (how && 'error' in how) return how
  if (content === undefined) return { error: `the path ${JSON.stringify(given)} does not exist` }
  if (how?.invalid !== undefined) return { error: how.invalid }
  const { objects, problems } = readObjects(content, node.release)
  const wrong = problems.map(({ message, line }) => ({ stderr: `error: ${given}, line ${line}: ${message}` }))
  const spoken = option(parsed, 'namespace') || undefined
  const steps = objects.map((object): KubectlStep | Refusal => {
    const where = object.namespace || namespace
    if (spoken !== undefined && object.namespace !== '' && object.namespace !== spoken)
      return {
        stderr: `error: the namespace from the provided object ${JSON.stringify(object.namespace)} does not match the namespace ${JSON.stringify(spoken)}. You must pass '--namespace=${object.namespace}' to perform this operation.`,
      }
    if (how) return deletion(node, object.kind, where, object.name, ` "${given}"`, how)
    return verb === 'apply' ? application(node, object, where, given) : creationFrom(node, object, where, given, whole(node, object, where))
  })
  if (steps.length === 0 && wrong.length === 0) return { error: `no objects passed to ${verb}` }
  return { steps: [...steps, ...wrong], ...defined({ warning: how?.warning }) }
}

/** A selector that is given; an empty one is none. Follows: staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, LabelSelectorParam (v0.36.0). */
const selector = (parsed: ParsedOptions, name: string): string | undefined => option(parsed, name)?.trim() || undefined

/** Follows: staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go, Complete, Validate and DeleteResult (v0.17.0, v0.36.0). */
function planDelete(node: Node, { parsed, words }: WriteCommand, namespace: string): KubectlPlan | { error: string } {
  const { release } = node
  const how = deletionOf(parsed, release)
  if ('error' in how) return how
  const { warning, selects } = how
  const everywhere = isOn(parsed, 'all-namespaces')
  const [labels, field] = [selector(parsed, 'selector'), selector(parsed, 'field-selector')]
  const read = resourceArguments(words, release, { selects, everywhere })
  if ('error' in read) return { steps: [{ stderr: read.error }] }
  const kinds = 'kinds' in read ? read.kinds : read.named.map(({ kind }) => kind)
  if (!selects && 'kinds' in read) return { error: release.unnamedText }
  if (how.invalid !== undefined) return { error: how.invalid }
  const other = kinds.find((kind) => kind.name !== 'pods' && !kind.isWritable)
  if (other) return { error: `${other.name} are not simulated, so none can be deleted; allowed: Pod, ${WRITABLE_KINDS.join(', ')}` }
  const remove = (kind: ResourceKind, name: string, where = namespace): KubectlStep => deletion(node, kind, where, name, '', how)
  if ('named' in read) return { steps: read.named.map(({ kind, name }) => remove(kind, name)), warning }
  const query = Object.entries(defined({ labelSelector: labels, fieldSelector: field }))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  let found = 0
  const steps = read.kinds.map((kind, i): KubectlStep => ({
    method: 'GET',
    path: `${pathOf(kind, release, everywhere ? undefined : namespace)}${query && `?${query}`}`,
    then: (answer) => {
      if (answer.status >= 300) return { stderr: refusal(unlisted(answer, kind, release, { labels, field }), { asks: `get ${kind.name}` }) }
      const items = list(answer.body['items']).map((item) => fields(fields(item)['metadata']))
      found += items.length
      if (found === 0 && i === read.kinds.length - 1) return 'No resources found\n'
      return items.map((metadata) => remove(kind, text(metadata['name']), text(metadata['namespace'])))
    },
  }))
  return { steps, warning }
}

/** How a command has objects deleted, and tells of it. */
interface HowDeleted {
  options: Fields
  /** What is wrong with the options, and is looked at once what they are for is known. */
  invalid?: string
  /** By a selector, or all. */
  selects: boolean
  /** It is no error that one is not there. */
  ignores: boolean
  /** `pod/x` is all that is told. */
  namesOnly: boolean
  warning: string
  /** What is said of objects that are in no namespace, where one is given. */
  unscoped?: string
}

/** Follows: staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, SelectAllParam (v0.36.0), and as `planDelete`. */
function deletionOf(parsed: ParsedOptions, { forceMeansNoGrace, warningWord, warnsUnscoped }: Release): HowDeleted | { error: string } {
  const given = option(parsed, 'grace-period')
  const wrong = given === undefined ? undefined : decimalError(given, 'ParseInt', 64)
  if (wrong !== undefined)
    return {
      error: `invalid argument ${JSON.stringify(given)} for "--grace-period" flag: ${wrong}\nSee 'kubectl delete --help' for usage.`,
    }
  const isNow = isOn(parsed, 'now')
  if (isNow && given !== undefined && Number(given) !== -1) return { error: '--now and --grace-period cannot be specified together' }
  const all = isOn(parsed, 'all')
  const isSelected = selector(parsed, 'selector') !== undefined || selector(parsed, 'field-selector') !== undefined
  if (all && isSelected) return { error: "setting 'all' parameter but found a non empty selector. " }
  const selects = all || isSelected
  const output = option(parsed, 'output') || undefined
  const forced = isOn(parsed, 'force')
  const grace = isNow ? 1 : Number(given ?? -1)
  // without --force, 0 is not taken at its word
  const seconds = forced ? (grace < 0 && forceMeansNoGrace ? 0 : grace) : grace === 0 ? 1 : grace
  const invalid =
    output !== undefined && output !== 'name'
      ? `unexpected -o output mode: ${output}. We only support '-o name'`
      : forced && seconds > 0 && forceMeansNoGrace
        ? '--force and --grace-period greater than 0 cannot be specified together'
        : undefined
  const unscoped =
    warnsUnscoped && option(parsed, 'namespace') && !isOn(parsed, 'all-namespaces')
      ? `${warningWord}: deleting cluster-scoped resources, not scoped to the provided namespace\n`
      : undefined
  const warning = !forced
    ? ''
    : seconds === 0
      ? 'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.'
      : '--force is ignored because --grace-period is not 0.'
  return {
    options: seconds < 0 ? {} : { gracePeriodSeconds: seconds },
    ...defined({ invalid, unscoped }),
    selects,
    ignores: isOn(parsed, 'ignore-not-found') || selects,
    namesOnly: output === 'name',
    warning: warning && `${warningWord}: ${warning}\n`,
  }
}

/** Follows: staging/src/k8s.io/kubectl/pkg/cmd/create/create_token.go, Validate (v0.37). */
function planToken(node: Node, { parsed, words }: WriteCommand, namespace: string): KubectlPlan | { error: string } {
  if (!node.release.createsTokens)
    return {
      error:
        'unknown command "token" for "kubectl create": it came with kubectl 1.24; up to 1.23 each service account has a Secret with a token',
    }
  if (words.length !== 2)
    return { error: `exactly one NAME is required, got ${words.length - 1}\nSee 'kubectl create token -h' for help and examples` }
  const wanted = option(parsed, 'duration')
  const duration = wanted === undefined ? 0 : parseDuration(wanted)
  if (duration === undefined)
    return { error: `invalid argument ${JSON.stringify(wanted)} for "--duration" flag: time: invalid duration ${JSON.stringify(wanted)}` }
  const { tokenSeconds } = node.release
  // without the noise of sums
  const seconds = Math.round(duration * 1e9) / 1e9
  if (seconds < 0 || (seconds === 0 && wanted !== undefined && tokenSeconds.refusesZero)) return { error: tokenSeconds.text }
  if (!Number.isInteger(seconds)) return { error: '--duration cannot be expressed in units less than seconds' }
  const audiences = parsed.options.get('audience') ?? []
  if (audiences.includes('')) return { error: '--audience must not be an empty string' }
  const body: Fields = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    spec: { ...(audiences.length > 0 ? { audiences } : {}), ...(seconds > 0 ? { expirationSeconds: seconds } : {}) },
  }
  return {
    steps: [
      {
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${words[1]}/token`,
        body,
        then: (answer) =>
          answer.status < 300
            ? `${text(fields(answer.body['status'])['token'])}\n`
            : answer.status === 401
              ? { stderr: refusal(answer, {}) }
              : { stderr: `error: failed to create token: ${answer.message}` },
      },
    ],
  }
}

/** `clusterrole.rbac.authorization.k8s.io` */
function typeOf({ release }: Node, { kind, group }: ResourceKind): string {
  return `${kind.toLowerCase()}${group && release.printsGroup ? `.${group}` : ''}`
}

function printed(node: Node, kind: ResourceKind, name: string, done: string): string {
  return node.release.printsSlash ? `${typeOf(node, kind)}/${name} ${done}\n` : `${typeOf(node, kind)} ${JSON.stringify(name)} ${done}\n`
}

function creation(
  node: Node,
  kind: ResourceKind,
  namespace: string,
  name: string,
  body: Fields,
  failed: (answer: KubectlAnswer) => Refusal,
  place?: KubectlStep['place'],
): KubectlStep {
  return {
    method: 'POST',
    path: pathOf(kind, node.release, namespace),
    body,
    ...defined({ place }),
    then: (answer) => (answer.status < 300 ? printed(node, kind, name, 'created') : failed(answer)),
  }
}

/** Of an object in a file. */
function creationFrom(node: Node, { kind, name, line }: Manifested, namespace: string, file: string, body: Fields): KubectlStep {
  const doing = `error when creating ${JSON.stringify(file)}: `
  return creation(node, kind, namespace, name, body, (answer) => ({ stderr: refusal(answer, { doing }) }), { file, line })
}

function deletion(
  node: Node,
  kind: ResourceKind,
  namespace: string,
  name: string,
  from: string,
  { options, ignores, namesOnly, unscoped }: HowDeleted,
): KubectlStep {
  const { release } = node
  const forced = options['gracePeriodSeconds'] === 0 ? 'force deleted' : 'deleted'
  const where = kind.namespaced && release.deletedNamesNamespace ? ` from ${namespace} namespace` : ''
  const doing = from ? `error when deleting${from}: ` : ''
  const type = typeOf(node, kind)
  return {
    method: 'DELETE',
    path: pathOf(kind, release, namespace, name),
    body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options },
    ...(kind.namespaced ? {} : defined({ warning: unscoped })),
    then: (answer) =>
      answer.status < 300
        ? namesOnly
          ? `${type}/${name}\n`
          : `${type} ${JSON.stringify(name)} ${forced}${where}\n`
        : ignores && answer.status === 404
          ? undefined
          : { stderr: refusal(answer, { doing, asks: `delete ${kind.name} ${name}` }) },
  }
}

/** Looks first; then makes the object, or changes what is different. */
function application(node: Node, object: Manifested, namespace: string, file: string): KubectlStep {
  const { kind, name, line } = object
  const plain = whole(node, object, namespace)
  const applied = annotated(plain, { [LAST_APPLIED]: `${marshal(annotated(placed(object.written, kind, namespace), {}))}\n` })
  const path = pathOf(kind, node.release, namespace, name)
  const looked = `error when retrieving current configuration of:\nResource: "${kind.group ? apiVersionOf(kind, node.release) : '/v1'}, Resource=${kind.name}", GroupVersionKind: "${kind.group ? apiVersionOf(kind, node.release) : '/v1'}, Kind=${kind.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(kind.namespaced ? namespace : '')}\nfrom server for: ${JSON.stringify(file)}: `
  return {
    method: 'GET',
    path,
    then: (there) => {
      if (there.status === 404) return creationFrom(node, object, namespace, file, applied)
      if (there.status >= 300) return { stderr: refusal(there, { doing: looked, asks: `get ${kind.name} ${name}` }) }
      if (holds(there.body, plain)) return printed(node, kind, name, 'unchanged')
      const doing = `error when applying patch to ${JSON.stringify(name)} in ${JSON.stringify(file)}: `
      return {
        method: 'PATCH',
        path,
        body: applied,
        place: { file, line },
        then: (answer) => (answer.status < 300 ? printed(node, kind, name, 'configured') : { stderr: refusal(answer, { doing }) }),
      }
    },
  }
}

const whole = ({ release }: Node, { kind, value }: Manifested, namespace: string): Fields =>
  placed({ apiVersion: apiVersionOf(kind, release), kind: kind.kind, ...value }, kind, namespace)

const placed = (object: Fields, kind: ResourceKind, namespace: string): Fields => ({
  ...object,
  metadata: { ...fields(object['metadata']), ...(kind.namespaced ? { namespace } : {}) },
})

/** With these annotations more. */
function annotated(object: Fields, annotations: Fields): Fields {
  const metadata = fields(object['metadata'])
  return { ...object, metadata: { ...metadata, annotations: { ...fields(metadata['annotations']), ...annotations } } }
}

/** Whether an object has all that another says. */
function holds(there: unknown, said: unknown): boolean {
  if (Array.isArray(said)) return Array.isArray(there) && there.length === said.length && said.every((item, i) => holds(there[i], item))
  if (typeof said === 'object' && said !== null)
    return (
      typeof there === 'object' &&
      there !== null &&
      Object.entries(said).every(([key, value]) => holds((there as Record<string, unknown>)[key], value))
    )
  return there === said
}

/** Puts one request to the kube-apiserver: its answer, or what kubectl says where none comes. */
function send(
  node: Node,
  { parsed }: WriteCommand,
  { method, path, body, place, cause }: KubectlStep & { cause: number },
  done: (answer: KubectlAnswer | { unreachable: string }) => void,
): void {
  const { inputs, release, engine } = node
  const { ip } = inputs.node
  const user = kubeconfigUser(option(parsed, 'kubeconfig'), inputs.node, release, (file) => node.files.has(file))
  if ('error' in user) return done({ unreachable: user.error })
  const request = requestOf({
    from: 'node',
    method,
    url: `https://${ip}:${API_PORT}${path}`,
    userAgent: `kubectl/${version(node)} (linux/amd64)`,
    caller: { certificate: user },
    headers: {
      accept: 'application/json',
      'content-type': method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json',
      ...impersonation({ ...defined({ as: option(parsed, 'as') }), groups: parsed.options.get('as-group') ?? [] }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })!
  const certificate = dated(inputs, release, request.certificate, engine.now)!
  const asked = { ...request, certificate, cause, ...defined({ place }) }
  const fail = (kind: Parameters<typeof unreachable>[0]): void => done({ unreachable: unreachable(kind, ip) })
  if (!inputs.cluster.attached) return fail('no cluster')
  if (!hasWayToAPI(inputs)) return void engine.after(DIAL_SECONDS, () => fail('dropped'))
  if (node.kubelet.apiIsElsewhere) return done(answerOf(askElsewhere(node, asked)))
  const listener = node.find(ip, API_PORT)
  if (!listener?.accepts()) return fail('refused')
  const error = servingError(node, engine.now)
  if (error !== undefined) return done({ unreachable: untrusted(error) })
  const call = callOnce('https', (outcome) => {
    if (outcome.is === 'response') done(answerOf(outcome.response))
    else fail(outcome.is === 'refused' ? 'refused' : outcome.is === 'eof' ? 'eof' : outcome.is === 'plain-http' ? 'plain http' : 'reset')
  })
  giveUp(engine, call, HANDSHAKE_SECONDS, true, () => fail('no handshake'))
  listener.serve(asked, call)
}
