import { signToken } from '../sim/apiserver/authentication/jwt.ts'
import { gateIsOn } from '../sim/apiserver/flags/feature-gates.ts'
import { uuid } from '../sim/apiserver/objects/json.ts'
import { unixSeconds } from '../sim/clock.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { LaneDocument } from './own-pod.ts'
import { healthPathOf } from './kubeadm.ts'
import { healthOnly } from '../sim/apiserver/flags/health-only.ts'
import { ANONYMOUS_OFF, asWritten, insecurePort, MANIFEST_FILE, tcpProbe, withFlags } from './the-strange-case.ts'

/** A way out that is in use somewhere, or is tried, as a lane to put beside one's own. */
export interface ReadyLane {
  name: string
  /** A sentence each. */
  does: string
  costs: string
  /** The minor releases that it can be had on, both included, and why not on others. */
  since?: number
  until?: number
  whyNot?: string
  make(setting: Setting): Omit<LaneDocument, 'name'>
}

/** What a lane is made for. */
interface Setting {
  /** Such as `1.37`. */
  release: string
  ip: string
  /** The wall clock at t = 0. */
  clock: string
}

const TOKEN = 'f3b1c0a2d4e5968778695a4b3c2d1e0f'
const TOKEN_SECONDS = 600
const TOKENS_FILE = '/etc/kubernetes/pki/probe-tokens.csv'
const AUTHENTICATION_FILE = '/etc/kubernetes/authentication.yaml'
const PROXY_PORT = 7080

const minorOf = (release: string): number => Number(release.slice(2))
const healthPath = (release: string): string => healthPathOf(minorOf(release))

