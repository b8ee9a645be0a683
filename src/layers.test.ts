import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import project from '../package.json' with { type: 'json' }

/**
 * Who may import whom. A folder may always import from itself.
 * `sim` reads manifests itself, as the kubelet does: hence `manifest/` and, for scenario files, `yaml`.
 * `cluster` makes a scenario out of what a real cluster has printed, as `cases` does of what a person has, and writes its manifest: hence `yaml`.
 * It says times and counts as everybody does: hence `duration-words.ts` and `words.ts`. Its best fix is tried: hence `what-if.ts`.
 * `texts` and `upstream` are read as they stand: anybody may.
 * `views` shows how texts differ: hence `diff`.
 * `share` names releases in what it refuses: hence the list of them; a link may hold a lesson's attempt.
 */
const MAY_IMPORT: Record<string, RegExp> = {
  texts: /^$/,
  upstream: /^$/,
  manifest: /^yaml$/,
  sim: /^(yaml$|manifest\/)/,
  views: /^(diff$|(sim|manifest)\/)/,
  terminal: /^(sim|manifest|views)\//,
  lessons: /^(sim|manifest|views)\//,
  cases: /^(sim|manifest)\//,
  cluster: /^(yaml$|views\/text\/(?:duration-words|words)\.ts$|views\/what-if\/what-if\.ts$|(sim|manifest|cases)\/)/,
  share: /^(fflate$|valibot$|sim\/scenario\/scenario\.ts$|sim\/scenario\/panels\.ts$|sim\/release\/releases\.ts$|lessons\/attempt\.ts$)/,
  cli: /^(node:|(manifest|sim|views|terminal|lessons|share|cases|cluster)\/)/,
  component: /^$/,
  ui: /^(?!node:|cli\/)/,
}

/** `… from 'x'`, `import 'x'` and `import('x')`. */
const IMPORT = /(?:^(?:import|export)\b[^'"=();]*?\bfrom\s*|^import\s*|\bimport\s*\(\s*)['"]([^'"]+)['"]/gm

const src = import.meta.dirname
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.includes('/') && /(?<!\.test)\.tsx?$/.test(file),
)

it('sees every layer', () => {
  expect(new Set(files.map((file) => file.split('/')[0]))).toEqual(new Set(Object.keys(MAY_IMPORT)))
  expect(files.length).toBeGreaterThan(100)
  const imports = files.flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(IMPORT)])
  expect(imports.length).toBeGreaterThan(400)
})

it.each(files)('%s imports only what its layer may', (file) => {
  const layer = file.split('/')[0]!
  const wrong = [...readFileSync(join(src, file), 'utf8').matchAll(IMPORT)]
    .map(([, to]) => (to!.startsWith('.') ? relative(src, resolve(src, dirname(file), to!)) : to!))
    .filter((to) => !to.startsWith(`${layer}/`) && !/^(?:texts|upstream)\//.test(to) && !MAY_IMPORT[layer]!.test(to))
  expect(wrong).toEqual([])
})

it('of the simulator only what reads a scenario’s own text brings the YAML library: it comes when somebody types programs', () => {
  const users = files.filter((file) => file.startsWith('sim/') && /from 'yaml'/.test(readFileSync(join(src, file), 'utf8')))
  expect(users).toEqual(['sim/scenario/yaml-text.ts'])
})

it('what reads pasted texts knows nothing of what is concluded from them', () => {
  const readers = files.filter((file) => file.startsWith('cluster/read/'))
  expect(readers.length).toBeGreaterThan(10)
  expect(readers.filter((file) => readFileSync(join(src, file), 'utf8').includes("from '../why/"))).toEqual([])
})

it('no imports go round in a ring, those of types alone included', () => {
  const known = new Set(files)
  const of = new Map(
    files.map((file) => [
      file,
      [...readFileSync(join(src, file), 'utf8').matchAll(IMPORT)].map(([, to]) => join(dirname(file), to!)).filter((to) => known.has(to)),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, way: readonly string[]): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    if (done.has(file)) return []
    for (const to of of.get(file)!) {
      const ring = visit(to, [...way, file])
      if (ring.length > 0) return ring
    }
    done.add(file)
    return []
  }
  expect(files.map((file) => visit(file, []).join(' → ')).filter(Boolean)).toEqual([])
})

it('lets engine.ts and random.ts import nothing of ours', () => {
  for (const file of ['sim/engine.ts', 'sim/random.ts']) expect(readFileSync(join(src, file), 'utf8')).not.toMatch(/^import/m)
})

/** The ground of the page, from the bottom up: what a room of it imports lies below it, or is its own. */
const GROUND: readonly string[] = ['worker', 'state', 'kit', 'simulator', 'cards', 'cluster', 'faults', 'pictures', 'present']

it.each(GROUND)('src/ui/%s knows no room of the page above it', (room) => {
  const below = GROUND.slice(0, GROUND.indexOf(room) + 1)
  const own = files.filter((file) => file.startsWith(`ui/${room}/`))
  expect(own.length).toBeGreaterThan(1)
  const wrong = own.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(IMPORT)].flatMap(([, to]) => {
      const [, of] = /^ui\/([^/]+)\//.exec(join(dirname(file), to!)) ?? []
      return to!.startsWith('.') && of !== undefined && !below.includes(of) ? [`${file} imports ${to}`] : []
    }),
  )
  expect(wrong).toEqual([])
})

it('a type’s name is said of one type; of a component’s props it says so in its own file', () => {
  const homes = new Map<string, string[]>()
  for (const file of files.filter((name) => !/fixture|recorded\//.test(name)))
    for (const [, name] of readFileSync(join(src, file), 'utf8').matchAll(/^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm))
      homes.set(name!, [...(homes.get(name!) ?? []), file])
  expect(homes.size).toBeGreaterThan(800)
  expect([...homes].filter(([name, at]) => at.length > 1 && name !== 'Props')).toEqual([])
})

it('no two files have one name, but for programs of the shell, which have that of their command', () => {
  const commands = Object.values(project.scripts).flatMap((script) => /launch\.mjs (\S+)/.exec(script)?.slice(1) ?? [])
  expect(commands).toContain('simulate')
  for (const command of commands) expect(files).toContain(`cli/${command}.ts`)
  const names = files
    .filter((name) => !/fixture|recorded\//.test(name) && !commands.some((command) => name === `cli/${command}.ts`))
    .map((file) => file.split('/').at(-1)!)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
