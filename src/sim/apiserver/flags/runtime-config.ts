import type { Release } from '../../release/release.ts'
import { readBool } from '../../../manifest/go/strconv.ts'
import { knownVersions, knowsVersion } from '../requests/discovery.ts'
import type { FlagReader, FlagError } from './flag-reader.ts'

const FLAG = 'runtime-config'
/** What stands for many versions. */
const MATCHERS = ['api/all', 'api/ga', 'api/beta', 'api/alpha']

/** Of a later release than has been read only what is gone by then is known not to be there. */
function isUnknown(group: string, version: string, release: Release): boolean {
  const isNew = release.minor > LAST_READ && !knowsVersion(group, version)
  return !isNew && !knownVersions(group, release).includes(version)
}

const LAST_READ = 36

/** The core group has names of old. Follows: pkg/controlplane/apiserver/options/options.go, Complete (v1.34.0). */
function configOf(flags: FlagReader): Record<string, string> {
  const config: Record<string, string> = {}
  for (const [key, value] of Object.entries(flags.map(FLAG)))
    if (key !== 'api/legacy') config[/^(api\/)?v1(\/|$)/.test(key) ? CORE : key] = value
  return config
}

const CORE = '/v1'

/**
 * What is wrong with --runtime-config, before anybody looks at the values.
 *
 * Errors: the texts, each with its flag; the first key that is none ends it.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/api_enablement.go, Validate; resourceconfig/helpers.go, ParseGroups (v0.20.15).
 */
export function validateRuntimeConfig(flags: FlagReader, release: Release): FlagError[] {
  const config = configOf(flags)
  const keys = Object.keys(config)
  if (config['api/all'] === 'false' && keys.length === 1)
    return [[`invalid ${release.runtimeConfigVersioned ? 'runtime-config' : 'key'} with only api/all=false`, FLAG]]
  const unknown: string[] = []
  for (const key of keys.filter((key) => !MATCHERS.includes(key))) {
    const parts = key.split('/')
    if (parts.length !== 2 && parts.length !== 3) return [[`runtime-config invalid key ${key}`, FLAG]]
    if (knownVersions(parts[0]!, release).length === 0)
      unknown.push(release.runtimeConfigVersioned ? parts.slice(0, 2).join('/') : parts[0]!)
  }
  const names = release.runtimeConfigVersioned ? [...new Set(unknown)].toSorted() : unknown
  return names.length > 0 ? [[`unknown api groups ${names.join(',')}`, FLAG]] : []
}

/**
 * The first key of --runtime-config whose value is no bool, or whose version is none: those that stand for many come first.
 *
 * Errors: the text. Follows: the second file, MergeAPIResourceConfigs and applyVersionAndResourcePreferences (v0.34.0).
 */
export function runtimeConfigError(flags: FlagReader, release: Release): string | undefined {
  const config = release.runtimeConfigChecked === 'storage' ? flags.map(FLAG) : configOf(flags)
  if (release.runtimeConfigChecked === 'storage') {
    const error = versionsError(config, release)
    return error === undefined ? undefined : `error in initializing storage factory: ${error}`
  }
  const wrong = MATCHERS.find((key) => config[key] !== undefined && !['true', 'false'].includes(config[key]))
  if (wrong !== undefined) return `invalid value ${wrong}=${config[wrong]}`
  return groupVersionError(config, release)
}

/** The first version that the release has not, or whose value is no bool. Follows: as above. */
function groupVersionError(config: Readonly<Record<string, string>>, release: Release): string | undefined {
  for (const [key, value] of Object.entries(config)) {
    if (MATCHERS.includes(key)) continue
    const [group = '', version = ''] = key.split('/')
    if (isUnknown(group, version, release))
      return `group version ${group === '' ? version : `${group}/${version}`} that has not been registered`
    const { error } = value === '' ? {} : readBool(value)
    if (error !== undefined) return `invalid value of ${key}: ${value}, err: ${error}`
  }
  return undefined
}

/**
 * The first key of a version, then of a resource, that is none, or whose value is no bool; keys of another form are passed over.
 *
 * Follows: pkg/kubeapiserver/default_storage_factory_builder.go, mergeAPIResourceConfigs (v1.9.4).
 */
function versionsError(config: Readonly<Record<string, string>>, release: Release): string | undefined {
  for (const parts of [2, 3])
    for (const [key, value] of Object.entries(config)) {
      const tokens = key.split('/')
      if (tokens.length !== parts || key === 'api/all' || key === 'api/legacy') continue
      const [group = '', version = ''] = key === 'api/v1' ? CORE.split('/') : tokens
      if (!knownVersions(group, release).includes(version))
        return `group version ${group === '' ? version : `${group}/${version}`} that has not been registered`
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
export function validateFairnessApi(flags: FlagReader, release: Release): FlagError[] {
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
