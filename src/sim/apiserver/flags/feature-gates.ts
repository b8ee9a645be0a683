import { own } from '../../../manifest/own.ts'
import type { Release } from '../../release/release.ts'
import type { FlagValue } from './flag-table.ts'
import { readBool } from './strconv.ts'

interface GateRow {
  name: string
  /** First release that knows it, from which it is on, from which it is locked on, and the last that knows it. */
  since: number
  on: number
  locked: number
  until: number
}

/**
 * `name since on locked until`; `-` where it never came. Not all that ever were: from 1.34 on those that were known then.
 */
const TABLE = `
AllAlpha 9 - - -
AllBeta 15 - - -
AnonymousAuthConfigurableEndpoints 31 32 34 36
StructuredAuthenticationConfiguration 29 30 34 36
StructuredAuthorizationConfiguration 29 30 32 35
AuthorizeNodeWithSelectors 31 32 34 36
AuthorizeWithSelectors 31 32 34 -
APIPriorityAndFairness 18 20 29 30
APIServerIdentity 20 26 - -
APIServerTracing 22 27 34 -
APIServingWithRoutine 30 - - -
APIListChunking 8 9 29 30
APIResponseCompression 7 16 - -
AdvancedAuditing 7 8 27 27
AppArmor 4 4 31 33
BoundServiceAccountTokenVolume 13 21 22 24
ConcurrentWatchObjectDecode 31 - - -
CPUManager 8 10 26 32
CSIMigration 14 17 25 26
ChangeContainerStatusOnKubeletRestart 35 - - -
ConsistentListFromCache 28 31 34 -
ContainerCheckpoint 25 30 - -
ContainerRestartRules 34 35 - -
ContextualLogging 24 30 - -
CoordinatedLeaderElection 31 - - -
CronJobTimeZone 24 25 27 28
CustomResourceValidationExpressions 23 25 29 30
DefaultPodTopologySpread 19 20 24 25
DynamicAuditing 13 - - 18
DynamicKubeletConfig 4 11 - 25
DynamicResourceAllocation 26 34 - -
EfficientWatchResumption 20 21 24 32
EndpointSlice 16 17 21 24
EphemeralContainers 16 23 25 26
ExecProbeTimeout 20 20 - -
GRPCContainerProbe 23 24 27 28
GracefulNodeShutdown 20 21 - -
HPAContainerMetrics 20 27 30 31
IPv6DualStack 15 21 23 24
ImmutableEphemeralVolumes 18 19 21 24
InPlacePodVerticalScaling 27 33 35 -
JobTrackingWithFinalizers 22 23 26 28
KMSv2 25 27 29 31
KubeletCrashLoopBackOffMax 32 35 - -
KubeletInUserNamespace 22 - - -
KubeletPSI 33 34 - -
KubeletSeparateDiskGC 29 31 - -
LegacyServiceAccountTokenTracking 25 27 28 30
LocalStorageCapacityIsolation 7 10 25 26
LoggingAlphaOptions 24 - - -
LoggingBetaOptions 24 24 - -
MultiCIDRServiceAllocator 27 33 34 36
MutatingAdmissionPolicy 32 - - -
NodeSwap 22 30 34 36
NonPreemptingPriority 15 19 24 25
OpenAPIEnums 23 24 - -
OpenAPIV3 23 24 27 28
PodLevelResources 32 34 - -
PodOverhead 16 18 24 25
PodPriority 8 11 14 18
PodSecurity 22 23 25 27
ProbeTerminationGracePeriod 21 25 28 29
ProcMountType 12 33 - -
RelaxedEnvironmentVariableValidation 30 32 34 36
ReduceDefaultCrashLoopBackOffDecay 33 - - -
RemoteRequestHeaderUID 32 - - -
RemainingItemCount 15 16 29 31
RotateKubeletServerCertificate 7 12 - -
SeccompDefault 22 25 27 28
SelectorIndex 18 19 20 24
ServerSideApply 14 16 22 31
ServerSideFieldValidation 23 25 27 31
ServiceAccountIssuerDiscovery 18 20 21 22
ServiceAccountTokenNodeBinding 29 31 33 -
SidecarContainers 28 29 33 35
SizeMemoryBackedVolumes 20 22 32 34
StartupProbe 16 18 20 22
StorageVersionAPI 20 - - -
StorageVersionHash 14 15 - -
StreamingCollectionEncodingToJSON 33 33 34 -
SupportPodPidsLimit 10 14 20 22
TTLAfterFinished 12 21 23 24
TokenRequest 10 12 20 20
TokenRequestProjection 11 12 20 20
TopologyManager 16 18 27 28
UnauthenticatedHTTP2DOSMitigation 25 29 - -
UserNamespacesSupport 28 33 - -
ValidatingAdmissionPolicy 26 30 30 31
WatchBookmark 15 16 17 32
WatchList 27 34 - -
WindowsHostProcessContainers 22 23 26 27
AllowServiceLBStatusOnNonLB 29 - - 34
AnyVolumeDataSource 18 24 33 35
CPUCFSQuotaPeriod 12 - - -
CPUManagerPolicyAlphaOptions 23 - - -
CPUManagerPolicyBetaOptions 23 23 - -
CPUManagerPolicyOptions 22 23 33 35
CSIMigrationPortworx 23 31 33 35
CSIVolumeHealth 21 - - -
ClearingNominatedNodeNameAfterBinding 34 - - -
ClusterTrustBundle 27 - - -
ClusterTrustBundleProjection 29 - - -
ContainerStopSignals 33 - - -
CronJobsScheduledAnnotation 28 28 32 34
CrossNamespaceVolumeDataSource 26 - - -
DRAAdminAccess 32 34 - -
DRAConsumableCapacity 34 - - -
DRADeviceBindingConditions 34 - - -
DRADeviceTaints 33 - - -
DRAExtendedResource 34 - - -
DRAPartitionableDevices 33 - - -
DRAPrioritizedList 33 34 - -
DRAResourceClaimDeviceStatus 32 33 - -
DRASchedulerFilterTimeout 34 34 - -
DeclarativeValidation 33 33 - -
DeclarativeValidationTakeover 33 - - -
DeploymentReplicaSetTerminatingReplicas 33 - - -
DisableAllocatorDualWrite 31 34 - -
DisableCPUQuotaWithExclusiveCPUs 33 33 - -
DisableNodeKubeProxyVersion 29 33 - 36
EnvFiles 34 - - -
EventedPLEG 26 - - -
ExternalServiceAccountTokenSigner 32 34 - -
GitRepoVolumeDriver 33 - - -
GracefulNodeShutdownBasedOnPodPriority 23 24 - -
HPAConfigurableTolerance 33 - - -
HPAScaleToZero 16 - - -
HonorPVReclaimPolicy 23 31 33 35
HostnameOverride 34 - - -
ImageMaximumGCAge 29 30 - -
ImageVolume 31 - - -
InPlacePodVerticalScalingExclusiveCPUs 32 - - -
InPlacePodVerticalScalingExclusiveMemory 34 - - -
JobBackoffLimitPerIndex 28 29 33 35
JobManagedBy 30 32 - -
JobPodReplacementPolicy 28 29 34 36
JobSuccessPolicy 30 31 33 35
KubeletCgroupDriverFromCRI 28 31 34 36
KubeletEnsureSecretPulledImages 33 - - -
KubeletFineGrainedAuthz 32 33 - -
KubeletPodResourcesDynamicResources 27 34 - -
KubeletPodResourcesGet 27 34 - -
KubeletPodResourcesListUseActivePods 34 34 - -
KubeletRegistrationGetOnExistsOnly 32 - - -
KubeletServiceAccountTokenForCredentialProviders 33 34 - -
KubeletTracing 25 27 34 36
LocalStorageCapacityIsolationFSQuotaMonitoring 15 - - -
MatchLabelKeysInPodTopologySpread 25 27 - -
MatchLabelKeysInPodTopologySpreadSelectorMerge 34 34 - -
MaxUnavailableStatefulSet 24 - - -
MemoryQoS 22 - - -
MutableCSINodeAllocatableCount 33 - - -
NodeLogQuery 27 30 - -
NominatedNodeNameForExpectation 34 - - -
OrderedNamespaceDeletion 30 33 34 36
PodAndContainerStatsFromCRI 23 - - -
PodCertificateRequest 34 - - -
PodDeletionCost 21 22 - -
PodIndexLabel 28 28 32 34
PodLifecycleSleepAction 29 30 34 36
PodLifecycleSleepActionAllowZero 32 33 34 36
PodLogsQuerySplitStreams 32 - - -
PodObservedGenerationTracking 33 34 - -
PodReadyToStartContainersCondition 28 29 - -
PodSchedulingReadiness 26 27 30 31
PodTopologyLabelsAdmission 33 - - -
PortForwardWebsockets 30 31 - -
PreferSameTrafficDistribution 33 34 - -
PreventStaticPodAPIReferences 34 34 - -
QOSReserved 11 - - -
RecoverVolumeExpansionFailure 23 32 34 36
RecursiveReadOnlyMounts 30 31 33 35
RelaxedDNSSearchValidation 32 33 34 36
RelaxedServiceNameValidation 34 - - -
ReloadKubeletServerCertificateFile 31 31 - -
ResourceHealthStatus 31 - - -
RuntimeClassInImageCriAPI 29 - - -
SELinuxChangePolicy 32 33 - -
SELinuxMount 30 - - -
SELinuxMountReadWriteOncePod 25 28 - -
SchedulerAsyncAPICalls 34 - - -
SchedulerAsyncPreemption 32 33 - -
SchedulerPopFromBackoffQ 33 33 - -
SeparateTaintEvictionController 29 29 34 36
ServiceAccountNodeAudienceRestriction 32 33 - -
ServiceTrafficDistribution 30 31 33 35
StatefulSetAutoDeletePVC 23 27 32 34
StorageCapacityScoring 33 - - -
StorageNamespaceIndex 30 30 - -
StorageVersionMigrator 30 - - -
StrictIPCIDRValidation 33 - - -
SupplementalGroupsPolicy 31 33 - -
SystemdWatchdog 32 32 - -
TopologyManagerPolicyAlphaOptions 26 - - -
TopologyManagerPolicyBetaOptions 26 28 - -
TopologyManagerPolicyOptions 26 28 - -
TranslateStreamCloseWebsocketRequests 29 30 - -
UnknownVersionInteroperabilityProxy 28 - - -
UserNamespacesPodSecurityStandards 29 - - -
`

