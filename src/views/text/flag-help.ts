import { FLAGS, type FlagRow, type FlagType } from '../../sim/apiserver/flags/flag-table.ts'

/** What a flag does, in a sentence, and what holds where it is not given. */
const HELP: ReadonlyMap<string, readonly [says: string, byDefault?: string]> = new Map(
  Object.entries({
    'advertise-address': ['The address at which the rest of the cluster is told to reach this server.', 'the node’s own'],
    'bind-address': [
      'The address on which the secure port listens; 127.0.0.1 shuts everybody else out, the kubelet’s probe of the node’s address too.',
      '0.0.0.0',
    ],
    'secure-port': ['The port for HTTPS. Every kubeconfig names port 6443: on another one no client finds the server.', '6443'],
    'insecure-port': ['A port without TLS, authentication and authorization: whoever reaches it is cluster-admin.', '8080 up to 1.19'],
    'insecure-bind-address': ['The address on which the insecure port listens.', '127.0.0.1'],
    port: ['An old name of --insecure-port.'],
    address: ['An old name of --insecure-bind-address.'],
    'tls-cert-file': ['The certificate that the server shows to its clients.', 'one that it makes itself, in --cert-dir'],
    'tls-private-key-file': ['The private key of --tls-cert-file.'],
    'cert-dir': ['Where the server puts a certificate that it makes itself.', '/var/run/kubernetes'],
    'tls-cipher-suites': ['Which ciphers a TLS connection may use.', 'Go’s own choice'],
    'tls-min-version': ['The oldest version of TLS that is spoken.', 'VersionTLS12'],
    'tls-sni-cert-key': ['Another certificate for clients that ask for a certain name.'],
    'permit-port-sharing': ['Two processes may listen on the port at once, so that a restart has no gap.', 'false'],
    'permit-address-sharing': ['The address may be taken while the kernel still holds old connections of it.', 'false'],
    'http2-max-streams-per-connection': ['How many requests a client may have under way on one connection.', '0: Go’s own'],
    'goaway-chance': ['How often, at random, a client is told to connect anew, so that load spreads over several servers.', '0'],
    'disable-http2-serving': ['Speaks HTTP/1.1 only.', 'false'],
    'shutdown-delay-duration': ['After SIGTERM the server goes on serving for so long before it stops.', '0s'],
    'shutdown-send-retry-after': ['While it shuts down it tells clients to try again elsewhere.', 'false'],
    'shutdown-watch-termination-grace-period': ['How long open watches are waited for while it shuts down.', '0s'],
    'livez-grace-period': ['So long after its start /livez says that all is well, though post-start hooks are not done.', '0s'],
    'request-timeout': ['After so long a request that is no watch is ended.', '1m0s'],
    'min-request-timeout': ['A watch is kept open at least so many seconds.', '1800'],
    'max-requests-inflight': ['How many reading requests may be under way at once.', '400'],
    'max-mutating-requests-inflight': ['How many writing requests may be under way at once.', '200'],
    'enable-priority-and-fairness': ['Requests wait in fair queues instead of being counted only.', 'true'],
    'feature-gates': ['Switches features on or off by name: A=true,B=false. A gate that the release does not know ends the server.'],
    'external-hostname': ['The name under which the server shows itself in links.'],
    'cors-allowed-origins': ['Web pages of these addresses may talk to the server from a browser.'],
    'strict-transport-security-directives': ['What the server tells browsers about using HTTPS only.'],
    'anonymous-auth': [
      'Whether a request without credentials is let in as system:anonymous. With false the kubelet’s own probes get 401, since it asks without credentials.',
      'true',
    ],
    'client-ca-file': ['A client certificate that this authority has signed says who its owner is: CN is the user, O the groups.'],
    'token-auth-file': ['A CSV file of bearer tokens: token, user, uid, groups. Read once, at the start.'],
    'basic-auth-file': ['A CSV file of passwords: password, user, uid, groups.'],
    'enable-bootstrap-token-auth': ['Tokens that stand as Secrets in kube-system may be used by nodes that join.', 'false'],
    'authentication-config': [
      'A file (AuthenticationConfiguration) that says who is let in: JWT issuers, and for which paths anonymous requests are allowed.',
    ],
    'authentication-token-webhook-config-file': ['Another server is asked whose a bearer token is.'],
    'authentication-token-webhook-cache-ttl': ['How long such an answer is remembered.', '2m0s'],
    'oidc-issuer-url': ['Tokens of this OpenID Connect provider are accepted; the URL must be https.'],
    'oidc-client-id': ['For which client such a token must have been issued.'],
    'oidc-ca-file': ['Who has signed the provider’s own certificate.', 'the machine’s list'],
    'oidc-username-claim': ['Which claim of the token is the user’s name.', 'sub'],
    'oidc-groups-claim': ['Which claim of the token lists the groups.'],
    'oidc-username-prefix': ['What is put before such a name.'],
    'oidc-groups-prefix': ['What is put before such a group.'],
    'oidc-required-claim': ['A claim that a token must have: key=value.'],
    'oidc-signing-algs': ['With which algorithms such a token may be signed.', 'RS256'],
    'requestheader-client-ca-file': ['A proxy whose certificate this authority has signed may say in headers who the user is.'],
    'requestheader-allowed-names': ['Which proxies, by the CN of their certificates.', 'any'],
    'requestheader-username-headers': ['The header with the user’s name.', 'X-Remote-User'],
    'requestheader-group-headers': ['The header with the groups.', 'X-Remote-Group'],
    'requestheader-extra-headers-prefix': ['How headers with more about the user begin.', 'X-Remote-Extra-'],
    'service-account-key-file': [
      'The public key with which the tokens of service accounts are checked.',
      'the key of --tls-private-key-file',
    ],
    'service-account-signing-key-file': ['The private key with which the server signs such tokens. Required since 1.20.'],
    'service-account-issuer': ['Whom such a token names as its issuer. Required since 1.20.'],
    'service-account-lookup': ['Such a token counts only while its account is there.', 'true'],
    'service-account-extend-token-expiration': ['Tokens that pods get by themselves live for a year rather than an hour.', 'true'],
    'service-account-max-token-expiration': ['The longest life that may be asked for.'],
    'api-audiences': ['For whom a token must be meant to count here.', 'the issuer'],
    'authorization-mode': [
      'Who decides what a caller may do, in order; the first that has an opinion wins. AlwaysAllow lets everybody do everything.',
      'AlwaysAllow',
    ],
    'authorization-config': ['A file (AuthorizationConfiguration) that lists the authorizers instead of --authorization-mode.'],
    'authorization-policy-file': ['The rules of the mode ABAC, a line of JSON each.'],
    'authorization-webhook-config-file': ['The server that the mode Webhook asks.'],
    'enable-admission-plugins': ['Plugins that look at each writing request, beside those that are on anyway.'],
    'disable-admission-plugins': ['Plugins that are on by default, and shall not be.'],
    'admission-control': ['The whole list of admission plugins, in order; later --enable-admission-plugins.'],
    'admission-control-config-file': ['The file with the plugins’ own configuration.'],
    'etcd-servers': ['Where etcd is: the one store of the cluster. Without it nothing is read or written.'],
    'etcd-cafile': ['Who must have signed etcd’s certificate.'],
    'etcd-certfile': ['The certificate that the server shows to etcd.'],
    'etcd-keyfile': ['Its private key.'],
    'etcd-prefix': ['Under which key everything lies in etcd.', '/registry'],
    'etcd-healthcheck-timeout': ['How long the health check waits for etcd.', '2s'],
    'etcd-readycheck-timeout': ['How long the check behind /readyz waits for etcd.', '2s'],
    'etcd-compaction-interval': ['How often old versions are thrown away in etcd.', '5m0s'],
    'encryption-provider-config': ['A file that says how Secrets are encrypted in etcd.'],
    'storage-backend': ['The kind of store: etcd3.', 'etcd3'],
    'storage-media-type': ['In which form objects are stored.', 'application/vnd.kubernetes.protobuf'],
    'watch-cache': ['Answers watches from memory.', 'true'],
    'audit-policy-file': [
      'Which requests are written to the audit log, and how much of each. The file must be mounted into the container.',
    ],
    'audit-log-path': ['Where the audit log is written; - is the program’s own output. The folder must be mounted, and writable.'],
    'audit-log-maxage': ['After how many days an old audit log is deleted.', '0: never'],
    'audit-log-maxbackup': ['How many old audit logs are kept.', '0: all'],
    'audit-log-maxsize': ['At how many megabytes a new audit log is begun.', '0: never'],
    'audit-log-format': ['json or legacy.', 'json'],
    'audit-log-mode': ['Whether a request waits until it is written: batch, blocking, blocking-strict.', 'blocking'],
    'audit-webhook-config-file': ['The server to which audit events are sent.'],
    'allow-privileged': ['Whether pods may run privileged containers.', 'false'],
    'apiserver-count': ['How many kube-apiservers the cluster has.', '1'],
    'endpoint-reconciler-type': ['How several servers agree on who is alive.', 'lease'],
    'event-ttl': ['How long an Event is kept.', '1h0m0s'],
    'kubelet-client-certificate': ['The certificate that the server shows to kubelets, for logs and exec.'],
    'kubelet-client-key': ['Its private key.'],
    'kubelet-certificate-authority': ['Who must have signed the kubelets’ certificates.', 'not checked'],
    'kubelet-preferred-address-types': ['Which of a node’s addresses is used to reach its kubelet.'],
    'kubelet-timeout': ['How long a kubelet is waited for.', '5s'],
    'proxy-client-cert-file': ['The certificate that the server shows to API servers behind it.'],
    'proxy-client-key-file': ['Its private key.'],
    'enable-aggregator-routing': ['Goes to the pods of such a server rather than to its Service.', 'false'],
    'service-cluster-ip-range': ['The range from which Services get their addresses; the first one is the API’s own.', '10.0.0.0/24'],
    'service-node-port-range': ['The ports that Services may open on every node.', '30000-32767'],
    'default-not-ready-toleration-seconds': ['How long a pod stays on a node that is not ready.', '300'],
    'default-unreachable-toleration-seconds': ['How long a pod stays on a node that nobody reaches.', '300'],
    'runtime-config': ['Switches whole API versions on or off.'],
    profiling: ['Serves /debug/pprof.', 'true'],
    'enable-logs-handler': ['Serves /logs.', 'true'],
    'cloud-provider': ['Which cloud’s own services are used; external: none of the server’s own.'],
    'cloud-config': ['The file with that cloud’s configuration.'],
    'egress-selector-config-file': ['Through which proxies the server talks to the cluster.'],
    'tracing-config-file': ['Where traces of requests are sent.'],
    'logging-format': ['text or json.', 'text'],
    v: ['How much is logged: 0 little, 10 everything.', '0'],
    vmodule: ['How much is logged, by source file.'],
    'emulated-version': ['Behaves like an older release, for a step back.', 'the release itself'],
    help: ['Prints all flags and ends.'],
    version: ['Prints the version and ends.'],
  }),
)

