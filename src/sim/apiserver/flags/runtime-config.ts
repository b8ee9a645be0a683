import type { Release } from '../../release/release.ts'
import { readBool } from './strconv.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'

const FLAG = 'runtime-config'
/** What stands for many versions. */
const MATCHERS = ['api/all', 'api/ga', 'api/beta', 'api/alpha']

/** API groups that kube-apiserver knows, with the first and the last release where that is not all. */
const GROUPS: Readonly<Record<string, readonly [since: number, until: number]>> = Object.fromEntries(
  `admission.k8s.io admissionregistration.k8s.io apiextensions.k8s.io apiregistration.k8s.io apps authentication.k8s.io
  authorization.k8s.io autoscaling batch certificates.k8s.io extensions imagepolicy.k8s.io networking.k8s.io policy
  rbac.authorization.k8s.io storage.k8s.io scheduling.k8s.io events.k8s.io settings.k8s.io:8-19 coordination.k8s.io:12
  auditregistration.k8s.io:13-18 node.k8s.io:14 discovery.k8s.io:16 flowcontrol.apiserver.k8s.io:17
  internal.apiserver.k8s.io:20 resource.k8s.io:26 storagemigration.k8s.io:30`
    .split(/\s+/)
    .map((text) => {
      const [name = '', since = '0', until = '99'] = text.split(/[:-]/)
      return [name, [Number(since), Number(until)]]
    }),
)

/**
 * Which versions of its groups kube-apiserver knows, served or not, with the releases of those that it has not always known. Groups of
 * other servers in it are left out.
 * Follows: k8s.io/api, the register.go of each group at the last patch of each release from 1.9 to 1.36.
 */
const VERSIONS = `admission.k8s.io v1:16 v1beta1
admissionregistration.k8s.io v1:16 v1alpha1:9-13,26 v1beta1
apps v1 v1beta1 v1beta2
auditregistration.k8s.io v1alpha1
authentication.k8s.io v1 v1alpha1:26 v1beta1
authorization.k8s.io v1 v1beta1
autoscaling v1 v2:23 v2beta1:9-35 v2beta2:12-35
batch v1 v1beta1 v2alpha1:9-20
certificates.k8s.io v1:19 v1alpha1:27 v1beta1
coordination.k8s.io v1:14 v1alpha1:31-31 v1alpha2:32 v1beta1
discovery.k8s.io v1:21 v1alpha1:16-20 v1beta1:17
events.k8s.io v1:19 v1beta1
extensions v1beta1
flowcontrol.apiserver.k8s.io v1:29 v1alpha1:17-28 v1beta1:20 v1beta2:23 v1beta3:26
imagepolicy.k8s.io v1alpha1
internal.apiserver.k8s.io v1alpha1
networking.k8s.io v1 v1alpha1:25-33 v1beta1:14
node.k8s.io v1:20 v1alpha1 v1beta1
policy v1:21 v1beta1
rbac.authorization.k8s.io v1 v1alpha1 v1beta1
resource.k8s.io v1:34 v1alpha1:26-26 v1alpha2:27-30 v1alpha3:31 v1beta1:32 v1beta2:33
scheduling.k8s.io v1:14 v1alpha1:9-35 v1alpha2:36 v1beta1:11
settings.k8s.io v1alpha1
storage.k8s.io v1 v1alpha1 v1beta1
storagemigration.k8s.io v1alpha1:30-34 v1beta1:35`
const LAST_READ = 36

/** Whether a release knows a version of a group; undefined where nobody has read it. */
function knows(group: string, version: string, minor: number): boolean | undefined {
  const line = VERSIONS.split('\n').find((one) => one.startsWith(`${group} `))
  const of = line?.split(' ').find((one) => one.split(':')[0] === version)
  if (line === undefined || (of === undefined && minor > LAST_READ)) return undefined
  const ranges = of?.split(':')[1]?.split(',') ?? (of === undefined ? [] : ['0'])
  return ranges.some((range) => {
    const [since, until = '99'] = range.split('-')
    return minor >= Number(since) && minor <= Number(until)
  })
}

/**
 * What is wrong with --runtime-config, before anybody looks at the values.
 *
 * Errors: the texts, each with its flag; the first key that is none ends it.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/api_enablement.go, Validate; resourceconfig/helpers.go, ParseGroups (v0.20.15).
 */
