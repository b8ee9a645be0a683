// Runs one of the TypeScript programs beside this file under plain Node: node launch.mjs NAME ARGUMENTS…
import { join } from 'node:path'
import { bundled } from './bundle.mjs'

const [, launcher, name, ...rest] = process.argv
const program = await bundled(join(import.meta.dirname, `${name}.ts`))
process.argv = [process.argv[0], launcher, ...rest]
try {
  await import(program)
} catch (error) {
  // the program itself is one file, so what is not found is a package: the checkout is newer than what has been installed
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error
  console.error(`${name}: ${/Cannot find package '[^']+'/.exec(error.message)?.[0] ?? error.message}: run npm ci.`)
  process.exitCode = 2
}
