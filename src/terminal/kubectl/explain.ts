import { byCharacter, own } from '../../manifest/own.ts'
import { describeField } from '../../manifest/descriptions.ts'
import { type SchemaField, fieldOf, type GoType, type Struct, structOf } from '../../manifest/schema.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { align } from '../text/columns.ts'
import { done, fails, notHere, type Output } from '../shell/output.ts'
import type { KubectlCall } from './kubectl-reach.ts'

/** JSON's own words for Go's types. */
const WORDS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  IntOrString: 'IntOrString',
  any: 'Object',
  Time: 'string',
}

/**
 * `kubectl explain pod.spec.containers`: the fields, as the release has them, and their types. What a field means is told here in
 * the simulator's own sentences, where it has one.
 *
 * Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl (v1.37.2).
 */
export function explain({ terminal: { inputs }, rest: [path = ''] }: KubectlCall): Output {
  if (path === '')
    return fails(
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    )
  const [type = '', ...names] = path.split('.')
  if (!/^(po|pods?)$/.test(type)) return notHere(`kubectl explain ${type}`, 'This terminal knows: kubectl explain pod[.FIELD.FIELD…]')
  const { minor } = releaseOf(inputs.kubernetes)
  let struct: Struct | undefined = structOf('Pod')
  let owner = 'Pod'
  let field: SchemaField | undefined
  for (const name of names) {
    const next: SchemaField | undefined = struct && fieldOf(struct, name, minor)
    if (!next) return fails(`error: field "${name}" does not exist`)
    owner = struct!.name
    field = next
    const inner = elementOf(next.type)
    struct = inner.is === 'struct' ? structOf(inner.name) : undefined
  }
  const says = field && describeField(owner, field.name)
  const head = [
    'KIND:       Pod\nVERSION:    v1\n\n',
    field ? `FIELD: ${field.name} <${wordOf(field.type)}>\n\n` : '',
    says === undefined ? '' : `DESCRIPTION:\n    ${says}\n\n`,
  ].join('')
  // in this simulator's words, shorter than the API's
  const note = says === undefined ? '' : '(What a field means is told here in whyrestart’s own words.)\n'
  if (!struct) return { ...done(head), stderr: note }
  const rows = [...struct.fields.values()]
    .filter(({ name }) => fieldOf(struct!, name, minor))
    .toSorted((a, b) => byCharacter(a.name, b.name))
    .map((field) => `  ${field.name}\t<${wordOf(field.type)}>\n`)
  return { ...done(`${head}FIELDS:\n${align(rows.join(''), { minWidth: 0, padding: 1 })}\n`), stderr: note }
}

function elementOf(type: GoType): GoType {
  return type.is === 'list' || type.is === 'map' ? elementOf(type.of) : type
}

function wordOf(type: GoType): string {
  if (type.is === 'list') return `[]${wordOf(type.of)}`
  if (type.is === 'map') return `map[string]${wordOf(type.of)}`
  return type.is === 'struct' ? type.name : (own(WORDS, type.is) ?? 'string')
}
