import type { Range } from './diagnostic.ts'

/**
 * Why a text that YAML refuses may be one, and of which line: it is a template, or indented with tabs. A reader's own words name neither.
 *
 * Undefined where there is nothing to say.
 */
export function readingHint(text: string): { range: Range; why: string } | undefined {
  const lines = text.split(/\r\n|\r|\n/)
  const of = (is: RegExp, why: string) => {
    const at = lines.findIndex((line) => is.test(line))
    if (at < 0) return undefined
    return { range: { start: { line: at + 1, column: 1 }, end: { line: at + 1, column: lines[at]!.length + 1 } }, why }
  }
  return (
    of(/\{\{|\{%/, 'is of a template: what it renders to is needed, such as what “helm template” prints') ??
    of(/^ *\t\s*\S/, 'is indented with a tab, and YAML allows spaces alone')
  )
}
