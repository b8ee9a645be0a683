import {
  ACCESS_BASE,
  ACCESS_ROWS,
  type AccessRules,
  ANSWER_BASE,
  ANSWER_ROWS,
  type AnswerRules,
  LOG_LINE_BASE,
  LOG_LINE_ROWS,
  type LogLineRules,
} from './apiserver-answers.ts'
import { APISERVER_PROCESS_BASE, APISERVER_PROCESS_ROWS, type ApiserverProcessRules } from './apiserver-process.ts'
import {
  FLAG_BASE,
  FLAG_CHECK_BASE,
  FLAG_CHECK_ROWS,
  FLAG_ROWS,
  FLAG_TEXT_BASE,
  FLAG_TEXT_ROWS,
  type FlagCheckRules,
  type FlagRules,
  type FlagTextRules,
} from './apiserver-flag-checks.ts'
import { KUBEADM_BASE, KUBEADM_ROWS, type KubeadmRules } from './kubeadm-rules.ts'
import {
  KUBECTL_BASE,
  KUBECTL_ROWS,
  KUBECTL_TABLE_BASE,
  KUBECTL_TABLE_ROWS,
  type KubectlRules,
  type KubectlTableRules,
} from './kubectl-commands.ts'
import {
  KUBELET_API_BASE,
  KUBELET_API_ROWS,
  type KubeletApiRules,
  POD_BASE,
  POD_ROWS,
  type PodRules,
  PROBE_BASE,
  PROBE_ROWS,
  type ProbeRules,
} from './kubelet-pods.ts'
import { MANAGER_BASE, MANAGER_ROWS, type ManagerRules } from './manager-rules.ts'
import { MANIFEST_BASE, MANIFEST_ROWS } from './manifest-rules.ts'
import { OBJECT_BASE, OBJECT_ROWS, type ObjectRules } from './objects.ts'
import { RUNTIME_WORDS, START_BASE, START_ROWS, type StartRules } from './kubelet-starts.ts'
import type { ManifestRules } from '../../manifest/types.ts'
import { NEWEST, OFFERED, OLDEST } from './releases.ts'
import type { Row } from './row.ts'

/**
 * All that differs by Kubernetes release, a theme a file. A row of theirs says since which minor release some rules have other values; what
 * that means to a person, and where it was read, is its line of `src/texts/release-rows.tsv`. A release is 1.9 with all rows up to it.
 */
export interface Rules
  extends
    ManifestRules,
    ProbeRules,
    PodRules,
    StartRules,
    KubeletApiRules,
    ApiserverProcessRules,
    FlagRules,
    FlagCheckRules,
    FlagTextRules,
    LogLineRules,
    AnswerRules,
    AccessRules,
    ManagerRules,
    ObjectRules,
    KubeadmRules,
    KubectlTableRules,
    KubectlRules {}

export interface Release extends Rules {
  /** `1.37` */
  name: string
  /** 37 */
  minor: number
}

export type Change = Row<Rules>

const BASE: Rules = {
  ...MANIFEST_BASE,
  ...PROBE_BASE,
  ...POD_BASE,
  ...START_BASE,
  ...KUBELET_API_BASE,
  ...APISERVER_PROCESS_BASE,
  ...FLAG_BASE,
  ...FLAG_CHECK_BASE,
  ...FLAG_TEXT_BASE,
  ...LOG_LINE_BASE,
  ...ANSWER_BASE,
  ...ACCESS_BASE,
  ...MANAGER_BASE,
  ...OBJECT_BASE,
  ...KUBEADM_BASE,
  ...KUBECTL_TABLE_BASE,
  ...KUBECTL_BASE,
}

/** Oldest first. */
export const CHANGES: readonly Change[] = [
  ...MANIFEST_ROWS,
  ...PROBE_ROWS,
  ...POD_ROWS,
  ...START_ROWS,
  ...KUBELET_API_ROWS,
  ...APISERVER_PROCESS_ROWS,
  ...FLAG_ROWS,
  ...FLAG_CHECK_ROWS,
  ...FLAG_TEXT_ROWS,
  ...LOG_LINE_ROWS,
  ...ANSWER_ROWS,
  ...ACCESS_ROWS,
  ...MANAGER_ROWS,
  ...OBJECT_ROWS,
  ...KUBEADM_ROWS,
  ...KUBECTL_TABLE_ROWS,
  ...KUBECTL_ROWS,
].toSorted((a, b) => a.since - b.since)

const releases = new Map<string, Release>()

/** The rules of a release such as `1.19`. Throws RangeError for one that is not modelled; `parseScenario` has refused it before. */
export function releaseOf(name: string): Release {
  const known = releases.get(name)
  if (known) return known
  const minor = OLDEST + OFFERED.indexOf(name)
  if (minor < OLDEST) throw new RangeError(`Kubernetes ${name} is not modelled: 1.${OLDEST} … 1.${NEWEST} are`)
  const release: Release = Object.assign({}, BASE, ...CHANGES.filter((row) => row.since <= minor).map((row) => row.set), { name, minor })
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
  const known = releases.get(key)
  if (known) return known
  const killingText: Release['killingText'] = (container, why) =>
    release.killingText(container, why).replace(`${release.runtime}://`, `${runtime}://`)
  const other: Release = { ...release, ...RUNTIME_WORDS[runtime], runtime, killingText }
  releases.set(key, other)
  return other
}

/**
 * The rows that lie between two releases, oldest first, whichever of the two is older.
 *
 * Errors: throws RangeError as `releaseOf`.
 */
export function changesBetween(from: string, to: string): readonly Change[] {
  const [low, high] = [releaseOf(from).minor, releaseOf(to).minor].toSorted((a, b) => a - b) as [number, number]
  return CHANGES.filter((row) => row.since > low && row.since <= high)
}
