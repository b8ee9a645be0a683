import type { FieldError } from '../../../manifest/field-error.ts'
import { plain } from '../../../manifest/go/go-json.ts'
import { placesOf } from '../../../manifest/places.ts'
import { readYaml } from '../../../manifest/yaml/read-yaml.ts'
import type { Release } from '../../release/release.ts'
import { checkObject } from './check-object.ts'
import type { FieldProblem } from './go-structs.ts'
import { type Fields, fields, text } from './json.ts'
import { RESOURCES } from '../requests/discovery.ts'
import { type ResourceKind, kindOfManifest, WRITABLE_KINDS } from './kinds.ts'

/** An object as a file has it. */
export interface Manifested {
  kind: ResourceKind
  /** Empty where the file says none, or where the kind knows none. */
  namespace: string
  name: string
  /** Without kind and apiVersion, with the server's defaults. */
  value: Fields
  /** As the file has it. */
  written: Fields
  line: number
}

/** What is wrong with an object of a file: a sentence, and where. */
export interface ObjectProblem {
  message: string
  line: number
  column: number
}

/** More than a cluster's worth; what is longer is refused rather than worked through. */
const MOST_OBJECTS = 200

/**
 * The objects of a YAML file, several documents and Lists among them.
 *
 * Units: lines and columns count from 1.
 * Errors: returned; objects that are right are there all the same. In Kubernetes' words where it has some.
 * Follows: staging/src/k8s.io/cli-runtime/pkg/resource/visitor.go (v1.37.2), and `checkObject`.
 */
export function readObjects(whole: string, release: Release): { objects: Manifested[]; problems: ObjectProblem[] } {
  const objects: Manifested[] = []
  const problems: ObjectProblem[] = []
  for (const { text: document, before } of documents(whole)) {
    const yaml = readYaml(document, release)
    if (yaml.problem) {
      const { line, column, text: message } = yaml.problem
      problems.push({ message: `error converting YAML to JSON: ${message}`, line: line + before, column })
      continue
    }
    if (yaml.value === null) continue
    const places = placesOf(yaml.root)
    const add = (value: Fields, at: string): void => {
      const placed = (path: string) => places.valueOf([at, path].filter(Boolean).join('.'))
      const read = readObject(value, release)
      if ('message' in read) {
        const { start } = placed(read.path)
        problems.push({ message: read.message, line: start.line + before, column: start.column })
      } else if (objects.length < MOST_OBJECTS) objects.push({ ...read, line: placed('metadata.name').start.line + before })
      else problems.push({ message: `more than ${MOST_OBJECTS} objects`, line: placed('').start.line + before, column: 1 })
    }
    const value = fields(plain(yaml.value))
    if (value['kind'] === 'List' && Array.isArray(value['items'])) value['items'].forEach((item, i) => add(fields(item), `items[${i}]`))
    else add(value, '')
  }
  return { objects, problems: problems.slice(0, MOST_OBJECTS) }
}

/** Each with the number of lines before it. */
function documents(whole: string): { text: string; before: number }[] {
  const lines = whole.split('\n')
  const starts = [0, ...lines.flatMap((line, i) => (/^---(\s|$)/.test(line) ? [i + 1] : []))]
  return starts.map((start, i) => ({
    text: lines.slice(start, starts[i + 1] === undefined ? undefined : starts[i + 1]! - 1).join('\n'),
    before: start,
  }))
}

/**
 * One object, checked as the server does.
 *
 * Errors: returned, the first one, with the path of its field.
 * Follows: as `checkObject`; cli-runtime's builder for a kind that there is not.
 */
export function readObject(
  value: Fields,
  release: Release,
  isStrict = true,
): Omit<Manifested, 'line'> | (FieldProblem & { errors?: readonly FieldError[] }) {
  const { kind: kindName, apiVersion, ...rest } = value
  if (typeof kindName !== 'string' || kindName === '') return { message: `Object 'Kind' is missing in '${short(value)}'`, path: '' }
  if (typeof apiVersion !== 'string' || apiVersion === '')
    return { message: `Object 'apiVersion' is missing in '${short(value)}'`, path: '' }
  const kind = kindOfManifest(apiVersion, kindName, release)
  // the server's own words only where the kind is one of its own: it has many that are not simulated
  if (!kind && RESOURCES.some((row) => row.kind === kindName))
    return { message: `no matches for kind "${kindName}" in version "${apiVersion}"`, path: 'kind' }
  if (!kind || !kind.isWritable)
    return { message: `objects of kind ${kindName} are not simulated; allowed: ${WRITABLE_KINDS.join(', ')}`, path: 'kind' }
  const checked = checkObject(kind, rest, release, isStrict, apiVersion.split('/').at(-1))
  if ('message' in checked) return checked
  const metadata = fields(value['metadata'])
  return {
    kind,
    namespace: kind.namespaced ? text(metadata['namespace']) : '',
    name: text(metadata['name']),
    value: checked.value,
    written: value,
  }
}

function short(value: Fields): string {
  const json = JSON.stringify(value)
  return json.length > 80 ? `${json.slice(0, 77)}…` : json
}
