/**
 * `since on locked until off: names`; `-`, or nothing at the end, where it never came. Read in pkg/features and in the features of staging’s apiserver,
 * apiextensions-apiserver, component-base and client-go, at a tag of each release from v1.9.0 to v1.36.2; what was known before
 * 1.9 counts from 9 on. A few went off again for a release or two: here they stay on, unless a rule
 * asks for them.
 * The first are those that rules here ask for.
 */
export const ASKED_GATES = `
15: AllBeta
29 30 32 35: StructuredAuthorizationConfiguration
29 30 34 36: StructuredAuthenticationConfiguration
31 32 34 36: AnonymousAuthConfigurableEndpoints
9: AllAlpha
`

/** All the others: a function, so that a web worker brings them only when a flag names one. */
export const otherGates = (): string => `
10 - - 11: ServiceProxyAllowExternalIPs
10 - - 20: HyperVContainer
10 10 - 11: ReadOnlyAPIDataVolumes
10 10 15 16: GCERegionalPersistentDisk
10 10 23 24: StorageObjectInUseProtection VolumeSubpath
10 11 16 17: CustomResourceSubresources
10 11 21 21: CRIContainerLogRotation
10 12 17 17: ScheduleDaemonSetPods
10 12 17 18: PodShareProcessNamespace
10 12 20 20: TokenRequest
10 14 20 22: SupportPodPidsLimit
10 14 21 21: RunAsGroup
11: QOSReserved
11 - - 11: DynamicProvisioningScheduling
11 - - 21: BalanceAttachedNodeVolumes
11 11 21 22: Sysctls
11 12 14 15: KubeletPluginsWatcher PodReadinessGates
11 12 17 17: ResourceQuotaScopeSelectors
11 12 17 20: AttachVolumeLimit
11 12 20 20: TokenRequestProjection
11 14 18 20: CSIBlockVolume
11 15 - 26: ExpandInUsePersistentVolumes
11 15 17 18: VolumeSubpathEnvExpansion
12 13 26 27: DryRun
12 14 17 20: CSINodeInfo
12 14 17 22: NodeLease
12 14 18 20: CSIDriverRegistry
12 14 20 23: RuntimeClass
12 17 20 21: VolumeSnapshotDataSource
12 19 20 21: SCTPSupport
12 21 23 24: TTLAfterFinished
12 33: ProcMountType
12 36: CustomCPUCFSQuotaPeriod
13 - - 18: DynamicAuditing
13 14 - 23: ValidateProxyRedirects
13 15 16 17: CustomResourceWebhookConversion
13 15 28 29: KubeletPodResources
13 21 22 22: BoundServiceAccountTokenVolume
14 15: StorageVersionHash
14 15 16 17: CustomResourcePublishOpenAPI
14 15 20 22: SupportNodePidsLimit
14 16 - 26: ExpandCSIVolumes
14 16 18 20: WindowsGMSA
14 16 25 26: CSIInlineVolume
14 16 26 31: ServerSideApply
14 17 25 26: CSIMigration
14 20 34: WinOverlay
14 21 24 25: CSIMigrationOpenStack
14 23 25 26: CSIMigrationAWS
14 23 25 27: CSIMigrationGCE
14 33 34: WinDSR
15: LocalStorageCapacityIsolationFSQuotaMonitoring
15 - - 16: RequestManagement
15 16 17 17: CustomResourceDefaulting
15 16 17 19: ServiceLoadBalancerFinalizer
15 16 17 32: WatchBookmark
15 16 18 20: VolumePVCDataSource
15 16 29 32: RemainingItemCount
15 19 24 25: NonPreemptingPriority
15 23 25 26: CSIMigrationAzureDisk
15 24 27 29: CSIMigrationAzureFile
16: HPAScaleToZero
16 - - 21: SupportNoneCgroupDriver
16 16 - 16: EnableAggregatedDiscoveryTimeout
16 16 21 21: LegacyNodeRoleBehavior
16 17 18 20: WindowsRunAsUserName
16 18 19 20: EvenPodsSpread
16 18 20 22: StartupProbe
16 18 21 24: EndpointSlice
16 18 24 25: PodOverhead
16 18 27 28: TopologyManager
16 19 21 21: NodeDisruptionExclusion
16 20 24 29: RemoveSelfLink
16 21 23 24: IPv6DualStack
16 23 25 26: EphemeralContainers
17 - - 20: CSIMigrationAWSComplete CSIMigrationAzureDiskComplete CSIMigrationAzureFileComplete CSIMigrationGCEComplete CSIMigrationOpenStackComplete
17 - - 21: ServiceTopology
17 17 21 22: AllowInsecureBackendProxy
17 17 21 24: PodDisruptionBudget
17 20 29 30: APIPriorityAndFairness
18 18 19 19: DefaultIngressClass
18 19 20 21: ExternalPolicyForExternalIP ServiceAppProtocol
18 19 20 24: SelectorIndex
18 19 21 23: ImmutableEphemeralVolumes
18 19 22 23: HugePageStorageMediumSize
18 19 22 24: EndpointSliceProxying
18 20 21 22: ServiceAccountIssuerDiscovery
18 20 23 24: ConfigurableFSGroupPolicy
18 24 33 35: AnyVolumeDataSource
19 - - 21: CSIMigrationvSphereComplete Rootless
19 19 22 23: WarningHeaders
19 20 22 23: SetHostnameAsFQDN
19 20 23 24: CSIVolumeFSGroupPolicy
19 20 24 25: DefaultPodTopologySpread
19 20 25 27: DisableAcceleratorUsageMetrics
19 21 22 24: WindowsEndpointSliceProxying
19 21 23 24: GenericEphemeralVolume
19 21 24 27: CSIStorageCapacity
19 25 27 28: CSIMigrationvSphere
20: StorageVersionAPI
20 20: ExecProbeTimeout
20 20 21 21: RootCAConfigMap
20 21: GracefulNodeShutdown
20 21 21 24: EndpointSliceNodeName
20 21 22 22: CronJobControllerV2
20 21 22 24: CSIServiceAccountToken
20 21 24 32: EfficientWatchResumption
20 22 24 25: ServiceLBNodePortControl
20 22 26 27: EndpointSliceTerminatingCondition
20 22 32 34: SizeMemoryBackedVolumes
20 23 27 28: DownwardAPIHugePages
20 24 26 27: KubeletCredentialProviders MixedProtocolLBService
20 26: APIServerIdentity
20 27 30 31: HPAContainerMetrics
21: CSIVolumeHealth
21 - - 30: InTreePluginAWSUnregister InTreePluginAzureDiskUnregister InTreePluginAzureFileUnregister InTreePluginGCEUnregister InTreePluginOpenStackUnregister InTreePluginvSphereUnregister
21 - - 32: VolumeCapacityPriority
21 21 22 23: NamespaceDefaultLabelName
21 22: PodDeletionCost
21 22 23 24: IngressClassNamespacedParams
21 22 24 25: IndexedJob PodAffinityNamespaceSelector PreferNominatedNode ServiceLoadBalancerClass SuspendJob
21 22 25 26: DaemonSetUpdateSurge NetworkPolicyEndPort
21 22 26 27: ServiceInternalTrafficPolicy
21 22 31: LogarithmicScaleDown
21 22 32 35: MemoryManager
21 23 28 28: KubeletPodResourcesGetAllocatable
21 24 33 35: TopologyAwareHints
21 25 28 28: ProbeTerminationGracePeriod
22: KubeletInUserNamespace MemoryQoS
22 22 24 25: CSRDuration
22 22 24 26: ControllerManagerLeaderMigration
22 23 25 26: StatefulSetMinReadySeconds
22 23 25 27: PodSecurity
22 23 26 27: DelegateFSGroupToCSIDriver WindowsHostProcessContainers
22 23 26 28: JobTrackingWithFinalizers
22 23 33 35: CPUManagerPolicyOptions
22 25 27 28: SeccompDefault
22 26 28 29: ExpandedDNSConfig ProxyTerminatingEndpoints
22 27 29 30: ReadWriteOncePod
22 27 34: APIServerTracing
22 29 31 32: DisableCloudProviders
22 30 34 36: NodeSwap
23: CPUManagerPolicyAlphaOptions PodAndContainerStatsFromCRI
23 - - 23: csiMigrationRBD
23 - - 30: InTreePluginRBDUnregister
23 - - 35: InTreePluginPortworxUnregister
23 23: CPUManagerPolicyBetaOptions
23 23 27 28: JobMutableNodeSchedulingDirectives
23 24: GracefulNodeShutdownBasedOnPodPriority OpenAPIEnums
23 24 25 26: IdentifyPodOS
23 24 27 28: GRPCContainerProbe OpenAPIV3
23 24 29 30: JobReadyPods
23 25 27 31: ServerSideFieldValidation
23 25 29 30: CustomResourceValidationExpressions
23 27 32 34: StatefulSetAutoDeletePVC
23 29 31 32: DisableKubeletCloudCredentialProviders
23 31 33 35: CSIMigrationPortworx HonorPVReclaimPolicy
23 32 34 36: RecoverVolumeExpansionFailure
24: LoggingAlphaOptions MaxUnavailableStatefulSet
24 - - 27: NetworkPolicyStatus
24 - - 30: CSIMigrationRBD
24 24: LoggingBetaOptions
24 24 27 28: LegacyServiceAccountTokenNoAutoGeneration
24 25 26 27: ServiceIPStaticSubrange
24 25 27 28: CronJobTimeZone
24 26 28 31: NodeOutOfServiceVolumeDetach
24 27 30 31: MinDomainsInPodTopologySpread
24 30: ContextualLogging
25 - - 27: PodHasNetworkCondition UserNamespacesStatelessPodsSupport
25 - - 28: MultiCIDRRangeAllocator
25 26 - 28: RetroactiveDefaultStorageClass
25 26 31 32: JobPodFailurePolicy
25 26 31 33: PodDisruptionConditions
25 26 33: NodeInclusionPolicyInPodTopologySpread
25 27: MatchLabelKeysInPodTopologySpread
25 27 28 29: IPTablesOwnershipCleanup
25 27 29 30: CSINodeExpandSecret
25 27 29 31: KMSv2
25 27 34 36: KubeletTracing
25 28: SELinuxMountReadWriteOncePod
25 29: UnauthenticatedHTTP2DOSMitigation
25 30: ContainerCheckpoint
26: CrossNamespaceVolumeDataSource EventedPLEG TopologyManagerPolicyAlphaOptions
26 26: WindowsHostNetwork
26 26 30 30: ConsistentHTTPGetHandlers
26 27 28 29: APISelfSubjectReview LegacyServiceAccountTokenTracking MinimizeIPTablesRestore
26 27 30 31: PodSchedulingReadiness
26 27 30 32: AggregatedDiscoveryEndpoint
26 27 31 32: PDBUnhealthyPodEvictionPolicy
26 27 31 33: StatefulSetStartOrdinal
26 27 32 34: ComponentSLIs
26 28: TopologyManagerPolicyBetaOptions TopologyManagerPolicyOptions
26 30 30 31: ValidatingAdmissionPolicy
26 34: DynamicResourceAllocation
27: ClusterTrustBundle
27 - - 29: SecurityContextDeny
27 - - 31: CloudControllerManagerWebhook
27 27 30 31: StableLoadBalancerNodeSet
27 27 31 33: ElasticIndexedJob
27 28 29 30: ServiceNodePortStaticSubrange
27 28 30 31: NewVolumeManagerReconstruction
27 28 30 32: AdmissionWebhookMatchConditions
27 29 30 31: CloudDualStackNodeIPs
27 30: NodeLogQuery
27 33 33 35: WatchFromStorageWithoutResourceVersion
27 33 34 36: MultiCIDRServiceAllocator
27 33 35: InPlacePodVerticalScaling
27 34: KubeletPodResourcesDynamicResources KubeletPodResourcesGet WatchList
28: UnknownVersionInteroperabilityProxy
28 - - 30: DefaultHostNetworkHostPortsInPodTemplates
28 28 - - 29: KMSv1
28 28 32 34: CronJobsScheduledAnnotation PodIndexLabel
28 28 36: SeparateCacheWatchRPC
28 29: PodReadyToStartContainersCondition
28 29 - 30: SkipReadOnlyValidationGCE
28 29 29 31: KMSv2KDF
28 29 30 31: LegacyServiceAccountTokenCleanUp PodHostIPs
28 29 31 32: PersistentVolumeLastPhaseTransitionTime
28 29 31 33: DevicePluginCDIDevices
28 29 33 35: JobBackoffLimitPerIndex SidecarContainers
28 29 34 36: JobPodReplacementPolicy
28 30 31 32: KubeProxyDrainingTerminatingNodes
28 30 33: CRDValidationRatcheting
28 31 34: ConsistentListFromCache
28 31 34 36: KubeletCgroupDriverFromCRI
28 32 34: SchedulerQueueingHints
28 33: UserNamespacesSupport
29: ClusterTrustBundleProjection RuntimeClassInImageCriApi UserNamespacesPodSecurityStandards
29 - - 34: AllowServiceLBStatusOnNonLB
29 29 34 36: SeparateTaintEvictionController
29 30: ImageMaximumGCAge TranslateStreamCloseWebsocketRequests
29 30 30 31: ZeroLimitedNominalConcurrencyShares
29 30 32: ServiceAccountTokenJTI ServiceAccountTokenNodeBindingValidation ServiceAccountTokenPodNodeInfo
29 30 32 34: LoadBalancerIPMode
29 30 34 36: PodLifecycleSleepAction
29 31: KubeletSeparateDiskGC
29 31 33: MatchLabelKeysInPodAffinity NFTablesProxyMode ServiceAccountTokenNodeBinding
29 33 - 36: DisableNodeKubeProxyVersion
29 33 34: StreamingCollectionEncodingToProtobuf
29 34 36: VolumeAttributesClass
30: APIServingWithRoutine SELinuxMount StorageVersionMigrator
30 30: StorageNamespaceIndex
30 30 31 32: AppArmorFields
30 31: PortForwardWebsockets
30 31 32: CustomResourceFieldSelectors RetryGenerateName
30 31 33 35: JobSuccessPolicy RecursiveReadOnlyMounts ServiceTrafficDistribution
30 32: JobManagedBy
30 32 32 34: StrictCostEnforcementForVAP StrictCostEnforcementForWebhooks
30 32 34 36: RelaxedEnvironmentVariableValidation
30 33 34 36: OrderedNamespaceDeletion
30 35: InformerResourceVersion WatchListClient
31: AllowDNSOnlyNodeCSR AllowInsecureKubeletCertificateSigningRequests ConcurrentWatchObjectDecode CoordinatedLeaderElection ImageVolume ResourceHealthStatus
31 - - 31: DRAControlPlaneController
31 31: ReloadKubeletServerCertificateFile
31 32 34: AuthorizeWithSelectors ResilientWatchCacheInitialization
31 32 34 36: AuthorizeNodeWithSelectors
31 33: SupplementalGroupsPolicy
31 34: DisableAllocatorDualWrite
31 36: WatchCacheInitializationPostStartHook
32: AllowUnsafeMalformedObjectDeletion CBORServingAndStorage ClientsAllowCBOR ClientsPreferCBOR InPlacePodVerticalScalingExclusiveCPUs KubeletRegistrationGetOnExistsOnly MutatingAdmissionPolicy PodLogsQuerySplitStreams RemoteRequestHeaderUID WindowsCPUAndMemoryAffinity
32 - - 35: InPlacePodVerticalScalingAllocatedStatus
32 32: SystemdWatchdog
32 32 33: BtreeWatchCache
32 33: DRAResourceClaimDeviceStatus KubeletFineGrainedAuthz SELinuxChangePolicy SchedulerAsyncPreemption ServiceAccountNodeAudienceRestriction
32 33 34 36: PodLifecycleSleepActionAllowZero RelaxedDNSSearchValidation
32 34: DRAAdminAccess ExternalServiceAccountTokenSigner PodLevelResources WindowsGracefulNodeShutdown
32 35: KubeletCrashLoopBackOffMax
32 35 35: AllowOverwriteTerminationGracePeriodSeconds
32 36: ComponentFlagz ComponentStatusz
33: ContainerStopSignals DRADeviceTaints DRAPartitionableDevices DeclarativeValidationTakeover DeploymentReplicaSetTerminatingReplicas GitRepoVolumeDriver HPAConfigurableTolerance KubeletEnsureSecretPulledImages MutableCSINodeAllocatableCount PodTopologyLabelsAdmission ReduceDefaultCrashLoopBackOffDecay StorageCapacityScoring StrictIPCIDRValidation
33 - - 33: LegacySidecarContainers
33 33: AllowParsingUserUIDFromCertAuth DeclarativeValidation DisableCPUQuotaWithExclusiveCPUs SchedulerPopFromBackoffQ
33 33 34: StreamingCollectionEncodingToJSON
33 33 35: AggregatedDiscoveryRemoveBetaType
33 33 36: InOrderInformers
33 34: DRAPrioritizedList KubeletPSI KubeletServiceAccountTokenForCredentialProviders ListFromCacheSnapshot PodObservedGenerationTracking PreferSameTrafficDistribution
34: ClearingNominatedNodeNameAfterBinding DRAConsumableCapacity DRADeviceBindingConditions DRAExtendedResource EnvFiles HostnameOverride InPlacePodVerticalScalingExclusiveMemory NominatedNodeNameForExpectation PodCertificateRequest RelaxedServiceNameValidation SchedulerAsyncAPICalls
34 34: DRASchedulerFilterTimeout DetectCacheInconsistency KubeletPodResourcesListUseActivePods MatchLabelKeysInPodTopologySpreadSelectorMerge PreventStaticPodAPIReferences SizeBasedListCostEstimate StatefulSetSemanticRevisionComparison StructuredAuthenticationConfigurationEgressSelector TokenRequestServiceAccountUIDValidation
34 34 34 34: ProbeHostPodSecurityStandards
34 35: ContainerRestartRules
35: ChangeContainerStatusOnKubeletRestart DRADeviceTaintRules GangScheduling GenericWorkload MutablePVNodeAffinity TaintTolerationComparisonOperators UserNamespacesHostNetworkSupport VolumeLimitScaling
35 35: AuthorizePodWebsocketUpgradeCreatePermission InOrderInformersBatchProcess OpportunisticBatching StructuredAuthenticationConfigurationJWKSMetrics
35 35 36: CSIServiceAccountTokenSecrets
35 36: CRDObservedGenerationTracking ConstrainedImpersonation InPlacePodLevelResourcesVerticalScaling MutablePodResourcesForSuspendedJobs MutableSchedulingDirectivesForSuspendedJobs NodeDeclaredFeatures RestartAllContainersOnContainerExits
36: CRIListStreaming DRAListTypeAttributes DRANodeAllocatableResources DRAResourcePoolStatus DRAWorkloadResourceClaims ImageVolumeWithDigest ManifestBasedAdmissionControlConfig NativeHistograms PersistentVolumeClaimUnusedSinceTime PodLevelResourceManagers PodsAPI ShardedListAndWatch TopologyAwareWorkloadScheduling WorkloadAwarePreemption WorkloadWithJob
36 36: AllowServiceExternalIPs AtomicFIFO ClientsAllowCARotation ClientsAllowTLSCacheGC DRAResourceClaimGranularStatusAuthorization DeclarativeValidationBeta ExtendWebSocketsToKubelet InPlacePodVerticalScalingInitContainers PLEGOnDemandRelist ReloadKubeletClientCAFile ResourceHealthStatusMessage ServiceCIDRStatusFieldWiping StaleControllerConsistencyDaemonSet StaleControllerConsistencyJob StaleControllerConsistencyReplicaSet StaleControllerConsistencyStatefulSet UnlockWhileProcessingFIFO
4 11 - 25: DynamicKubeletConfig
4 4 31 32: AppArmor
7 10 25 26: LocalStorageCapacityIsolation
7 12: RotateKubeletServerCertificate
7 16: APIResponseCompression
7 8 27 27: AdvancedAuditing
8 10 26 32: CPUManager
8 11 16 17: PodPriority
8 9 29 32: APIListChunking
9 - - 10: Accelerators
9 - - 13: EnableEquivalenceClassCache Initializers
9 - - 15: DebugContainers
9 - - 16: MountContainers
9 - - 18: ResourceLimitsPriorityFunction
9 - - 9: KubeletConfigFile PVCProtection
9 10 - 13: MountPropagation
9 10 - 19: SupportIPVSProxyMode
9 10 14 15: CSIPersistentVolume CustomPodDNS HugePages VolumeScheduling
9 10 14 16: PersistentLocalVolumes
9 10 26 27: DevicePlugins
9 11 - 15: ExperimentalCriticalPodAnnotation
9 11 - 26: ExpandPersistentVolumes
9 12 17 17: TaintNodesByCondition
9 13 18 19: TaintBasedEvictions
9 13 18 20: BlockVolume
9 19 21 21: ServiceNodeExclusion
9 28 28 29: ExperimentalHostUserNamespaceDefaulting
9 9 - 23: StreamingProxyRedirects
9 9 - 9: AllowExtTrafficLocalEndpoints
9 9 16 17: CustomResourceValidation
9 9 19 20: RotateKubeletClientCertificate
`
