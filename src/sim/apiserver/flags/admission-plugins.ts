import { quoteGo } from '../../../manifest/go/strconv.ts'
import { readTable } from '../../../texts/text-table.ts'
import { UpstreamTable } from '../../../upstream/upstream-table.ts'
import type { Release } from '../../release/release.ts'
import table from './admission-plugins.tsv?raw'
import type { FlagError, FlagReader } from './flag-reader.ts'

const PLUGINS = new UpstreamTable(
  Object.fromEntries(readTable(table, 'plugin', 'releases').map(({ plugin, releases }) => [plugin, releases])),
)

/** The admission plugins of a release. */
export const pluginsOf = (minor: number): string[] => PLUGINS.names.filter((name) => PLUGINS.at(name, minor) !== undefined)

const isPlugin = (name: string, { minor }: Release): boolean => PLUGINS.at(name, minor) !== undefined

/**
 * The first admission plugin that is none, where only making the plugins finds it.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/admission/plugins.go, InitPlugin (v1.9.4).
 */
export function pluginError(flags: FlagReader, release: Release): FlagError | undefined {
  const unknown = flags.list('admission-control').find((name) => !isPlugin(name, release))
  return unknown === undefined ? undefined : [`${release.admissionErrorPrefix}Unknown admission plugin: ${unknown}`, 'admission-control']
}

/** What is wrong with the admission plugins, where it is found with the other flags. */
export function validatePlugins(flags: FlagReader, release: Release): FlagError[] {
  const errors: FlagError[] = []
  const [enabled, disabled] = [flags.list('enable-admission-plugins'), flags.list('disable-admission-plugins')]
  const old = flags.list('admission-control')
  if (flags.isSet('admission-control') && flags.isSet('enable-admission-plugins', 'disable-admission-plugins'))
    errors.push([
      'admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive',
      'admission-control',
      'enable-admission-plugins',
      'disable-admission-plugins',
    ])
  const named = { 'admission-control': old, 'enable-admission-plugins': enabled, 'disable-admission-plugins': disabled }
  for (const [flag, names] of Object.entries(named))
    for (const name of names) if (!isPlugin(name, release)) errors.push([`${flag} plugin ${quoteGo(name)} is unknown`, flag])
  const both = [...new Set(enabled)].filter((name) => disabled.includes(name)).toSorted()
  if (both.length > 0)
    errors.push([
      `[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`,
      'enable-admission-plugins',
      'disable-admission-plugins',
    ])
  return errors
}
