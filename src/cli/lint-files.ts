import { isObject } from '../manifest/go/go-json.ts'
import { podTemplateOf } from '../manifest/pod-template.ts'
import { TEMPLATES } from '../manifest/restarts.ts'
import { type Places, placesOf } from '../manifest/places.ts'
import { type Tree, child, children, text as textOf } from '../manifest/tree.ts'
import { readYaml } from '../manifest/yaml/read.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'

/** A pod, or a workload's template of one, in a file; or a lane of a scenario. */
export interface LintTarget {
  file: string
  /** `Deployment shop/web`. */
  name: string
  /** Of a pod by itself: its namespace and name, by which a kubelet tells the files of its directory apart. */
  pod?: string
  /** Of a lane: what is tried, and the scenario of a run that has something else beside it. */
  lane?: { inputs: Inputs; document(trial: Partial<Inputs>, title: string): string }
  /** The manifest of a static pod that is tried. */
  text: string
  /** What of it refers to other objects of the API, which no trial has: `volumes`. */
  leftOut?: readonly string[]
  /** Where the manifest is a part of the file word for word: so many lines stand before it. */
  before?: number
  /** The line of a field of that manifest in the file, by its path; counts from 1. */
  lineOf(path: string): number
}

/** A text with more is no manifest of anybody's, and would take minutes. */
const MOST_DOCUMENTS = 2000

/**
 * The pods of a file. What has none, such as a Service, is passed over; a text that is no YAML is a sentence, and what stands around it
 * is read all the same.
 *
 * Units: lines count from 1.
 */
export function targetsOf(file: string, text: string): { targets: LintTarget[]; error?: string } {
  const targets: LintTarget[] = []
  const errors: string[] = []
  let line = 0
  const parts = text.split(/^---[ \t]*(?:#.*)?\r?$\n?/m)
  if (parts.length > MOST_DOCUMENTS) errors.push(`${file}: has ${parts.length} documents, of which the first ${MOST_DOCUMENTS} are tried`)
  for (const part of parts.slice(0, MOST_DOCUMENTS)) {
    const before = line
    line += part.split('\n').length
    if (!/^[^#%\s]|^[ \t]+[^#\s]/m.test(part)) continue
    const { value, root, problem } = readYaml(part, { yamlScannerLine: 'exact' })
    if (problem) {
      if (isMeantForKubernetes(part)) errors.push(`${file}:${before + problem.line}: ${problem.text}${isTemplate(part) ? RENDER : ''}`)
    } else if (isObject(value)) targets.push(...ofObject(file, part, value as Tree, { before, places: placesOf(root), within: '' }))
  }
  return { targets, ...(errors.length === 0 ? {} : { error: errors.join('\n') }) }
}

/** Of other YAML, with tags of its own or as a template of something else, nothing is to be said. */
const isMeantForKubernetes = (text: string): boolean => /\b(?:apiVersion|kind)\b/.test(text)

const isTemplate = (text: string): boolean => text.includes('{{')
const RENDER = ' (a template of Helm is read once it is rendered: helm template CHART | whyrestart lint -)'

/** Where an object stands: in a file after so many lines, and there within another. */
interface Standing {
  before: number
  places: Places
  /** `items[2].` */
  within: string
}

function ofObject(file: string, part: string, object: Tree, standing: Standing): LintTarget[] {
  const { before, places, within } = standing
  const kind = textOf(object, 'kind')
  if (/List$/.test(kind))
    return children(object, 'items').flatMap((item, i) =>
      ofObject(file, jsonOf(item), item, { ...standing, within: `${within}items[${i}].` }),
    )
  const template = podTemplateOf(part)
  if (!template && kind !== 'Pod') return []
  const meta = child(object, 'metadata')
  const prefix = `${within}${Object.hasOwn(TEMPLATES, kind) ? `${TEMPLATES[kind]!.join('.')}.` : ''}`
  const namespace = meta ? textOf(meta, 'namespace') : ''
  return [
    {
      file,
      name: `${kind} ${namespace === '' ? '' : `${namespace}/`}${meta ? textOf(meta, 'name') : ''}`,
      ...(kind === 'Pod' && meta ? { pod: `${namespace || 'default'}/${textOf(meta, 'name')}` } : {}),
      text: template?.text ?? part,
      ...(template && template.leftOut.length > 0 ? { leftOut: template.leftOut } : {}),
      ...(template || within !== '' ? {} : { before }),
      lineOf: (path) => before + places.keyOf(`${prefix}${path}`.replace(/\.$/, '')).start.line,
    },
  ]
}

const jsonOf = (value: Tree): string => JSON.stringify(value, plainNumbers, 1)

/**
 * The lanes of a scenario; undefined where a text is none.
 *
 * Units: lines count from 1. Errors: a scenario that is refused, each error a line `FILE:LINE:COLUMN: FIELD: …`.
 */
export function lanesOf(file: string, text: string): { targets: LintTarget[]; error?: string } | undefined {
  const { value, root, problem } = readYaml(text, { yamlScannerLine: 'exact' })
  if (problem || !isObject(value) || !('whyrestart' in value)) return undefined
  const { scenario, diagnostics } = parseScenario(text)
  if (!scenario)
    return {
      targets: [],
      error: diagnostics
        .map(({ range, path, message }) => `${file}:${range.start.line}:${range.start.column}: ${path}: ${message}`)
        .join('\n'),
    }
  const places = placesOf(root)
  const { lanes = [] } = value as { lanes?: readonly Tree[] }
  const targets = scenario.lanes.map(({ name, inputs }, i): LintTarget => ({
    file,
    name: `lane ${name}`,
    text: '',
    lineOf: () => (lanes.length === 0 ? 1 : places.keyOf(`lanes[${i}].name`).start.line),
    lane: {
      inputs,
      document: (trial, title) => JSON.stringify({ ...value, title, lanes: [{ ...lanes[i], name, ...trial }] }, plainNumbers),
    },
  }))
  return { targets }
}

const plainNumbers = (_: string, item: unknown): unknown => (typeof item === 'bigint' ? Number(item) : item)
