import { main } from './main.ts'
import { nodeIo } from './node-io.ts'

// Not process.exit: a pipe must get all of the output first.
process.exitCode = main(process.argv.slice(2), nodeIo())
process.stdout.on('error', () => {})
