import { compareWithReal } from '../cluster/compare.ts'
import { incidentOf } from '../cluster/incident.ts'
import { scenarioText } from '../cluster/words.ts'
import { NEWEST } from '../sim/release/releases.ts'
import { knowsRelease } from '../share/payload.ts'
import type { Io } from './io.ts'

const USAGE = `usage: whyrestart from FILE… [--release 1.34]
  FILE               what kubectl get pod NAME -o yaml, kubectl get events -o json, kubectl describe pod NAME and a kubelet's
                     journal have printed, several in one file or in several; - reads the standard input
  --release 1.34     the cluster's release, where no text says it
Prints a scenario of two lanes, what really happened and a simulation of it; what was understood and what the texts do not tell
stands in comments before it. Nothing is sent anywhere.
`

const REFUSED = 2

/**
 * A scenario out of what a real cluster has printed, with what was understood and what was assumed in front. Returns the exit code.
 *
 * Errors: written; exit 2 where a file cannot be read, or where no pod is told of.
 */
export function fromCluster(argv: readonly string[], io: Io): number {
  const files: string[] = []
  let release = `1.${NEWEST}`
  let isAsked = false
  const values = [...argv]
  while (values.length > 0) {
    const word = values.shift()!
    if (word === '--help' || word === '-h') {
      io.out(USAGE)
      return 0
    }
    if (word === '--release' || word.startsWith('--release=')) {
      const value = word === '--release' ? values.shift() : word.slice('--release='.length)
      if (value === undefined || !knowsRelease(value)) return refuse(io, `--release ${value ?? ''} is none that is simulated, such as 1.34`)
      release = value
      isAsked = true
    } else if (word.startsWith('-') && word !== '-') return refuse(io, `unknown option ${word}; known are --release, --help`)
    else files.push(word)
  }
  if (files.length === 0) return refuse(io, 'which texts? Name files, or - for the standard input')
  const texts: string[] = []
  for (const file of files) {
    try {
      texts.push(io.read(file))
    } catch (error) {
      return refuse(io, `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const incident = incidentOf(texts, release, isAsked)
  if (!incident.document) return refuse(io, incident.troubles.join(' '))
  io.out(scenarioText(incident, compareWithReal(incident)))
  return 0
}

function refuse(io: Io, line: string): number {
  io.err(`from: ${line}\n`)
  return REFUSED
}
