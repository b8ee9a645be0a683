import { isRecord } from '../manifest/own.ts'

/**
 * `processes` as YAML, in the way that a person would write it: a container's name, its fields below, their members in one
 * line each.
 *
 * Units: as they stand there. What is neither text, number, list nor object is written as null.
 * Follows: YAML 1.2's core schema.
 */
export function processesText(processes: unknown): string {
  if (!isRecord(processes) || Object.keys(processes).length === 0) return ''
  return Object.entries(processes)
    .map(([name, script]) => `${word(name)}:${fields(script)}`)
    .join('')
}

function fields(script: unknown): string {
  if (!isRecord(script) || Object.keys(script).length === 0) return ` ${flow(script)}\n`
  return `\n${Object.entries(script)
    .map(([field, value]) => `  ${word(field)}:${members(value)}`)
    .join('')}`
}

function members(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return ` ${flow(value)}\n`
  return `\n${value.map((item) => `  - ${flow(item)}\n`).join('')}`
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (isRecord(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${word(key)}: ${flow(item)}`)
      .join(', ')}}`
  return typeof value === 'string' ? word(value) : (JSON.stringify(value) ?? 'null')
}

/** Without quotes where nobody could take it for anything but a text. */
function word(text: string): string {
  const plain = /^[A-Za-z/][\w./-]*$|^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return plain ? text : JSON.stringify(text)
}
