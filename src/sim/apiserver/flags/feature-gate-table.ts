/**
 * `name since on locked until off`; `-`, or nothing at the end, where it never came. Read in pkg/features and in the features of staging’s apiserver,
 * apiextensions-apiserver, component-base and client-go, at a tag of each release from v1.9.0 to v1.36.2; what was known before
 * 1.9 counts from 9 on. A few went off again for a release or two: here they stay on, unless a rule
 * asks for them.
 * The first are those that rules here ask for.
 */
export const ASKED_GATES = `
AllAlpha 9
AllBeta 15
AnonymousAuthConfigurableEndpoints 31 32 34 36
StructuredAuthenticationConfiguration 29 30 34 36
StructuredAuthorizationConfiguration 29 30 32 35
`

/** All the others: a function, so that a web worker brings them only when a flag names one. */
export const otherGates = (): string => `
AuthorizeNodeWithSelectors 31 32 34 36
AuthorizeWithSelectors 31 32 34
APIPriorityAndFairness 17 20 29 30
APIServerIdentity 20 26
APIServerTracing 22 27 34
APIServingWithRoutine 30
APIListChunking 8 9 29 32
APIResponseCompression 7 16
AdvancedAuditing 7 8 27 27
AppArmor 4 4 31 32
BoundServiceAccountTokenVolume 13 21 22 22
ConcurrentWatchObjectDecode 31
CPUManager 8 10 26 32
CSIMigration 14 17 25 26
ChangeContainerStatusOnKubeletRestart 35
ConsistentListFromCache 28 31 34
ContainerCheckpoint 25 30
ContainerRestartRules 34 35
ContextualLogging 24 30
CoordinatedLeaderElection 31
CronJobTimeZone 24 25 27 28
CustomResourceValidationExpressions 23 25 29 30
DefaultPodTopologySpread 19 20 24 25
DynamicAuditing 13 - - 18
DynamicKubeletConfig 4 11 - 25
DynamicResourceAllocation 26 34
EfficientWatchResumption 20 21 24 32
EndpointSlice 16 18 21 24
EphemeralContainers 16 23 25 26
ExecProbeTimeout 20 20
GRPCContainerProbe 23 24 27 28
GracefulNodeShutdown 20 21
HPAContainerMetrics 20 27 30 31
IPv6DualStack 16 21 23 24
ImmutableEphemeralVolumes 18 19 21 23
InPlacePodVerticalScaling 27 33 35
JobTrackingWithFinalizers 22 23 26 28
KMSv2 25 27 29 31
KubeletCrashLoopBackOffMax 32 35
KubeletInUserNamespace 22
KubeletPSI 33 34
KubeletSeparateDiskGC 29 31
LegacyServiceAccountTokenTracking 26 27 28 29
LocalStorageCapacityIsolation 7 10 25 26
LoggingAlphaOptions 24
LoggingBetaOptions 24 24
MultiCIDRServiceAllocator 27 33 34 36
MutatingAdmissionPolicy 32
NodeSwap 22 30 34 36
NonPreemptingPriority 15 19 24 25
OpenAPIEnums 23 24
OpenAPIV3 23 24 27 28
PodLevelResources 32 34
PodOverhead 16 18 24 25
PodPriority 8 11 16 17
PodSecurity 22 23 25 27
ProbeTerminationGracePeriod 21 25 28 28
ProcMountType 12 33
RelaxedEnvironmentVariableValidation 30 32 34 36
ReduceDefaultCrashLoopBackOffDecay 33
RemoteRequestHeaderUID 32
RemainingItemCount 15 16 29 32
RotateKubeletServerCertificate 7 12
SeccompDefault 22 25 27 28
SelectorIndex 18 19 20 24
ServerSideApply 14 16 26 31
ServerSideFieldValidation 23 25 27 31
ServiceAccountIssuerDiscovery 18 20 21 22
ServiceAccountTokenNodeBinding 29 31 33
SidecarContainers 28 29 33 35
SizeMemoryBackedVolumes 20 22 32 34
StartupProbe 16 18 20 22
StorageVersionAPI 20
StorageVersionHash 14 15
StreamingCollectionEncodingToJSON 33 33 34
SupportPodPidsLimit 10 14 20 22
TTLAfterFinished 12 21 23 24
TokenRequest 10 12 20 20
TokenRequestProjection 11 12 20 20
TopologyManager 16 18 27 28
UnauthenticatedHTTP2DOSMitigation 25 29
UserNamespacesSupport 28 33
ValidatingAdmissionPolicy 26 30 30 31
WatchBookmark 15 16 17 32
WatchList 27 34
WindowsHostProcessContainers 22 23 26 27
AllowServiceLBStatusOnNonLB 29 - - 34
AnyVolumeDataSource 18 24 33 35
CPUManagerPolicyAlphaOptions 23
CPUManagerPolicyBetaOptions 23 23
CPUManagerPolicyOptions 22 23 33 35
CSIMigrationPortworx 23 31 33 35
CSIVolumeHealth 21
ClearingNominatedNodeNameAfterBinding 34
ClusterTrustBundle 27
ClusterTrustBundleProjection 29
ContainerStopSignals 33
CronJobsScheduledAnnotation 28 28 32 34
CrossNamespaceVolumeDataSource 26
DRAAdminAccess 32 34
DRAConsumableCapacity 34
DRADeviceBindingConditions 34
DRADeviceTaints 33
DRAExtendedResource 34
DRAPartitionableDevices 33
DRAPrioritizedList 33 34
DRAResourceClaimDeviceStatus 32 33
DRASchedulerFilterTimeout 34 34
DeclarativeValidation 33 33
DeclarativeValidationTakeover 33
DeploymentReplicaSetTerminatingReplicas 33
DisableAllocatorDualWrite 31 34
DisableCPUQuotaWithExclusiveCPUs 33 33
DisableNodeKubeProxyVersion 29 33 - 36
EnvFiles 34
EventedPLEG 26
ExternalServiceAccountTokenSigner 32 34
GitRepoVolumeDriver 33
GracefulNodeShutdownBasedOnPodPriority 23 24
HPAConfigurableTolerance 33
HPAScaleToZero 16
HonorPVReclaimPolicy 23 31 33 35
HostnameOverride 34
ImageMaximumGCAge 29 30
ImageVolume 31
InPlacePodVerticalScalingExclusiveCPUs 32
InPlacePodVerticalScalingExclusiveMemory 34
JobBackoffLimitPerIndex 28 29 33 35
JobManagedBy 30 32
JobPodReplacementPolicy 28 29 34 36
JobSuccessPolicy 30 31 33 35
KubeletCgroupDriverFromCRI 28 31 34 36
KubeletEnsureSecretPulledImages 33
KubeletFineGrainedAuthz 32 33
KubeletPodResourcesDynamicResources 27 34
KubeletPodResourcesGet 27 34
KubeletPodResourcesListUseActivePods 34 34
KubeletRegistrationGetOnExistsOnly 32
KubeletServiceAccountTokenForCredentialProviders 33 34
KubeletTracing 25 27 34 36
LocalStorageCapacityIsolationFSQuotaMonitoring 15
MatchLabelKeysInPodTopologySpread 25 27
MatchLabelKeysInPodTopologySpreadSelectorMerge 34 34
MaxUnavailableStatefulSet 24
MemoryQoS 22
MutableCSINodeAllocatableCount 33
NodeLogQuery 27 30
NominatedNodeNameForExpectation 34
OrderedNamespaceDeletion 30 33 34 36
PodAndContainerStatsFromCRI 23
PodCertificateRequest 34
PodDeletionCost 21 22
PodIndexLabel 28 28 32 34
PodLifecycleSleepAction 29 30 34 36
PodLifecycleSleepActionAllowZero 32 33 34 36
PodLogsQuerySplitStreams 32
PodObservedGenerationTracking 33 34
PodReadyToStartContainersCondition 28 29
PodSchedulingReadiness 26 27 30 31
PodTopologyLabelsAdmission 33
PortForwardWebsockets 30 31
PreferSameTrafficDistribution 33 34
PreventStaticPodAPIReferences 34 34
QOSReserved 11
RecoverVolumeExpansionFailure 23 32 34 36
RecursiveReadOnlyMounts 30 31 33 35
RelaxedDNSSearchValidation 32 33 34 36
RelaxedServiceNameValidation 34
ReloadKubeletServerCertificateFile 31 31
ResourceHealthStatus 31
SELinuxChangePolicy 32 33
SELinuxMount 30
SELinuxMountReadWriteOncePod 25 28
SchedulerAsyncAPICalls 34
SchedulerAsyncPreemption 32 33
SchedulerPopFromBackoffQ 33 33
SeparateTaintEvictionController 29 29 34 36
ServiceAccountNodeAudienceRestriction 32 33
ServiceTrafficDistribution 30 31 33 35
StatefulSetAutoDeletePVC 23 27 32 34
StorageCapacityScoring 33
StorageNamespaceIndex 30 30
StorageVersionMigrator 30
StrictIPCIDRValidation 33
SupplementalGroupsPolicy 31 33
SystemdWatchdog 32 32
TopologyManagerPolicyAlphaOptions 26
TopologyManagerPolicyBetaOptions 26 28
TopologyManagerPolicyOptions 26 28
TranslateStreamCloseWebsocketRequests 29 30
UnknownVersionInteroperabilityProxy 28
UserNamespacesPodSecurityStandards 29
APISelfSubjectReview 26 27 28 29
Accelerators 9 - - 10
AdmissionWebhookMatchConditions 27 28 30 32
AggregatedDiscoveryEndpoint 26 27 30 32
AggregatedDiscoveryRemoveBetaType 33 33 35
AllowDNSOnlyNodeCSR 31
AllowExtTrafficLocalEndpoints 9 9 - 9
AllowInsecureBackendProxy 17 17 21 22
AllowInsecureKubeletCertificateSigningRequests 31
AllowOverwriteTerminationGracePeriodSeconds 32 35 35
AllowParsingUserUIDFromCertAuth 33 33
AllowServiceExternalIPs 36 36
AllowUnsafeMalformedObjectDeletion 32
AppArmorFields 30 30 31 32
AtomicFIFO 36 36
AttachVolumeLimit 11 12 17 20
AuthorizePodWebsocketUpgradeCreatePermission 35 35
BalanceAttachedNodeVolumes 11 - - 21
BlockVolume 9 13 18 20
BtreeWatchCache 32 32 33
CBORServingAndStorage 32
CRDObservedGenerationTracking 35 36
CRDValidationRatcheting 28 30 33
CRIContainerLogRotation 10 11 21 21
CRIListStreaming 36
CSIBlockVolume 11 14 18 20
CSIDriverRegistry 12 14 18 20
CSIInlineVolume 14 16 25 26
CSIMigrationAWS 14 23 25 26
CSIMigrationAWSComplete 17 - - 20
CSIMigrationAzureDisk 15 23 25 26
CSIMigrationAzureDiskComplete 17 - - 20
CSIMigrationAzureFile 15 24 27 29
CSIMigrationAzureFileComplete 17 - - 20
CSIMigrationGCE 14 23 25 27
CSIMigrationGCEComplete 17 - - 20
CSIMigrationOpenStack 14 21 24 25
CSIMigrationOpenStackComplete 17 - - 20
CSIMigrationRBD 24 - - 30
CSIMigrationvSphere 19 25 27 28
CSIMigrationvSphereComplete 19 - - 21
CSINodeExpandSecret 25 27 29 30
CSINodeInfo 12 14 17 20
CSIPersistentVolume 9 10 14 15
CSIServiceAccountToken 20 21 22 24
CSIServiceAccountTokenSecrets 35 35 36
CSIStorageCapacity 19 21 24 27
CSIVolumeFSGroupPolicy 19 20 23 24
CSRDuration 22 22 24 25
ClientsAllowCARotation 36 36
ClientsAllowCBOR 32
ClientsAllowTLSCacheGC 36 36
ClientsPreferCBOR 32
CloudControllerManagerWebhook 27 - - 31
CloudDualStackNodeIPs 27 29 30 31
ComponentFlagz 32 36
ComponentSLIs 26 27 32 34
ComponentStatusz 32 36
ConfigurableFSGroupPolicy 18 20 23 24
ConsistentHTTPGetHandlers 26 26 30 30
ConstrainedImpersonation 35 36
ControllerManagerLeaderMigration 22 22 24 26
CronJobControllerV2 20 21 22 22
CustomCPUCFSQuotaPeriod 12 36
CustomPodDNS 9 10 14 15
CustomResourceDefaulting 15 16 17 17
CustomResourceFieldSelectors 30 31 32
CustomResourcePublishOpenAPI 14 15 16 17
CustomResourceSubresources 10 11 16 17
CustomResourceValidation 9 9 16 17
CustomResourceWebhookConversion 13 15 16 17
DRAControlPlaneController 31 - - 31
DRADeviceTaintRules 35
DRAListTypeAttributes 36
DRANodeAllocatableResources 36
DRAResourceClaimGranularStatusAuthorization 36 36
DRAResourcePoolStatus 36
DRAWorkloadResourceClaims 36
DaemonSetUpdateSurge 21 22 25 26
DebugContainers 9 - - 15
DeclarativeValidationBeta 36 36
DefaultHostNetworkHostPortsInPodTemplates 28 - - 30
DefaultIngressClass 18 18 19 19
DelegateFSGroupToCSIDriver 22 23 26 27
DetectCacheInconsistency 34 34
DevicePluginCDIDevices 28 29 31 33
DevicePlugins 9 10 26 27
DisableAcceleratorUsageMetrics 19 20 25 27
DisableCloudProviders 22 29 31 32
DisableKubeletCloudCredentialProviders 23 29 31 32
DownwardAPIHugePages 20 23 27 28
DryRun 12 13 26 27
DynamicProvisioningScheduling 11 - - 11
ElasticIndexedJob 27 27 31 33
EnableAggregatedDiscoveryTimeout 16 16 - 16
EnableEquivalenceClassCache 9 - - 13
EndpointSliceNodeName 20 21 21 24
EndpointSliceProxying 18 19 22 24
EndpointSliceTerminatingCondition 20 22 26 27
EvenPodsSpread 16 18 19 20
ExpandCSIVolumes 14 16 - 26
ExpandInUsePersistentVolumes 11 15 - 26
ExpandPersistentVolumes 9 11 - 26
ExpandedDNSConfig 22 26 28 29
ExperimentalCriticalPodAnnotation 9 11 - 15
ExperimentalHostUserNamespaceDefaulting 9 28 28 29
ExtendWebSocketsToKubelet 36 36
ExternalPolicyForExternalIP 18 19 20 21
GCERegionalPersistentDisk 10 10 15 16
GangScheduling 35
GenericEphemeralVolume 19 21 23 24
GenericWorkload 35
HugePageStorageMediumSize 18 19 22 23
HugePages 9 10 14 15
HyperVContainer 10 - - 20
IPTablesOwnershipCleanup 25 27 28 29
IdentifyPodOS 23 24 25 26
ImageVolumeWithDigest 36
InOrderInformers 33 33 36
InOrderInformersBatchProcess 35 35
InPlacePodLevelResourcesVerticalScaling 35 36
InPlacePodVerticalScalingAllocatedStatus 32 - - 35
InPlacePodVerticalScalingInitContainers 36 36
InTreePluginAWSUnregister 21 - - 30
InTreePluginAzureDiskUnregister 21 - - 30
InTreePluginAzureFileUnregister 21 - - 30
InTreePluginGCEUnregister 21 - - 30
InTreePluginOpenStackUnregister 21 - - 30
InTreePluginPortworxUnregister 23 - - 35
InTreePluginRBDUnregister 23 - - 30
InTreePluginvSphereUnregister 21 - - 30
IndexedJob 21 22 24 25
InformerResourceVersion 30 35
IngressClassNamespacedParams 21 22 23 24
Initializers 9 - - 13
JobMutableNodeSchedulingDirectives 23 23 27 28
JobPodFailurePolicy 25 26 31 32
JobReadyPods 23 24 29 30
KMSv1 28 28 - - 29
KMSv2KDF 28 29 29 31
KubeProxyDrainingTerminatingNodes 28 30 31 32
KubeletConfigFile 9 - - 9
KubeletCredentialProviders 20 24 26 27
KubeletPluginsWatcher 11 12 14 15
KubeletPodResources 13 15 28 29
KubeletPodResourcesGetAllocatable 21 23 28 28
LegacyNodeRoleBehavior 16 16 21 21
LegacyServiceAccountTokenCleanUp 28 29 30 31
LegacyServiceAccountTokenNoAutoGeneration 24 24 27 28
LegacySidecarContainers 33 - - 33
ListFromCacheSnapshot 33 34
LoadBalancerIPMode 29 30 32 34
LogarithmicScaleDown 21 22 31
ManifestBasedAdmissionControlConfig 36
MatchLabelKeysInPodAffinity 29 31 33
MemoryManager 21 22 32 35
MinDomainsInPodTopologySpread 24 27 30 31
MinimizeIPTablesRestore 26 27 28 29
MixedProtocolLBService 20 24 26 27
MountContainers 9 - - 16
MountPropagation 9 10 - 13
MultiCIDRRangeAllocator 25 - - 28
MutablePVNodeAffinity 35
MutablePodResourcesForSuspendedJobs 35 36
MutableSchedulingDirectivesForSuspendedJobs 35 36
NFTablesProxyMode 29 31 33
NamespaceDefaultLabelName 21 21 22 23
NativeHistograms 36
NetworkPolicyEndPort 21 22 25 26
NetworkPolicyStatus 24 - - 27
NewVolumeManagerReconstruction 27 28 30 31
NodeDeclaredFeatures 35 36
NodeDisruptionExclusion 16 19 21 21
NodeInclusionPolicyInPodTopologySpread 25 26 33
NodeLease 12 14 17 22
NodeOutOfServiceVolumeDetach 24 26 28 31
OpportunisticBatching 35 35
PDBUnhealthyPodEvictionPolicy 26 27 31 32
PLEGOnDemandRelist 36 36
PVCProtection 9 - - 9
PersistentLocalVolumes 9 10 14 16
PersistentVolumeClaimUnusedSinceTime 36
PersistentVolumeLastPhaseTransitionTime 28 29 31 32
PodAffinityNamespaceSelector 21 22 24 25
PodDisruptionBudget 17 17 21 24
PodDisruptionConditions 25 26 31 33
PodHasNetworkCondition 25 - - 27
PodHostIPs 28 29 30 31
PodLevelResourceManagers 36
PodReadinessGates 11 12 14 15
PodShareProcessNamespace 10 12 17 18
PodsAPI 36
PreferNominatedNode 21 22 24 25
ProbeHostPodSecurityStandards 34 34 34 34
ProxyTerminatingEndpoints 22 26 28 29
ReadOnlyAPIDataVolumes 10 10 - 11
ReadWriteOncePod 22 27 29 30
ReloadKubeletClientCAFile 36 36
RemoveSelfLink 16 20 24 29
RequestManagement 15 - - 16
ResilientWatchCacheInitialization 31 32 34
ResourceHealthStatusMessage 36 36
ResourceLimitsPriorityFunction 9 - - 18
ResourceQuotaScopeSelectors 11 12 17 17
RestartAllContainersOnContainerExits 35 36
RetroactiveDefaultStorageClass 25 26 - 28
RetryGenerateName 30 31 32
RootCAConfigMap 20 20 21 21
Rootless 19 - - 21
RotateKubeletClientCertificate 9 9 19 20
RunAsGroup 10 14 21 21
RuntimeClass 12 14 20 23
RuntimeClassInImageCriApi 29
SCTPSupport 12 19 20 21
ScheduleDaemonSetPods 10 12 17 17
SchedulerQueueingHints 28 32 34
SecurityContextDeny 27 - - 29
SeparateCacheWatchRPC 28 28 36
ServiceAccountTokenJTI 29 30 32
ServiceAccountTokenNodeBindingValidation 29 30 32
ServiceAccountTokenPodNodeInfo 29 30 32
ServiceAppProtocol 18 19 20 21
ServiceCIDRStatusFieldWiping 36 36
ServiceIPStaticSubrange 24 25 26 27
ServiceInternalTrafficPolicy 21 22 26 27
ServiceLBNodePortControl 20 22 24 25
ServiceLoadBalancerClass 21 22 24 25
ServiceLoadBalancerFinalizer 15 16 17 19
ServiceNodeExclusion 9 19 21 21
ServiceNodePortStaticSubrange 27 28 29 30
ServiceProxyAllowExternalIPs 10 - - 11
ServiceTopology 17 - - 21
SetHostnameAsFQDN 19 20 22 23
ShardedListAndWatch 36
SizeBasedListCostEstimate 34 34
SkipReadOnlyValidationGCE 28 29 - 30
StableLoadBalancerNodeSet 27 27 30 31
StaleControllerConsistencyDaemonSet 36 36
StaleControllerConsistencyJob 36 36
StaleControllerConsistencyReplicaSet 36 36
StaleControllerConsistencyStatefulSet 36 36
StatefulSetMinReadySeconds 22 23 25 26
StatefulSetSemanticRevisionComparison 34 34
StatefulSetStartOrdinal 26 27 31 33
StorageObjectInUseProtection 10 10 23 24
StreamingCollectionEncodingToProtobuf 29 33 34
StreamingProxyRedirects 9 9 - 23
StrictCostEnforcementForVAP 30 32 32 34
StrictCostEnforcementForWebhooks 30 32 32 34
StructuredAuthenticationConfigurationEgressSelector 34 34
StructuredAuthenticationConfigurationJWKSMetrics 35 35
SupportIPVSProxyMode 9 10 - 19
SupportNodePidsLimit 14 15 20 22
SupportNoneCgroupDriver 16 - - 21
SuspendJob 21 22 24 25
Sysctls 11 11 21 22
TaintBasedEvictions 9 13 18 19
TaintNodesByCondition 9 12 17 17
TaintTolerationComparisonOperators 35
TokenRequestServiceAccountUIDValidation 34 34
TopologyAwareHints 21 24 33 35
TopologyAwareWorkloadScheduling 36
UnlockWhileProcessingFIFO 36 36
UserNamespacesHostNetworkSupport 35
UserNamespacesStatelessPodsSupport 25 - - 27
ValidateProxyRedirects 13 14 - 23
VolumeAttributesClass 29 34 36
VolumeCapacityPriority 21 - - 32
VolumeLimitScaling 35
VolumePVCDataSource 15 16 18 20
VolumeScheduling 9 10 14 15
VolumeSnapshotDataSource 12 17 20 21
VolumeSubpath 10 10 23 24
VolumeSubpathEnvExpansion 11 15 17 18
WarningHeaders 19 19 22 23
WatchCacheInitializationPostStartHook 31 36
WatchFromStorageWithoutResourceVersion 27 33 33 35
WatchListClient 30 35
WinDSR 14 33 34
WinOverlay 14 20 34
WindowsCPUAndMemoryAffinity 32
WindowsEndpointSliceProxying 19 21 22 24
WindowsGMSA 14 16 18 20
WindowsGracefulNodeShutdown 32 34
WindowsHostNetwork 26 26
WindowsRunAsUserName 16 17 18 20
WorkloadAwarePreemption 36
WorkloadWithJob 36
ZeroLimitedNominalConcurrencyShares 29 30 30 31
csiMigrationRBD 23 - - 23
`
