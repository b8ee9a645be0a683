import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { kubeadmPlane } from './cases/kubeadm-plane.ts'
import type { Inputs } from './sim/scenario/inputs.ts'
import { parseScenario } from './sim/scenario/scenario.ts'
import { simulate } from './sim/simulate.ts'
import type { Entry, Trace } from './sim/trace/trace.ts'

// Whole runs, as texts: `runs.txt` of a folder has for each a head, the scenario, and below `---` all that happens. An entry begins with its
// id and time; behind `<-` stand its causes, a root as what it is. Of a status only the containers stand there that it
// changes, of a long text its beginning and a sum. Behind the release stands a sum of every entry, also of those that are not
// printed. After a change that is meant, WRITE_RUNS=1 writes what happens now.

const DEFAULTS = {
  whyrestart: 1,
  seed: 1,
  clock: '2026-11-24T14:15:00.250Z',
  duration: '40s',
  node: { name: 'master', ip: '192.168.1.100' },
}

/** What a run's text has beside the scenario's own fields. */
interface Run {
  /** kubeadm's four static pods, with these texts in the place of those. */
  plane?: Record<string, string>
  /** Only entries of these kinds are printed. */
  kinds?: readonly string[]
  manifests?: Record<string, string>
}

const ROOTS = new Set(['manifest', 'script', 'release'])

/** `1.24,1.37 A title`: the scenario's run on each of the releases. */
export function runsOf(folder: string): [title: string, expected: string, printed: string][] {
  const file = join(folder, 'runs.txt')
  const runs: { head: string; scenario: string; each: [title: string, expected: string, printed: string][] }[] = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(/^## /m)
        .slice(1)
        .map((text) => {
          const [head = '', body = ''] = text.split(/\n([^]*)/, 2)
          const [scenario = '', ...happened] = body.split(/^--- ?/m)
          const [, releases = '', title = ''] = /^(\S+) (.*)$/.exec(head)!
          const each = releases
            .split(',')
            .map((release, i): [string, string, string] => [
              `${release} ${title}`,
              (happened[i] ?? '').trim(),
              `${release} ${printed(scenario, release)}`.trim(),
            ])
          return { head, scenario: scenario.trim(), each }
        })
    : []
  if (process.env['WRITE_RUNS'])
    writeFileSync(
      file,
      runs
        .map(({ head, scenario, each }) => `## ${head}\n${scenario}\n${each.map(([, , now]) => `--- ${now}\n`).join('')}`)
        .join('\n')
        .trimStart(),
    )
  return runs.flatMap(({ each }) => each)
}

function lanesOf(text: string, kubernetes: string) {
  const { plane, kinds, manifests, ...own } = parse(text) as Run
  const planes = Object.entries(plane ? kubeadmPlane(kubernetes, { node: 'master' }) : {}).map(([file, pod]): [string, string] => [
    file,
    Object.entries(plane!).reduce((changed, [find, by]) => changed.replace(find, by), pod),
  ])
  const given = { ...DEFAULTS, kubernetes, manifests: { ...Object.fromEntries(planes), ...manifests }, ...own }
  return { ...parseScenario(JSON.stringify(given)), kinds }
}

function printed(text: string, kubernetes: string): string {
  const { scenario, diagnostics, kinds } = lanesOf(text, kubernetes)
  if (!scenario) return `\n${(diagnostics ?? []).map(({ path, message }) => `refused: ${path}: ${message}\n`).join('')}`
  const traces = scenario.lanes.map(({ inputs }) => simulate(inputs))
  const lines = traces
    .flatMap((trace) => {
      const before = new Map<string, string>()
      return trace.flatMap((entry) => {
        if (ROOTS.has(entry.kind) || (kinds && !kinds.includes(entry.kind))) return []
        if (entry.kind !== 'status') return [`${line(entry, trace)}\n`]
        const containers = entry.containers.filter((container) => {
          const key = `${entry.pod}/${container.name}`
          const text = JSON.stringify(container)
          return before.get(key) !== text && before.set(key, text)
        })
        return [`${line({ ...entry, containers }, trace)}\n`]
      })
    })
    .join('')
  return `${sum(JSON.stringify(traces))}\n${lines}`
}

/** The lanes of all runs of these folders of the simulator, each on its newest release. */
export function ran(...folders: string[]): { title: string; inputs: Inputs; trace: Trace }[] {
  return folders.flatMap((folder) =>
    readFileSync(join(import.meta.dirname, 'sim', folder, 'runs.txt'), 'utf8')
      .split(/^## /m)
      .slice(1)
      .flatMap((text) => {
        const [, release = '', title = '', scenario = ''] = /^([\d.]+)\S* (.*)\n([^]*?)^---/m.exec(text)!
        const lanes = lanesOf(scenario, release).scenario!.lanes
        return lanes.map(({ name, inputs }) => ({
          title: lanes.length > 1 ? `${title}: ${name}` : title,
          inputs,
          trace: simulate(inputs),
        }))
      }),
  )
}

/** `name` of a folder has these texts below their titles, and no others; WRITE_RUNS=1 writes them. */
export function held(folder: string, name: string, texts: readonly (readonly [title: string, text: string])[]): [string, string, string][] {
  const file = join(folder, name)
  if (process.env['WRITE_RUNS']) writeFileSync(file, texts.map(([title, text]) => `## ${title}\n${text.trimEnd()}\n`).join('\n'))
  const before = new Map(
    readFileSync(file, 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1).trimEnd()]),
  )
  const now = new Map(texts.map(([title, text]) => [title, text.trimEnd()]))
  return [...new Set([...now.keys(), ...before.keys()])].map((title) => [
    title,
    before.get(title) ?? `${name} has no such title`,
    now.get(title) ?? 'no input has this title any more',
  ])
}

