import { etcdAt, type Moment } from '../../sim/trace/moment.ts'
import { option, parseOptions } from '../../sim/kubectl/command-line.ts'
import { done, fails, type Output } from '../shell/output.ts'

const KNOWS = 'This terminal knows: etcdctl [--endpoints=…] [--cacert … --cert … --key …] endpoint health, etcdctl member list'
const NAMES = ['endpoints', 'cacert', 'cert', 'key', 'dial-timeout', 'command-timeout', 'write-out', 'user']
/** etcdctl gives up after so long. */
const COMMAND_SECONDS = 5

/**
 * `etcdctl endpoint health`: whether the node's etcd commits; `member list`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in etcdctl's words.
 * Follows: etcd: etcdctl/ctlv3/command/ep_command.go (v3.5).
 */
export function etcdctl(moment: Moment, args: readonly string[]): Output {
  const parsed = parseOptions(args, {
    ...Object.fromEntries(NAMES.map((name) => [`--${name}`, { name, value: true }])),
    '-w': { name: 'write-out', value: true },
    '--cluster': { name: 'cluster', value: false },
  })
  if (parsed.unknown) return fails(`not simulated here: etcdctl ${parsed.unknown}.\n${KNOWS}`)
  const [verb, what] = parsed.rest
  const endpoint = (option(parsed, 'endpoints') ?? '127.0.0.1:2379').split(',')[0]!
  if (!moment.inputs.cluster.attached) return fails('not simulated here: this lane has no cluster, and so no etcd.')
  const up = etcdAt(moment) === 'up' && /^(https?:\/\/)?(127\.0\.0\.1|localhost|\[::1\]):2379\/?$/.test(endpoint)
  const secure = /^https:/.test(endpoint) && (option(parsed, 'cert') === undefined || option(parsed, 'cacert') === undefined)
  const failed = (why: string): string =>
    `{"level":"warn","logger":"client","msg":"retrying of unary invoker failed","target":"${endpoint}","error":"rpc error: code = DeadlineExceeded desc = ${why}"}`
  if (verb === 'endpoint' && what === 'health') {
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
  return fails(
    `not simulated here: etcdctl ${[verb, what].filter((word) => word !== undefined).join(' ')}: what stands in etcd is asked for with kubectl get.\n${KNOWS}`,
  )
}