const GATES: ReadonlyMap<string, GateRow> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...numbers] = line.split(' ')
      const [since, on, locked, until] = numbers.map((text) => (text === '-' ? Infinity : Number(text)))
      return [name, { name, since: since!, on: on!, locked: locked!, until: until! }]
    }),
)

/**
 * Whether a gate is on, given what the flag says of it.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/features/kube_features.go and pkg/features/kube_features.go (v1.36.2).
 */
export function gateIsOn(name: string, set: Readonly<Record<string, string>>, release: Release): boolean {
  const gate = GATES.get(name)
  if (!gate || release.minor < gate.since) return false
  const said = own(set, name)
  if (said !== undefined && release.minor < gate.locked) return said === 'true'
  if (release.minor < gate.on && set['AllAlpha'] === 'true') return true
  return release.minor >= gate.on
}

/**
 * Reads `A=true,B=false`. Up to v1.30 names are checked here, in pflag; later only once all flags are read.
 *
 * Errors: returned.
 * Follows: staging/src/k8s.io/component-base/featuregate/feature_gate.go, Set and SetFromMap (v1.36.2, v1.19.16).
 */
export function readGates(
  text: string,
  before: FlagValue | undefined,
  release: Release,
): { value?: Record<string, string>; error?: string } {
  const value: Record<string, string> =
    typeof before === 'object' && !Array.isArray(before) ? { ...(before as Record<string, string>) } : {}
  const error = release.gatesCheckedLate ? undefined : checkGates(text, release)
  if (error !== undefined) return { error }
  // Kept as written, so that the late check can find what is wrong; `kube:` may stand before its own.
  for (const pair of text.split(',')) {
    const [name = '', ...rest] = pair.split('=')
    if (pair !== '')
      value[name.trim().replace(/^kube:/, '')] =
        rest.length === 0 ? '' : (readBool(rest.join('=').trim()).value?.toString() ?? rest.join('=').trim())
  }
  return { value }
}

/**
 * What is wrong with the flag's text, if anything.
 *
 * Errors: the first, in upstream's words. Follows: as `readGates`.
 */
export function checkGates(text: string, release: Release): string | undefined {
  const set = new Map<string, boolean>()
  for (const pair of text.split(',')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim()
    const other = release.gatesCheckedLate ? /^(.*?):/.exec(name)?.[1] : undefined
    if (other !== undefined) return `component not registered: ${other}`
    if (equals < 0) return `missing bool value for ${name}`
    const { value, error } = readBool(pair.slice(equals + 1).trim())
    if (value === undefined) return release.badGateText(name, pair.slice(equals + 1).trim(), error ?? '')
    set.set(name, value)
  }
  for (const [name, value] of set) {
    const gate = GATES.get(name)
    if (!gate || release.minor < gate.since || release.minor > gate.until) return release.unknownGateText(name)
    if (release.minor >= gate.locked && !value) return `cannot set feature gate ${name} to ${value}, feature is locked to true`
  }
  return undefined
}