/** In the order in which they are offered. */
export const READY_LANES: readonly ReadyLane[] = [
  {
    name: 'Anonymous on health paths only',
    does: 'An AuthenticationConfiguration lets anonymous requests see /livez, /readyz and /healthz, and nothing else: kubeadm’s probes stay as they are.',
    costs:
      'One more file and mount on each control-plane node; paths count letter for letter, and kubeadm join by token no longer finds its cluster-info.',
    since: 31,
    whyNot: 'anonymous.conditions came with 1.31, behind a feature gate there',
    make: (setting) => ({
      manifests: { [MANIFEST_FILE]: withAuthenticationFile(withFlags(kubeadm(setting), conditionFlags(setting.release))) },
      files: {
        [AUTHENTICATION_FILE]: healthOnly(releaseOf(setting.release).authenticationConfigVersions.includes('v1') ? 'v1' : 'v1beta1'),
      },
    }),
  },
  {
    name: 'Bearer token in the probe',
    does: 'Anonymous requests are off; the probes send a token from a --token-auth-file in httpHeaders.',
    costs: 'Whoever may read the pod reads the token: kubectl get pod -o yaml shows it, etcd keeps it, and it never expires.',
    make: (setting) => ({
      manifests: { [MANIFEST_FILE]: withBearer(withFlags(kubeadm(setting), [`--token-auth-file=${TOKENS_FILE}`, ANONYMOUS_OFF]), TOKEN) },
      files: { [TOKENS_FILE]: `${TOKEN},health-probe,health-probe\n` },
    }),
  },
  {
    name: 'Token of a service account',
    does: 'Anonymous requests are off; the probes send what kubectl create token --duration=10m has just printed.',
    costs:
      'It expires: a minute after its time each probe gets 401, and the restarts begin. Until then whoever may read the pod can use it.',
    since: 24,
    whyNot: 'kubectl create token came with 1.24',
    make: (setting) => ({
      manifests: { [MANIFEST_FILE]: withBearer(withFlags(kubeadm(setting), [ANONYMOUS_OFF]), serviceAccountToken(setting.clock)) },
    }),
  },
  {
    name: 'Side-car with a certificate',
    does: 'Anonymous requests are off; the probes ask a small proxy in the same pod, over plain HTTP, and it asks the kube-apiserver with a client certificate.',
    costs:
      'One more image and one more certificate to renew on each control-plane node; when the proxy fails, a healthy kube-apiserver is restarted.',
    make: (setting) => ({
      manifests: { [MANIFEST_FILE]: withProxy(withFlags(kubeadm(setting), [ANONYMOUS_OFF]), setting.release) },
      processes: {
        'health-proxy': {
          listens: [{ port: PROXY_PORT }],
          answers: [
            { from: '0s', proxy: `https://127.0.0.1:6443${healthPath(setting.release)}`, caller: { certificate: { cn: 'health-proxy' } } },
          ],
        },
      },
    }),
  },
  {
    name: 'Exec probe with curl',
    does: 'Anonymous requests are off; the probes run curl in the container, with a client certificate.',
    costs:
      'The image of kube-apiserver holds no curl and no shell. From 1.19 on, with containerd, each probe is an error, and errors never count: a hung server stays hung, and the pod never becomes ready. Before, with Docker, each probe fails, and the restarts never end.',
    make: (setting) => ({ manifests: { [MANIFEST_FILE]: execProbe(withFlags(kubeadm(setting), [ANONYMOUS_OFF]), setting.release) } }),
  },
  {
    name: 'TCP, all probes',
    does: 'Anonymous requests are off; every probe only opens a connection to the port.',
    costs: 'The port accepts while the server hangs or has lost etcd: it is never restarted for either, and it counts as ready.',
    make: (setting) => ({ manifests: { [MANIFEST_FILE]: tcpProbe(withFlags(kubeadm(setting), [ANONYMOUS_OFF])) } }),
  },
  {
    name: 'TCP, liveness probe alone',
    does: 'Anonymous requests are off; the liveness probe opens a connection, the startup and the readiness probe still ask over HTTPS.',
    costs: 'Half a fix: the startup probe gets 401 and kills the container after 24 failures, before the liveness probe is ever asked.',
    since: 19,
    whyNot: 'kubeadm’s manifest has no other probe before 1.19',
    make: (setting) => ({ manifests: { [MANIFEST_FILE]: onProbe('liveness', withFlags(kubeadm(setting), [ANONYMOUS_OFF]), tcpProbe) } }),
  },
  {
    name: 'Insecure port, all probes',
    does: 'Anonymous requests are off; the probes ask an insecure port on 127.0.0.1 over plain HTTP.',
    costs: 'Whoever reaches that port is cluster-admin, without a password: every process on the node, and every pod with hostNetwork.',
    until: 19,
    whyNot: 'the insecure port serves nothing since 1.20, and its flag is gone since 1.24',
    make: (setting) => ({ manifests: { [MANIFEST_FILE]: insecurePort(kubeadm(setting)) } }),
  },
  {
    name: 'Insecure port, liveness probe alone',
    does: 'Anonymous requests are off; the liveness probe asks an insecure port, the startup and the readiness probe still ask the secure one.',
    costs:
      'Half a fix: the startup probe gets 401 and kills the container all the same, and the port makes anybody on the node cluster-admin.',
    since: 19,
    until: 19,
    whyNot: 'only 1.19 has both an insecure port and a startup probe',
    make: (setting) => ({
      manifests: { [MANIFEST_FILE]: keepProbes(['startup', 'readiness'], kubeadm(setting), insecurePort(kubeadm(setting))) },
    }),
  },
  {
    name: 'Anonymous off, nothing else',
    does: 'Adds --anonymous-auth=false to what kubeadm writes, and changes no probe.',
    costs:
      'Every probe gets 401. From 1.19 on the startup probe fails first and kills after 24 times 10 s; before, the liveness probe kills after 8.',
    make: (setting) => ({ manifests: { [MANIFEST_FILE]: withFlags(kubeadm(setting), [ANONYMOUS_OFF]) } }),
  },
  {
    name: 'No probes at all',
    does: 'Anonymous requests are off, and the probes are deleted.',
    costs: 'Nobody notices a server that hangs: it is restarted only when its process ends, and it counts as ready from its start.',
    make: (setting) => ({ manifests: { [MANIFEST_FILE]: withFlags(kubeadm(setting), [ANONYMOUS_OFF]).replace(PROBES, '') } }),
  },
]

