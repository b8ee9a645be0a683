import type { Diagnostic, Range } from './diagnostic.ts'
import { assertUnreachable } from './own.ts'

/**
 * The Pod as the simulated kubelet sees it: decoded, defaulted, valid. Names and nesting are core/v1's own; fields that no
 * rule of the model reads are left out here and stay in the text.
 */
export interface Pod {
  metadata: ObjectMeta
  spec: PodSpec
  /** The whole decoded and defaulted object, for the UID and for `kubectl -o yaml`. */
  raw: Readonly<Record<string, unknown>>
}

interface ObjectMeta {
  /** As written in the file; the kubelet appends `-NODE` itself. */
  name: string
  namespace: string
  uid?: string
  labels: Readonly<Record<string, string>>
  annotations: Readonly<Record<string, string>>
}

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never'

interface PodSpec {
  containers: readonly Container[]
  initContainers: readonly Container[]
  restartPolicy: RestartPolicy
  /** How long it may be active; undefined: for ever. */
  activeDeadlineSeconds?: number
  terminationGracePeriodSeconds: number
  hostNetwork: boolean
  volumes: readonly Volume[]
  securityContext: UserRules
  serviceAccountName: string
  /** Names of Secrets; one without a name is passed over. */
  imagePullSecrets: readonly string[]
}

/** As whom a container's program may run. */
export interface UserRules {
  runAsNonRoot?: boolean
  runAsUser?: number
  /** A container's alone: nothing can be written that no volume is mounted at. */
  readOnlyRootFilesystem?: boolean
}

export interface Volume {
  name: string
  hostPath?: { path: string; type: string }
  /** It is the pod's own, and empty at first. */
  isEmptyDir?: true
  /** The objects of the API that it is made of, in order. */
  references: readonly VolumeReference[]
}

/** A Secret or ConfigMap that a volume holds, or a part of it holds. */
export interface VolumeReference {
  kind: 'Secret' | 'ConfigMap'
  name: string
  optional: boolean
  /** Keys and the paths that they have in the volume; undefined: all of them, under their own names. */
  items?: readonly { key: string; path: string; mode?: number }[]
  /** The mode of its files; undefined: 0644. */
  mode?: number
  /** Where it stands: `secret`, `configMap`, `projected.sources[0].secret`. */
  at: string
}

export interface Container {
  name: string
  image: string
  imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never'
  command: readonly string[]
  args: readonly string[]
  ports: readonly ContainerPort[]
  env: readonly EnvVar[]
  envFrom: readonly EnvSource[]
  volumeMounts: readonly VolumeMount[]
  /** In bytes; undefined where there is none. */
  memoryLimit?: number
  /** It is given something to read, and waits for it. */
  stdin?: true
  securityContext: UserRules
  /** `Always` makes an init container a side-car. */
  restartPolicy?: 'Always'
  /** A policy of its own, in the place of its pod's; an exit code that any of its rules fits has it started again all the same. */
  ownRestarts?: { policy: RestartPolicy; rules: readonly RestartRule[] }
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  lifecycle?: { preStop?: LifecycleHandler; postStart?: LifecycleHandler }
}

/** Which exit codes have a container started again, or all of its pod: those in the list, or all others. */
export interface RestartRule {
  isIn: boolean
  codes: readonly number[]
  action: 'Restart' | 'RestartAllContainers'
}

export interface ContainerPort {
  name: string
  containerPort: number
  /** 0 where it is none of the node's. */
  hostPort: number
  hostIP: string
  protocol: string
}

interface VolumeMount {
  name: string
  mountPath: string
  readOnly: boolean
  subPath: string
}

/** One of a container's environment variables: a value, or where it comes from. */
export interface EnvVar {
  name: string
  value: string
  fieldPath?: string
  key?: { kind: 'Secret' | 'ConfigMap'; name: string; key: string; optional: boolean }
}

/** All keys of an object as variables. */
export interface EnvSource {
  kind: 'Secret' | 'ConfigMap'
  name: string
  prefix: string
  optional: boolean
}

/** Which of a container’s three probes it is. */
export type ProbeType = 'startup' | 'readiness' | 'liveness'
/** In the order in which they matter. */
export const PROBES: readonly ProbeType[] = ['startup', 'readiness', 'liveness']
/** A container’s fields that hold them, in the order in which the apiserver validates them. */
export const PROBE_FIELDS = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

/** Defaults are filled in: no field is missing save the ones marked so. */
export interface Probe extends ProbeHandler {
  initialDelaySeconds: number
  timeoutSeconds: number
  periodSeconds: number
  successThreshold: number
  failureThreshold: number
  terminationGracePeriodSeconds?: number
}

/** Exactly one of them is set. */
export interface ProbeHandler {
  exec?: { command: readonly string[] }
  httpGet?: HTTPGetAction
  tcpSocket?: { host: string; port: number | string }
  grpc?: { port: number; service: string; mode?: 'TLS' }
}

