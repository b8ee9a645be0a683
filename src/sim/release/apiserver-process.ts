import { quoteGo } from '../../manifest/go/strconv.ts'
import { rule, since } from './rule.ts'

const dialLog =
  (at: string, target: (url: string, address: string) => string) =>
  (url: string, address: string, why: string): string =>
    `W ${at}] grpc: addrConn.createTransport failed to connect to {${target(url, address)}}. Err :connection error: desc = "${why.replace('dialing: ', 'dialing ')}". Reconnecting...`

/** As gRPC logs from 1.38 on, under etcd's client 3.5. */
const componentLog =
  (at: string) =>
  (_url: string, address: string, why: string): string =>
    `W ${at}] [core] grpc: addrConn.createTransport failed to connect to {${address} ${hostOf(address)} <nil> 0 <nil>}. Err: connection error: desc = "${why.replace('dialing: ', 'dialing ')}". Reconnecting...`

/** As gRPC logs from 1.47 on. */
const channelLog =
  (target: (address: string) => string, dialing: string) =>
  (_url: string, address: string, why: string): string =>
    `W logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to ${target(address)}. Err: connection error: desc = ${quoteGo(why.replace('dialing: ', dialing))}`

const hostOf = (address: string): string => address.replace(/:\d+$/, '')

/** Rules of the kube-apiserver as a process: its start, its end, etcd behind it, and its log. */
export const APISERVER_PROCESS = {
  /** From the process's start until its port accepts connections, and until it answers. */
  apiserverListenSeconds: rule(0.1, { 19: 0.25 }),
  apiserverAnswerSeconds: rule(2.3, { 19: 3.2, 30: 2.3 }, 'apiserverListenSeconds'),
  /** From its first answer until it knows the roles, and until all its post-start hooks are done. */
  apiserverRolesSeconds: rule(0.15, { 19: 1 }, 'apiserverListenSeconds'),
  apiserverHooksSeconds: rule(1.2, { 19: 2 }, 'apiserverListenSeconds'),
  /** From SIGTERM to its end: without an open watch, and with one of the kubelet's. */
  apiserverStopSeconds: rule(0.15, { 19: 1.2 }),
  apiserverStopWatchedSeconds: rule(0.15, { 19: 4, 23: 60 }, 'apiserverStopSeconds'),
  /** It closes its port once its pre-shutdown hooks are done, which need etcd; before, at once. */
  closesAfterHooks: since(25),
  /** Something in the release complains of an empty manifest at each start. */
  manifestComplaint: since(36),
  /**
   * Where the lines of a run without trouble come from: a kind of object counts for quotas from now on, the system's priority
   * classes are there, a range of services' addresses is looked at again. Null where none is known.
   */
  routineLog: rule<{ quota: string; priorities: string; range: string | null } | null>(null, {
    14: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:122', range: null },
    15: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:128', range: null },
    16: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:148', range: null },
    17: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:142', range: null },
    18: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:143', range: null },
    20: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:148', range: null },
    21: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:148', range: null },
    23: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:109', range: null },
    24: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:111', range: null },
    25: { quota: 'controller.go:616', priorities: 'storage_scheduling.go:111', range: null },
    26: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null },
    27: { quota: 'controller.go:624', priorities: 'storage_scheduling.go:111', range: null },
    30: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null },
    33: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:111', range: 'cidrallocator.go:277' },
    35: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:139', range: 'cidrallocator.go:278' },
    36: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:153', range: 'cidrallocator.go:278' },
    37: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:205', range: 'cidrallocator.go:278' },
  }),
  /** Where the log tells of a handshake that its client has broken off; null where it does not. */
  handshakeLog: rule<string | null>('logs.go:41', { 10: 'log.go:172', 19: null }),
  /** How /healthz looks whether etcd is there: connects to it; reads from it; the same, but twice in a check's time at most. */
  etcdCheck: rule<'dial' | 'read' | 'limited'>('dial', { 12: 'read', 26: 'limited' }),
  /** What it says where etcd is not. */
  etcdCheckText: rule(
    'etcd failed',
    { 12: 'error listing etcd members: context deadline exceeded', 14: 'error getting data from etcd: context deadline exceeded' },
    'etcdCheck',
  ),
  /** How long a start waits for etcd, and how it ends without: it serves, until its hooks have given up; in a Fatalf, a panic, an error. */
  etcdDialSeconds: rule(Infinity, { 10: 20.04 }),
  /** What the etcd client logs of an attempt to connect: the server's URL, its address, and why it failed. */
  etcdDialLog: rule<((url: string, address: string, why: string) => string) | null>(null, {
    14: dialLog('clientconn.go:1251', (_, address) => `${address} 0  <nil>`),
    16: dialLog('clientconn.go:1120', (url) => `${url} 0  <nil>`),
    18: dialLog('clientconn.go:1208', (url) => `${url}  <nil> 0 <nil>`),
    19: dialLog('clientconn.go:1223', (url) => `${url}  <nil> 0 <nil>`),
    22: componentLog('clientconn.go:1326'),
    23: componentLog('clientconn.go:1331'),
    25: channelLog(
      (address) =>
        JSON.stringify(
          { Addr: address, ServerName: hostOf(address), Attributes: null, BalancerAttributes: null, Type: 0, Metadata: null },
          null,
          2,
        ),
      'dialing ',
    ),
    26: channelLog((address) => `{Addr: "${address}", ServerName: "${hostOf(address)}", }`, 'dialing: '),
    27: channelLog((address) => `{Addr: "${address}", ServerName: "${address}", }`, 'dialing: '),
  }),
  withoutEtcd: rule<'hooks' | 'fatal' | 'panic' | 'error'>('hooks', { 10: 'fatal', 16: 'panic', 19: 'error' }, 'etcdDialSeconds'),
  /** What a request is told that etcd has kept waiting for a minute. */
  requestTimeoutText: rule('Timeout: request did not complete within 1m0s', {
    21: 'Timeout: request did not complete within the allotted timeout',
  }),
  /** How long a request that writes may wait for etcd, and what it is told then. */
  writeTimeout: rule<{ seconds: number; text: string }>(
    { seconds: 30, text: 'Timeout: request did not complete within requested timeout 30s' },
    {
      14: { seconds: 34, text: 'Timeout: request did not complete within requested timeout 34s' },
      21: { seconds: 34, text: 'Timeout: request did not complete within requested timeout - context deadline exceeded' },
    },
  ),
  /** A start tries for 30 s to make the roles that it lacks, and ends then; before, what it could not make it left. */
  rolesRetried: since(19),
}
