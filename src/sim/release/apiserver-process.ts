import { goString, type Row } from './row.ts'

/** Rules of the kube-apiserver as a process: its start, its end, etcd behind it, and its log. */
export interface ApiserverProcessRules {
  /** From the process's start until its port accepts connections, and until it answers. */
  apiserverListenSeconds: number
  apiserverAnswerSeconds: number
  /** From its first answer until it knows the roles, and until all its post-start hooks are done. */
  apiserverRolesSeconds: number
  apiserverHooksSeconds: number
  /** From SIGTERM to its end: without an open watch, and with one of the kubelet's. */
  apiserverStopSeconds: number
  apiserverStopWatchedSeconds: number
  /** It closes its port once its pre-shutdown hooks are done, which need etcd; before, at once. */
  closesAfterHooks: boolean
  /** Something in the release complains of an empty manifest at each start. */
  manifestComplaint: boolean
  /**
   * Where the lines of a run without trouble come from: a kind of object counts for quotas from now on, the system's priority
   * classes are there, a range of services' addresses is looked at again. Null where none is known.
   */
  routineLog: { quota: string; priorities: string; range: string | null } | null
  /** Where the log tells of a handshake that its client has broken off; null where it does not. */
  handshakeLog: string | null
  /** How /healthz looks whether etcd is there: connects to it; reads from it; the same, but twice in a check's time at most. */
  etcdCheck: 'dial' | 'read' | 'limited'
  /** What it says where etcd is not. */
  etcdCheckText: string
  /** How long a start waits for etcd, and how it ends without: it serves, until its hooks have given up; in a Fatalf, a panic, an error. */
  etcdDialSeconds: number
  /** What the etcd client logs of an attempt to connect: the server's URL, its address, and why it failed. */
  etcdDialLog: ((url: string, address: string, why: string) => string) | null
  withoutEtcd: 'hooks' | 'fatal' | 'panic' | 'error'
  /** What a request is told that etcd has kept waiting for a minute. */
  requestTimeoutText: string
  /** How long a request that writes may wait for etcd, and what it is told then. */
  writeTimeout: { seconds: number; text: string }
  /** A start tries for 30 s to make the roles that it lacks, and ends then; before, what it could not make it left. */
  rolesRetried: boolean
}

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
    `W logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to ${target(address)}. Err: connection error: desc = ${goString(why.replace('dialing: ', dialing))}`

const hostOf = (address: string): string => address.replace(/:\d+$/, '')

/** 1.9 */
export const APISERVER_PROCESS_BASE: ApiserverProcessRules = {
  apiserverListenSeconds: 0.1,
  apiserverAnswerSeconds: 2.3,
  apiserverRolesSeconds: 0.15,
  apiserverHooksSeconds: 1.2,
  apiserverStopSeconds: 0.15,
  apiserverStopWatchedSeconds: 0.15,
  closesAfterHooks: false,
  manifestComplaint: false,
  routineLog: null,
  handshakeLog: 'logs.go:41',
  etcdCheck: 'dial',
  etcdCheckText: 'etcd failed',
  etcdDialSeconds: Infinity,
  etcdDialLog: null,
  withoutEtcd: 'hooks',
  requestTimeoutText: 'Timeout: request did not complete within 1m0s',
  writeTimeout: { seconds: 30, text: 'Timeout: request did not complete within requested timeout 30s' },
  rolesRetried: false,
}