export function validateRuntimeConfig(flags: FlagReader, release: Release): Wrong[] {
  const config = flags.map(FLAG)
  const keys = Object.keys(config)
  if (config['api/all'] === 'false' && keys.length === 1) return [['invalid key with only api/all=false', FLAG]]
  const unknown: string[] = []
  for (const key of keys.filter((one) => !MATCHERS.includes(one))) {
    const parts = key.split('/')
    if (parts.length !== 2 && parts.length !== 3) return [[`runtime-config invalid key ${key}`, FLAG]]
    // an empty group is the core group
    const [since, until] = parts[0] === '' ? [0, 99] : (GROUPS[parts[0]!] ?? [99, 0])
    if (release.minor < since || release.minor > until) unknown.push(parts[0]!)
  }
  return unknown.length > 0 ? [[`unknown api groups ${unknown.join(',')}`, FLAG]] : []
}

/**
 * The first value of --runtime-config that stands for many versions and is no bool, or the first version that the release has not.
 *
 * Errors: the text. Follows: the second file, MergeAPIResourceConfigs (v1.10.13, v0.20.15, v0.36.2).
 */
export function runtimeConfigError(flags: FlagReader, release: Release): string | undefined {
  const config = flags.map(FLAG)
  if (release.runtimeConfigChecked === 'storage') {
    const error = versionsError(config)
    return error === undefined ? undefined : `error in initializing storage factory: ${error}`
  }
  const wrong = MATCHERS.find((key) => config[key] !== undefined && !['true', 'false'].includes(config[key]))
  if (wrong !== undefined) return `invalid value ${wrong}=${config[wrong]}`
  return Object.keys(config).length > 0 ? groupVersionError(config, release.minor) : undefined
}

/** The first version that the release has not, or whose value is no bool. Follows: as above. */
function groupVersionError(config: Readonly<Record<string, string>>, minor: number): string | undefined {
  for (const [key, value] of Object.entries(config)) {
    const [group = '', version = '', more] = key.split('/')
    if (MATCHERS.includes(key) || more !== undefined) continue
    if (knows(group, version, minor) === false) return `group version ${group}/${version} that has not been registered`
    const { error } = value === '' ? {} : readBool(value)
    if (error !== undefined) return `invalid value of ${key}: ${value}, err: ${error}`
  }
  return undefined
}

/** The versions that kube-apiserver 1.9 knows, whether it serves them or not. */
const VERSIONS_1_9 = new Set(
  `v1 admission.k8s.io/v1beta1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 apps/v1 apps/v1beta1
  apps/v1beta2 authentication.k8s.io/v1 authentication.k8s.io/v1beta1 authorization.k8s.io/v1 authorization.k8s.io/v1beta1
  autoscaling/v1 autoscaling/v2beta1 batch/v1 batch/v1beta1 batch/v2alpha1 certificates.k8s.io/v1beta1 componentconfig/v1alpha1
  events.k8s.io/v1beta1 extensions/v1beta1 imagepolicy.k8s.io/v1alpha1 networking.k8s.io/v1 policy/v1beta1
  rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1alpha1 rbac.authorization.k8s.io/v1beta1 scheduling.k8s.io/v1alpha1
  settings.k8s.io/v1alpha1 storage.k8s.io/v1 storage.k8s.io/v1alpha1 storage.k8s.io/v1beta1`.split(/\s+/),
)

/**
 * The first key of a version, then of a resource, that is none, or whose value is no bool; keys of another form are passed over.
 *
 * Follows: pkg/kubeapiserver/default_storage_factory_builder.go, mergeAPIResourceConfigs (v1.9.4).
 */
function versionsError(config: Readonly<Record<string, string>>): string | undefined {
  for (const parts of [2, 3])
    for (const [key, value] of Object.entries(config)) {
      const tokens = key.split('/')
      if (tokens.length !== parts || key === 'api/all' || key === 'api/legacy') continue
      const named = tokens.slice(0, 2).join('/')
      const version = named === 'api/v1' ? 'v1' : named
      if (!VERSIONS_1_9.has(version)) return `group version ${version} that has not been registered`
      const { error } = value === '' ? {} : readBool(value)
      if (error !== undefined) return `invalid value of ${key}: ${value}, err: ${error}`
    }
  return undefined
}

/**
 * Priority and fairness needs its own API.
 *
 * Errors: the texts. Follows: pkg/controlplane/apiserver/options/validation.go, validateAPIPriorityAndFairness (v1.29).
 */
export function validateFairnessApi(flags: FlagReader, release: Release): Wrong[] {
  if (!flags.bool('enable-priority-and-fairness', true)) return []
  const text = Object.entries(flags.map(FLAG))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  for (const api of release.fairnessApis) {
    if (text.includes(`${api}=false`))
      return [[`--runtime-config=${api}=false conflicts with --enable-priority-and-fairness=true`, FLAG, 'enable-priority-and-fairness']]
    if (text.includes(`${api}=true`)) return []
  }
  return []
}
