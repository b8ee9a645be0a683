import { isRecord, own } from '../../manifest/own.ts'
import { parseDocument, type Document, type Node } from 'yaml'
import { processesText } from '../../cases/processes-text.ts'
import { parseProcesses, parseScenario } from '../../sim/scenario/scenario.ts'
import { formOf, scriptOf } from './script-form.ts'

type Scripts = Readonly<Record<string, unknown>>
type Step = string | number

/** `processes` as text once its programs behave so: what is the same stays as somebody wrote it, with its comments. */
export function editProcesses(text: string, after: Scripts): string {
  const plain = processesText(after)
  const before = normal(text)
  if (before === undefined || plain === '' || text.trim() === '') return plain
  try {
    const document = parseDocument(text)
    merge(document, [], before, after)
    const next = document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false })
    return same(normal(next), normal(plain)) ? next : plain
  } catch {
    // written with means that a change does not go through, such as an alias
    return plain
  }
}

/** What a text says, with all defaults left out; undefined where it cannot be read. */
function normal(text: string): Scripts | undefined {
  const { processes } = parseProcesses(text)
  const { scenario } = processes ? parseScenario(JSON.stringify({ whyrestart: 1, processes })) : {}
  return scenario && Object.fromEntries(Object.entries(scenario.processes).map(([name, script]) => [name, scriptOf(formOf(script))]))
}

function merge(document: Document, path: readonly Step[], before: unknown, after: unknown): void {
  if (same(before, after)) return
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = before.length - 1; i >= after.length; i--) document.deleteIn([...path, i])
    after.forEach((item, i) =>
      i < before.length ? merge(document, [...path, i], before[i], item) : document.addIn(path, written([...path, i], item)),
    )
  } else if (isRecord(before) && isRecord(after)) {
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) document.deleteIn([...path, key])
    for (const [key, item] of Object.entries(after)) merge(document, [...path, key], own(before, key), item)
  } else if (isScalar(before) && isScalar(after)) document.setIn(path, after)
  else document.setIn(path, written(path, after))
}

/** The value as it would be written at that place. */
function written(path: readonly Step[], value: unknown): Node {
  const whole = path.reduceRight((inner: unknown, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)
  return parseDocument(processesText(whole)).getIn(
    path.map((step) => (typeof step === 'number' ? 0 : step)),
    true,
  ) as Node
}

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (!isRecord(a) || !isRecord(b)) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
}
