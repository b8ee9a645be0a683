import { scenarioText } from '../cluster/compare.ts'
import { evidenceOf } from '../cluster/evidence.ts'
import { knowsRelease } from '../share/payload.ts'
import { NEWEST, OLDEST } from '../sim/release/releases.ts'
import { type Io, readTexts, refusalOf } from './io.ts'
import { readOptions } from './arguments.ts'

const USAGE = `usage: whyrestart from FILE… [--release 1.34]
  FILE               what kubectl get pod NAME -o yaml, kubectl get events -o json, kubectl describe pod NAME and a kubelet's
                     journal have printed, several in one file or in several; - reads the standard input
  --release 1.34     the cluster's release, where no text says it
Prints a scenario of two lanes, what really happened and a simulation of it; what was understood and what the texts do not tell
stands in comments before it. Nothing is sent anywhere.
`

const refuse = refusalOf('from')

/**
 * A scenario out of what a real cluster has printed, with what was understood and what was assumed in front. Returns the exit code.
 *
 * Errors: written; exit 2 where a file cannot be read, or where no pod is told of.
 */
export function fromCluster(argv: readonly string[], io: Io): number {
  const read = readOptions(argv, { release: 'value' })
  if (typeof read === 'string') return refuse(io, read)
  const { help, words: files, options } = read
  if (help) {
    io.out(USAGE)
    return 0
  }
  const strange = options.find(({ value }) => !knowsRelease(value))
  if (strange) return refuse(io, `--release ${strange.value} is none that is simulated; allowed: 1.${OLDEST} to 1.${NEWEST}`)
  const release = options.at(-1)?.value
  if (files.length === 0) return refuse(io, 'which texts? Name files, or - for the standard input')
  const texts = readTexts(files, io)
  if ('error' in texts) return refuse(io, texts.error)
  const { incident, comparison } = evidenceOf(texts, release)
  if (!incident.document) return refuse(io, incident.troubles.join(' '))
  io.out(scenarioText(incident, comparison))
  return 0
}
