import { expect, it } from 'vitest'
import { kubeadmPlane } from '../../cases/kubeadm-plane.ts'
import { FLAGS } from '../../sim/apiserver/flags/flag-table.ts'
import { OFFERED } from '../../sim/release/releases.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import table from '../../texts/flag-notes.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import { flagNotes } from './program-problems.ts'
import { problemsOf } from './problems.ts'

/** The notes on a plane of kubeadm's, with an edit of one of its files. */
function notes(release: string, file: string, edit: (text: string) => string): string[] {
  const manifests = kubeadmPlane(release)
  const text = edit(manifests[file]!)
  const { scenario } = parseScenario(
    JSON.stringify({
      whyrestart: 1,
      kubernetes: release,
      manifests: { ...manifests, [file]: text },
      files: { '/etc/kubernetes/pki/x': 'x' },
    }),
  )
  return problemsOf(scenario!.lanes[0]!.inputs).problems.flatMap(({ code, file: at, range, message }) =>
    ['NOT_SIMULATED', 'DATA_LOST'].includes(code) ? [`${at}:${text.split('\n')[range.start.line - 1]!.trim()} ${message}`] : [],
  )
}

/** In the place of the one that is there. */
const flagged = (name: string, flag: string) => (text: string) =>
  text.replace(`    - ${flag.split('=')[0]}=NodeRestriction\n`, '').replace(`    - ${name}\n`, `    - ${name}\n    - ${flag}\n`)

it.each<[string, string, RegExp]>([
  ['kube-apiserver', '--oidc-issuer-url=https://issuer.example', /such tokens are nobody’s here/],
  ['kube-apiserver', '--authentication-token-webhook-config-file=/etc/kubernetes/pki/x', /such tokens are nobody’s here/],
  ['kube-apiserver', '--authorization-webhook-config-file=/etc/kubernetes/pki/x', /the webhook has no opinion here/],
  ['kube-apiserver', '--admission-control-config-file=/etc/kubernetes/pki/x', /what it sets is not simulated/],
  ['kube-apiserver', '--enable-admission-plugins=NodeRestriction,AlwaysPullImages', /AlwaysPullImages does nothing here/],
  [
    'kube-apiserver',
    '--enable-admission-plugins=AlwaysPullImages,NodeRestriction,EventRateLimit',
    /: AlwaysPullImages, EventRateLimit do nothing here/,
  ],
  ['kube-apiserver', '--audit-policy-file=/etc/kubernetes/pki/x', /its rules are not looked at/],
  ['kube-apiserver', '--encryption-provider-config=/etc/kubernetes/pki/x', /is taken to be right/],
  ['kube-apiserver', '--audit-webhook-config-file=/etc/kubernetes/pki/x', /nobody is told/],
  ['kube-apiserver', '--egress-selector-config-file=/etc/kubernetes/pki/x', /no request goes through a proxy/],
  ['kube-apiserver', '--request-timeout=5s', /no request is ended for taking long/],
  ['kube-apiserver', '--cloud-provider=aws', /a kube-apiserver 1\.29 or 1\.30 ends at once/],
  ['kube-apiserver', '--runtime-config=batch/v2alpha1=true', /what is switched on here is not served/],
  ['kube-apiserver', '--max-requests-inflight=1', /too many/],
  ['kube-apiserver', '--permit-port-sharing=true', /share a port/],
  ['kube-apiserver', '--etcd-prefix=/other', /below any prefix/],
  ['kube-apiserver', '--runtime-config=api/all=false', /served all the same/],
  ['kube-apiserver', '--feature-gates=APIServerTracing=true', /what APIServerTracing changes is not simulated/],
  ['kube-apiserver', '--feature-gates=AnonymousAuthConfigurableEndpoints=true,APIServerTracing=true', /: what APIServerTracing changes/],
  ['kube-controller-manager', '--leader-elect-resource-namespace=mine', /kube-system here/],
  ['kube-scheduler', '--feature-gates=A=true', /what they change is not simulated/],
  ['etcd', '--discovery=https://x', /other members are not looked for/],
  ['etcd', '--config-file=/etc/etcd.yaml', /counts where etcd listens/],
  ['etcd', '--quota-backend-bytes=1', /runs out of room only where an action says so/],
])('%s %s: said at its line', (name, flag, says) => {
  const found = notes('1.28', `${name}.yaml`, flagged(name, flag))
  const [own] = found.filter((text) =>
    text.startsWith(`${name}.yaml:- ${flag} --${flag.slice(2).split('=')[0]} is not simulated, or not wholly: `),
  )
  expect(own).toMatch(says)
})

