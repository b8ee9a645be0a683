import podGates from '../../upstream/pod-gates.json' with { type: 'json' }
import { jsonKind } from '../../manifest/go/go-json.ts'
import { readDocumentOf } from '../../manifest/kind.ts'
import { defined, fieldAt, isRecord } from '../../manifest/own.ts'
import { placesOf } from '../../manifest/places.ts'
import type { PodGates } from '../../manifest/types.ts'
import { readYaml } from '../../manifest/yaml/read-yaml.ts'
import type { Because } from '../trace/trace.ts'
import { GateTable } from '../apiserver/flags/gate-table.ts'
import { type Release, releaseOf } from '../release/release.ts'
import { parseDuration } from '../scenario/duration.ts'
import type { Inputs, KubeletConfiguration } from '../scenario/inputs.ts'
import { CRASH_LOOP, type CrashLoop } from './pods/backoff.ts'

/** A plain pod needs these gates alone, and all of `gates.json` are eight kilobytes to load. */
const GATES = new GateTable(podGates)

/** Which of the fields that hang on a gate the kubelet heeds. Follows: pkg/features/kube_features.go (v1.37.2). */
export function podGatesOf(gates: KubeletConfiguration['featureGates'] = {}, { minor }: Release): PodGates {
  const set = Object.fromEntries(Object.entries(gates).map(([name, value]) => [name, String(value)]))
  const isOn = (gate: string): boolean => GATES.isOn(gate, set, minor)
  return {
    http2: isOn('H2CContainerProbe'),
    grpcTls: isOn('GRPCContainerProbeTLS'),
    restartAll: isOn('RestartAllContainersOnContainerExits'),
  }
}

/** Where kubeadm has the kubelet's configuration. */
export const CONFIGURATION_FILE = '/var/lib/kubelet/config.yaml'
const CLUSTER_CA = '/etc/kubernetes/pki/ca.crt'
const GROUP_VERSION = 'kubelet.config.k8s.io/v1beta1'
const KIND = 'KubeletConfiguration'

/** Where the kubelet listens. */
interface Addresses {
  address: string
  port: number
  /** 0: nowhere. */
  healthzPort: number
  healthzBindAddress: string
}

const ADDRESSES: Addresses = { address: '0.0.0.0', port: 10_250, healthzPort: 10_248, healthzBindAddress: '127.0.0.1' }

/** What decides who may talk to the kubelet, and where; and how long a container waits that ends again and again. */
export interface KubeletSettings extends KubeletConfiguration, Addresses {
  crashLoop: CrashLoop
  podGates: PodGates
  /** Bearer tokens are shown to the kube-apiserver. */
  webhookTokens: boolean
  /** Whose client certificates count; absent: nobody's. */
  clientCA?: string
  /** The line of a field in the file that these settings stand in, if in one; 1 where it is not there. */
  lineOf?: (path: string) => number
  /** The field, for a step of a request; `path` as KubeletConfiguration has it. */
  because(path: string): Because
}

/**
 * The settings that the kubelet runs with: those of its configuration file where the scenario has one, else the scenario's own.
 *
 * Errors: `error`, in the kubelet's words, for a file that cannot be used; the settings are the scenario's own then (a real
 * kubelet would end).
 * Follows: cmd/kubelet/app/server.go, pkg/kubelet/kubeletconfig/configfiles/configfiles.go and
 * pkg/kubelet/apis/config/v1beta1/defaults.go (v1.37.2): what a file leaves out is closed, what the flags leave out is open.
 */
export function readConfiguration(
  files: ReadonlyMap<string, string>,
  own: KubeletConfiguration,
  release: Release,
): { settings: KubeletSettings; error?: string } {
  const text = files.get(CONFIGURATION_FILE)
  if (text === undefined) return { settings: settingsOf(release, own) }
  const read = readFile(text, release)
  if ('wrong' in read) return { settings: settingsOf(release, own), error: wordError(read, release) }
  const places = placesOf(readYaml(text, release).root)
  const lineOf = (path: string): number => (places.has(path) ? places.valueOf(path).start.line : 1)
  return {
    settings: {
      ...settingsOf(release, read.configuration, read),
      lineOf,
      because: (path) => ({ file: CONFIGURATION_FILE, path }),
    },
  }
}

/** The settings of a lane's kubelet, which reads them once, at its start: the one place that knows its ports. See `readConfiguration`. */
export function kubeletSettings({ files, kubelet, kubernetes }: Pick<Inputs, 'files' | 'kubelet' | 'kubernetes'>): KubeletSettings {
  return readConfiguration(new Map(Object.entries(files)), kubelet, releaseOf(kubernetes)).settings
}

interface Stated {
  addresses?: Partial<Addresses>
  webhookTokens?: boolean | undefined
  clientCA?: string | undefined
}

