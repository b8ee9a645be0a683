import releases from '../upstream/field-releases.json' with { type: 'json' }

/**
 * The types of core/v1 that a Pod consists of, as data: a line a Go struct, a word a field.
 * `name:type`, where type is a struct below, `*T` for a pointer to T, `string`, `bool`, `int32`, `int64`, `[]T`, `map[string]T`, or a word of
 * `STRINGS`, or one that `typeOf` knows. `+T` lays T's fields into this struct, as Go embeds it. Which releases have a field, whether its gate
 * is on or off, is upstream's: `src/upstream/field-releases.json`, which `npm run upstream` makes of `fields.json`.
 * Follows: staging/src/k8s.io/api/core/v1/types.go and apimachinery/pkg/apis/meta/v1/types.go (v1.37.2).
 */
const STRUCTS = `
Pod: +TypeMeta metadata:ObjectMeta spec:PodSpec status:PodStatus
TypeMeta: kind:string apiVersion:string
ObjectMeta: name:string generateName:string namespace:string selfLink:string uid:UID resourceVersion:string generation:int64 creationTimestamp:Time deletionTimestamp:*Time deletionGracePeriodSeconds:*int64 labels:map[string]string annotations:map[string]string ownerReferences:[]OwnerReference finalizers:[]string clusterName:string managedFields:[]ManagedFieldsEntry initializers:any
OwnerReference: apiVersion:string kind:string name:string uid:UID controller:*bool blockOwnerDeletion:*bool
PodStatus: observedGeneration:int64 phase:PodPhase conditions:[]PodCondition message:string reason:string nominatedNodeName:string hostIP:string hostIPs:[]HostIP podIP:string podIPs:[]PodIP startTime:*Time initContainerStatuses:[]ContainerStatus containerStatuses:[]ContainerStatus qosClass:PodQOSClass ephemeralContainerStatuses:[]ContainerStatus resize:PodResizeStatus resourceClaimStatuses:[]PodResourceClaimStatus extendedResourceClaimStatus:*PodExtendedResourceClaimStatus allocatedResources:ResourceList resources:*ResourceRequirements nodeAllocatableResourceClaimStatuses:[]NodeAllocatableResourceClaimStatus volumeHealth:[]PodVolumeHealth
PodExtendedResourceClaimStatus: requestMappings:[]ContainerExtendedResourceRequest resourceClaimName:string
ContainerExtendedResourceRequest: containerName:string resourceName:string requestName:string
NodeAllocatableResourceClaimStatus: resourceClaimName:string containers:[]string resources:ResourceList mapping:[]NodeAllocatableMappedResources overhead:[]NodeAllocatableOverheadResources
NodeAllocatableMappedResources: name:ResourceName quantity:*Quantity
NodeAllocatableOverheadResources: name:ResourceName perPod:*Quantity perContainer:*Quantity
PodVolumeHealth: name:string lastTransitionTime:Time healthConditions:[]VolumeHealthCondition
VolumeHealthCondition: status:string reason:string message:string
PodCondition: type:PodConditionType observedGeneration:int64 status:ConditionStatus lastProbeTime:Time lastTransitionTime:Time reason:string message:string
HostIP: ip:string
PodIP: ip:string
ContainerStatus: name:string state:ContainerState lastState:ContainerState ready:bool restartCount:int32 image:string imageID:string containerID:string started:*bool allocatedResources:ResourceList resources:*ResourceRequirements volumeMounts:[]VolumeMountStatus user:*ContainerUser allocatedResourcesStatus:[]ResourceStatus stopSignal:*Signal
ContainerState: waiting:*ContainerStateWaiting running:*ContainerStateRunning terminated:*ContainerStateTerminated
ContainerStateWaiting: reason:string message:string
ContainerStateRunning: startedAt:Time
ContainerStateTerminated: exitCode:int32 signal:int32 reason:string message:string startedAt:Time finishedAt:Time containerID:string
VolumeMountStatus: name:string mountPath:string readOnly:bool recursiveReadOnly:*RecursiveReadOnlyMode volumeStatus:*VolumeStatus
VolumeStatus: image:*ImageVolumeStatus
ImageVolumeStatus: imageRef:string
ContainerUser: linux:*LinuxContainerUser
LinuxContainerUser: uid:int64 gid:int64 supplementalGroups:[]int64
ResourceStatus: name:ResourceName resources:[]ResourceHealth
ResourceHealth: resourceID:ResourceID health:ResourceHealthStatus message:*string
PodResourceClaimStatus: name:string resourceClaimName:*string
ManagedFieldsEntry: manager:string operation:ManagedFieldsOperationType apiVersion:string time:*Time fieldsType:string fieldsV1:any subresource:string fields:any
PodSpec: volumes:[]Volume initContainers:[]Container containers:[]Container ephemeralContainers:[]EphemeralContainer restartPolicy:RestartPolicy terminationGracePeriodSeconds:*int64 activeDeadlineSeconds:*int64 dnsPolicy:DNSPolicy nodeSelector:map[string]string serviceAccountName:string serviceAccount:string automountServiceAccountToken:*bool nodeName:string hostNetwork:bool hostPID:bool hostIPC:bool shareProcessNamespace:*bool securityContext:*PodSecurityContext imagePullSecrets:[]LocalObjectReference hostname:string subdomain:string affinity:*Affinity schedulerName:string tolerations:[]Toleration hostAliases:[]HostAlias priorityClassName:string priority:*int32 dnsConfig:*PodDNSConfig readinessGates:[]PodReadinessGate runtimeClassName:*string enableServiceLinks:*bool preemptionPolicy:*PreemptionPolicy overhead:ResourceList topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN:*bool os:*PodOS hostUsers:*bool schedulingGates:[]PodSchedulingGate resourceClaims:[]PodResourceClaim resources:*ResourceRequirements hostnameOverride:*string workloadRef:*WorkloadReference schedulingGroup:*PodSchedulingGroup evictionResponders:[]EvictionResponder
WorkloadReference: name:string podGroup:string podGroupReplicaKey:string
PodSchedulingGroup: podGroupName:*string
EvictionResponder: name:string priority:*int32
Container: name:string image:string command:[]string args:[]string workingDir:string ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar resources:ResourceRequirements resizePolicy:[]ContainerResizePolicy restartPolicy:*ContainerRestartPolicy restartPolicyRules:[]ContainerRestartRule volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe lifecycle:*Lifecycle terminationMessagePath:string terminationMessagePolicy:TerminationMessagePolicy imagePullPolicy:PullPolicy securityContext:*SecurityContext stdin:bool stdinOnce:bool tty:bool
EphemeralContainer: +EphemeralContainerCommon targetContainerName:string
EphemeralContainerCommon: name:string image:string command:[]string args:[]string workingDir:string ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar resources:ResourceRequirements resizePolicy:[]ContainerResizePolicy restartPolicy:*ContainerRestartPolicy restartPolicyRules:[]ContainerRestartRule volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe lifecycle:*Lifecycle terminationMessagePath:string terminationMessagePolicy:TerminationMessagePolicy imagePullPolicy:PullPolicy securityContext:*SecurityContext stdin:bool stdinOnce:bool tty:bool
ContainerPort: name:string hostPort:int32 containerPort:int32 protocol:Protocol hostIP:string
ContainerResizePolicy: resourceName:ResourceName restartPolicy:ResourceResizeRestartPolicy
ContainerRestartRule: action:ContainerRestartRuleAction exitCodes:*ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes: operator:ContainerRestartRuleOnExitCodesOperator values:[]int32
EnvFromSource: prefix:string configMapRef:*ConfigMapEnvSource secretRef:*SecretEnvSource
ConfigMapEnvSource: +LocalObjectReference optional:*bool
SecretEnvSource: +LocalObjectReference optional:*bool
LocalObjectReference: name:string
EnvVar: name:string value:string valueFrom:*EnvVarSource
EnvVarSource: fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector configMapKeyRef:*ConfigMapKeySelector secretKeyRef:*SecretKeySelector fileKeyRef:*FileKeySelector
ObjectFieldSelector: apiVersion:string fieldPath:string
ResourceFieldSelector: containerName:string resource:string divisor:Quantity
ConfigMapKeySelector: +LocalObjectReference key:string optional:*bool
SecretKeySelector: +LocalObjectReference key:string optional:*bool
FileKeySelector: volumeName:string path:string key:string optional:*bool
ResourceRequirements: limits:ResourceList requests:ResourceList claims:[]ResourceClaim
ResourceClaim: name:string request:string
VolumeMount: name:string readOnly:bool recursiveReadOnly:*RecursiveReadOnlyMode mountPath:string subPath:string mountPropagation:*MountPropagationMode subPathExpr:string bindMountOptions:[]string
VolumeDevice: name:string devicePath:string
Probe: +ProbeHandler initialDelaySeconds:int32 timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32 failureThreshold:int32 terminationGracePeriodSeconds:*int64
ProbeHandler: exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction grpc:*GRPCAction
LifecycleHandler: exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction sleep:*SleepAction
Lifecycle: postStart:*LifecycleHandler preStop:*LifecycleHandler stopSignal:*Signal
ExecAction: command:[]string
HTTPGetAction: path:string port:IntOrString host:string scheme:URIScheme httpHeaders:[]HTTPHeader protocol:*HTTPProtocol
HTTPHeader: name:string value:string
TCPSocketAction: port:IntOrString host:string
GRPCAction: port:int32 service:*string mode:*GRPCProbeMode
SleepAction: seconds:int64
SecurityContext: capabilities:*Capabilities privileged:*bool seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool readOnlyRootFilesystem:*bool allowPrivilegeEscalation:*bool procMount:*ProcMountType seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile
Capabilities: add:[]Capability drop:[]Capability
SELinuxOptions: user:string role:string type:string level:string
WindowsSecurityContextOptions: gmsaCredentialSpecName:*string gmsaCredentialSpec:*string runAsUserName:*string hostProcess:*bool
SeccompProfile: type:SeccompProfileType localhostProfile:*string
AppArmorProfile: type:AppArmorProfileType localhostProfile:*string
PodSecurityContext: seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool supplementalGroups:[]int64 supplementalGroupsPolicy:*SupplementalGroupsPolicy fsGroup:*int64 sysctls:[]Sysctl fsGroupChangePolicy:*PodFSGroupChangePolicy seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile seLinuxChangePolicy:*PodSELinuxChangePolicy
Sysctl: name:string value:string
Affinity: nodeAffinity:*NodeAffinity podAffinity:*PodAffinity podAntiAffinity:*PodAntiAffinity
NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution:*NodeSelector preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
NodeSelector: nodeSelectorTerms:[]NodeSelectorTerm
NodeSelectorTerm: matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement
NodeSelectorRequirement: key:string operator:NodeSelectorOperator values:[]string
PreferredSchedulingTerm: weight:int32 preference:NodeSelectorTerm
PodAffinity: requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodAntiAffinity: requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodAffinityTerm: labelSelector:*LabelSelector namespaces:[]string topologyKey:string namespaceSelector:*LabelSelector matchLabelKeys:[]string mismatchLabelKeys:[]string
WeightedPodAffinityTerm: weight:int32 podAffinityTerm:PodAffinityTerm
LabelSelector: matchLabels:map[string]string matchExpressions:[]LabelSelectorRequirement
LabelSelectorRequirement: key:string operator:LabelSelectorOperator values:[]string
Toleration: key:string operator:TolerationOperator value:string effect:TaintEffect tolerationSeconds:*int64
HostAlias: ip:string hostnames:[]string
PodDNSConfig: nameservers:[]string searches:[]string options:[]PodDNSConfigOption
PodDNSConfigOption: name:string value:*string
PodReadinessGate: conditionType:PodConditionType
TopologySpreadConstraint: maxSkew:int32 topologyKey:string whenUnsatisfiable:UnsatisfiableConstraintAction labelSelector:*LabelSelector minDomains:*int32 nodeAffinityPolicy:*NodeInclusionPolicy nodeTaintsPolicy:*NodeInclusionPolicy matchLabelKeys:[]string
PodOS: name:OSName
PodSchedulingGate: name:string
ClaimSource: resourceClaimName:*string resourceClaimTemplateName:*string
PodResourceClaim: name:string source:ClaimSource resourceClaimName:*string resourceClaimTemplateName:*string
Volume: name:string +VolumeSource
VolumeSource: hostPath:*HostPathVolumeSource emptyDir:*EmptyDirVolumeSource gcePersistentDisk:*GCEPersistentDiskVolumeSource awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource gitRepo:*GitRepoVolumeSource secret:*SecretVolumeSource nfs:*NFSVolumeSource iscsi:*ISCSIVolumeSource glusterfs:*GlusterfsVolumeSource persistentVolumeClaim:*PersistentVolumeClaimVolumeSource rbd:*RBDVolumeSource flexVolume:*FlexVolumeSource cinder:*CinderVolumeSource cephfs:*CephFSVolumeSource flocker:*FlockerVolumeSource downwardAPI:*DownwardAPIVolumeSource fc:*FCVolumeSource azureFile:*AzureFileVolumeSource configMap:*ConfigMapVolumeSource vsphereVolume:*VsphereVirtualDiskVolumeSource quobyte:*QuobyteVolumeSource azureDisk:*AzureDiskVolumeSource photonPersistentDisk:*PhotonPersistentDiskVolumeSource projected:*ProjectedVolumeSource portworxVolume:*PortworxVolumeSource scaleIO:*ScaleIOVolumeSource storageos:*StorageOSVolumeSource csi:*CSIVolumeSource ephemeral:*EphemeralVolumeSource image:*ImageVolumeSource
HostPathVolumeSource: path:string type:*HostPathType
EmptyDirVolumeSource: medium:StorageMedium sizeLimit:*Quantity mode:*int32
GCEPersistentDiskVolumeSource: pdName:string fsType:string partition:int32 readOnly:bool
AWSElasticBlockStoreVolumeSource: volumeID:string fsType:string partition:int32 readOnly:bool
GitRepoVolumeSource: repository:string revision:string directory:string
SecretVolumeSource: secretName:string items:[]KeyToPath defaultMode:*int32 optional:*bool defaultUser:*int64
KeyToPath: key:string path:string mode:*int32 user:*int64
NFSVolumeSource: server:string path:string readOnly:bool
ISCSIVolumeSource: targetPortal:string iqn:string lun:*int32 iscsiInterface:string fsType:string readOnly:bool portals:[]string chapAuthDiscovery:bool chapAuthSession:bool secretRef:*LocalObjectReference initiatorName:*string
GlusterfsVolumeSource: endpoints:string path:string readOnly:bool
PersistentVolumeClaimVolumeSource: claimName:string readOnly:bool
RBDVolumeSource: monitors:[]string image:string fsType:string pool:string user:string keyring:string secretRef:*LocalObjectReference readOnly:bool
FlexVolumeSource: driver:string fsType:string secretRef:*LocalObjectReference readOnly:bool options:map[string]string
CinderVolumeSource: volumeID:string fsType:string readOnly:bool secretRef:*LocalObjectReference
CephFSVolumeSource: monitors:[]string path:string user:string secretFile:string secretRef:*LocalObjectReference readOnly:bool
FlockerVolumeSource: datasetName:string datasetUUID:string
DownwardAPIVolumeSource: items:[]DownwardAPIVolumeFile defaultMode:*int32 defaultUser:*int64
DownwardAPIVolumeFile: path:string fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector mode:*int32 user:*int64
FCVolumeSource: targetWWNs:[]string lun:*int32 fsType:string readOnly:bool wwids:[]string
AzureFileVolumeSource: secretName:string shareName:string readOnly:bool
ConfigMapVolumeSource: +LocalObjectReference items:[]KeyToPath defaultMode:*int32 optional:*bool defaultUser:*int64
VsphereVirtualDiskVolumeSource: volumePath:string fsType:string storagePolicyName:string storagePolicyID:string
QuobyteVolumeSource: registry:string volume:string readOnly:bool user:string group:string tenant:string
AzureDiskVolumeSource: diskName:string diskURI:string cachingMode:*AzureDataDiskCachingMode fsType:*string readOnly:*bool kind:*AzureDataDiskKind
PhotonPersistentDiskVolumeSource: pdID:string fsType:string
ProjectedVolumeSource: sources:[]VolumeProjection defaultMode:*int32 defaultUser:*int64
VolumeProjection: secret:*SecretProjection downwardAPI:*DownwardAPIProjection configMap:*ConfigMapProjection serviceAccountToken:*ServiceAccountTokenProjection clusterTrustBundle:*ClusterTrustBundleProjection podCertificate:*PodCertificateProjection
SecretProjection: +LocalObjectReference items:[]KeyToPath optional:*bool
ConfigMapProjection: +LocalObjectReference items:[]KeyToPath optional:*bool
DownwardAPIProjection: items:[]DownwardAPIVolumeFile
ServiceAccountTokenProjection: audience:string expirationSeconds:*int64 path:string user:*int64
ClusterTrustBundleProjection: name:*string signerName:*string labelSelector:*LabelSelector optional:*bool path:string user:*int64
PodCertificateProjection: signerName:string keyType:string maxExpirationSeconds:*int32 credentialBundlePath:string keyPath:string certificateChainPath:string userAnnotations:map[string]string user:*int64
PortworxVolumeSource: volumeID:string fsType:string readOnly:bool
ScaleIOVolumeSource: gateway:string system:string secretRef:*LocalObjectReference sslEnabled:bool protectionDomain:string storagePool:string storageMode:string volumeName:string fsType:string readOnly:bool
StorageOSVolumeSource: volumeName:string volumeNamespace:string fsType:string readOnly:bool secretRef:*LocalObjectReference
CSIVolumeSource: driver:string readOnly:bool fsType:string volumeAttributes:map[string]string nodePublishSecretRef:*LocalObjectReference
EphemeralVolumeSource: volumeClaimTemplate:*PersistentVolumeClaimTemplate readOnly:bool
PersistentVolumeClaimTemplate: metadata:ObjectMeta spec:PersistentVolumeClaimSpec
PersistentVolumeClaimSpec: accessModes:[]PersistentVolumeAccessMode selector:*LabelSelector resources:VolumeResourceRequirements volumeName:string storageClassName:*string volumeMode:*PersistentVolumeMode dataSource:*TypedLocalObjectReference dataSourceRef:*TypedObjectReference volumeAttributesClassName:*string
TypedLocalObjectReference: apiGroup:*string kind:string name:string
TypedObjectReference: apiGroup:*string kind:string name:string namespace:*string
VolumeResourceRequirements: limits:ResourceList requests:ResourceList
ImageVolumeSource: reference:string pullPolicy:PullPolicy
`

