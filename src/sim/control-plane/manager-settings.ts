import { readDocumentOf } from '../../manifest/kind.ts'
import { readYaml } from '../../manifest/yaml/read-yaml.ts'
import { fields } from '../apiserver/objects/json.ts'
import { parseUrl } from '../apiserver/requests/request.ts'
import { apiServerURL } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import { parseDuration } from '../scenario/duration.ts'
import type { Kubeconfig } from './api-client.ts'
import type { ElectionTimes } from './leader-election.ts'
import { quoteList } from '../../manifest/go/strconv.ts'
import { type Argument, readArguments } from './command-arguments.ts'
import { MANAGER_FLAGS, unknownFlag } from './plane-flags.ts'

export type ManagerName = 'kube-controller-manager' | 'kube-scheduler'

/** What the flags of one of the two come to. */
export interface ManagerConfig {
  flags: ReadonlyMap<string, Argument>
  value(flag: string): string | undefined
  /** Paths that anybody may ask for; one that ends in * stands for all that begin so. */
  alwaysAllowed: readonly string[]
}

/**
 * Takes a command line of kube-controller-manager or kube-scheduler.
 *
 * Errors: `error`, as cobra says it, and the argument at fault: a flag that there is not, a value that is none.
 * Follows: spf13/cobra and pflag; component-base/config/options/leaderelectionconfig.go (v1.36).
 */
export function readManagerFlags(program: string, args: readonly string[], minor: number): ManagerConfig | { error: string; at: number } {
  const { flags, stray, bare } = readArguments(args, MANAGER_FLAGS)
  const unknown = unknownFlag(flags, MANAGER_FLAGS, minor)
  if (unknown) return { error: `unknown flag: --${unknown[0]}`, at: unknown[1] }
  if (bare) return { error: `flag needs an argument: --${bare.value}`, at: bare.at }
  const first = stray[0]
  if (first)
    return {
      error: `"${program}" does not take any arguments, got ${quoteList(stray.map(({ value }) => value))}`,
      at: first.at,
    }
  const value = (flag: string): string | undefined => flags.get(flag)?.value
  const lengths = readLengths(flags, {})
  if ('error' in lengths) return { error: lengths.error, at: flags.get(lengths.flag)!.at }
  return {
    flags,
    value,
    alwaysAllowed: (value('authorization-always-allow-paths') ?? '/healthz,/readyz,/livez').split(','),
  }
}

/**
 * How long a lease is good, by the flags, else as given, else by default.
 *
 * Errors: `error` with the flag that holds no duration.
 */
function readLengths(
  flags: ReadonlyMap<string, Argument>,
  given: Readonly<Partial<ElectionTimes>>,
): ElectionTimes | { error: string; flag: string } {
  const lengths: ElectionTimes = { lease: 15, renew: 10, retry: 2, ...given }
  for (const [name, flag] of LENGTHS) {
    const text = flags.get(flag)?.value
    const seconds = text === undefined ? lengths[name] : parseDuration(text)
    if (seconds === undefined)
      return {
        error: `invalid argument ${JSON.stringify(text)} for "--${flag}" flag: time: invalid duration ${JSON.stringify(text)}`,
        flag,
      }
    lengths[name] = seconds
  }
  return lengths
}

const LENGTHS = [
  ['lease', 'leader-elect-lease-duration'],
  ['renew', 'leader-elect-renew-deadline'],
  ['retry', 'leader-elect-retry-period'],
] as const

/**
 * What a kubeconfig says: kubeadm's own where its text is not known.
 *
 * Errors: `error`, as clientcmd says it: the file is not there, or cannot be read.
 * Follows: staging/src/k8s.io/client-go/tools/clientcmd/loader.go and client_config.go (v1.36).
 */
