// Runs one of the TypeScript programs beside this file under plain Node: node launch.mjs NAME ARGUMENTS…
import { join } from 'node:path'
import { bundled } from './bundle.mjs'

const [, launcher, name, ...rest] = process.argv
const program = await bundled(join(import.meta.dirname, `${name}.ts`))
process.argv = [process.argv[0], launcher, ...rest]
await import(program)
