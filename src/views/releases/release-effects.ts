import { grouped } from '../../manifest/own.ts'
import { readManifest } from '../../manifest/parse.ts'
import { type Manifest, type Pod, placedContainers } from '../../manifest/types.ts'
import { type FlagRow, FLAGS } from '../../sim/apiserver/flags/flag-table.ts'
import { type ParsedFlags, parseFlags } from '../../sim/apiserver/flags/flags.ts'
import { filesOf, runningOf } from '../../sim/kubelet/running.ts'
import { hostAtStart, type ProgramFiles } from '../../sim/node/container-files.ts'
import { MANIFEST_DIRECTORY } from '../../sim/node/file-changes.ts'
import { type RulesRow, changesBetween, type Release, releaseOf } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { type Baseline, type Effect, runBefore, textOf, touches, tryRow } from './trial.ts'

/** What the pods have, in either release. */
interface ReleaseFacts {
  inputs: Inputs
  /** Command lines of kube-apiservers, without the binary, and the files that each sees. */
  servers: readonly { args: readonly string[]; files: ProgramFiles }[]
}

/** What the pods of a lane have, read as each of the releases reads them; a pod that either refuses is the other's alone. */
function factsOf(inputs: Inputs, releases: readonly string[]): ReleaseFacts {
  const pods = releases.flatMap((name) =>
    Object.entries(inputs.manifests).flatMap(([file, text]): readonly Pod[] => {
      const { pod } = readIn(inputs, file, text, releaseOf(name))
      return pod ? [pod] : []
    }),
  )
  const host = hostAtStart(inputs, releaseOf(inputs.kubernetes).runtime)
  return {
    inputs,
    servers: [
      ...new Map(
        pods
          .flatMap((pod) =>
            placedContainers(pod).map(({ container }) => ({
              ...runningOf(pod, container, inputs),
              files: filesOf(pod, container, inputs, host),
            })),
          )
          .filter(({ program }) => program === 'kube-apiserver')
          .map(({ args, files }) => [JSON.stringify([args, files.key]), { args, files }]),
      ).values(),
    ],
  }
}

/** A lane's file as a release's kubelet reads it on the lane's node. Errors: in the manifest's diagnostics. */
function readIn(inputs: Inputs, file: string, text: string, release: Release): Manifest {
  return readManifest(text, { file: `${MANIFEST_DIRECTORY}/${file}`, nodeName: inputs.node.name, release })
}

/** Fields that one of the two drops without a word. */
function fieldEffects(from: string, to: string, inputs: Inputs): Effect[] {
  const [low, high] = ordered(from, to)
  return Object.entries(inputs.manifests).flatMap(([file, text]) => {
    const dropped = (minor: number): ReadonlySet<string> =>
      new Set(
        readIn(inputs, file, text, releaseOf(`1.${minor}`)).diagnostics.flatMap(({ code, path }) =>
          code === 'RELEASE_FIELD' ? [path] : [],
        ),
      )
    const [old, young] = [dropped(low), dropped(high)]
    return [...new Set([...old, ...young])]
      .filter((path) => old.has(path) !== young.has(path))
      .map((path): Effect => {
        const since = firstMinor(low, high, (minor) => dropped(minor).has(path) !== old.has(path))
        const known = old.has(path)
        return {
          change: {
            since,
            says: `The field ${path.split('.').at(-1)} is ${known ? 'known' : 'gone'}.`,
            source: 'staging/src/k8s.io/api/core/v1/types.go',
          },
          ...touches(`${file} has ${path}: ${known ? 'before' : 'from here on'}, the kubelet drops it without a word.`),
        }
      })
  })
}

/** Flags that one of the two does not know. */
function flagEffects(from: string, to: string, { servers }: ReleaseFacts): Effect[] {
  const [low, high] = ordered(from, to)
  const names = new Set(servers.flatMap(({ args }) => args).flatMap((arg) => /^--([\w-]+)/.exec(arg)?.[1]?.replaceAll('_', '-') ?? []))
  return [...names].flatMap((name): Effect[] => {
    const hasFlag = (minor: number): boolean => FLAGS.some((row: FlagRow) => row.name === name && row.since <= minor && minor <= row.until)
    if (hasFlag(low) === hasFlag(high)) return []
    const since = firstMinor(low, high, (minor) => hasFlag(minor) !== hasFlag(low))
    const change = {
      since,
      says: `The flag --${name} is ${hasFlag(high) ? 'known' : 'unknown'}.`,
      source: 'cmd/kube-apiserver/app/options/options.go',
    }
    return [
      {
        change,
        ...touches(`--${name} is given: ${hasFlag(high) ? 'before' : 'from here on'}, the kube-apiserver does not start with it.`),
      },
    ]
  })
}

