import { etcdAt, isEtcdFull, type Moment } from '../../sim/trace/moment.ts'
import { option, optionTable, parseOptions } from '../../sim/kubectl/command-line.ts'
import { readEtcdFlags } from '../../sim/control-plane/etcd-flags.ts'
import { etcdVersionOf } from '../../sim/release/kubeadm.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { signerOf, trusts } from '../../sim/control-plane/certificates.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { kubeletPods } from '../../sim/trace/pods.ts'
import { type Context, done, fails, type Output } from '../shell/output.ts'
import { HOST_FILES } from './host-files.ts'
import { absolute, textAt } from '../shell/paths.ts'

const KNOWS =
  'This terminal knows: etcdctl [--endpoints=…] [--cacert … --cert … --key …] endpoint health|status, member list, alarm list|disarm, compact, defrag, version'
const OPTIONS = optionTable(
  '--endpoints=, --cacert=, --cert=, --key=, --dial-timeout=, --command-timeout=, -w --write-out=, --user=, --cluster, --physical',
)
/** etcdctl gives up after so long. */
const COMMAND_SECONDS = 5

/**
 * `etcdctl endpoint health`: whether the node's etcd commits; `member list`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in etcdctl's words.
 * Follows: etcd: etcdctl/ctlv3/command/ep_command.go (v3.5).
 */
export function etcdctl(context: Context, args: readonly string[]): Output {
  const moment: Moment = context
  const parsed = parseOptions(args, OPTIONS)
  if (parsed.unknown) return fails(`not simulated here: etcdctl ${parsed.unknown}.\n${KNOWS}`)
  const [verb, what] = parsed.rest
  // each option has a variable
  const optionOf = (name: string): string | undefined => option(parsed, name) ?? context.variables?.[`ETCDCTL_${name.toUpperCase()}`]
  const etcdVersion = etcdVersionOf(releaseOf(context.inputs.kubernetes).minor)
  if (verb === 'version') return done(`etcdctl version: ${etcdVersion}\nAPI version: ${etcdVersion.replace(/\.\d+$/, '')}\n`)
  const endpoint = (optionOf('endpoints') ?? '127.0.0.1:2379').split(',')[0]!
  if (!moment.inputs.cluster.attached) return fails('not simulated here: this lane has no cluster, and so no etcd.')
  const [ca, certificate, key] = ['cacert', 'cert', 'key'].map((name) => {
    const path = optionOf(name) ?? ''
    return path === '' ? '' : absolute(context, path)
  }) as [string, string, string]
  const missing = [certificate, key, ca].find((path) => path !== '' && !HOST_FILES.includes(path) && textAt(context, path) === undefined)
  if (missing !== undefined) return fails(`Error: open ${missing}: no such file or directory`, BAD_ARGUMENTS)
  const [, scheme, host = '', port = ''] = /^(?:(https?):\/\/)?\[?([^\]/]*?)\]?:(\d+)\/?$/.exec(endpoint) ?? []
  const isTLS = scheme === undefined ? ca !== '' || certificate !== '' : scheme === 'https'
  const door = etcdDoors(moment).find((etcdDoor) => etcdDoor.port === Number(port) && isAt(etcdDoor.host, host, moment))
  const trusted = !isTLS || (trusts(ca, 'etcd') && signerOf(certificate) === 'etcd')
  const up = etcdAt(moment) === 'up' && door !== undefined && door.tls === isTLS
  const secure = up && !trusted
  const failed = (why: string): string =>
    `{"level":"warn","logger":"client","msg":"retrying of unary invoker failed","target":"${endpoint}","error":"rpc error: code = DeadlineExceeded desc = ${why}"}`
  if (verb === 'endpoint' && what === 'health') {
    // it asks for alarms, too, since 3.5
    if (up && !secure && isEtcdFull(moment) && !/^3\.[0-4]\./.test(etcdVersion))
      return fails(`${endpoint} is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE \nError: unhealthy cluster`)
    if (up && !secure) return done(`${endpoint} is healthy: successfully committed proposal: took = 9.41265ms\n`)
    return {
      ...fails(
        `${failed(secure ? 'latest balancer error: last connection error: connection error: desc = \\"transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority\\"' : 'context deadline exceeded')}\n${endpoint} is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster`,
      ),
      tookSeconds: COMMAND_SECONDS,
    }
  }
  if (verb === 'member' && what === 'list') {
    const { name, ip } = moment.inputs.node
    if (!up || secure)
      return { ...fails(`${failed('context deadline exceeded')}\nError: context deadline exceeded`), tookSeconds: COMMAND_SECONDS }
    return done(`8e9e05c52164694d, started, ${name}, https://${ip}:2380, https://${ip}:2379, false\n`)
  }
  const asked = up && !secure ? ofSpace(context, parsed.rest, { endpoint, version: etcdVersion, form: optionOf('write-out') }) : undefined
  if (asked) return asked
  if (SPACE.includes(verb ?? '') || (verb === 'endpoint' && what === 'status'))
    return { ...fails(`${failed('context deadline exceeded')}\nError: context deadline exceeded`), tookSeconds: COMMAND_SECONDS }
  return fails(
    `not simulated here: etcdctl ${[verb, what].filter((word) => word !== undefined).join(' ')}: what stands in etcd is asked for with kubectl get.\n${KNOWS}`,
  )
}

