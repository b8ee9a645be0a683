import { type Fields, fields, list, text } from '../../sim/apiserver/objects/json.ts'
import type { Kind } from '../../sim/apiserver/objects/kinds.ts'
import { releaseOf } from '../../sim/release/release.ts'
import type { Moment } from '../../sim/trace/moment.ts'
import { align, DESCRIBE } from '../text/columns.ts'

/** What describe says of an object behind its head. */
const BODIES: ReadonlyMap<string, (object: Fields) => string> = new Map([
  ['clusterroles', rules],
  ['roles', rules],
  ['clusterrolebindings', binding],
  ['rolebindings', binding],
  ['serviceaccounts', serviceAccount],
  ['secrets', secret],
  ['configmaps', configMap],
  ['namespaces', namespace],
])

/** Whether `kubectl describe` of a resource is simulated beside pods and nodes. */
export function isDescribed({ name }: Kind): boolean {
  return BODIES.has(name)
}

/**
 * `kubectl describe` of a role, a binding, a service account, a Secret, a ConfigMap, a namespace.
 *
 * Units: `at` in seconds on the simulated clock.
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.37.2).
 */
export function describeObject(moment: Moment, { name, namespaced }: Kind, object: Fields): string {
  const { annotationColon } = releaseOf(moment.inputs.kubernetes)
  const metadata = fields(object['metadata'])
  const within = namespaced && name !== 'roles' && name !== 'rolebindings' ? `Namespace:\t${text(metadata['namespace'])}\n` : ''
  const head = `Name:\t${text(metadata['name'])}\n${within}${pairs('Labels', metadata['labels'], '=')}${pairs('Annotations', metadata['annotations'], annotationColon ? ': ' : '=')}`
  return align(head + BODIES.get(name)!(object), DESCRIBE)
}

function pairs(title: string, value: unknown, sign: string): string {
  const entries = Object.entries(fields(value as Fields)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${title}:\t${entries.length > 0 ? entries.map(([key, entry]) => `${key}${sign}${text(entry)}`).join('\n\t') : '<none>'}\n`
}

const formatList = (value: unknown): string => `[${(Array.isArray(value) ? (value as unknown[]) : []).map(String).join(' ')}]`

/** A line a resource, as kubectl breaks rules down; equal ones once, in the order of their text. */
function rules(object: Fields): string {
  const rows = list(object['rules'])
    .map(fields)
    .flatMap((rule) => {
      const urls = rule['nonResourceURLs']
      if (Array.isArray(urls) && urls.length > 0) return urls.map((url) => ['', formatList([url]), '[]', formatList(rule['verbs'])])
      const groups = list(rule['apiGroups']).map(text)
      const names = list(rule['resourceNames']).map(text)
      return (groups.length > 0 ? groups : ['']).flatMap((group) =>
        list(rule['resources']).flatMap((resource) =>
          (names.length > 0 ? names : [undefined]).map((word) => [
            `${text(resource)}${group ? `.${group}` : ''}`,
            '[]',
            formatList(word === undefined ? [] : [word]),
            formatList(rule['verbs']),
          ]),
        ),
      )
    })
  const lines = [...new Set(rows.map((row) => `  ${row.join('\t')}\n`))].toSorted()
  return `PolicyRule:\n  Resources\tNon-Resource URLs\tResource Names\tVerbs\n  ---------\t-----------------\t--------------\t-----\n${lines.join('')}`
}

function binding(object: Fields): string {
  const role = fields(object['roleRef'])
  const rows = list(object['subjects'])
    .map(fields)
    .map((item) => `  ${text(item['kind'])}\t${text(item['name'])}\t${text(item['namespace'])}\n`)
  return `Role:\n  Kind:\t${text(role['kind'])}\n  Name:\t${text(role['name'])}\nSubjects:\n  Kind\tName\tNamespace\n  ----\t----\t---------\n${rows.join('')}`
}

function serviceAccount(object: Fields): string {
  const secrets = list(object['secrets']).map((item) => text(fields(item)['name']))
  const names = secrets.length > 0 ? secrets.join('\n\t') : '<none>'
  return `Image pull secrets:\t<none>\nMountable secrets:\t${names}\nTokens:\t${names}\nEvents:\t<none>\n`
}

/** base64 has four characters for three bytes. */
function size(value: string): number {
  return Math.floor((value.replace(/=+$/, '').length * 3) / 4)
}

function secret(object: Fields): string {
  const entries = Object.entries(fields(object['data'])).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `\nType:\t${text(object['type'])}\n\nData\n====\n${entries.map(([key, value]) => `${key}:\t${size(text(value))} bytes\n`).join('')}`
}

function configMap(object: Fields): string {
  const entries = Object.entries(fields(object['data'])).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `\nData\n====\n${entries.map(([key, value]) => `${key}:\n----\n${text(value)}\n\n`).join('')}\nBinaryData\n====\n\nEvents:\t<none>\n`
}

function namespace(object: Fields): string {
  return `Status:\t${text(fields(object['status'])['phase'])}\n\nNo resource quota.\n\nNo LimitRange resource.\n`
}