/**
 * The kubelet's own defaults are wholly open and know neither a CA nor tokens. All else is laid over what kubeadm writes,
 * which has both (tokens since 1.11); a file's word on them comes first, then the scenario's.
 */
function settingsOf(release: Release, configuration: KubeletConfiguration, stated: Stated = {}): KubeletSettings {
  const { authentication, authorization, readOnlyPort } = configuration
  const open = authentication.anonymous.enabled && authorization.mode === 'AlwaysAllow'
  const ca = stated.clientCA ?? (open ? '' : CLUSTER_CA)
  return {
    authentication,
    authorization,
    readOnlyPort,
    crashLoop: configuration.crashLoopBackOff || configuration.featureGates ? crashLoopOf(configuration, release) : CRASH_LOOP,
    podGates: podGatesOf(configuration.featureGates, release),
    ...ADDRESSES,
    ...stated.addresses,
    webhookTokens: stated.webhookTokens ?? authentication.webhook?.enabled ?? (release.kubeletReviewsTokens && !open),
    ...(ca === '' ? {} : { clientCA: ca }),
    because: (path) => ({ path }),
  }
}

/** Follows: pkg/kubelet/kubelet.go, newCrashLoopBackOff, and pkg/kubelet/apis/config/v1beta1/defaults.go (v1.36.2). */
function crashLoopOf({ crashLoopBackOff, featureGates = {} }: KubeletConfiguration, release: Release): CrashLoop {
  const isReduced =
    (release.backOffGates === 'both' || release.backOffGates === 'longest is on') &&
    featureGates.ReduceDefaultCrashLoopBackOffDecay === true
  const limits = isReduced ? REDUCED_CRASH_LOOP : CRASH_LOOP
  if (!takesRestartPeriod(featureGates, release)) return limits
  const maxSeconds = crashLoopBackOff?.maxContainerRestartPeriod ?? CRASH_LOOP.maxSeconds
  return { initialSeconds: Math.min(limits.initialSeconds, maxSeconds), maxSeconds }
}

const REDUCED_CRASH_LOOP: CrashLoop = { initialSeconds: 1, maxSeconds: 60 }

type Gates = NonNullable<KubeletConfiguration['featureGates']>

function takesRestartPeriod(gates: Gates, { backOffGates }: Release): boolean {
  return backOffGates !== 'none' && (gates.KubeletCrashLoopBackOffMax ?? backOffGates === 'longest is on')
}

/**
 * Whether a kubelet ends for being told crashLoopBackOff.maxContainerRestartPeriod: it knows the field, and the gate is off. One that does
 * not know it passes it over.
 *
 * Follows: pkg/kubelet/apis/config/validation/validation.go (v1.36.2).
 */
export function refusesRestartPeriod(gates: Gates, release: Release): boolean {
  return release.backOffGates !== 'none' && !takesRestartPeriod(gates, release)
}

/** The file's settings, or what is wrong with it. */
function readFile(text: string, release: Release): (Stated & { configuration: KubeletConfiguration }) | ConfigurationError {
  const read = readDocumentOf(KIND, [GROUP_VERSION], ' in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"', text, release)
  if ('error' in read) return undecoded(read.error)
  const fields: FileFields = {}
  for (const [path, { type, is }] of Object.entries(FIELDS)) {
    const found = fieldAt(read.value, path)
    if (found === undefined || found === null) continue
    if (!is(found)) return undecoded(misfit(path, type, found))
    Object.assign(fields, { [path]: found })
  }
  const period = restartPeriod(fields, release)
  if (Number.isNaN(period)) return undecoded(`time: invalid duration ${JSON.stringify(fields[RESTART_PERIOD])}`)
  const invalid = [...restartPeriodErrors(period, fields, release), ...portErrors(fields)]
  if (invalid.length > 0) return { stage: 'validate', wrong: invalid.length > 1 ? `[${invalid.join(', ')}]` : invalid[0]! }
  const { 'authorization.mode': mode = '' } = fields
  if (!['', 'AlwaysAllow', 'Webhook'].includes(mode)) return { stage: 'run', wrong: `unknown authorization mode ${mode}` }
  const { readOnlyPort = 0, port, healthzPort, featureGates = {} } = fields
  return {
    webhookTokens: fields['authentication.webhook.enabled'],
    clientCA: fields['authentication.x509.clientCAFile'],
    addresses: defined({
      address: fields.address || undefined,
      healthzBindAddress: fields.healthzBindAddress || undefined,
      port,
      healthzPort,
    }),
    configuration: {
      authentication: { anonymous: { enabled: fields['authentication.anonymous.enabled'] ?? false } },
      authorization: { mode: mode === 'AlwaysAllow' ? mode : 'Webhook' },
      readOnlyPort,
      crashLoopBackOff: { maxContainerRestartPeriod: period },
      featureGates,
    },
  }
}

