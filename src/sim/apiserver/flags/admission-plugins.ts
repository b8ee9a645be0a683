import type { Release } from '../../release/release.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'
import { goQuote } from './strconv.ts'

const PLUGINS =
  'AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction ClusterTrustBundleAttest DefaultIngressClass DefaultStorageClass DefaultTolerationSeconds DenyEscalatingExec DenyExecOnPrivileged DenyServiceExternalIPs EventRateLimit ExtendedResourceToleration GenericAdmissionWebhook ImagePolicyWebhook InitialResources Initializers LimitPodHardAntiAffinityTopology LimitRanger MutatingAdmissionPolicy MutatingAdmissionWebhook NamespaceAutoProvision NamespaceExists NamespaceLifecycle NodeDeclaredFeatureValidator NodeRestriction OwnerReferencesPermissionEnforcement PersistentVolumeClaimResize PersistentVolumeLabel PodNodeSelector PodPreset PodSecurity PodSecurityPolicy PodTolerationRestriction PodTopologyLabels Priority ResourceQuota RuntimeClass SecurityContextDeny ServiceAccount StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy ValidatingAdmissionWebhook'.split(
    ' ',
  )

/** The first release of those that came later. */
const PLUGIN_SINCE: Readonly<Record<string, number>> = {
  StorageObjectInUseProtection: 10,
  TaintNodesByCondition: 12,
  RuntimeClass: 14,
  CertificateApproval: 18,
  CertificateSigning: 18,
  CertificateSubjectRestriction: 18,
  DefaultIngressClass: 18,
  DenyServiceExternalIPs: 21,
  PodSecurity: 22,
  ValidatingAdmissionPolicy: 26,
  ClusterTrustBundleAttest: 27,
  MutatingAdmissionPolicy: 32,
  PodTopologyLabels: 33,
  NodeDeclaredFeatureValidator: 35,
}

/** Plugins that a later release no longer has: the last that does. */
const PLUGIN_UNTIL: Readonly<Record<string, number>> = {
  PodSecurityPolicy: 24,
  SecurityContextDeny: 29,
  PersistentVolumeLabel: 30,
  DenyEscalatingExec: 20,
  DenyExecOnPrivileged: 20,
  PodPreset: 19,
  Initializers: 13,
  InitialResources: 10,
  GenericAdmissionWebhook: 8,
}

function isPlugin(name: string, release: Release): boolean {
  const [since, until] = [Object.hasOwn(PLUGIN_SINCE, name), Object.hasOwn(PLUGIN_UNTIL, name)]
  return PLUGINS.includes(name) && (!since || release.minor >= PLUGIN_SINCE[name]!) && (!until || release.minor <= PLUGIN_UNTIL[name]!)
}

/**
 * The first admission plugin that is none, where only making the plugins finds it.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/admission/plugins.go, InitPlugin (v1.9.4).
 */
export function pluginError(flags: FlagReader, release: Release): Wrong | undefined {
  const unknown = flags.list('admission-control').find((name) => !isPlugin(name, release))
  return unknown === undefined ? undefined : [`${release.admissionErrorPrefix}Unknown admission plugin: ${unknown}`, 'admission-control']
}

/** What is wrong with the admission plugins, where it is found with the other flags. */
export function validatePlugins(flags: FlagReader, release: Release): Wrong[] {
  const errors: Wrong[] = []
  const [enabled, disabled] = [flags.list('enable-admission-plugins'), flags.list('disable-admission-plugins')]
  const old = flags.list('admission-control')
  if (old.length > 0 && (enabled.length > 0 || disabled.length > 0))
    errors.push([
      'admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive',
      'admission-control',
      'enable-admission-plugins',
      'disable-admission-plugins',
    ])
  const named = { 'admission-control': old, 'enable-admission-plugins': enabled, 'disable-admission-plugins': disabled }
  for (const [flag, names] of Object.entries(named))
    for (const name of names) if (!isPlugin(name, release)) errors.push([`${flag} plugin ${goQuote(name)} is unknown`, flag])
  const both = [...new Set(enabled)].filter((name) => disabled.includes(name)).toSorted()
  if (both.length > 0)
    errors.push([
      `[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`,
      'enable-admission-plugins',
      'disable-admission-plugins',
    ])
  return errors
}
