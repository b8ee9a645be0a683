// Plants small errors and says which of them no test notices: `npm run mutants -- [FOLDER…] [N] [own]`. Without a folder in what
// differs from the branch main; N is 20; with `own` only the tests of an error's own folder are asked. All are planted at once in a
// copy, each behind a switch; the first run has none of them happen and finds out which tests come to which error. What no test
// notices the types are asked for. MUTANT_SEED repeats a run. With `own` the first run is of those folders alone, which takes seconds.
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mutationsOf, withSwitches } from './mutate.mjs'

const root = join(import.meta.dirname, '..')

/** Runs tests in the copy, again and again: what vitest has read once it need not read for the next error. */
async function serve(copy, isFirst) {
  const { createVitest } = await import('vitest/node')
  const vitest = await createVitest('test', {
    root: copy,
    project: ['unit', 'page'],
    tagsFilter: ['!whole'],
    watch: false,
    bail: isFirst ? 0 : 1,
    sequence: {
      sequencer: class InOrder {
        sort = (specs) => specs
      },
    },
    reporters: [{ onTestRunEnd: () => {} }],
  })
  // what another file has loaded, or filled a cache with, would hide what comes to an error
  if (isFirst) for (const { config } of vitest.projects) config.setupFiles.unshift(join(copy, 'src/ui/fixture/new-modules.ts'))
  const all = await vitest.globTestSpecifications()
  const whole = new Map(all.map((spec) => [relative(copy, spec.moduleId), spec]))
  const specOf = ([file, testIds]) => {
    const { project, moduleId } = whole.get(file)
    return project.createSpecification(moduleId, testIds && { testIds })
  }
  const answer = async ({ n, asked, folders }) => {
    if (n !== undefined) for (const { config } of vitest.projects) config.env = { ...config.env, MUTANT: String(n) }
    const isIn = ([file]) => !folders || folders.some((folder) => file.startsWith(folder))
    const specs = asked?.map(specOf) ?? [...whole].filter(isIn).map(([, spec]) => spec)
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs)
    // vitest keeps those of the runs before
    const now = new Set(specs.map(({ moduleId }) => moduleId))
    const ran = testModules
      .filter(({ moduleId }) => now.has(moduleId))
      .map((module) => ({
        file: relative(copy, module.moduleId),
        // a run that ends at its first failure may not have told of that yet
        isOk: ['passed', 'skipped'].includes(module.state()),
        loadMs: module.diagnostic().collectDuration,
        tests: [...module.children.allTests()].map((test) => ({
          id: test.id,
          name: test.name,
          state: test.result().state,
          ms: test.diagnostic()?.duration ?? 0,
        })),
      }))
    process.send({ ran, errors: unhandledErrors.length })
  }
  process.on('message', (message) => void answer(message))
  process.send('ready')
}

if (process.send) await serve(...process.argv.slice(2))
else await plant()