/** Named kinds of string: they decode as strings, and errors give their Go name. */
const STRINGS = `UID PodPhase RestartPolicy DNSPolicy PreemptionPolicy Protocol ResourceName ResourceResizeRestartPolicy
ContainerRestartPolicy ContainerRestartRuleAction ContainerRestartRuleOnExitCodesOperator RecursiveReadOnlyMode
MountPropagationMode TerminationMessagePolicy PullPolicy URIScheme Signal ProcMountType Capability SeccompProfileType
AppArmorProfileType SupplementalGroupsPolicy PodFSGroupChangePolicy PodSELinuxChangePolicy NodeSelectorOperator
LabelSelectorOperator TolerationOperator TaintEffect PodConditionType UnsatisfiableConstraintAction NodeInclusionPolicy OSName
HostPathType StorageMedium AzureDataDiskCachingMode AzureDataDiskKind PersistentVolumeAccessMode PersistentVolumeMode PodQOSClass PodResizeStatus ConditionStatus ResourceID ResourceHealthStatus
ManagedFieldsOperationType HTTPProtocol GRPCProbeMode`

export type GoType =
  | { is: 'string' | 'bool' | 'int32' | 'int64' | 'Quantity' | 'IntOrString' | 'Time' | 'any'; go: string }
  | { is: 'list' | 'map'; of: GoType; go: string }
  | { is: 'struct'; name: string; go: string }

