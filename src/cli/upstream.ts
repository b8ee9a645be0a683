import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { aWholeControlPlane } from '../cases/whole-plane.ts'
import '../views/all.ts'
import { OFFERED } from '../sim/release/releases.ts'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'

/**
 * `npm run upstream -- DIR`: takes upstream's tables over, text files as their `NAME: SPANS`, into what the project holds, and prints
 * what changes against what it held before, and whose run is another for it. A table that the folder lacks stays as it is.
 */
const HELD = 'src/upstream'
const TABLES = ['versions', 'gates', 'fields', 'roles', 'etcd', 'paths']
/** Of a table, so many changes are printed. */
const PRINTED = 40

type Lines = Record<string, string>

/** Each line under its name; below a heading, `# HEADING`, with that before it. Errors: throws for a line that is none. */
export function readLines(text: string): Lines {
  const lines: Lines = {}
  let heading = ''
  for (const line of text.split('\n').filter(Boolean)) {
    const at = line.lastIndexOf(': ')
    if (line.startsWith('# ')) heading = `${line} `
    else if (at < 0) throw new Error(`not NAME: SPANS: ${line}`)
    else lines[`${heading}${line.slice(0, at).trim()}`] = line.slice(at + 2)
  }
  return lines
}

/** What a struct was called before. */
const EARLIER: Readonly<Record<string, string>> = { Handler: 'LifecycleHandler' }

/** What a run needs of the fields: by struct, `FIELD SINCE` or `FIELD SINCE-UNTIL` of each that some release lacks; `*` is any other. */
export function fieldReleases(fields: Lines): Record<string, string> {
  const releases = new Map<string, number[]>()
  for (const [name, spans] of Object.entries(fields)) {
    const key = name.replace(/^\w+/, (struct) => EARLIER[struct] ?? struct)
    const minors = [...spans.matchAll(/1\.(\d+)/g)].map(([, minor]) => Number(minor))
    releases.set(key, [...(releases.get(key) ?? []), ...minors])
  }
  const [oldest, newest] = [Math.min(...[...releases.values()].flat()), Math.max(...[...releases.values()].flat())]
  const structs: Record<string, string> = {}
  for (const struct of new Set([...releases.keys()].map((name) => name.split('.')[0]!))) {
    const fields = [...releases].flatMap(([name, minors]) => {
      const until = Math.max(...minors)
      const span = `${Math.min(...minors)}${until === newest ? '' : `-${until}`}`
      return name.startsWith(`${struct}.`) ? [{ field: name.slice(struct.length + 1), span }] : []
    })
    // a struct that came with all of its fields needs them said once
    const [{ span: usual } = { span: '' }] = fields
    const isNew = usual !== String(oldest) && fields.filter(({ span }) => span === usual).length > 1
    const others = fields.filter(({ span }) => span !== (isNew ? usual : String(oldest)))
    const words = [...(isNew ? [`* ${usual}`] : []), ...others.map(({ field, span }) => `${field} ${span}`)]
    if (words.length > 0) structs[struct] = words.join(' ')
  }
  return structs
}

/** The lines of the gates that a kubelet's pods hang on: those that are held already. */
export const podGates = (gates: Lines, before: Lines): Lines =>
  Object.fromEntries(Object.entries(before).map(([name, spans]) => [name, gates[name] ?? spans]))

function printChanges(table: string, before: Lines, now: Lines): number {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name])
  console.log(`${table}: ${changed.length} of ${Object.keys(now).length} lines change`)
  for (const name of changed.slice(0, PRINTED)) console.log(`  ${name}: ${before[name] ?? 'new'} → ${now[name] ?? 'gone'}`)
  if (changed.length > PRINTED) console.log(`  … and ${changed.length - PRINTED} more`)
  return changed.length
}

/** What a run comes to, by the run's name: each case on each release, each exercise and each recorded scenario. */
function runs(): Record<string, string> {
  const texts: [string, string][] = [
    ...OFFERED.flatMap((release): [string, string][] => [
      [`case “the strange case” on ${release}`, JSON.stringify(theStrangeCase(release))],
      [`case “a whole control plane” on ${release}`, JSON.stringify(aWholeControlPlane(release))],
    ]),
    ...filesIn('src/lessons/levels', /\.yaml$/).map((file): [string, string] => [`exercise ${file}`, readFileSync(file, 'utf8')]),
    ...filesIn('src/sim/recorded', /\.scenario\.yaml$/).map((file): [string, string] => [`scenario ${file}`, readFileSync(file, 'utf8')]),
  ]
  return Object.fromEntries(
    texts.flatMap(([name, text]) =>
      (parseScenario(text).scenario?.lanes ?? []).map((lane) => {
        const trace = JSON.stringify(simulate(lane.inputs))
        return [lane.name ? `${name}, ${lane.name}` : name, createHash('sha256').update(trace).digest('hex')]
      }),
    ),
  )
}

const filesIn = (folder: string, name: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file))
    .toSorted()

/** The same by a program that is bundled anew, with the tables as they are now. */
function runsNow(): Record<string, string> {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['src/cli/launch.mjs', 'upstream', '--runs'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (status !== 0) throw new Error(`with the new tables the runs fail: ${stderr}`)
  return JSON.parse(stdout) as Record<string, string>
}

const fileOf = (table: string): string => join(HELD, `${table}.json`)
const held = (table: string): Lines => (existsSync(fileOf(table)) ? (JSON.parse(readFileSync(fileOf(table), 'utf8')) as Lines) : {})
const hold = (table: string, lines: Lines): void => writeFileSync(fileOf(table), `${JSON.stringify(lines, null, 2)}\n`)

function takeOver(folder: string): void {
  const before = runs()
  let changes = 0
  for (const table of TABLES) {
    const from = join(folder, `${table}.txt`)
    if (!existsSync(from)) continue
    const now = readLines(readFileSync(from, 'utf8'))
    changes += printChanges(table, held(table), now)
    hold(table, now)
    if (table === 'fields') hold('field-releases', fieldReleases(now))
    if (table === 'gates') hold('pod-gates', podGates(now, held('pod-gates')))
  }
  if (changes === 0) return
  const after = runsNow()
  const others = Object.keys(after).filter((name) => after[name] !== before[name])
  console.log(`\n${others.length} of ${Object.keys(after).length} runs are others${others.length === 0 ? '.' : ':'}`)
  for (const name of others) console.log(`  ${name}`)
}

function main(folder: string | undefined): void {
  if (folder === '--runs') process.stdout.write(JSON.stringify(runs()))
  else if (folder === undefined || !TABLES.some((table) => existsSync(join(folder, `${table}.txt`)))) {
    console.error(`npm run upstream -- DIR, a folder with any of ${TABLES.map((table) => `${table}.txt`).join(', ')}`)
    process.exitCode = 2
  } else takeOver(folder)
}

if (process.argv[1]?.endsWith('launch.mjs')) main(process.argv[2])
