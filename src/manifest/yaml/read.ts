import { YamlError } from './cursor.ts'
import { toJson } from './decode.ts'
import { type YamlNode, parseDocument } from './parser.ts'
import { plainly } from './plainly.ts'
import type { Json } from './resolve.ts'

interface YamlProblem {
  /** go-yaml's whole sentence. */
  text: string
  /** The same in plain words; empty where those are plain. */
  plain: string
  /** Where somebody has to look; counts from 1. */
  line: number
  column: number
}

/** The first document of a text, as an object and as nodes; or why there is none. */
export type YamlResult =
  | { value: Json; root: YamlNode | undefined; problem?: undefined }
  | { problem: YamlProblem; root?: undefined; value?: undefined }

/**
 * Reads a text as Kubernetes reads YAML.
 *
 * Units: lines and columns count from 1.
 * Errors: returned, in go-yaml's words and with its line, which for a parser's error is the one before the place.
 * Follows: go.yaml.in/yaml/v2 decode.go, parser.fail (v2.4). v1.9 has an older one, see `yamlScannerLine` in release.ts.
 */
export function readYaml(text: string, rules: { yamlScannerLine: 'one less' | 'exact' }): YamlResult {
  try {
    const root = parseDocument(text)
    return { root, value: root ? toJson(root) : null }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const { says: plain, line, column } = plainly(error, text)
    return { problem: { text: sentence(error, rules.yamlScannerLine === 'exact'), plain, line, column } }
  }
}

function sentence(error: YamlError, exact: boolean): string {
  // what sigs.k8s.io/yaml says itself does not have go-yaml's name in front
  if (error.problem.startsWith('\0')) return error.problem.slice(1)
  if (error.kind === 'decoder' || error.kind === 'reader') return `yaml: ${error.problem}`
  const { mark, context } = error
  const line = mark.line !== 0 ? mark.line + (exact && error.kind === 'scanner' ? 1 : 0) : (context?.line ?? 0)
  return line === 0 ? `yaml: ${error.problem}` : `yaml: line ${line}: ${error.problem}`
}