export interface Field {
  name: string
  /** As the Go struct spells it: `HTTPGet`. */
  goName: string
  type: GoType
  /** A pointer in Go, so that its zero is not the same as nothing. */
  pointer: boolean
  /** The Go structs that are laid in to get here, by their field names. */
  embedded: readonly string[]
  since: number
  until: number
}

export interface Struct {
  name: string
  fields: ReadonlyMap<string, Field>
}

/**
 * A Go struct of core/v1 by its name, such as `Probe`.
 *
 * Errors: throws RangeError for a name that is not in the table. Follows: api/core/v1/types.go (v1.37.2).
 */
export function structOf(name: string): Struct {
  const known = structs.get(name)
  if (known) return known
  const line = lines.get(name)
  if (line === undefined) throw new RangeError(`no struct ${name} in the schema`)
  const fields = new Map<string, Field>()
  for (const word of line.split(' '))
    for (const field of readWord(word, name)) fields.set(field.name, { ...field, ...releasesOf(name, field.name) })
  const struct = { name, fields }
  structs.set(name, struct)
  return struct
}

/** The field of that name, where the release has it. */
export function fieldOf(struct: Struct, name: string, minor: number): Field | undefined {
  const field = struct.fields.get(name)
  return field && field.since <= minor && minor < field.until + 1 ? field : undefined
}

