import { own } from '../../manifest/own.ts'
import { joinHostPort } from '../../sim/apiserver/requests/request.ts'
import { etcdAt, isEtcdFull, type Moment } from '../../sim/trace/moment.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { readEtcdFlags } from '../../sim/control-plane/etcd-flags.ts'
import { etcdVersionOf } from '../../sim/release/kubeadm.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { isEverywhere } from '../../sim/node/network.ts'
import { signerOf, trusts } from '../../sim/control-plane/trust.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { outsideEtcdScheme } from './sockets.ts'
import { absolute, textAt, HOST_FILES } from '../shell/paths.ts'

const KNOWS =
  'This terminal knows: etcdctl [--endpoints=…] [--cacert … --cert … --key …] endpoint health|status, member list, alarm list|disarm, compact, defrag, version'
const OPTIONS = optionTable(
  '--endpoints=, --cacert=, --cert=, --key=, --dial-timeout=, --command-timeout=, -w --write-out=, --user=, --cluster, --physical',
)
/** etcdctl gives up after so long. */
const COMMAND_SECONDS = 5

/** kubeadm's one member, as numbers above 2^53 are written. */
const MEMBER = '10276657743932975437'
const CLUSTER = '14841639068965178418'
const ALARM = `memberID:${MEMBER} alarm:NOSPACE `
/** A database at the quota that etcd has by itself, and a small cluster's: the latter is an assumption. */
const FULL_BYTES = 2_147_483_648
const SMALL_BYTES = 25_169_920
const HEADINGS = 'ENDPOINT,ID,VERSION,DB SIZE,IS LEADER,IS LEARNER,RAFT TERM,RAFT INDEX,RAFT APPLIED INDEX,ERRORS'.split(',')

/** A command that an etcd answers. */
interface EtcdctlCall {
  context: CommandContext
  endpoint: string
  version: string
  isFull: boolean
  revision: number
  /** The word behind the command. */
  argument: string | undefined
  format: string | undefined
}

/**
 * What etcd answers to each command. Disarming alone ends the alarm here: that it was compacted and defragmented before is taken for granted.
 *
 * Follows: etcdctl/ctlv3/command/ep_command.go, member_command.go, alarm_command.go, compaction_command.go, defrag_command.go (v3.5).
 */
const COMMANDS: Readonly<Record<string, (call: EtcdctlCall) => Output>> = {
  'endpoint health': ({ endpoint, version, isFull }) =>
    // it asks for alarms, too, since 3.5
    isFull && !/^3\.[0-4]\./.test(version)
      ? fails(`${endpoint} is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE \nError: unhealthy cluster`)
      : done(`${endpoint} is healthy: successfully committed proposal: took = 9.41265ms\n`),
  'endpoint status': status,
  'member list': ({ context: { inputs } }) =>
    done(
      `8e9e05c52164694d, started, ${inputs.node.name}, https://${joinHostPort(inputs.node.ip, 2380)}, https://${joinHostPort(inputs.node.ip, 2379)}, false\n`,
    ),
  'alarm list': ({ isFull }) => done(isFull ? `${ALARM}\n` : ''),
  'alarm disarm': ({ context, isFull }) =>
    isFull ? { ...done(`${ALARM}\n`), stderr: DISARMED, actions: [{ at: context.at, etcd: 'defrag' }] } : done(''),
  defrag: ({ endpoint }) => done(`Finished defragmenting etcd member[${endpoint}]\n`),
  compact,
  compaction: compact,
}

const DISARMED = '(It is taken for compacted and defragmented: one that is only disarmed raises its alarm with the next write again.)\n'

/**
 * `etcdctl`, put to whichever etcd of the node listens at the endpoint.
 *
 * Errors: returned, in etcdctl's words.
 */
export function etcdctl(context: CommandContext, args: readonly string[]): Output {
  const parsed = parseOptions(args, OPTIONS)
  if (parsed.unknown) return notHere(`etcdctl ${parsed.unknown}`, KNOWS)
  const version = etcdVersionOf(releaseOf(context.inputs.kubernetes).minor)
  const [verb = '', what] = parsed.rest
  if (verb === 'version') return done(`etcdctl version: ${version}\nAPI version: ${version.replace(/\.\d+$/, '')}\n`)
  if (!context.inputs.cluster.attached) return notHere('this lane has no cluster, and so no etcd')
  // each option has a variable
  const optionOf = (name: string): string => option(parsed, name) ?? context.variables?.[`ETCDCTL_${name.toUpperCase()}`] ?? ''
  const files = ['cacert', 'cert', 'key'].map((name) => (optionOf(name) === '' ? '' : absolute(context, optionOf(name))))
  const [ca, certificate, key] = files as [string, string, string]
  const missing = [certificate, key, ca].find((path) => path !== '' && !HOST_FILES.includes(path) && textAt(context, path) === undefined)
  if (missing !== undefined) return fails(`Error: open ${missing}: no such file or directory`, BAD_ARGUMENTS)
  const name = own(COMMANDS, verb) ? verb : parsed.rest.slice(0, 2).join(' ')
  const command = own(COMMANDS, name)
  if (!command) return notHere(`etcdctl ${name}: what stands in etcd is asked for with kubectl get`, KNOWS)
  const endpoint = (optionOf('endpoints') || '127.0.0.1:2379').split(',')[0]!
  const trouble = connect(context, endpoint, ca, certificate)
  if (trouble === undefined) {
    const revision = 1000 + Math.floor(context.at)
    const format = optionOf('write-out')
    return command({ context, endpoint, version, isFull: isEtcdFull(context), revision, argument: what, format })
  }
  const isHealth = name === 'endpoint health'
  const error = isHealth ? trouble : 'context deadline exceeded'
  const end = isHealth
    ? `${endpoint} is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster`
    : 'Error: context deadline exceeded'
  const log = `{"level":"warn","logger":"client","msg":"retrying of unary invoker failed","target":"${endpoint}","error":"rpc error: code = DeadlineExceeded desc = ${error}"}`
  return { ...fails(`${log}\n${end}`), tookSeconds: COMMAND_SECONDS }
}

