import lanes from '../texts/ready-lanes.tsv?raw'
import { readTable } from '../texts/text-table.ts'
import { signToken } from '../sim/apiserver/authentication/jwt.ts'
import { gateIsOn } from '../sim/apiserver/flags/feature-gates.ts'
import { uuid } from '../sim/apiserver/objects/json.ts'
import { unixSeconds } from '../sim/clock.ts'
import { releaseOf } from '../sim/release/release.ts'
import type { LaneDocument } from './own-pod.ts'
import { healthPathOf } from './kubeadm-manifest.ts'
import { healthOnly } from '../sim/apiserver/flags/health-only.ts'
import { ANONYMOUS_OFF, asWritten, insecurePort, MANIFEST_FILE, tcpProbe, withFlags } from './the-strange-case.ts'

/** A way out that is in use somewhere, or is tried, as a lane to put beside one's own. */
export interface ReadyLane {
  name: string
  /** A sentence each. */
  does: string
  costs: string
  /** The minor releases that it can be had on, both included, and why not on others. */
  since: number
  until: number
  whyNot: string
  make(setting: LaneSetting): Omit<LaneDocument, 'name'>
}

/** What a lane is made for. */
interface LaneSetting {
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

/** What each is made of, by its name in the table. */
const MADE: Readonly<Record<string, ReadyLane['make']>> = {
  'Anonymous on health paths only': (setting) => ({
    manifests: { [MANIFEST_FILE]: withAuthenticationFile(withFlags(kubeadm(setting), conditionFlags(setting.release))) },
    files: {
      [AUTHENTICATION_FILE]: healthOnly(releaseOf(setting.release).authenticationConfigVersions.includes('v1') ? 'v1' : 'v1beta1'),
    },
  }),
  'Bearer token in the probe': (setting) => ({
    manifests: { [MANIFEST_FILE]: withBearer(withFlags(kubeadm(setting), [`--token-auth-file=${TOKENS_FILE}`, ANONYMOUS_OFF]), TOKEN) },
    files: { [TOKENS_FILE]: `${TOKEN},health-probe,health-probe\n` },
  }),
  'Token of a service account': (setting) => ({
    manifests: { [MANIFEST_FILE]: withBearer(withFlags(kubeadm(setting), [ANONYMOUS_OFF]), serviceAccountToken(setting.clock)) },
  }),
  'Side-car with a certificate': (setting) => ({
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
  'Exec probe with curl': (setting) => ({
    manifests: { [MANIFEST_FILE]: execProbe(withFlags(kubeadm(setting), [ANONYMOUS_OFF]), setting.release) },
  }),
  'TCP, all probes': (setting) => ({ manifests: { [MANIFEST_FILE]: tcpProbe(withFlags(kubeadm(setting), [ANONYMOUS_OFF])) } }),
  'TCP, liveness probe alone': (setting) => ({
    manifests: { [MANIFEST_FILE]: onProbe('liveness', withFlags(kubeadm(setting), [ANONYMOUS_OFF]), tcpProbe) },
  }),
  'Insecure port, all probes': (setting) => ({ manifests: { [MANIFEST_FILE]: insecurePort(kubeadm(setting)) } }),
  'Insecure port, liveness probe alone': (setting) => ({
    manifests: { [MANIFEST_FILE]: keepProbes(['startup', 'readiness'], kubeadm(setting), insecurePort(kubeadm(setting))) },
  }),
  'Anonymous off, nothing else': (setting) => ({ manifests: { [MANIFEST_FILE]: withFlags(kubeadm(setting), [ANONYMOUS_OFF]) } }),
  'No probes at all': (setting) => ({ manifests: { [MANIFEST_FILE]: withFlags(kubeadm(setting), [ANONYMOUS_OFF]).replace(PROBES, '') } }),
}

/** In the order in which they are offered. Errors: throws for a line that nobody makes. */
export const READY_LANES: readonly ReadyLane[] = readTable(lanes, 'name', 'does', 'costs', 'since', 'until', 'why not').map(
  ({ name, does, costs, since, until, 'why not': whyNot }) => {
    const make = MADE[name]
    if (!make) throw new Error(`src/texts/ready-lanes.tsv: nothing makes ${name}`)
    return { name, does, costs, make, whyNot, since: Number(since), until: Number(until || Infinity) }
  },
)

/** Why a lane cannot be had on a release; undefined where it can. */
export function refusal({ since, until, whyNot }: ReadyLane, release: string): string | undefined {
  const minor = minorOf(release)
  return minor < since || minor > until ? `Not on ${release}: ${whyNot}.` : undefined
}

const kubeadm = ({ release, ip }: LaneSetting): string => asWritten(release, ip)

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