/** A word of the table as a type; `go` is its name in JSON errors: `v1.Probe`, `[]string`. Throws RangeError for an unknown word. */
function typeOf(word: string): GoType {
  if (word.startsWith('[]')) {
    const of = typeOf(word.slice(2))
    return { is: 'list', of, go: `[]${of.go}` }
  }
  if (word.startsWith('map[string]')) {
    const of = typeOf(word.slice(11))
    return { is: 'map', of, go: `map[string]${of.go}` }
  }
  switch (word) {
    case 'string':
    case 'bool':
    case 'int32':
    case 'int64':
      return { is: word, go: word }
    case 'any':
      return { is: 'any', go: 'interface {}' }
    case 'Quantity':
      return { is: word, go: 'resource.Quantity' }
    case 'IntOrString':
      return { is: word, go: 'intstr.IntOrString' }
    case 'Time':
      return { is: word, go: 'v1.Time' }
    case 'ResourceList':
      return { is: 'map', of: typeOf('Quantity'), go: 'v1.ResourceList' }
    case 'UID':
      return { is: 'string', go: 'types.UID' }
    default:
      if (strings.has(word)) return { is: 'string', go: `v1.${word}` }
      if (!lines.has(word)) throw new RangeError(`no type ${word} in the schema`)
      return { is: 'struct', name: word, go: `v1.${word}` }
  }
}