/** Why a lane cannot be had on a release; undefined where it can. */
export function refusal({ since = 0, until = Infinity, whyNot }: ReadyLane, release: string): string | undefined {
  const minor = minorOf(release)
  return minor < since || minor > until ? `Not on ${release}: ${whyNot}.` : undefined
}

const kubeadm = ({ release, ip }: Setting): string => asWritten(release, ip)

/** The three probes as kubeadm writes them: the field, and all that is indented deeper. */
const PROBES = / {4}(?:liveness|readiness|startup)Probe:\n(?: {6}.*\n)+/g
const probeOf = (type: string): RegExp => new RegExp(` {4}${type}Probe:\\n(?: {6}.*\\n)+`)
const HANDLER = / {6}httpGet:\n(?: {8}.*\n)+/g

function onProbe(type: string, manifest: string, change: (probe: string) => string): string {
  return manifest.replace(probeOf(type), (probe) => change(probe))
}

/** `changed`, with some probes as they were. */
function keepProbes(types: readonly string[], original: string, changed: string): string {
  return types.reduce((text, type) => onProbe(type, text, () => probeOf(type).exec(original)?.[0] ?? ''), changed)
}

const CONDITIONS = 'AnonymousAuthConfigurableEndpoints'

function conditionFlags(release: string): string[] {
  const gated = gateIsOn(CONDITIONS, {}, releaseOf(release)) ? [] : [`--feature-gates=${CONDITIONS}=true`]
  return [`--authentication-config=${AUTHENTICATION_FILE}`, ...gated]
}

function withAuthenticationFile(manifest: string): string {
  return manifest
    .replace(
      '    volumeMounts:\n',
      `    volumeMounts:\n    - mountPath: ${AUTHENTICATION_FILE}\n      name: authentication\n      readOnly: true\n`,
    )
    .replace(
      '\n  volumes:\n',
      `\n  volumes:\n  - hostPath:\n      path: ${AUTHENTICATION_FILE}\n      type: File\n    name: authentication\n`,
    )
}

function withBearer(manifest: string, token: string): string {
  return manifest.replace(/( {8})host: .*\n/g, `$&$1httpHeaders:\n$1- name: Authorization\n$1  value: Bearer ${token}\n`)
}

/** As the server issues it, at t = 0. */
function serviceAccountToken(clock: string): string {
  const [namespace, name] = ['kube-system', 'default']
  const issuer = 'https://kubernetes.default.svc.cluster.local'
  const now = unixSeconds(clock, 0)
  return signToken({
    aud: [issuer],
    exp: now + TOKEN_SECONDS,
    iat: now,
    iss: issuer,
    'kubernetes.io': { namespace, serviceaccount: { name, uid: uuid(`ServiceAccount/${namespace}/${name}`) } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  })
}

function withProxy(manifest: string, release: string): string {
  const handler = `      httpGet:\n        host: 127.0.0.1\n        path: ${healthPath(release)}\n        port: ${PROXY_PORT}\n        scheme: HTTP\n`
  const container = `  - args:
    - --listen=:${PROXY_PORT}
    - --ask=https://127.0.0.1:6443${healthPath(release)}
    - --client-certificate=/etc/kubernetes/pki/health-proxy.crt
    - --client-key=/etc/kubernetes/pki/health-proxy.key
    image: example.org/health-proxy:1
    name: health-proxy
    volumeMounts:
    - mountPath: /etc/kubernetes/pki
      name: k8s-certs
      readOnly: true
`
  return manifest.replace(HANDLER, handler).replace('  hostNetwork: true\n', `${container}  hostNetwork: true\n`)
}

function execProbe(manifest: string, release: string): string {
  const pki = '/etc/kubernetes/pki'
  const command = [
    'curl',
    '--fail',
    `--cacert=${pki}/ca.crt`,
    `--cert=${pki}/health-probe.crt`,
    `--key=${pki}/health-probe.key`,
    `https://127.0.0.1:6443${healthPath(release)}`,
  ]
  return manifest.replace(HANDLER, `      exec:\n        command:\n${command.map((word) => `        - ${word}\n`).join('')}`)
}