/** Releases from which on a manifest or its flags are refused, or no longer are, where no row says why. */
function refusals(from: string, to: string, facts: ReleaseFacts, known: readonly Effect[]): Effect[] {
  const [low, high] = ordered(from, to)
  const { inputs, servers } = facts
  const effects: Effect[] = []
  for (let minor = low + 1; minor <= high; minor++) {
    if (
      known.some(
        ({ change, touches: does, why }) => does && change.since === minor && /refused|accepted|not start|no longer starts/.test(why),
      )
    )
      continue
    const [old, young] = [releaseOf(`1.${minor - 1}`), releaseOf(`1.${minor}`)]
    const add = (what: string, source: string, accepted: boolean, words: string): void => {
      effects.push({
        change: { since: minor, says: `${what} ${accepted ? 'accepted' : 'refused'}.`, source },
        ...touches(`${accepted ? 'Before' : 'From here on'}: ${words}`),
      })
    }
    for (const [file, text] of Object.entries(inputs.manifests)) {
      const [manifest, other] = [readIn(inputs, file, text, old), readIn(inputs, file, text, young)]
      if ((manifest.pod === undefined) !== (other.pod === undefined))
        add(`${file} is`, 'pkg/apis/core/validation/validation.go', other.pod !== undefined, manifest.error ?? other.error!)
    }
    for (const { args, files } of servers) {
      const [parsedFlags, other] = [old, young].map((release) => parseFlags(args, files, release)) as [ParsedFlags, ParsedFlags]
      if ((parsedFlags.config === undefined) === (other.config === undefined)) continue
      add(
        'The flags here are',
        'cmd/kube-apiserver/app/options/validation.go',
        other.config !== undefined,
        (parsedFlags.config ? other : parsedFlags).says.at(-1)!,
      )
    }
  }
  return effects
}

function ordered(from: string, to: string): [number, number] {
  const [a, b] = [releaseOf(from).minor, releaseOf(to).minor]
  return [Math.min(a, b), Math.max(a, b)]
}

function firstMinor(low: number, high: number, is: (minor: number) => boolean): number {
  for (let minor = low + 1; minor < high; minor++) if (is(minor)) return minor
  return high
}

/** How many of the rows have been tried. */
export interface TrialProgress {
  done: number
  all: number
}

/**
 * What lies between two releases, and what it does to a lane: what touches it first, then what changes texts only, each oldest first.
 * Which of the two releases is older does not matter. It is found by running the lane: on the release before each row, and on that
 * release with the row alone.
 *
 * Errors: throws RangeError as `releaseOf`. Each row names its own source.
 */
export function* effectsOf(from: string, to: string, inputs: Inputs): Generator<TrialProgress, Effect[]> {
  const rows = changesBetween(from, to)
  const known: Effect[] = []
  for (const [since, changes] of grouped(rows, (row) => row.since)) {
    const baseline = runBefore(inputs, since - 1)
    for (const change of changes) {
      yield { done: known.length, all: rows.length }
      known.push(effectOf(baseline, change))
    }
  }
  const facts = factsOf(inputs, [from, to])
  known.push(...fieldEffects(from, to, inputs), ...flagEffects(from, to, facts))
  const effects = [...known, ...refusals(from, to, facts, known)]
  const weight = (effect: Effect): number => (effect.touches ? 0 : effect.texts ? 1 : 2)
  return effects.toSorted((a, b) => weight(a) - weight(b) || a.change.since - b.change.since)
}

function effectOf(baseline: Baseline, change: RulesRow): Effect {
  const text = { since: change.since, ...textOf(change) }
  const difference = tryRow(baseline, change)
  if (!difference) return { change: text, touches: false, texts: false, why: 'The run is the same with it.' }
  return { change: text, texts: true, ...difference }
}
