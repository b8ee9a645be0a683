import { own } from '../../../manifest/own.ts'
import { type Fields, fields, type ObjectJson, text } from './json.ts'

type SelectorTest = (object: Fields) => boolean

/** Which fields of a kind may be selected by; all kinds have the two first. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  '': ['metadata.name', 'metadata.namespace'],
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
}

/**
 * What a field selector such as `status.phase=Running` takes.
 *
 * Errors: returned, in the server's words: a field that a kind has not, a text that is none.
 * Follows: staging/src/k8s.io/apimachinery/pkg/fields/selector.go and pkg/apis/core/v1/conversion.go (v1.37.2).
 */
export function fieldTest(selector: string, resource: string): SelectorTest | { error: string } {
  const tests: SelectorTest[] = []
  for (const part of selector.split(',').filter((part) => part !== '')) {
    const [, path, sign, wanted] = /^([^=!]+)(==|!=|=)(.*)$/.exec(part) ?? []
    if (path === undefined) return { error: `invalid selector: '${part}'; can't understand '${part}'` }
    if (![...SELECTABLE['']!, ...(own(SELECTABLE, resource) ?? [])].includes(path)) return { error: `field label not supported: ${path}` }
    tests.push((object) => (valueAt(object, path, resource) === wanted) === (sign !== '!='))
  }
  return (object) => tests.every((test) => test(object))
}

function valueAt(object: Fields, path: string, resource: string): string {
  if (resource === 'events' && path === 'source') return text(fields(object['source'])['component'])
  const found = path.split('.').reduce<ObjectJson | undefined>((under, name) => own(fields(under), name), object)
  return found === undefined || found === null
    ? path === 'spec.unschedulable' || path === 'spec.hostNetwork'
      ? 'false'
      : ''
    : String(found)
}

/**
 * What a label selector such as `component=kube-apiserver,tier in (a, b)` takes.
 *
 * Errors: returned, in the server's words.
 * Follows: staging/src/k8s.io/apimachinery/pkg/labels/selector.go, Parse (v1.37.2).
 */
export function labelTest(selector: string): SelectorTest | { error: string } {
  const tests: SelectorTest[] = []
  for (const part of selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((text) => text !== '')) {
    const set = /^([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part)
    const equal = /^([\w./-]+)\s*(==|!=|=)\s*([\w./-]*)$/.exec(part)
    const exists = /^(!?)\s*([\w./-]+)$/.exec(part)
    if (set) {
      const values = set[3]!.split(',').map((part) => part.trim())
      tests.push((object) => values.includes(labelOf(object, set[1]!) ?? '\0') === (set[2] === 'in'))
    } else if (equal) tests.push((object) => (labelOf(object, equal[1]!) === equal[3]) === (equal[2] !== '!='))
    else if (exists) tests.push((object) => (labelOf(object, exists[2]!) === undefined) === (exists[1] === '!'))
    else return { error: `unable to parse requirement: found '${part}', expected: in, notin, =, ==, !=, an identifier, or 'end of string'` }
  }
  return (object) => tests.every((test) => test(object))
}

function labelOf(object: Fields, name: string): string | undefined {
  const label = own(fields(fields(object['metadata'])['labels']), name)
  return label === undefined ? undefined : text(label)
}