export const APISERVER_PROCESS_ROWS: readonly Row<ApiserverProcessRules>[] = [
  { since: 10, set: { etcdDialSeconds: 20.04, withoutEtcd: 'fatal' } },
  { since: 10, set: { handshakeLog: 'log.go:172' } },
  { since: 12, set: { etcdCheck: 'read', etcdCheckText: 'error listing etcd members: context deadline exceeded' } },
  { since: 14, set: { etcdCheckText: 'error getting data from etcd: context deadline exceeded' } },
  { since: 14, set: { etcdDialLog: dialLog('clientconn.go:1251', (_, address) => `${address} 0  <nil>`) } },
  { since: 14, set: { writeTimeout: { seconds: 34, text: 'Timeout: request did not complete within requested timeout 34s' } } },
  { since: 14, set: { routineLog: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:122', range: null } } },
  { since: 15, set: { routineLog: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:128', range: null } } },
  { since: 16, set: { withoutEtcd: 'panic' } },
  { since: 16, set: { etcdDialLog: dialLog('clientconn.go:1120', (url) => `${url} 0  <nil>`) } },
  { since: 16, set: { routineLog: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:148', range: null } } },
  { since: 17, set: { routineLog: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:142', range: null } } },
  { since: 18, set: { etcdDialLog: dialLog('clientconn.go:1208', (url) => `${url}  <nil> 0 <nil>`) } },
  { since: 18, set: { routineLog: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:143', range: null } } },
  { since: 19, set: { apiserverStopSeconds: 1.2, apiserverStopWatchedSeconds: 4 } },
  { since: 19, set: { apiserverListenSeconds: 0.25, apiserverAnswerSeconds: 3.2, apiserverRolesSeconds: 1, apiserverHooksSeconds: 2 } },
  { since: 19, set: { withoutEtcd: 'error' } },
  { since: 19, set: { handshakeLog: null } },
  { since: 19, set: { etcdDialLog: dialLog('clientconn.go:1223', (url) => `${url}  <nil> 0 <nil>`) } },
  { since: 20, set: { routineLog: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:148', range: null } } },
  { since: 21, set: { requestTimeoutText: 'Timeout: request did not complete within the allotted timeout' } },
  {
    since: 21,
    set: {
      writeTimeout: { seconds: 34, text: 'Timeout: request did not complete within requested timeout - context deadline exceeded' },
    },
  },
  { since: 21, set: { routineLog: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:148', range: null } } },
  { since: 22, set: { etcdDialLog: componentLog('clientconn.go:1326') } },
  { since: 23, set: { routineLog: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:109', range: null } } },
  { since: 23, set: { apiserverStopWatchedSeconds: 60 } },
  { since: 23, set: { etcdDialLog: componentLog('clientconn.go:1331') } },
  { since: 24, set: { routineLog: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:111', range: null } } },
  { since: 25, set: { closesAfterHooks: true } },
  { since: 25, set: { routineLog: { quota: 'controller.go:616', priorities: 'storage_scheduling.go:111', range: null } } },
  {
    since: 25,
    set: {
      etcdDialLog: channelLog(
        (address) =>
          JSON.stringify(
            { Addr: address, ServerName: hostOf(address), Attributes: null, BalancerAttributes: null, Type: 0, Metadata: null },
            null,
            2,
          ),
        'dialing ',
      ),
    },
  },
  { since: 26, set: { etcdCheck: 'limited' } },
  { since: 26, set: { routineLog: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null } } },
  { since: 26, set: { etcdDialLog: channelLog((address) => `{Addr: "${address}", ServerName: "${hostOf(address)}", }`, 'dialing: ') } },
  { since: 27, set: { routineLog: { quota: 'controller.go:624', priorities: 'storage_scheduling.go:111', range: null } } },
  { since: 27, set: { etcdDialLog: channelLog((address) => `{Addr: "${address}", ServerName: "${address}", }`, 'dialing: ') } },
  { since: 30, set: { apiserverAnswerSeconds: 2.3 } },
  { since: 30, set: { routineLog: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null } } },
  {
    since: 33,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:111', range: 'cidrallocator.go:277' } },
  },
  {
    since: 35,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:139', range: 'cidrallocator.go:278' } },
  },
  {
    since: 36,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:153', range: 'cidrallocator.go:278' } },
  },
  { since: 36, set: { manifestComplaint: true } },
  {
    since: 37,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:205', range: 'cidrallocator.go:278' } },
  },
  { since: 19, set: { rolesRetried: true } },
]
