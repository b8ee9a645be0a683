import { YamlError } from './yaml/cursor.ts'
import { type YamlNode, parseDocument } from './yaml/parser.ts'

/** One field of a document, or one member of a list. */
export interface DocumentField {
  /** `spec.containers[0].command[3]`. */
  path: string
  /** None for a member of a list. */
  key: YamlNode | undefined
  value: YamlNode
  /** The mapping or list that it is in. */
  parent: YamlNode
}

/**
 * All fields of the first document in the order of the text, each before those inside it; what an alias stands for is not
 * gone into.
 *
 * Units: marks count from 0. A text that cannot be read has no fields.
 */
export function fieldsOf(text: string): DocumentField[] {
  const fields: DocumentField[] = []
  const visit = (node: YamlNode, path: string): void => {
    if (node.kind === 'sequence') node.children.forEach((value, i) => add({ path: `${path}[${i}]`, key: undefined, value, parent: node }))
    else if (node.kind === 'mapping')
      for (let i = 0; i < node.children.length; i += 2) {
        const key = node.children[i]!
        add({ path: path ? `${path}.${key.value}` : key.value, key, value: node.children[i + 1]!, parent: node })
      }
  }
  const add = (field: DocumentField): void => {
    fields.push(field)
    visit(field.value, field.path)
  }
  try {
    const root = parseDocument(text)
    if (root) visit(root, '')
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
  }
  return fields
}

/**
 * The one of the fields that a line begins: of several, the outermost that has a key of its own.
 *
 * Units: lines count from 1. Errors: undefined where the line begins none: it is empty, a comment, or goes on with a value.
 */
export function fieldAt(fields: readonly DocumentField[], line: number): DocumentField | undefined {
  return fields.find(({ key, value }) => (key ?? value).start.line === line - 1 && (key !== undefined || value.kind !== 'mapping'))
}

/** The last line on which a node has anything of its own: behind a block's end there may still be comments. Units: lines count from 0. */
export function lastLine(node: YamlNode): number {
  const last = node.flow ? undefined : node.children.at(-1)
  if (last) return lastLine(last)
  const { start, end } = node
  return end.column === 0 && end.line > start.line ? end.line - 1 : end.line
}
