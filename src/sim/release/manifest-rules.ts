import type { ManifestRules } from '../../manifest/types.ts'
import { rule, since, until, type RulesFor } from './rule.ts'

const ENVIRONMENT_FIELDS =
  'metadata.name metadata.namespace metadata.uid spec.nodeName spec.serviceAccountName status.hostIP status.hostIPs status.podIP status.podIPs'
const without = (...fields: readonly string[]): string[] => ENVIRONMENT_FIELDS.split(' ').filter((field) => !fields.includes(field))

/** Rules of how a manifest is read. */
export const MANIFEST: RulesFor<ManifestRules> = {
  yamlScannerLine: rule('one less', { 13: 'exact' }),
  jsonDecoder: rule('json-iterator 2017', { 10: 'json-iterator', 23: 'sigs.k8s.io/json' }),
  embeddedNamed: since(35),
  schemeName: rule('', {
    12: ' in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:29"',
    15: ' in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"',
    19: ' in scheme "pkg/runtime/scheme.go:101"',
    20: ' in scheme "pkg/runtime/scheme.go:100"',
    33: ' in scheme "pkg/runtime/scheme.go:110"',
    35: ' in scheme "pkg/runtime/scheme.go:111"',
  }),
  manifestErrorText: rule(
    (file, problem, parsed) =>
      `Can't process manifest file "${file}": ${parsed ? problem : `${file}: couldn't parse as pod(${problem}), please check manifest file.`}`,
    {
      11: (file, problem, parsed) =>
        `can't process config file "${file}": ${parsed ? problem : `${file}: couldn't parse as pod(${problem}), please check config file.`}`,
      16: (file, problem, parsed) =>
        `can't process config file "${file}": ${parsed ? problem : `${file}: couldn't parse as pod(${problem}), please check config file`}`,
    },
  ),
  probeFieldsOff: rule(['startupProbe', 'terminationGracePeriodSeconds'], { 18: ['terminationGracePeriodSeconds'], 22: [] }),
  nameNeeded: since(29),
  dnsName: rule('a DNS-1123', { 20: 'a lowercase RFC 1123' }),
  portNameLetter: rule('letter or number (a-z, 0-9)', { 25: 'letter (a-z)' }),
  labelDots: since(27),
  containerCheckOrder: rule('probes first', { 25: 'common first' }),
  initProbeText: rule('dump', {
    25: 'may not be set for init containers',
    28: 'may not be set for init containers without restartPolicy=Always',
  }),
  hostPortMustMatch: rule('containerPort', { 28: 'hostPort' }),
  resourceLimitShown: since(27),
  relaxedEnvironment: since(35),
  envFiles: since(35),
  sleepWords: rule('greater', { 32: 'greater, or a gate', 35: 'not negative' }, 'relaxedEnvironment'),
  restartActions: rule([], { 35: ['Restart'], 36: ['Restart', 'RestartAllContainers'] }, 'containerRestartRules'),
  containerRestartRules: since(35),
  dnsSearches: rule(6, { 26: 32 }),
  environmentFields: rule(without('status.hostIPs', 'status.podIPs'), { 17: without('status.hostIPs'), 28: without() }),

  hostIPsGated: rule(false, { 28: true, 29: false }),
  valuesAsJson: since(34),
  labelLength: rule('characters', { 35: 'bytes' }),
  labelKeyWords: rule('a qualified name', { 35: 'a valid label key' }, 'labelLength'),
  underscoredSearches: since(33),
  osNameText: rule('cannot be empty', { 34: '' }),
  procMountChecked: since(30),
  hostSysctlsRefused: since(31),
  podResourcesChecked: since(34),
  listMeta: rule('SelfLink:"", ResourceVersion:"", Continue:""', {
    15: 'SelfLink:"", ResourceVersion:"", Continue:"", RemainingItemCount:(*int64)(nil)',
    36: 'SelfLink:"", ResourceVersion:"", Continue:"", RemainingItemCount:(*int64)(nil), ShardInfo:(*v1.ShardInfo)(nil)',
  }),
  hostAliasText: rule('must be valid IP address', { 30: 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)' }),
  hostAliasPlaces: since(30, 'hostAliasText'),
  selectorValues: rule('unchecked', { 26: 'of pods', 32: 'all' }),
  ownerFieldNamed: until(34),
  csiDriverTwice: until(35),
  tooLongText: rule('must have at most %d characters', { 17: 'must have at most %d bytes', 32: 'may not be more than %d bytes' }),
  tokenPathChecked: since(30),
  claimsHaveSource: until(31),
  wholePages: since(21),
  sourcesText: rule('may not specify more than 1 volume type', { 31: 'may not specify more than 1 volume type per source' }),
  hostUsersOfDevices: since(34),
  resizeOfNever: since(36),
  strictAddresses: since(36),
  spreadSelectorChecked: since(27),
  spreadKeysLikeAffinity: since(34),
  tolerationCompares: since(35),
  refusesApiReferences: since(34),
  uidHasPath: since(21),
}
