// Which planted error is happening in this process or thread, for the switches of `build/mutants.mjs`: that of MUTANT. Without one it
// writes into MUTANTS_ASKED which test has come to which error: `n`, its file, and its id unless it was beside the tests of the file.
import { appendFileSync } from 'node:fs'

const { MUTANT, MUTANTS_ASKED } = process.env
const written = new Set()

function write(n) {
  const { filepath, current } = globalThis.__vitest_worker__ ?? {}
  if (filepath === undefined) return
  const line = `${n}\t${filepath}\t${current?.type === 'test' ? current.id : ''}\n`
  if (!written.has(line)) appendFileSync(MUTANTS_ASKED, line)
  written.add(line)
}

const active = Number(MUTANT)
const latest = []
globalThis.mutant = (n) => {
  if (MUTANT !== undefined) return n === active
  const test = globalThis.__vitest_worker__?.current
  // what a test runs it runs again and again
  if (test === undefined || latest[n] !== test) write(n)
  latest[n] = test
  return false
}