export type ProbeHandlerName = keyof ProbeHandler
/** In the order in which a kubelet looks for them. */
export const PROBE_HANDLERS = Object.keys({ exec: 0, httpGet: 0, tcpSocket: 0, grpc: 0 } satisfies Record<
  ProbeHandlerName,
  0
>) as ProbeHandlerName[]

/** What holds where a probe’s field is left out. Follows: pkg/apis/core/v1/defaults.go, SetDefaults_Probe (v1.37.2). */
export const PROBE_DEFAULTS = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } as const

/** The one that a probe has. */
export const handlerOf = (probe: ProbeHandler): ProbeHandlerName => PROBE_HANDLERS.find((name) => probe[name] !== undefined)!

/** Where a probe goes: a port, and a host, empty for the pod's own; undefined where it runs a command. */
export function targetOf(probe: ProbeHandler): { handler: ProbeHandlerName; host: string; port: number | string } | undefined {
  const handler = handlerOf(probe)
  switch (handler) {
    case 'exec':
      return undefined
    case 'httpGet':
    case 'tcpSocket': {
      const { host, port } = probe[handler]!
      return { handler, host, port }
    }
    case 'grpc':
      return { handler, host: '', port: probe.grpc!.port }
    default:
      return assertUnreachable(handler)
  }
}

export interface HTTPGetAction {
  host: string
  path: string
  port: number | string
  scheme: 'HTTP' | 'HTTPS'
  httpHeaders: readonly { name: string; value: string }[]
  /** Left out: HTTP/1.1. */
  protocol?: 'HTTP2'
}

export interface LifecycleHandler {
  exec?: { command: readonly string[] }
  httpGet?: HTTPGetAction
  tcpSocket?: { host: string; port: number | string }
  sleep?: { seconds: number }
}

/** A file of the static-pod directory, read as a kubelet of some release reads it. */
export interface Manifest {
  text: string
  /** The pod, where the kubelet would run it. */
  pod?: Pod
  /** Where it would not: the whole error, in that release's words. */
  error?: string
  /** For the editor: the same error at its place, and warnings (unknown fields, fields that the model does not know). */
  diagnostics: readonly Diagnostic[]
  /** Where a field stands, or its nearest ancestor where it is a default; line 1 where nothing fits. */
  rangeOf(path: string): Range
  /** Whether the file itself says so, as against a default. */
  has(path: string): boolean
}

/** Which fields that hang on a feature gate of the kubelet it heeds. */
export interface PodGates {
  /** `httpGet.protocol` */
  http2: boolean
  /** `grpc.mode` */
  grpcTls: boolean
  /** A restart rule's action `RestartAllContainers`. */
  restartAll: boolean
}

