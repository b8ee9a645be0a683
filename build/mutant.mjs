// Which planted error is happening in this process or thread, for the switches of `build/mutants.mjs`: that of MUTANT. Without one it
// writes into MUTANTS_ASKED which test has come to which error: `n`, its file, and its id unless it was beside the tests of the file.
import { appendFileSync } from 'node:fs'

const { MUTANT, MUTANTS_ASKED } = process.env
const written = new Set()

function write(n, filepath, current) {
  const line = `${n}\t${filepath}\t${current?.type === 'test' ? current.id : ''}\n`
  if (!written.has(line)) appendFileSync(MUTANTS_ASKED, line)
  written.add(line)
}

const active = Number(MUTANT)
const latest = []
globalThis.mutant = (n) => {
  if (MUTANT !== undefined) return n === active
  const { current, filepath } = globalThis.__vitest_worker__ ?? {}
  // what a test runs it runs again and again
  if (latest[n] !== (current ?? filepath)) write(n, filepath, current)
  latest[n] = current ?? filepath
  return false
}
