// Plants small errors, one at a time, and says which of them no test notices: `npm run mutants -- [FOLDER] [N]`. Without a folder in
// what differs from the branch main; N is 20. It works in a copy, so that nothing here is ever wrong. MUTANT_SEED repeats a run.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mutationsOf } from './mutate.mjs'

const root = join(import.meta.dirname, '..')
const parts = process.argv.slice(2)
const count = Number(parts.find((part) => /^\d+$/.test(part)) ?? 20)
const folders = parts.filter((part) => !/^\d+$/.test(part))
const seed = Number(process.env.MUTANT_SEED ?? Date.now() % 1_000_000)
/** What hangs is noticed. */
const PATIENCE_MS = { own: 60_000, related: 300_000 }

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
const isSource = (file) => /^src\/.*\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$|fixture/.test(file) && existsSync(join(root, file))
const files = (
  folders.length > 0 ? git('ls-files', ...folders) : [...git('diff', '--name-only', 'main'), ...git('ls-files', '-o', '--exclude-standard')]
).filter(isSource)
if (files.length === 0) {
  console.error('No source file there: name a folder, as in npm run mutants -- src/sim/kubelet 30')
  process.exit(2)
}

let state = seed
/** Mulberry32. */
function random() {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

const all = files.flatMap((file) => {
  const code = readFileSync(join(root, file), 'utf8')
  return mutationsOf(code, file.endsWith('x') ? 'tsx' : 'ts').map((mutation) => ({ ...mutation, file, code }))
})
const chosen = []
while (chosen.length < Math.min(count, all.length)) chosen.push(...all.splice(Math.floor(random() * all.length), 1))

const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
const clean = () => rmSync(copy, { recursive: true, force: true })
process.on('exit', clean)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
for (const file of git('ls-files', '-co', '--exclude-standard'))
  if (existsSync(join(root, file))) cpSync(join(root, file), join(copy, file))
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

/** Whether the tests fail, or hang. */
function isNoticed(args, timeout) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const projects = ['core', 'ui', 'page'].flatMap((project) => ['--project', project])
  const { status } = spawnSync(process.execPath, [vitest, ...args, ...projects, '--bail', '1', '--passWithNoTests'], {
    cwd: copy,
    timeout,
    stdio: 'ignore',
  })
  return status !== 0
}

console.log(`${chosen.length} small errors in ${files.length} files, MUTANT_SEED=${seed}`)
const sum = { own: 0, others: 0, none: 0 }
for (const { file, code, start, end, by, what } of chosen) {
  writeFileSync(join(copy, file), code.slice(0, start) + by + code.slice(end))
  const noticedBy = isNoticed(['run', dirname(file)], PATIENCE_MS.own)
    ? 'own'
    : isNoticed(['related', file, '--run'], PATIENCE_MS.related)
      ? 'others'
      : 'none'
  writeFileSync(join(copy, file), code)
  sum[noticedBy] += 1
  const place = `${file}:${code.slice(0, start).split('\n').length}`
  const text = code.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)
  console.log(
    `${{ own: 'noticed by its folder', others: 'noticed elsewhere    ', none: 'NOT NOTICED          ' }[noticedBy]}  ${place}  ${what}: ${text} → ${by.slice(0, 60)}`,
  )
}
console.log(`Noticed ${sum.own + sum.others} of ${chosen.length}, ${sum.own} of them by their own folder's tests.`)
