import { own } from '../manifest/own.ts'
import { PACKAGE_USAGE } from './arguments.ts'
import { fromCluster } from './from-cluster.ts'
import { lint } from './lint-command.ts'
import { main } from './main.ts'
import { nodeIo } from './node-io.ts'
import { serve } from './serve.ts'
import { why } from './why-command.ts'

const [, , ...words] = process.argv
const [first = '', ...rest] = words
const command = own({ lint, from: fromCluster, why, serve }, first)
const io = nodeIo()
// Not process.exit: a pipe must get all of the output first.
process.exitCode = await (command ? command(rest, io) : main(words, io, PACKAGE_USAGE))
process.stdout.on('error', () => {})
