/**
 * Why a text that YAML refuses may be one: it is a template, or indented with tabs. A reader's own words name neither.
 *
 * Empty where there is nothing to say.
 */
export function readingHint(text: string): string {
  const lines = text.split(/\r\n|\r|\n/)
  const template = lines.findIndex((line) => /\{\{|\{%/.test(line))
  if (template >= 0) return `line ${template + 1} is of a template: what it renders to is needed, such as what “helm template” prints`
  const tab = lines.findIndex((line) => /^ *\t\s*\S/.test(line))
  return tab < 0 ? '' : `line ${tab + 1} is indented with a tab, and YAML allows spaces alone`
}
