// Plants small errors, one at a time, and says which of them no test notices: `npm run mutants -- [FOLDER…] [N] [own]`. Without a
// folder in what differs from the branch main; N is 20; with `own` only the tests of an error's own folder are asked. It works in a
// copy, so that nothing here is ever wrong. MUTANT_SEED repeats a run.
import { execFileSync, fork } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { mutationsOf } from './mutate.mjs'

const root = join(import.meta.dirname, '..')

/** Runs tests in the copy, again and again: what vitest has read once it need not read for the next error. */
async function serve(copy) {
  const { createVitest } = await import('vitest/node')
  const silent = { onTestRunEnd: () => {} }
  const vitest = await createVitest('test', {
    root: copy,
    project: ['core', 'ui', 'page'],
    watch: false,
    bail: 1,
    reporters: [silent],
    passWithNoTests: true,
  })
  const all = await vitest.globTestSpecifications()
  let before
  const answer = async ({ file, folder }) => {
    for (const changed of [before ?? file, file]) vitest.invalidateFile(join(copy, changed))
    before = file
    const layer = folder?.split('/').slice(0, 2).join('/')
    // with what is held of the whole layer; the sweep over thousands of changes is no unit
    const folders = [folder, `${layer}/recorded`, `${layer}/release`].map((own) => `${join(copy, own ?? '')}/`)
    const isOwn = ({ moduleId }) => folders.some((own) => moduleId.startsWith(own)) && !moduleId.endsWith('/by-accident.test.ts')
    // those that reach the file by any import
    vitest.config.related = folder === undefined ? [join(copy, file)] : undefined
    const specs = folder === undefined ? await vitest.getRelevantTestSpecifications() : all.filter(isOwn)
    if (specs.length === 0) return process.send({ isNoticed: false })
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs)
    // vitest keeps those of the runs before
    const asked = new Set(specs.map(({ moduleId }) => moduleId))
    const failed = testModules
      .filter((module) => asked.has(module.moduleId) && !module.ok())
      .map((module) => {
        const [test] = module.children.allTests('failed')
        return `${relative(copy, module.moduleId)}${test ? ` (${test.name})` : ''}`
      })
    process.send({ isNoticed: unhandledErrors.length + failed.length > 0, failed })
  }
  process.on('message', (asked) => void answer(asked))
  process.send('ready')
}

if (process.send) await serve(process.argv[2])
else await plant()

async function plant() {
  const parts = process.argv.slice(2)
  const count = Number(parts.find((part) => /^\d+$/.test(part)) ?? 20)
  const isOwnOnly = parts.includes('own')
  const folders = parts.filter((part) => !/^\d+$|^own$/.test(part))
  const seed = Number(process.env.MUTANT_SEED ?? Date.now() % 1_000_000)
  /** What hangs is noticed; a slow machine is not what hangs, which is why the line names it. */
  const PATIENCE_MS = { own: 180_000, related: 900_000 }

  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
  const isSource = (file) => /^src\/.*\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$|fixture/.test(file) && existsSync(join(root, file))
  const files = (
    folders.length > 0
      ? git('ls-files', ...folders)
      : [...git('diff', '--name-only', 'main'), ...git('ls-files', '-o', '--exclude-standard')]
  ).filter(isSource)
  if (files.length === 0) {
    console.error('No source file there: name a folder, as in npm run mutants -- src/sim/kubelet 30')
    process.exit(2)
  }

  let state = seed
  /** Mulberry32. */
  const random = () => {
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
  let runner
  process.on('exit', () => {
    runner?.kill('SIGKILL')
    rmSync(copy, { recursive: true, force: true })
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
  for (const file of git('ls-files', '-co', '--exclude-standard'))
    if (existsSync(join(root, file))) cpSync(join(root, file), join(copy, file))
  // a work tree may have its packages as a link, which has come with the files
  if (!existsSync(join(copy, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

  const answer = () => new Promise((resolve) => runner.once('message', resolve))
  const tests = git('ls-files', '-co', '--exclude-standard', 'src').filter((file) => /\.test\.tsx?$/.test(file))
  /** The nearest folder of a file that has tests, within its layer; what was recorded for the layer is run with it. */
  const ownFolder = (file) => {
    let folder = dirname(file)
    while (folder.split('/').length > 2 && !tests.some((test) => test.startsWith(`${folder}/`))) folder = dirname(folder)
    return folder
  }
  /** 'hung', or what has failed, where the tests notice. */
  const noticedBy = async (message, patience) => {
    if (!runner) {
      runner = fork(import.meta.filename, [copy], { cwd: copy, stdio: 'ignore', detached: true })
      await answer()
    }
    runner.send(message)
    let timer
    const hung = new Promise((resolve) => void (timer = setTimeout(resolve, patience, 'hung')))
    const said = await Promise.race([answer(), hung])
    clearTimeout(timer)
    if (said !== 'hung') return said.isNoticed ? `failed: ${said.failed.join(' ') || 'an error that no test caught'}` : undefined
    // with the processes that it has started
    process.kill(-runner.pid, 'SIGKILL')
    runner = undefined
    return 'hung'
  }

  console.log(`${chosen.length} small errors in ${files.length} files, MUTANT_SEED=${seed}`)
  const sum = { own: 0, others: 0, none: 0 }
  const failing = new Map()
  /** Tests that fail without any error notice nothing. */
  const failingIn = async (file, folder) => {
    if (!failing.has(folder)) failing.set(folder, await noticedBy({ file, folder }, PATIENCE_MS.own))
    return failing.get(folder)
  }
  const WORDS = { own: 'noticed by its folder', others: 'noticed elsewhere', none: 'NOT NOTICED' }
  for (const { file, code, start, end, by, what } of chosen) {
    const folder = ownFolder(file)
    const asItIs = await failingIn(file, folder)
    if (asItIs) {
      console.log(`the tests of ${folder} are of no use, ${asItIs} without any error: ${file}`)
      continue
    }
    writeFileSync(join(copy, file), code.slice(0, start) + by + code.slice(end))
    const since = performance.now()
    const own = await noticedBy({ file, folder }, PATIENCE_MS.own)
    const others = own ?? (isOwnOnly ? undefined : await noticedBy({ file }, PATIENCE_MS.related))
    writeFileSync(join(copy, file), code)
    const seconds = ((performance.now() - since) / 1000).toFixed(0)
    const who = own ? 'own' : others ? 'others' : 'none'
    sum[who] += 1
    const place = `${file}:${code.slice(0, start).split('\n').length}`
    const text = code.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)
    const how = others === 'hung' ? ' (hung)' : ''
    console.log(`${(WORDS[who] + how).padEnd(28)}  ${place}  ${what}: ${text} → ${by.slice(0, 60)}  ${seconds} s`)
  }
  console.log(`Noticed ${sum.own + sum.others} of ${chosen.length}, ${sum.own} of them by their own folder's tests.`)
  process.exit(0)
}