const lines = new Map(
  STRUCTS.trim()
    .split('\n')
    .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
)
const strings = new Set(STRINGS.split(/\s+/))
const structs = new Map<string, Struct>()

function readWord(word: string, struct: string): Field[] {
  if (word.startsWith('+')) {
    const inner = word.slice(1)
    return [...structOf(inner).fields.values()].map((field) => ({ ...field, embedded: [inner, ...field.embedded] }))
  }
  const [, name = '', star, type = ''] = /^(\w+):(\*?)(.+)$/.exec(word)!
  return [{ name, goName: goName(name, struct), type: typeOf(type), pointer: star === '*', embedded: [], since: 0, until: Infinity }]
}

/** By struct, `FIELD SINCE-UNTIL`, of those that some release lacks; `*` is any other field. */
const RELEASES: Readonly<Record<string, string>> = releases

/** From the first release that has a field to the last. */
function releasesOf(struct: string, field: string): Pick<Field, 'since' | 'until'> {
  const spanOf = (name: string): RegExpExecArray | null => new RegExp(`(?:^| )${name} (\\d+)(?:-(\\d+))?`).exec(RELEASES[struct] ?? '')
  const [, since = 0, until = Infinity] = spanOf(field) ?? spanOf('\\*') ?? []
  return { since: Number(since), until: Number(until) }
}