it.each([
  ['etcd.yaml', '    - --data-dir=/var/lib/etcd\n'],
  ['kube-scheduler.yaml', '    - --leader-elect=true\n'],
])('a flag that is known of no release is said to be passed over: %s', (file, line) => {
  const said = notes('1.28', file, (text) => text.replace(line, `${line}    - --zzzzqqq=1\n`))
  expect(said.join()).toMatch(/--zzzzqqq is no flag of \S+ that is known here: it is passed over/)
})

it('an etcd of several, and one whose data nothing keeps', () => {
  const three = notes('1.28', 'etcd.yaml', (text) =>
    text.replace(/(--initial-cluster=\S+)/, '$1,b=https://192.168.1.101:2380,c=https://192.168.1.102:2380'),
  )
  expect(three.join()).toContain('the other 2 members are taken to be there: quorum is not simulated')
  const bare = notes('1.28', 'etcd.yaml', (text) => text.replace('    - mountPath: /var/lib/etcd\n      name: etcd-data\n', ''))
  expect(bare).toEqual([
    'etcd.yaml:- --data-dir=/var/lib/etcd No volume is mounted at /var/lib/etcd: what stands in etcd is lost with its container. The API has then only what a kube-apiserver makes at its start, and the kubelet’s node is there again once a kubelet is started. What a kube-apiserver that runs on still has in its caches is not simulated.',
  ])
})