/** How a value is written. */
const VALUES: Readonly<Partial<Record<FlagType, string>>> = {
  bool: 'true or false',
  duration: 'a duration such as 30s or 5m',
  strings: 'names, with commas between them',
  stringArray: 'may be given several times',
  ip: 'an address',
  ipnet: 'a range such as 10.96.0.0/12',
  int: 'a number',
  int32: 'a number',
  uint: 'a number',
  float: 'a number',
  map: 'key=value, with commas between them',
  gates: 'Name=true, with commas between them',
  ports: 'a range such as 30000-32767',
}

/** A flag of the editor's list. */
export interface FlagHelp {
  name: string
  /** How its value is written, and its default. */
  detail: string
  /** What it does, and its fate. */
  says: string
}

/**
 * All flags that a kube-apiserver of that release has, with what is known of each, in alphabetical order.
 *
 * Follows: cmd/kube-apiserver/app/options/options.go, as `FLAGS`.
 */
export function flagHelp(minor: number): FlagHelp[] {
  return FLAGS.filter(({ since, until }) => since <= minor && minor <= until)
    .map((row) => ({
      name: row.name,
      detail: detailOf(row),
      says: [HELP.get(row.name)?.[0], fateOf(row, minor)].filter(Boolean).join(' '),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * What an editor says of a flag, whatever the release has of it: Markdown. Undefined for one that no release has.
 *
 * Follows: as `flagHelp`.
 */
export function describeFlag(name: string, minor: number): string | undefined {
  const rows = FLAGS.filter((row) => row.name === name.replaceAll('_', '-'))
  const row = rows.find(({ since, until }) => since <= minor && minor <= until) ?? rows[0]
  if (!row) return undefined
  return [`\`--${row.name}\`: ${detailOf(row)}`, HELP.get(row.name)?.[0], fateOf(row, minor)].filter(Boolean).join('\n\n')
}

function detailOf({ name, type }: FlagRow): string {
  const byDefault = HELP.get(name)?.[1]
  return `${VALUES[type] ?? 'text'}${byDefault ? `; without it: ${byDefault}` : ''}`
}

function fateOf({ since, until, deprecated }: FlagRow, minor: number): string {
  const said = deprecated?.findLast((one) => one.since <= minor)
  const later = deprecated?.find((one) => one.since > minor)
  return [
    since > minor ? `1.${minor} does not have it: it is there from 1.${since} on, and unknown flags end the server.` : '',
    until < minor ? `1.${minor} no longer has it: gone since 1.${until + 1}, and unknown flags end the server.` : '',
    since > 9 && since <= minor ? `There since 1.${since}.` : '',
    said ? `Deprecated since 1.${said.since > 9 ? said.since : '9 or before'}: ${said.text}` : '',
    later && !said ? `Deprecated from 1.${later.since} on.` : '',
    until < 99 && until >= minor ? `Gone from 1.${until + 1} on.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}
