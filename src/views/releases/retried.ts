import { parseFlags, type ParsedFlags } from '../../sim/apiserver/flags/flags.ts'
import { CHANGES, releaseOf, type Change, type Release } from '../../sim/release/release.ts'
import { readIn, type Facts } from './facts.ts'
import { nothing, served, texts, touches, type Verdict } from './verdict.ts'

/**
 * The release before a row, without it and with it alone. Their minors lie between two releases, another for each row, so that
 * whoever keeps what it has read by release keeps them apart; fields and flags are the same for both.
 */
function before(change: Change): [without: Release, alone: Release] {
  const { since, set } = change
  const old = releaseOf(`1.${since - 1}`)
  return [
    { ...old, minor: since - 0.5 },
    { ...old, ...set, minor: since - 0.25 + CHANGES.indexOf(change) / 4096 },
  ]
}

/** A row about manifests: they are read again with it alone. */
export function rereadManifests({ inputs }: Facts, change: Change): Verdict {
  const [without, alone] = before(change)
  for (const [file, text] of Object.entries(inputs.manifests)) {
    const [one, other] = [readIn(inputs, file, text, without), readIn(inputs, file, text, alone)]
    if ((one.pod === undefined) !== (other.pod === undefined))
      return touches(other.pod ? `${file} is accepted from here on.` : `${file} is refused from here on: ${other.error ?? ''}`)
    if (one.error !== other.error) return texts(`${file} is refused in other words.`)
  }
  return nothing('The manifests here are read as before.')
}

/** A row about flags: the same. */
export function reparseFlags(facts: Facts, change: Change): Verdict {
  const [without, alone] = before(change)
  return served(facts, () => {
    for (const { args, files } of facts.servers) {
      const [one, other] = [without, alone].map((release) => parseFlags(args, files, release)) as [ParsedFlags, ParsedFlags]
      if ((one.config === undefined) !== (other.config === undefined))
        return touches(
          other.config
            ? 'The flags here are accepted from here on.'
            : `The flags here are refused from here on: ${other.says.at(-1) ?? ''}`,
        )
      if (one.says.join('\n') !== other.says.join('\n') || one.exit !== other.exit) return texts('Texts only: the kube-apiserver’s log.')
    }
    return nothing('The flags here are read as before.')
  })
}