/** Follows: Go's encoding/json, UnmarshalTypeError: a number is named where it is none of that type, and of a map the value. */
function misfit(path: string, type: string, found: unknown): string {
  const gate = path === 'featureGates' && isRecord(found) ? Object.values(found).find((value) => !BOOL.is(value)) : undefined
  const what = gate !== undefined ? jsonKind(gate) : type === INT.type && typeof found === 'number' ? `number ${found}` : jsonKind(found)
  return `json: cannot unmarshal ${what} into Go struct field ${KIND}.${path} of type ${gate === undefined ? type : BOOL.type}`
}

interface FieldType<T> {
  /** In Go. */
  type: string
  is(value: unknown): value is T
}

const BOOL: FieldType<boolean> = { type: 'bool', is: (value) => typeof value === 'boolean' }
const STRING: FieldType<string> = { type: 'string', is: (value) => typeof value === 'string' }
const INT: FieldType<number> = { type: 'int32', is: (value): value is number => typeof value === 'number' && (value | 0) === value }

/** Other fields of the file than these are of no consequence here. */
const FIELDS = {
  'authentication.anonymous.enabled': BOOL,
  'authentication.webhook.enabled': BOOL,
  'authentication.x509.clientCAFile': STRING,
  'authorization.mode': { ...STRING, type: 'v1beta1.KubeletAuthorizationMode' },
  readOnlyPort: INT,
  port: INT,
  healthzPort: INT,
  address: STRING,
  healthzBindAddress: STRING,
  'crashLoopBackOff.maxContainerRestartPeriod': STRING,
  featureGates: {
    type: 'map[string]bool',
    is: (value: unknown): value is Gates => isRecord(value) && Object.values(value).every(BOOL.is),
  },
}
type FileFields = { [K in keyof typeof FIELDS]?: (typeof FIELDS)[K] extends FieldType<infer T> ? T : never }

const RESTART_PERIOD = 'crashLoopBackOff.maxContainerRestartPeriod'

/** In seconds; not a number where it is no duration. */
function restartPeriod({ [RESTART_PERIOD]: period }: FileFields, { backOffGates }: Release): number | undefined {
  return period === undefined || backOffGates === 'none' ? undefined : (parseDuration(period) ?? NaN)
}

/** Follows: pkg/kubelet/apis/config/validation/validation.go (v1.36.2). */
function restartPeriodErrors(seconds: number | undefined, { featureGates = {} }: FileFields, release: Release): readonly string[] {
  if (seconds === undefined) return []
  if (refusesRestartPeriod(featureGates, release))
    return [
      'invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set',
    ]
  if (seconds >= 1 && seconds <= CRASH_LOOP.maxSeconds) return []
  return [`invalid configuration: CrashLoopBackOff.MaxContainerRestartPeriod (got: ${seconds} seconds) must be set between 1s and 300s`]
}

/** The ports as they are looked at, their flags, the least that each may be, and the least that is told. */
const PORTS = [
  ['healthzPort', 'healthz-port', 0, 1],
  ['port', 'port', 1, 1],
  ['readOnlyPort', 'read-only-port', 0, 0],
] as const

function portErrors(fields: FileFields): readonly string[] {
  return PORTS.flatMap(([name, flag, least, told]) => {
    const port = fields[name]
    return port !== undefined && (port < least || port > 65535)
      ? [`invalid configuration: ${name} (--${flag}) ${port} must be between ${told} and 65535, inclusive`]
      : []
  })
}

/** What is wrong with a file, and when the kubelet finds it. */
interface ConfigurationError {
  stage: 'decode' | 'validate' | 'run'
  wrong: string
}

const undecoded = (wrong: string): ConfigurationError => ({ stage: 'decode', wrong })

/** Follows: cmd/kubelet/app/server.go, NewKubeletCommand and Run, which prints an object of another kind for the path (v1.36.2). */
function wordError({ stage, wrong }: ConfigurationError, release: Release): string {
  const text = {
    decode: `failed to load kubelet config file, path: ${CONFIGURATION_FILE}, error: failed to load Kubelet config file ${CONFIGURATION_FILE}, error failed to decode: ${wrong}`,
    validate: release.structuredLogs
      ? `failed to validate kubelet configuration, error: ${wrong}, path: &TypeMeta{Kind:,APIVersion:,}`
      : wrong,
    run: `failed to run Kubelet: ${wrong}`,
  }[stage]
  return release.structuredLogs ? `E run.go:72] "command failed" err=${JSON.stringify(text)}` : `F server.go:198] ${text}`
}