function readKubeconfig(text: string | undefined, path: string, program: string, node: Node): Kubeconfig | { error: string } {
  if (text === undefined) return { error: `stat ${path}: no such file or directory` }
  const own: Kubeconfig = { server: apiServerURL(node.inputs), user: `system:${program}` }
  if (text === '') return own
  const { value, problem } = readYaml(text, { yamlScannerLine: 'exact' })
  if (problem) return { error: `error loading config file "${path}": ${problem.text}` }
  const server = (value as { clusters?: { cluster?: { server?: unknown } }[] } | null)?.clusters?.[0]?.cluster?.server
  if (typeof server !== 'string' || !parseUrl(server)) return { error: node.release.noConfigurationText }
  return { ...own, server: server.replace(/\/$/, '') }
}

/** What flags and files of kube-controller-manager or kube-scheduler come to. */
export interface ManagerSettings {
  client: Kubeconfig
  /** Absent where it elects nobody. */
  election?: ElectionTimes | undefined
  lease: string
}

type SettingsError = { error: string; flag: string }

/**
 * Reads what the flags name, in the program's own order: a kube-scheduler's configuration, the kubeconfig, the files of its own server.
 *
 * Errors: `error` as the program says it, with the flag at fault; it ends then.
 * Follows: cmd/kube-scheduler/app/options/options.go and configfile.go, cmd/kube-controller-manager/app/options/options.go,
 * staging/src/k8s.io/apiserver/pkg/server/options/authentication.go and authorization.go (v1.20, v1.22, v1.36).
 */
export function readSettings(
  name: ManagerName,
  config: ManagerConfig,
  node: Node,
  file: (path: string) => string | undefined,
): ManagerSettings | SettingsError {
  const own = name === 'kube-scheduler' ? schedulerConfiguration(config, node, file) : NO_CONFIGURATION
  if ('error' in own) return own
  const lengths = readLengths(config.flags, own.lengths) as ElectionTimes
  const elects = config.value('leader-elect') ?? (own.elects === false ? 'false' : 'true')
  const first = name === 'kube-controller-manager' || node.release.schedulerKubeconfigFirst
  const served = (): SettingsError | undefined => servingFiles(name, config, node, file)
  const early = first ? undefined : served()
  if (early) return early
  // a configuration makes --kubeconfig count for nothing
  const client = clientOf(name, config, own.kubeconfig, node, file)
  if ('error' in client) return client
  const late = first ? served() : undefined
  if (late) return late
  return {
    client,
    ...(/^(1|t|T|TRUE|true|True)$/.test(elects) ? { election: lengths } : {}),
    lease: config.value('leader-elect-resource-name') ?? own.lease ?? name,
  }
}

interface Configuration {
  /** Undefined: no configuration file is given. */
  kubeconfig?: string
  elects?: boolean
  lengths: Readonly<Partial<ElectionTimes>>
  lease?: string
}

const NO_CONFIGURATION: Configuration = { lengths: {} }

/** Follows: cmd/kube-scheduler/app/options/configfile.go, loadConfig; apimachinery's serializer/json/json.go, Decode (v1.37.2). */
function schedulerConfiguration(
  { value }: ManagerConfig,
  { release }: Node,
  file: (path: string) => string | undefined,
): Configuration | SettingsError {
  const path = value('config')
  if (path === undefined || path === '') return NO_CONFIGURATION
  const text = file(path)
  if (text === undefined) return { error: `open ${path}: no such file or directory`, flag: 'config' }
  if (text === '')
    return { kubeconfig: value('kubeconfig') || value('authentication-kubeconfig') || '/etc/kubernetes/scheduler.conf', lengths: {} }
  const read = readDocumentOf('KubeSchedulerConfiguration', release.schedulerConfigurations, release.schedulerScheme, text)
  if ('error' in read) return { ...read, flag: 'config' }
  const found = fields(read.value)
  const [connection, election] = [fields(found['clientConnection']), fields(found['leaderElection'])]
  const length = (field: string): number | undefined => {
    const text = election[field]
    return typeof text === 'string' ? parseDuration(text) : undefined
  }
  const lengths = Object.entries({ lease: length('leaseDuration'), renew: length('renewDeadline'), retry: length('retryPeriod') })
  const name = election['resourceName']
  return {
    kubeconfig: typeof connection['kubeconfig'] === 'string' ? connection['kubeconfig'] : '',
    elects: election['leaderElect'] !== false,
    lengths: Object.fromEntries(lengths.filter(([, seconds]) => seconds !== undefined)),
    ...(typeof name === 'string' ? { lease: name } : {}),
  }
}

