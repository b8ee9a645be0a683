import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import type { CallFrame, MainThread, Span } from './trace.ts'

/** Where the page that is measured is built, with maps that say what each function was written as. */
export const DIST = join(import.meta.dirname, '../../node_modules/.cache/bench')

/** The parts of the page that an edit goes through, by the sources' paths. */
const PARTS: readonly [part: string, of: RegExp][] = [
  ['Monaco', /monaco-editor/],
  ['simulator', /src\/(sim|manifest|share|cases)\/|src\/views\/(lanes|why)\/|src\/ui\/simulator\//],
  ['canvas paint', /src\/views\/picture\//],
  ['text twin', /src\/ui\/timeline\/Twin/],
  ['React', /react-dom|scheduler|\/react\/|src\/ui\/.*\.tsx/],
]

const maps = new Map<string, SourceMap | undefined>()

/** The source that a function of the built page was written in; empty for what is the browser's own. */
function sourceOf({ url = '', lineNumber = 0, columnNumber = 0 }: CallFrame): string {
  const name = url.replace(/^.*\//, '')
  if (name === '') return ''
  if (!maps.has(name)) {
    const file = join(DIST, 'assets', `${name}.map`)
    maps.set(name, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined)
  }
  const entry = maps.get(name)?.findEntry(lineNumber, columnNumber)
  return entry && 'originalSource' in entry ? entry.originalSource : name
}

/** Whose code runs, by the innermost function that some part has written; what the browser does for itself is its own. */
function partOf(stack: readonly CallFrame[]): string {
  const [inner] = stack
  if (inner?.functionName === '(garbage collector)') return 'garbage collection'
  if (inner?.functionName === '(program)') return 'style, layout and paint'
  for (const frame of stack) {
    const source = sourceOf(frame)
    if (source !== '') return PARTS.find(([, of]) => of.test(source))?.[0] ?? 'the page’s other code'
  }
  return 'the page’s other code'
}

/** `Monaco 3.1, React 2.0 ms`: what each part took, a span on average. */
export function sharesOf(main: MainThread, spans: readonly Span[]): string {
  const sums = new Map<string, number>(PARTS.map(([part]) => [part, 0]))
  for (const { stack, ms } of main.samples(spans)) {
    if (stack[0]?.functionName === '(idle)') continue
    const part = partOf(stack)
    sums.set(part, (sums.get(part) ?? 0) + ms)
  }
  return `${[...sums]
    .toSorted((a, b) => b[1] - a[1])
    .map(([part, sum]) => `${part} ${(sum / spans.length).toFixed(1)}`)
    .join(', ')} ms`
}