/** What differs between releases in reading a manifest; rows of `sim/release/release.ts` fill it in. */
export interface ManifestRules {
  /** go-yaml once gave the line before for a scanner's error, as it still does for a parser's. */
  yamlScannerLine: 'one less' | 'exact'
  /** Who turns JSON into a Pod, and so in whose words it complains. */
  jsonDecoder: 'json-iterator 2017' | 'json-iterator' | 'sigs.k8s.io/json'
  /** It names the structs that are laid into others, too: `Probe.ProbeHandler.httpGet`. */
  embeddedNamed: boolean
  /** What the error about an unknown kind says behind the version. */
  schemeName: string
  /** How the two fatal sentences about a whole file go. */
  manifestErrorText: (file: string, problem: string, parsed: boolean) => string
  /** Fields of probes that are read, and that their gates, off by default, keep from being acted upon. */
  probeFieldsOff: readonly string[]
  /** A pod without a name is refused for that, and not for what the node's name makes of it. */
  nameNeeded: boolean
  dnsName: 'a lowercase RFC 1123' | 'a DNS-1123'
  portNameLetter: 'letter (a-z)' | 'letter or number (a-z, 0-9)'
  /** A name that should be a label and is a subdomain is told that it has dots. */
  labelDots: boolean
  containerCheckOrder: 'probes first' | 'common first'
  /** What is said of a probe or a hook of an init container; `dump`: the old text with Go's print of the struct. */
  initProbeText: string
  /** With hostNetwork the two must be equal: which of them the error shows. */
  hostPortMustMatch: 'hostPort' | 'containerPort'
  resourceLimitShown: boolean
  relaxedEnvironment: boolean
  envFiles: boolean
  /** The volumes with files of environment variables are looked at. */
  fileVolumesChecked: boolean
  /** When an image volume is pulled is filled in. */
  imagePolicyFilled: boolean
  /** How long a hook may sleep, and what is said of one that would sleep too short or too long. */
  sleepWords: 'greater' | 'greater, or a gate' | 'not negative'
  /** What a container's restart rule may do. */
  restartActions: readonly string[]
  containerRestartRules: boolean
  dnsSearches: number
  /** What a container may be told of its pod by an environment variable. */
  environmentFields: readonly string[]
  /** Of these status.hostIPs is known, but may not be used. */
  hostIPsGated: boolean
  /** An object or a list in an error is JSON, not Go's own print. */
  valuesAsJson: boolean
  /** What a label that is too long is counted in. */
  labelLength: 'characters' | 'bytes'
  /** What the key of a label is called where it has more than one prefix. */
  labelKeyWords: string
  /** A DNS search path may have underscores, or be `.` alone. */
  underscoredSearches: boolean
  /** What is said of an operating system without a name. */
  osNameText: string
  /** An unmasked /proc needs a user namespace of its own. */
  procMountChecked: boolean
  /** Sysctls of a namespace that the pod shares with the host are refused. */
  hostSysctlsRefused: boolean
  /** The resources of a pod as a whole are filled in, and are looked at. */
  podResourcesFilled: boolean
  podResourcesChecked: boolean
  /** The fields of a list's own metadata, as Go prints them. */
  listMeta: string
  /** What is said of an address that is none, and whether the paths of host aliases have their places in the lists. */
  hostAliasText: string
  hostAliasPlaces: boolean
  /** What the path of a selector of pods ends in. */
  termSelector: 'matchExpressions' | 'labelSelector'
  /** The paths of managed fields have their places in the list. */
  managerPlaces: boolean
  /** Whether the values in a selector must be labels' values. */
  selectorValues: 'unchecked' | 'of pods' | 'all'
  /** What is said of an owner's empty field names it. */
  ownerFieldNamed: boolean
  /** Of two owners that both control a pod the kinds are told, too. */
  ownerKindNamed: boolean
  /** A driver without a name is told as missing and as misshapen. */
  csiDriverTwice: boolean
  /** What is said of a text that is too long, `%d` for how long it may be. */
  tooLongText: string
  /** The path of a projected token must stay below its volume. */
  tokenPathChecked: boolean
  /** In a pod that never restarts, a container cannot be restarted to be resized: which field that is, in an error; empty: it can. */
  resizeOfNever: string
  /** A pod with user IDs of its own may have no block devices. */
  hostUsersOfDevices: boolean
  /** A pod with user IDs of its own may have no volumes but those that the kubelet writes. */
  hostUsersVolumes: boolean
  /** No byte of an address may begin with a zero. */
  strictAddresses: boolean
  /** What is said of a source of a projected volume that is several. */
  sourcesText: string
  /** The name of a resource that is refused stands without quotes. */
  resourceNameBare: boolean
  /** Huge pages are counted in whole ones. */
  wholePages: boolean
  /** Whether a pod's huge pages may be of several sizes; `one, as a set`: in the words of a release that prints Go's set of them. */
  hugePageSizes: 'one, as a set' | 'one' | 'several'
  /** Whether a container may be told of its huge pages; `refused`: what divides them is looked at all the same. */
  hugePagesTold: 'no' | 'refused' | 'yes'
  /** A startup probe is looked at twice, and what is wrong with it said twice. */
  startupProbeTwice: boolean
  /** The claim of an ephemeral volume may be a block device. */
  ephemeralBlock: boolean
  /** A sysctl may be written with slashes. */
  sysctlSlashes: boolean
  /** Processes of a Windows host, and the pod's operating system, are refused in a file: the kubelet asks for no gate. */
  hostProcessRefused: boolean
  osRefused: boolean
  /** A blank stands in the path of a CSI volume's Secret. */
  secretRefBlank: boolean
  /** What it costs to delete a pod must be a number. */
  deletionCostChecked: boolean
  /** Profiles that an annotation names are held against the field's. */
  profileFields: readonly ('seccomp' | 'apparmor')[]
  /** How an init container is resized may not be said. */
  initResizeRefused: boolean
  /** Where a pod's claim says what it claims. */
  claimsHaveSource: boolean
  /** How a pod is spread: whether the selector is checked, and whether `matchLabelKeys` are checked as those of an affinity. */
  spreadSelectorChecked: boolean
  spreadKeysLikeAffinity: boolean
  /** Two more operators of a toleration exist, behind a gate that is off. */
  tolerationCompares: boolean
  /** Static pods that refer to objects of the API are refused. */
  refusesApiReferences: boolean
  /** The file's path counts for the UID. */
  uidHasPath: boolean
}

/** A container, and where it stands in its manifest: `spec.containers[0]`. */
export interface PlacedContainer {
  container: Container
  path: string
  isInit: boolean
}

/** All containers of a pod, in the order in which they are started. */
export const placedContainers = (pod: Pick<Pod, 'spec'> | undefined): PlacedContainer[] =>
  (['initContainers', 'containers'] as const).flatMap((list) =>
    (pod?.spec[list] ?? []).map((container, i) => ({ container, path: `spec.${list}[${i}]`, isInit: list === 'initContainers' })),
  )

export const containersOf = ({ spec }: Pick<Pod, 'spec'>): readonly Container[] => [...spec.initContainers, ...spec.containers]

/** The container of that name. */
export const containerIn = (pod: Pick<Pod, 'spec'> | undefined, name: string | undefined): Container | undefined =>
  placedContainers(pod).find(({ container }) => container.name === name)?.container