const GO_NAMES: Readonly<Record<string, string>> = {
  apiGroup: 'APIGroup',
  httpGet: 'HTTPGet',
  tcpSocket: 'TCPSocket',
  grpc: 'GRPC',
  httpHeaders: 'HTTPHeaders',
  ip: 'IP',
  hostIP: 'HostIP',
  podIP: 'PodIP',
  hostIPs: 'HostIPs',
  podIPs: 'PodIPs',
  uid: 'UID',
  apiVersion: 'APIVersion',
  metadata: 'ObjectMeta',
  dnsPolicy: 'DNSPolicy',
  dnsConfig: 'DNSConfig',
  hostPID: 'HostPID',
  hostIPC: 'HostIPC',
  serviceAccount: 'DeprecatedServiceAccount',
  tty: 'TTY',
  os: 'OS',
  seLinuxOptions: 'SELinuxOptions',
  seLinuxChangePolicy: 'SELinuxChangePolicy',
  fsGroup: 'FSGroup',
  fsType: 'FSType',
  nfs: 'NFS',
  fsGroupChangePolicy: 'FSGroupChangePolicy',
  iscsi: 'ISCSI',
  rbd: 'RBD',
  cephfs: 'CephFS',
  fc: 'FC',
  csi: 'CSI',
  qosClass: 'QOSClass',
  gcePersistentDisk: 'GCEPersistentDisk',
  awsElasticBlockStore: 'AWSElasticBlockStore',
  pdName: 'PDName',
  storageos: 'StorageOS',
  iqn: 'IQN',
  wwids: 'WWIDs',
  datasetUUID: 'DatasetUUID',
  diskURI: 'DataDiskURI',
  pdID: 'PdID',
  gmsaCredentialSpec: 'GMSACredentialSpec',
  gmsaCredentialSpecName: 'GMSACredentialSpecName',
  sslEnabled: 'SSLEnabled',
  iscsiInterface: 'ISCSIInterface',
  chapAuthDiscovery: 'DiscoveryCHAPAuth',
  chapAuthSession: 'SessionCHAPAuth',
  'GlusterfsVolumeSource.endpoints': 'EndpointsName',
  'RBDVolumeSource.monitors': 'CephMonitors',
  'RBDVolumeSource.image': 'RBDImage',
  'RBDVolumeSource.pool': 'RBDPool',
  'RBDVolumeSource.user': 'RadosUser',
  'ContainerStatus.lastState': 'LastTerminationState',
  'LinuxContainerUser.uid': 'UID',
  'LinuxContainerUser.gid': 'GID',
}

function goName(name: string, struct: string): string {
  return GO_NAMES[`${struct}.${name}`] ?? GO_NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1)
}
