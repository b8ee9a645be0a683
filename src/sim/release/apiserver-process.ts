import { goString } from './go-string.ts'
import type { Row } from './row.ts'

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
}

export const APISERVER_PROCESS_ROWS: readonly Row<ApiserverProcessRules>[] = [
  {
    since: 10,
    set: { etcdDialSeconds: 20.3, withoutEtcd: 'fatal' },
    says: 'A start waits 20 s for etcd (from 1.10.6 and 1.11.2 on), and ends without it; before, it serves, and ends when its post-start hooks have given up.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 10,
    set: { handshakeLog: 'log.go:172' },
    says: 'The log’s line about a handshake that its client has broken off comes from another place.',
    source: 'staging/src/k8s.io/apiserver/pkg/util/logs/logs.go',
    read: { by: 'source', before: 'v1.9.11', after: 'v1.10.13' },
  },
  {
    since: 12,
    set: { etcdCheck: 'read', etcdCheckText: 'error listing etcd members: context deadline exceeded' },
    says: 'The health checks read from etcd, for 2 s; before, they only connected to it, which a hung etcd lets pass.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
    read: { by: 'source', before: 'v1.11.10', after: 'v1.12.10' },
  },
  {
    since: 14,
    set: { etcdCheckText: 'error getting data from etcd: context deadline exceeded' },
    says: 'The health checks ask etcd for a value, not for its members.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
    read: { by: 'source', before: 'v1.13.12', after: 'v1.14.10' },
  },
  {
    since: 14,
    set: { etcdDialLog: dialLog('clientconn.go:1251', (_, address) => `${address} 0  <nil>`) },
    says: 'The kube-apiserver logs each connection to etcd that fails.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 14,
    set: { routineLog: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:122', range: null } },
    says: 'What a kube-apiserver without trouble logs is known from here on.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.13.4', after: 'v1.14.5' },
  },
  {
    since: 15,
    set: { routineLog: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:128', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.14.5', after: 'v1.15.2' },
  },
  {
    since: 16,
    set: { withoutEtcd: 'panic' },
    says: 'A start without etcd ends in a panic, with exit code 2; before, with 255.',
    source:
      'staging/src/k8s.io/apiserver/pkg/registry/generic/storage_decorator.go, staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 16,
    set: { etcdDialLog: dialLog('clientconn.go:1120', (url) => `${url} 0  <nil>`) },
    says: 'The address in the log line about etcd is a URL.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 16,
    set: { routineLog: { quota: 'controller.go:606', priorities: 'storage_scheduling.go:148', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.15.2', after: 'v1.16.15' },
  },
  {
    since: 17,
    set: { routineLog: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:142', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.16.15', after: 'v1.17.17' },
  },
  {
    since: 18,
    set: { etcdDialLog: dialLog('clientconn.go:1208', (url) => `${url}  <nil> 0 <nil>`) },
    says: 'The address in the log line about etcd is printed otherwise.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.20' },
  },
  {
    since: 18,
    set: { routineLog: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:143', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.17.17', after: 'v1.18.20' },
  },
  {
    since: 19,
    set: { apiserverStopSeconds: 1.2, apiserverStopWatchedSeconds: 4 },
    says: 'On SIGTERM the kube-apiserver waits for open connections; before, it ends at once. The kubelet drops its own when it cannot tell how its node fares, some 4 s later.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go, cmd/kubelet/app/server.go',
    read: { by: 'source', before: 'v1.18.19', after: 'v1.19.16' },
  },
  {
    since: 19,
    set: { apiserverListenSeconds: 0.5, apiserverAnswerSeconds: 3.2, apiserverRolesSeconds: 1, apiserverHooksSeconds: 2 },
    says: 'The kube-apiserver takes about two seconds longer to serve after its start (measured on 1.9 and 1.19).',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'recording', before: 'v1.9.4', after: 'v1.19.16' },
  },
  {
    since: 19,
    set: { withoutEtcd: 'error' },
    says: 'A start without etcd ends with an error, and exit code 1.',
    source: 'staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go',
    read: { by: 'source', before: 'v1.18.19', after: 'v1.19.16' },
  },
  {
    since: 19,
    set: { handshakeLog: null },
    says: 'The log no longer tells of a handshake that its client has broken off, as each tcpSocket probe does.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/secure_serving.go',
    read: { by: 'source', before: 'v1.18.19', after: 'v1.19.16' },
  },
  {
    since: 19,
    set: { etcdDialLog: dialLog('clientconn.go:1223', (url) => `${url}  <nil> 0 <nil>`) },
    says: 'The log line about etcd comes from another place.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.18.20', after: 'v1.19.13' },
  },
  {
    since: 20,
    set: { routineLog: { quota: 'controller.go:609', priorities: 'storage_scheduling.go:148', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.19.13', after: 'v1.20.9' },
  },
  {
    since: 21,
    set: { requestTimeoutText: 'Timeout: request did not complete within the allotted timeout' },
    says: 'A request that etcd keeps waiting is told so in other words.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/filters/timeout.go',
    read: { by: 'source', before: 'v1.20.15', after: 'v1.21.14' },
  },
  {
    since: 21,
    set: { routineLog: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:148', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.20.9', after: 'v1.21.3' },
  },
  {
    since: 22,
    set: { etcdDialLog: componentLog('clientconn.go:1326') },
    says: 'The log line about etcd says that it is of gRPC’s core, and prints the address otherwise.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.21.3', after: 'v1.22.3' },
  },
  {
    since: 23,
    set: { routineLog: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:109', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.22.1', after: 'v1.23.1' },
  },
  {
    since: 23,
    set: { apiserverStopWatchedSeconds: 60 },
    says: 'An open watch of the kubelet holds the kube-apiserver’s end for 60 s, longer than the kubelet waits: it keeps its connections even where it cannot tell how its node fares.',
    source: 'cmd/kubelet/app/server.go',
    read: { by: 'source', before: 'v1.22.3', after: 'v1.23.1' },
  },
  {
    since: 23,
    set: { etcdDialLog: componentLog('clientconn.go:1331') },
    says: 'The log line about etcd comes from another place.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.22.3', after: 'v1.23.1' },
  },
  {
    since: 24,
    set: { routineLog: { quota: 'controller.go:611', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.23.1', after: 'v1.24.0' },
  },
  {
    since: 25,
    set: { closesAfterHooks: true },
    says: 'A kube-apiserver that is to end, and has lost etcd, keeps its port open until SIGKILL; before, it closes it at once.',
    source: 'staging/src/k8s.io/apiserver/pkg/server/genericapiserver.go',
    read: { by: 'source', before: 'v1.24.17', after: 'v1.25.16' },
  },
  {
    since: 25,
    set: { routineLog: { quota: 'controller.go:616', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    read: { by: 'source', before: 'v1.24.17', after: 'v1.25.16' },
  },
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
    says: 'gRPC’s log lines, such as those about etcd, name the channel that they are about, and print the address as JSON.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.24.0', after: 'v1.25.9' },
  },
  {
    since: 26,
    set: { etcdCheck: 'limited' },
    says: 'etcd is asked for its health once a second at most; in between the last result is given.',
    source: 'staging/src/k8s.io/apiserver/pkg/storage/storagebackend/factory/etcd3.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 26,
    set: { routineLog: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 26,
    set: { etcdDialLog: channelLog((address) => `{Addr: "${address}", ServerName: "${hostOf(address)}", }`, 'dialing: ') },
    says: 'The address in the log line about etcd is printed otherwise.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.25.16', after: 'v1.26.15' },
  },
  {
    since: 27,
    set: { routineLog: { quota: 'controller.go:624', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.16' },
  },
  {
    since: 27,
    set: { etcdDialLog: channelLog((address) => `{Addr: "${address}", ServerName: "${address}", }`, 'dialing: ') },
    says: 'The server’s name in the log line about etcd has its port.',
    source: 'google.golang.org/grpc: clientconn.go',
    read: { by: 'source', before: 'v1.26.15', after: 'v1.27.16' },
  },
  {
    since: 30,
    set: { apiserverAnswerSeconds: 2.3 },
    says: 'The kube-apiserver answers about a second sooner after its start.',
    source: 'cmd/kube-apiserver/app/server.go',
    read: { by: 'recording', before: 'v1.19.16', after: 'v1.37.2' },
  },
  {
    since: 30,
    set: { routineLog: { quota: 'controller.go:615', priorities: 'storage_scheduling.go:111', range: null } },
    says: 'Lines of the log come from other places.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    read: { by: 'source', before: 'v1.29.15', after: 'v1.30.14' },
  },
  {
    since: 33,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:111', range: 'cidrallocator.go:277' } },
    says: 'The log tells every ten minutes of the range of services’ addresses.',
    source: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go',
    read: { by: 'source', before: 'v1.32.13', after: 'v1.33.13' },
  },
  {
    since: 35,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:139', range: 'cidrallocator.go:278' } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.34.9', after: 'v1.35.6' },
  },
  {
    since: 36,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:153', range: 'cidrallocator.go:278' } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.35.6', after: 'v1.36.2' },
  },
  {
    since: 36,
    set: { manifestComplaint: true },
    says: 'The kube-apiserver complains of an empty manifest at each start.',
    source: 'staging/src/k8s.io/component-base/metrics/options.go',
    read: { by: 'source', before: 'v1.35.7', after: 'v1.36.3' },
  },
  {
    since: 37,
    set: { routineLog: { quota: 'controller.go:667', priorities: 'storage_scheduling.go:205', range: 'cidrallocator.go:278' } },
    says: 'Lines of the log come from other places.',
    source: 'pkg/registry/scheduling/rest/storage_scheduling.go',
    read: { by: 'source', before: 'v1.36.2', after: 'v1.37.2' },
  },
]