/** Why nobody answers at an endpoint; undefined where an etcd does. */
function connect(moment: Moment, endpoint: string, ca: string, certificate: string): string | undefined {
  const [, scheme, host = '', port = ''] = /^(?:(https?):\/\/)?\[?([^\]/]*?)\]?:(\d+)\/?$/.exec(endpoint) ?? []
  const isTLS = scheme === undefined ? ca !== '' || certificate !== '' : scheme === 'https'
  const door = etcdDoors(moment).find((etcdDoor) => etcdDoor.port === Number(port) && isAt(etcdDoor.host, host, moment))
  if (etcdAt(moment) !== 'up' || door?.tls !== isTLS) return 'context deadline exceeded'
  return !isTLS || (trusts(ca, 'etcd') && signerOf(certificate) === 'etcd') ? undefined : UNTRUSTED
}

const UNTRUSTED =
  'latest balancer error: last connection error: connection error: desc = \\"transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority\\"'

function compact({ argument, revision }: EtcdctlCall): Output {
  if (argument === undefined) return fails('Error: compaction command needs 1 argument', BAD_ARGUMENTS)
  if (!/^\d+$/.test(argument)) return fails(`Error: strconv.ParseInt: parsing ${JSON.stringify(argument)}: invalid syntax`)
  if (Number(argument) > revision) return fails('Error: etcdserver: mvcc: required revision is a future revision')
  return done(`compacted revision ${argument}\n`)
}

/** Follows: etcdctl/ctlv3/command/printer.go (v3.5). */
function status({ endpoint, version, isFull, revision, format }: EtcdctlCall): Output {
  const index = revision + 213
  if (format === 'json') {
    const header = `{"cluster_id":${CLUSTER},"member_id":${MEMBER},"revision":${revision},"raft_term":2}`
    const errors = isFull ? `,"errors":[${JSON.stringify(ALARM)}]` : ''
    const values = `{"header":${header},"version":"${version}","dbSize":${isFull ? FULL_BYTES : SMALL_BYTES},"leader":${MEMBER},"raftIndex":${index},"raftTerm":2,"raftAppliedIndex":${index}${errors},"dbSizeInUse":${SMALL_BYTES}}`
    return done(`[{"Endpoint":"${endpoint}","Status":${values}}]\n`)
  }
  const size = isFull ? '2.1 GB' : '25 MB'
  const cells = [endpoint, '8e9e05c52164694d', version, size, 'true', 'false', '2', `${index}`, `${index}`, isFull ? ALARM : '']
  return done(format === 'table' ? boxed([HEADINGS, cells]) : `${cells.join(', ')}\n`)
}

/** Follows: github.com/olekukonko/tablewriter, as etcdctl uses it. */
function boxed(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const right = (text: string): boolean => /^\d+$|^\d+(\.\d+)? [KMG]B$/.test(text)
  const cell = (text: string, width: number, isHead: boolean): string => {
    const left = isHead ? Math.floor((width - text.length) / 2) : 0
    return isHead ? `${' '.repeat(left)}${text}`.padEnd(width) : right(text) ? text.padStart(width) : text.padEnd(width)
  }
  const [head, ...rest] = rows.map((row, n) => `|${row.map((text, i) => ` ${cell(text, widths[i]!, n === 0)} `).join('|')}|\n`)
  return `${line}${head}${line}${rest.join('')}${line}`
}

/** etcdctl's exit code for arguments that it cannot use. */
const BAD_ARGUMENTS = 128

/** Where an etcd of the node listens for clients. */
interface EtcdEndpoint {
  host: string
  port: number
  tls: boolean
}

/**
 * Where the node's etcd listens for clients: the static pod's by its flags; one outside the scenario as the kube-apiserver's flags have it.
 */
export function etcdDoors(moment: Moment): EtcdEndpoint[] {
  const pods = kubeletPods(moment)
  const inPods = pods.flatMap(({ spec }) =>
    spec.spec.containers.flatMap((container): EtcdEndpoint[] => {
      const { program, args } = runningOf(spec, container, moment.inputs)
      const read = program === 'etcd' ? readEtcdFlags(args, container.env) : undefined
      return read && !('error' in read) ? read.ports.filter(({ use }) => use === 'client') : []
    }),
  )
  if (inPods.length > 0) return inPods
  return [{ host: '127.0.0.1', port: 2379, tls: outsideEtcdScheme(moment) === 'https' }]
}

/** Whether somebody who asks for an address meets a socket that is bound there. */
function isAt(bound: string, asked: string, { inputs: { node } }: Moment): boolean {
  const own = (host: string): string => (host === 'localhost' || host === '::1' ? '127.0.0.1' : host === node.name ? node.ip : host)
  return isEverywhere(bound) || own(bound) === own(asked)
}