async function plant() {
  const parts = process.argv.slice(2)
  const count = Number(parts.find((part) => /^\d+$/.test(part)) ?? 20)
  const isOwnOnly = parts.includes('own')
  const folders = parts.filter((part) => !/^\d+$|^own$/.test(part))
  const seed = Number(process.env.MUTANT_SEED ?? Date.now() % 1_000_000)

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
  while (chosen.length < count && all.length > 0) {
    const [mutation] = all.splice(Math.floor(random() * all.length), 1)
    chosen.push({ ...mutation, n: chosen.length })
  }

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
  for (const { file, code } of chosen) {
    const planted = chosen.filter((other) => other.file === file)
    writeFileSync(join(copy, file), withSwitches(code, planted))
  }

  const ASKED = join(copy, 'asked.txt')
  writeFileSync(ASKED, '')
  const answer = () => new Promise((resolve) => runner.once('message', resolve))
  /** What has run, or 'hung'. */
  const run = async (message, patienceMs) => {
    if (!runner) {
      const env = { ...process.env, NODE_OPTIONS: `--import ${pathToFileURL(join(copy, 'build/mutant.mjs')).href}`, MUTANTS_ASKED: ASKED }
      runner = fork(import.meta.filename, [copy, ...(message.asked ? [] : ['first'])], { cwd: copy, env, stdio: 'ignore', detached: true })
      await answer()
    }
    runner.send(message)
    let timer
    const hung = new Promise((resolve) => void (timer = patienceMs && setTimeout(resolve, patienceMs, 'hung')))
    const said = await Promise.race([answer(), hung])
    clearTimeout(timer)
    if (said === 'hung' || !message.asked) {
      // with the processes that it has started
      try {
        process.kill(-runner.pid, 'SIGKILL')
      } catch {
        // an error may have ended it
      }
      runner = undefined
    }
    return said
  }

  const withTests = git('ls-files', 'src').filter((file) => /\.test\.tsx?$/.test(file))
  /** The nearest folder of a file that has tests, within its layer; what was recorded for the layer is asked with it. */
  const ownFolders = (file) => {
    let folder = dirname(file)
    while (folder.split('/').length > 2 && !withTests.some((test) => test.startsWith(`${folder}/`))) folder = dirname(folder)
    const layer = folder.split('/').slice(0, 2).join('/')
    return [folder, `${layer}/recorded`, `${layer}/release`].map((own) => `${own}/`)
  }
  console.log(`${chosen.length} small errors in ${files.length} files, MUTANT_SEED=${seed}`)
  let since = performance.now()
  const seconds = () => `${((performance.now() - since) / 1000).toFixed(0)} s`
  const first = await run(isOwnOnly ? { folders: chosen.flatMap(({ file }) => ownFolders(file)) } : {})
  console.log(`${isOwnOnly ? 'The folders’' : 'All'} tests without any error: ${seconds()}`)
  const modules = new Map(first.ran.map((module) => [module.file, module]))
  for (const { file, isOk, tests } of first.ran) {
    if (!isOk) console.log(`of no use, as it fails without any error: ${file} (${tests.find((test) => test.state === 'failed')?.name})`)
  }
  /** By an error's number and a file, the ids of its tests that come to it; an empty one is what is beside them. */
  const comers = chosen.map(() => new Map())
  for (const line of readFileSync(ASKED, 'utf8').split('\n').filter(Boolean)) {
    const [n, path, id] = line.split('\t')
    const file = relative(copy, path)
    comers[n].set(file, (comers[n].get(file) ?? new Set()).add(id))
  }
  /** The tests to ask, the quickest first: of the page those that come to the error, as each has its page to itself; else whole files. */
  const askedOf = (n) =>
    [...comers[n]]
      .map(([file, ids]) => {
        const { isOk, loadMs, tests } = modules.get(file)
        const isWhole = ids.has('') || !file.endsWith('.page.test.ts')
        const good = tests.filter(({ id, state }) => state === 'passed' && (isWhole || ids.has(id)))
        const ms = good.reduce((sum, test) => sum + test.ms, loadMs)
        // an error may be what makes the tests of a table
        return { file, ms, isAny: good.length > 0, asked: [file, isWhole && isOk ? undefined : good.map(({ id }) => id)] }
      })
      .filter(({ isAny }) => isAny)
      .toSorted((a, b) => a.ms - b.ms)
  /** In which way these tests notice an error. */
  const noticedBy = async (n, tests) => {
    if (tests.length === 0) return undefined
    // what hangs is noticed; a slow machine is not what hangs
    const patienceMs = 60_000 + 3 * tests.reduce((sum, { ms }) => sum + ms, 0)
    const said = await run({ n, asked: tests.map(({ asked }) => asked) }, patienceMs)
    if (said === 'hung') return 'hung'
    return said.errors > 0 || said.ran.some(({ isOk }) => !isOk) ? 'failed' : undefined
  }

  /** Whether the types hold in the copy as it is. The lint is not asked: it would see how an error is planted, as in `if (true)`. */
  const isTyped = () => spawnSync('npm', ['run', '-s', 'types'], { cwd: copy, stdio: 'ignore' }).status === 0

  const sum = { own: 0, others: 0, types: 0, none: 0 }
  const WORDS = { own: 'noticed by its folder', others: 'noticed elsewhere', types: 'noticed by the types', none: 'NOT NOTICED' }
  const say = (who, { file, code, start, end, by, what }, how) => {
    sum[who] += 1
    const place = `${file}:${code.slice(0, start).split('\n').length}`
    const text = code.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)
    console.log(`${(WORDS[who] + how).padEnd(28)}  ${place}  ${what}: ${text} → ${by.slice(0, 60)}  ${seconds()}`)
  }
  const left = []
  for (const mutation of chosen) {
    const { file, n } = mutation
    since = performance.now()
    const tests = askedOf(n)
    const ownTests = tests.filter((test) => ownFolders(file).some((own) => test.file.startsWith(own)))
    const own = await noticedBy(n, ownTests)
    const otherTests = own || isOwnOnly ? [] : tests.filter((test) => !ownTests.includes(test))
    const others = await noticedBy(n, otherTests)
    const how = (own ?? others) === 'hung' ? ' (hung)' : tests.length === 0 ? ' (no test comes to it)' : ''
    if (own || others) say(own ? 'own' : 'others', mutation, how)
    else left.push({ mutation, how })
  }
  for (const { file, code } of chosen) writeFileSync(join(copy, file), code)
  if (left.length > 0 && !isTyped()) console.log('of no use: the types, which fail without any error')
  for (const { mutation, how } of left) {
    since = performance.now()
    const { file, code, start, end, by } = mutation
    writeFileSync(join(copy, file), code.slice(0, start) + by + code.slice(end))
    say(isTyped() ? 'none' : 'types', mutation, how)
    writeFileSync(join(copy, file), code)
  }
  console.log(
    `Noticed ${chosen.length - sum.none} of ${chosen.length}, ${sum.own} by their own folder's tests and ${sum.types} by the types alone.`,
  )
  process.exit(0)
}