function clientOf(
  name: ManagerName,
  { value }: ManagerConfig,
  configured: string | undefined,
  node: Node,
  file: (path: string) => string | undefined,
): Kubeconfig | SettingsError {
  const path = configured ?? value('kubeconfig') ?? ''
  const master = value('master') ?? ''
  const server = master === '' ? undefined : /^\w+:\/\//.test(master) ? master.replace(/\/$/, '') : `http://${master}`
  const flag = configured === undefined ? 'kubeconfig' : 'config'
  if (server !== undefined && !parseUrl(server)) return { error: node.release.noConfigurationText, flag: 'master' }
  if (path === '') return server === undefined ? { error: node.release.noConfigurationText, flag } : { server }
  const found = readKubeconfig(file(path), path, name, node)
  return 'error' in found ? { ...found, flag } : { ...found, ...(server === undefined ? {} : { server }) }
}

/** The files of its own server, which asks the kube-apiserver who somebody is and what he may. */
function servingFiles(
  name: ManagerName,
  { value }: ManagerConfig,
  { release }: Node,
  file: (path: string) => string | undefined,
): SettingsError | undefined {
  if (!release.managerPorts[name].secure || value('secure-port') === '0') return undefined
  const twice = (what: string) => `failed to get delegated ${what} kubeconfig: failed to get delegated ${what} kubeconfig: `
  const files: readonly [flag: string, says: (path: string) => string][] = [
    ['tls-cert-file', (path) => `open ${path}: no such file or directory`],
    ['tls-private-key-file', (path) => `open ${path}: no such file or directory`],
    ['authentication-kubeconfig', (path) => `${twice('authentication')}stat ${path}: no such file or directory`],
    ['client-ca-file', (path) => release.clientCAText(path, `open ${path}: no such file or directory`)],
    [
      'requestheader-client-ca-file',
      (path) => `unable to create request header authentication config: open ${path}: no such file or directory`,
    ],
    ['authorization-kubeconfig', (path) => `${twice('authorization')}stat ${path}: no such file or directory`],
  ]
  for (const [flag, says] of files) {
    const path = value(flag)
    if (path !== undefined && path !== '' && file(path) === undefined) return { error: says(path), flag }
  }
  return undefined
}

/**
 * The files that a leading kube-controller-manager reads as it starts its controllers.
 *
 * Errors: `error` with the flag at fault. Follows: cmd/kube-controller-manager/app/service_accounts.go (v1.36), and before it
 * controllermanager.go, startServiceAccountTokenController.
 */
export function controllerFiles(
  { value }: ManagerConfig,
  file: (path: string) => string | undefined,
  signingText: string | null,
): SettingsError | undefined {
  const missing = (path: string) => `open ${path}: no such file or directory`
  const [signer, signerKey] = [value('cluster-signing-cert-file') ?? '', value('cluster-signing-key-file') ?? '']
  const lost = signer !== '' && signerKey !== '' && [signer, signerKey].find((path) => file(path) === undefined)
  const signing: SettingsError | undefined =
    lost && signingText !== null
      ? {
          error: `${signingText}error reading CA cert file ${JSON.stringify(signer)}: ${missing(lost)}`,
          flag: lost === signer ? 'cluster-signing-cert-file' : 'cluster-signing-key-file',
        }
      : undefined
  const key = value('service-account-private-key-file') ?? ''
  if (key === '') return signing
  if (file(key) === undefined)
    return { error: `error reading key for service account token controller: ${missing(key)}`, flag: 'service-account-private-key-file' }
  const ca = value('root-ca-file') ?? ''
  if (ca !== '' && file(ca) === undefined) return { error: `error parsing root-ca-file at ${ca}: ${missing(ca)}`, flag: 'root-ca-file' }
  return signing
}
