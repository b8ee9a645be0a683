import { ANSWERS, OBJECT } from './apiserver-answers.ts'
import { APISERVER_PROCESS, FLAGS } from './apiserver-process.ts'
import { KUBEADM } from './kubeadm.ts'
import { KUBECTL } from './kubectl-commands.ts'
import { KUBELET, RUNTIME_WORDS, START } from './kubelet-pods.ts'
import { MANAGER } from './manager-rules.ts'
import { MANIFEST } from './manifest-rules.ts'
import { NEWEST, OFFERED, OLDEST } from './releases.ts'
import { type ReleaseRule, valuesAt, type ValuesOf } from './rule.ts'

/** All that differs by Kubernetes release, a theme a file. */
const RULES = {
  ...MANIFEST,
  ...KUBELET,
  ...START,
  ...APISERVER_PROCESS,
  ...FLAGS,
  ...ANSWERS,
  ...MANAGER,
  ...OBJECT,
  ...KUBEADM,
  ...KUBECTL,
}

export type Rules = ValuesOf<typeof RULES>

export interface Release extends Rules {
  /** `1.37` */
  name: string
  /** 37 */
  minor: number
}

/** What is one change to a reader. What it means to a person, and how it is known, is the line of its name in `src/texts/release-rows.tsv`. */
export interface RulesRow {
  /** Its release, and the rule that it is about: `1.16 livez`. */
  name: string
  /** The first minor release that has it. */
  since: number
  set: Partial<Rules>
}

/** Oldest first. */
export const CHANGES: readonly RulesRow[] = changesOf(RULES).toSorted((a, b) => a.since - b.since)

function changesOf(rules: Readonly<Record<string, ReleaseRule<unknown>>>): RulesRow[] {
  const leaderOf = (name: string, since: string): string => {
    const { shownWith } = rules[name]!
    return shownWith !== undefined && Object.hasOwn(rules[shownWith]!.changes, since) ? leaderOf(shownWith, since) : name
  }
  const rows = new Map<string, RulesRow>()
  for (const [rule, { changes }] of Object.entries(rules))
    for (const [since, value] of Object.entries(changes)) {
      const name = `1.${since} ${leaderOf(rule, since)}`
      rows.set(name, { name, since: Number(since), set: { ...rows.get(name)?.set, [rule]: value } })
    }
  return [...rows.values()]
}

const releases = new Map<string, Release>()

/** The rules of a release such as `1.19`. Throws RangeError for one that is not modelled; `parseScenario` has refused it before. */
export function releaseOf(name: string): Release {
  const cached = releases.get(name)
  if (cached) return cached
  const minor = OLDEST + OFFERED.indexOf(name)
  if (minor < OLDEST) throw new RangeError(`Kubernetes ${name} is not modelled: 1.${OLDEST} … 1.${NEWEST} are`)
  const release: Release = { ...valuesAt(RULES, minor), name, minor }
  releases.set(name, release)
  return release
}

/** Lets `releaseOf` find a release under a name that no scenario can say, for a run that tries a rule. */
export function addTrialRelease(name: string, release: Release): void {
  releases.set(name, release)
}

/** The last release whose kubelet speaks to Docker by itself. */
const LAST_DOCKERSHIM = 23

/**
 * Whether a release's nodes may run Docker or containerd; which they do is the release's own, where nothing is said.
 *
 * Follows: pkg/kubelet/dockershim, gone in v1.24.
 */
export function hasRuntime(kubernetes: string, runtime: Rules['runtime']): boolean {
  return runtime === 'containerd' || releaseOf(kubernetes).minor <= LAST_DOCKERSHIM
}

/**
 * The rules of a release as its nodes run it: with the container runtime that is named, where the release has that. Errors: as `releaseOf`.
 */
export function releaseFor({ kubernetes, runtime }: { kubernetes: string; runtime?: Rules['runtime'] | undefined }): Release {
  const release = releaseOf(kubernetes)
  if (runtime === undefined || runtime === release.runtime || !hasRuntime(kubernetes, runtime)) return release
  const key = `${kubernetes} ${runtime}`
  const cached = releases.get(key)
  if (cached) return cached
  const killingText: Release['killingText'] = (container, why) =>
    release.killingText(container, why).replace(`${release.runtime}://`, `${runtime}://`)
  const changedText: Release['changedText'] = (...told) => release.changedText(...told).replace(`${release.runtime}://`, `${runtime}://`)
  const other: Release = { ...release, ...RUNTIME_WORDS[runtime], runtime, killingText, changedText }
  releases.set(key, other)
  return other
}

/**
 * The rows that lie between two releases, oldest first, whichever of the two is older.
 *
 * Errors: throws RangeError as `releaseOf`.
 */
export function changesBetween(from: string, to: string): readonly RulesRow[] {
  const [low, high] = [releaseOf(from).minor, releaseOf(to).minor].toSorted((a, b) => a - b) as [number, number]
  return CHANGES.filter((row) => row.since > low && row.since <= high)
}