it.each(OFFERED)('%s: nothing of what kubeadm writes', (release) => {
  for (const name of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
    expect(notes(release, `${name}.yaml`, String)).toEqual([])
})

/** A rule of the model reads them, or they have to be right, or their files there. */
const READ = words(`advertise-address anonymous-auth client-ca-file token-auth-file basic-auth-file enable-bootstrap-token-auth
  experimental-bootstrap-token-auth requestheader-allowed-names requestheader-client-ca-file requestheader-extra-headers-prefix
  requestheader-group-headers requestheader-username-headers requestheader-uid-headers service-account-key-file service-account-lookup
  service-account-signing-key-file service-account-issuer service-account-jwks-uri service-account-api-audiences api-audiences
  service-account-max-token-expiration service-account-extend-token-expiration service-account-signing-endpoint authorization-mode authorization-policy-file
  etcd-cafile etcd-certfile etcd-keyfile etcd-healthcheck-timeout etcd-readycheck-timeout storage-backend
  encryption-provider-config-automatic-reload bind-address secure-port
  cert-dir tls-cert-file tls-private-key-file tls-cipher-suites tls-min-version insecure-bind-address insecure-port address port profiling
  livez-grace-period shutdown-delay-duration audit-log-format audit-log-mode audit-log-path audit-webhook-mode audit-log-maxage audit-log-maxbackup audit-log-maxsize
  disable-admission-plugins logging-format enable-logs-handler service-cluster-ip-range
  service-node-port-range kubernetes-service-node-port apiserver-count enable-priority-and-fairness kubelet-client-certificate
  kubelet-client-key kubelet-certificate-authority help version tls-sni-cert-key oidc-ca-file oidc-client-id oidc-groups-claim
  oidc-groups-prefix oidc-username-claim oidc-username-prefix oidc-signing-algs oidc-required-claim tracing-config-file
  proxy-client-cert-file proxy-client-key-file external-hostname endpoint-reconciler-type cloud-config`)

/** How fast it is, what it logs, measures or keeps, and what others than kubelets, kubectl and the control plane see. */
const IDLE = words(`cors-allowed-origins min-request-timeout target-ram-mb enable-aggregator-routing http2-max-streams-per-connection
  strict-transport-security-directives shutdown-send-retry-after emulation-forward-compatible runtime-config-emulation-forward-compatible
  delete-collection-workers enable-garbage-collector etcd-compaction-interval etcd-count-metric-poll-period storage-media-type watch-cache
  watch-cache-sizes default-watch-cache-size deserialization-cache-size etcd-quorum-read storage-versions storage-version etcd-db-metric-poll-interval
  lease-reuse-duration-seconds tls-ca-file public-address-override disable-http2-serving
  audit-log-batch-buffer-size audit-log-batch-max-size audit-log-batch-throttle-burst audit-log-batch-throttle-qps
  audit-webhook-batch-buffer-size audit-webhook-batch-max-size audit-webhook-batch-throttle-burst audit-webhook-batch-throttle-qps
  audit-log-truncate-max-batch-size audit-log-truncate-max-event-size audit-webhook-truncate-max-batch-size
  audit-webhook-truncate-max-event-size 
  audit-webhook-batch-max-wait audit-webhook-initial-backoff audit-webhook-batch-initial-backoff
  audit-log-batch-max-wait audit-log-batch-throttle-enable audit-log-version audit-webhook-version audit-webhook-batch-throttle-enable
  audit-log-truncate-enabled audit-webhook-truncate-enabled audit-dynamic-configuration audit-log-compress contention-profiling
  enable-swagger-ui tls-curve-preferences debug-socket-path coordinated-leadership-lease-duration coordinated-leadership-renew-deadline
  coordinated-leadership-retry-period authentication-token-webhook-cache-ttl experimental-keystone-ca-file
  authentication-token-webhook-version authorization-webhook-cache-authorized-ttl authorization-webhook-cache-unauthorized-ttl
  authorization-webhook-version cloud-provider-gce-lb-src-cidrs cloud-provider-gce-l7lb-src-cidrs show-hidden-metrics-for-version
  allow-metric-labels disabled-metrics allow-metric-labels-manifest log-json-split-stream log-json-info-buffer-size
  log-text-split-stream log-text-info-buffer-size experimental-logging-sanitization alsologtostderr log-backtrace-at log-dir logtostderr
  stderrthreshold log-file log-file-max-size skip-headers skip-log-headers add-dir-header one-output log-flush-frequency v vmodule
  event-ttl kubelet-preferred-address-types kubelet-timeout max-connection-bytes-per-sec master-service-namespace
  repair-malformed-updates default-not-ready-toleration-seconds default-unreachable-toleration-seconds ssh-keyfile ssh-user
  kubelet-https kubelet-port kubelet-read-only-port identity-lease-duration-seconds identity-lease-renew-interval-seconds
  aggregator-reject-forwarding-redirect peer-advertise-ip peer-advertise-port peer-ca-file`)

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** The flags of a kube-apiserver of which something may be said. */
const NOTED = [
  ...new Set(
    readTable(table, 'program', 'flag', 'when', 'says').flatMap(({ program, flag }) => (program === 'kube-apiserver' ? [flag] : [])),
  ),
]

it('every flag of a kube-apiserver is read, of no consequence, or said', () => {
  const all = [...new Set(FLAGS.map(({ name }) => name))]
  const listed = [...READ, ...IDLE, ...NOTED]
  expect(all.filter((name) => !listed.includes(name))).toEqual([])
  expect(listed.filter((name) => !all.includes(name))).toEqual([])
  expect(new Set(listed).size).toBe(listed.length)
})

it('tokens of an AuthenticationConfiguration’s issuers, and an AuthorizationConfiguration’s webhooks', () => {
  const of = (flag: string, text: string) => flagNotes('kube-apiserver', [`--${flag}=/a`], { '/a': text }).map(({ message }) => message)
  expect(of('authentication-config', 'kind: AuthenticationConfiguration\njwt:\n- issuer: {url: https://x}\n')).toEqual([
    expect.stringContaining('nobody’s here') as string,
  ])
  expect(of('authentication-config', 'kind: AuthenticationConfiguration\nanonymous: {enabled: true}\n')).toEqual([])
  expect(of('authorization-config', 'authorizers:\n- type: Webhook\n')).toEqual([expect.stringContaining('no opinion here') as string])
  expect(of('authorization-config', 'authorizers:\n- type: Node\n')).toEqual([])
})

it.each(NOTED)('finds %s by its name, and has a sentence for some value of it', (name) => {
  const files = { x: 'jwt: [{}]', true: 'type: Webhook\njwt: [{}]' }
  const said = ['true', '1', 'false', 'x,y', 'AlwaysDeny', 'api/all=false', 'a/b#http://c'].flatMap((value) =>
    flagNotes('kube-apiserver', [`--${name}=${value}`], files),
  )
  expect(said).not.toEqual([])
})

it.each([
  ['the first of its arguments', 'command: [kube-apiserver, --frob=1, --secure-port=6443]', 8, /unknown flag: --frob/],
  ['none of its arguments', 'image: registry.k8s.io/kube-apiserver:v1.37.2', 6, /ends at once/],
])('what a kube-apiserver says of %s stands at its line', (_, more, line, says) => {
  const image = more.startsWith('image') ? more : `image: a\n    ${more}`
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    ${image}\n`
  const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, kubernetes: '1.37', manifests: { 'a.yaml': text } }))
  const found = problemsOf(scenario!.lanes[0]!.inputs).problems.filter(({ severity }) => severity === 'error')
  expect([found[0]?.message, found[0]?.range.start.line]).toEqual([expect.stringMatching(says), line])
})

it.each([
  ['0', 0],
  ['0.001', 1],
])('--goaway-chance=%s has %d notes', (value, count) => {
  const found = notes('1.37', 'kube-apiserver.yaml', flagged('kube-apiserver', `--goaway-chance=${value}`))
  expect(found.filter((text) => text.includes('nobody is told to connect anew'))).toHaveLength(count)
})