/** Lines of `name`, a case each, called by what stands before its first ` | `: the one as which a line was written; WRITE_RUNS=1 writes it. */
export function heldLines(folder: string, name: string): (line: string) => string {
  const file = join(folder, name)
  const isWriting = Boolean(process.env['WRITE_RUNS'])
  const before = isWriting ? [] : readFileSync(file, 'utf8').split('\n')
  if (isWriting) rmSync(file, { force: true })
  return (line) => {
    if (isWriting) appendFileSync(file, `${line}\n`)
    const head = line.slice(0, line.indexOf(' | ') + 3)
    return isWriting ? line : (before.find((other) => other.startsWith(head)) ?? `${name} has no such case`)
  }
}

function line({ id, t, kind, pod, container, cause, ...rest }: Entry, trace: Trace): string {
  const causes = [cause ?? []].flat().map((of) => (ROOTS.has(trace[of]!.kind) ? rootText(trace[of]!) : String(of)))
  const fields = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${formatted(typeof value === 'string' ? shortened(value) : value)}`],
  )
  const subject = [pod, container].filter(Boolean).join('/')
  return [id, Number(t.toFixed(3)), kind, subject, ...fields, ...(causes.length > 0 ? ['<-', causes.join('; ')] : [])]
    .filter((part) => part !== '')
    .join(' ')
    .replace(/\b([0-9a-f]{8})(?:[0-9a-f]{24}|[0-9a-f]{56})\b/g, '$1…')
}

/** As JSON, without the quotes that nobody needs. */
const formatted = (value: unknown): string => JSON.stringify(value).replace(/"([\w./@-]+)"(?=[\]},:]|$)/g, '$1')

/** Of what is long, its beginning and a sum of all. */
function shortened(text: string): string {
  return text.length < 240 ? text : `${text.slice(0, 100)}… ${sum(text)}`
}

const sum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

function rootText(root: Entry): string {
  if (root.kind === 'manifest') return `${root.file}:${root.line}${root.isDefault ? ' (default)' : ''} ${root.path}`
  return root.kind === 'script' ? root.path : root.kind === 'release' ? root.rule : root.kind
}