const SPACE: readonly string[] = ['alarm', 'compact', 'compaction', 'defrag']
/** kubeadm's one member, as numbers above 2^53 are written. */
const MEMBER = '10276657743932975437'
const CLUSTER = '14841639068965178418'
/** A database at the quota that etcd has by itself, and a small cluster's: the latter is an assumption. */
const FULL_BYTES = 2_147_483_648
const SMALL_BYTES = 25_169_920
const HEADINGS = 'ENDPOINT,ID,VERSION,DB SIZE,IS LEADER,IS LEARNER,RAFT TERM,RAFT INDEX,RAFT APPLIED INDEX,ERRORS'.split(',')

/**
 * What etcd's room is asked about, and how it is made. Disarming alone ends the alarm here: that it was compacted and defragmented before
 * is taken for granted.
 *
 * Follows: etcdctl/ctlv3/command/alarm_command.go, compaction_command.go, defrag_command.go, printer.go (v3.5).
 */
function ofSpace(
  context: Context,
  [verb = '', what]: readonly string[],
  { endpoint, version, form }: { endpoint: string; version: string; form: string | undefined },
): Output | undefined {
  const isFull = isEtcdFull(context)
  const alarm = `memberID:${MEMBER} alarm:NOSPACE `
  const revision = 1000 + Math.floor(context.at)
  const index = revision + 213
  if (verb === 'alarm' && what === 'list') return done(isFull ? `${alarm}\n` : '')
  if (verb === 'alarm' && what === 'disarm')
    return isFull ? { ...done(`${alarm}\n`), stderr: DISARMED, actions: [{ at: context.at, etcd: 'defrag' }] } : done('')
  if (verb === 'defrag') return done(`Finished defragmenting etcd member[${endpoint}]\n`)
  if (verb === 'compact' || verb === 'compaction') {
    if (what === undefined) return fails('Error: compaction command needs 1 argument', BAD_ARGUMENTS)
    if (!/^\d+$/.test(what)) return fails(`Error: strconv.ParseInt: parsing ${JSON.stringify(what)}: invalid syntax`)
    if (Number(what) > revision) return fails('Error: etcdserver: mvcc: required revision is a future revision')
    return done(`compacted revision ${what}\n`)
  }
  if (verb !== 'endpoint' || what !== 'status') return undefined
  const bytes = isFull ? FULL_BYTES : SMALL_BYTES
  if (form === 'json') {
    const header = `{"cluster_id":${CLUSTER},"member_id":${MEMBER},"revision":${revision},"raft_term":2}`
    const errors = isFull ? `,"errors":[${JSON.stringify(alarm)}]` : ''
    const status = `{"header":${header},"version":"${version}","dbSize":${bytes},"leader":${MEMBER},"raftIndex":${index},"raftTerm":2,"raftAppliedIndex":${index}${errors},"dbSizeInUse":${SMALL_BYTES}}`
    return done(`[{"Endpoint":"${endpoint}","Status":${status}}]\n`)
  }
  const size = isFull ? '2.1 GB' : '25 MB'
  const cells = [endpoint, '8e9e05c52164694d', version, size, 'true', 'false', '2', `${index}`, `${index}`, isFull ? alarm : '']
  return done(form === 'table' ? boxed([HEADINGS, cells]) : `${cells.join(', ')}\n`)
}

const DISARMED = '(It is taken for compacted and defragmented: one that is only disarmed raises its alarm with the next write again.)\n'

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
interface Door {
  host: string
  port: number
  tls: boolean
}

/**
 * Where the node's etcd listens for clients: the static pod's by its flags; one outside the scenario as the kube-apiserver's flags have it.
 *
 * Units: `at` in seconds on the simulated clock.
 */
export function etcdDoors(moment: Moment): Door[] {
  const pods = kubeletPods(moment)
  const inPods = pods.flatMap(({ spec }) =>
    spec.spec.containers.flatMap((container): Door[] => {
      const { program, args } = runningOf(spec, container, moment.inputs)
      const read = program === 'etcd' ? readEtcdFlags(args, container.env) : undefined
      return read && !('error' in read) ? read.ports.filter(({ use }) => use === 'client') : []
    }),
  )
  if (inPods.length > 0) return inPods
  const asked = Object.values(moment.inputs.manifests).flatMap((text) => /--etcd-servers=(https?):/.exec(text)?.[1] ?? [])
  return [{ host: '127.0.0.1', port: 2379, tls: asked[0] !== 'http' }]
}

/** Whether somebody who asks for an address meets a socket that is bound there. */
function isAt(bound: string, asked: string, { inputs: { node } }: Moment): boolean {
  const own = (host: string): string => (host === 'localhost' || host === '::1' ? '127.0.0.1' : host === node.name ? node.ip : host)
  return bound === '0.0.0.0' || bound === '::' || own(bound) === own(asked)
}
