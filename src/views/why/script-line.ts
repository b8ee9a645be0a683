import { fieldAt, fieldsOf } from '../../manifest/fields.ts'
import type { Trace } from '../../sim/trace/trace.ts'

const ABOVE = 'processes.'

/**
 * The line of the text of `processes` that has a rule, such as `processes.main.exits`; where the text does not say it, what holds it.
 *
 * Units: lines count from 1. Errors: 1 where nothing of it is there.
 */
export function lineOfScript(text: string, path: string): number {
  const fields = fieldsOf(text)
  for (let at = path.slice(ABOVE.length); at !== ''; at = at.replace(/(\.|\[)?[^.[]*$/, '')) {
    const field = fields.find((field) => field.path === at)
    if (field) return (field.key ?? field.value).start.line + 1
  }
  return 1
}

/**
 * The rules that a line of the text of `processes` begins, and those inside it, as roots of the trace.
 *
 * Units: lines count from 1.
 */
export function rootsOfScript(trace: Trace, text: string, line: number): number[] {
  const path = fieldAt(fieldsOf(text), line)?.path
  if (path === undefined) return []
  const own = `${ABOVE}${path}`
  return trace.flatMap((entry) => {
    if (entry.kind !== 'script') return []
    const isIn = entry.path.startsWith(own) && /^[.[]|^$/.test(entry.path.slice(own.length))
    // a rule's own fields, each in a line
    const isAround = own.startsWith(entry.path) && /^\./.test(own.slice(entry.path.length))
    return isIn || isAround ? [entry.id] : []
  })
}
