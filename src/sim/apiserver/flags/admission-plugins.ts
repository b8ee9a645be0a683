import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import type { FlagReader, Wrong } from './flag-reader.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'

/** What kubeadm has ever named is in every release, but for its Initializers. */
const USUAL =
  'Initializers NamespaceLifecycle LimitRanger ServiceAccount DefaultStorageClass DefaultTolerationSeconds NodeRestriction ResourceQuota MutatingAdmissionWebhook ValidatingAdmissionWebhook'.split(
    ' ',
  )

const USUAL_UNTIL: Readonly<Record<string, number>> = { Initializers: 13 }

/** All the others, the first release of those that came later, and the last of those that went: a function, so that a web worker brings them
 * only when a flag names one. */
const others = (): { names: readonly string[]; since: Readonly<Record<string, number>>; until: Readonly<Record<string, number>> } => ({
  names:
    'AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction ClusterTrustBundleAttest DefaultIngressClass DenyEscalatingExec DenyExecOnPrivileged DenyServiceExternalIPs EventRateLimit ExtendedResourceToleration GenericAdmissionWebhook ImagePolicyWebhook InitialResources LimitPodHardAntiAffinityTopology MutatingAdmissionPolicy NamespaceAutoProvision NamespaceExists NodeDeclaredFeatureValidator OwnerReferencesPermissionEnforcement PersistentVolumeClaimResize PersistentVolumeLabel PodNodeSelector PodPreset PodSecurity PodSecurityPolicy PodTolerationRestriction PodTopologyLabels Priority RuntimeClass SecurityContextDeny StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy'.split(
      ' ',
    ),
  since: {
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
  },
  until: {
    PodSecurityPolicy: 24,
    SecurityContextDeny: 29,
    PersistentVolumeLabel: 30,
    DenyEscalatingExec: 20,
    DenyExecOnPrivileged: 20,
    PodPreset: 19,
    InitialResources: 10,
    GenericAdmissionWebhook: 8,
  },
})

const isPlugin = (name: string, release: Release): boolean =>
  USUAL.includes(name) ? release.minor <= (own(USUAL_UNTIL, name) ?? Infinity) : isOther(name, release)

function isOther(name: string, { minor }: Release): boolean {
  const { names, since, until } = others()
  return names.includes(name) && minor >= (own(since, name) ?? 0) && minor <= (own(until, name) ?? Infinity)
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
