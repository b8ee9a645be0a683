import { type LaneDocument, onKubeadmNode, type ScenarioDocument } from './own-pod.ts'
import { kubeadmManifest } from './kubeadm-manifest.ts'

/** The story's case, done to a real cluster of Kubernetes 1.9.4: what its kubectl printed, and the run as it was recorded. */
export const RECORDED_STORY = {
  kubernetes: '1.9',
  lane: 'Anonymous requests off',
  recording: 'control-plane/anonymous-off-1.9',
  line: 'kube-apiserver-master-node   1/1       Running   6          7m',
} as const

export const ANONYMOUS_OFF = '--anonymous-auth=false'
export const MANIFEST_FILE = 'kube-apiserver.yaml'

/**
 * Six restarts in seven minutes: kubeadm's manifest, the one flag that an administrator added to it, and three ways out.
 * On 1.9 it is the story's own manifest, which has the probe's host as kubeadm up to 1.8 wrote it; elsewhere kubeadm's.
 */
export function theStrangeCase(release: string): ScenarioDocument {
  const written = asWritten(release)
  const document = onKubeadmNode(release, 'The strange case', 'master', [
    lane('As kubeadm writes it', written),
    lane(RECORDED_STORY.lane, withFlags(written, [ANONYMOUS_OFF])),
    lane('Fix 1, insecure port', insecurePort(written)),
    lane('Fix 2, TCP probe', tcpProbe(withFlags(written, [ANONYMOUS_OFF]))),
    { ...lane('Fix 3, RBAC and a firewall', written), firewall: FIREWALL },
  ])
  return isTheStorys(release) ? { ...document, clock: '2018-05-12T09:30:12.400Z' } : document
}

/** Before anybody has changed it. */
export function asWritten(release: string, ip?: string): string {
  const original = kubeadmManifest(release, ip === undefined ? {} : { ip })
  return isTheStorys(release) ? original.replace(/host: .*/g, 'host: 127.0.0.1') : original
}

/** The release that the story happened on. */
const isTheStorys = (release: string): boolean => release === RECORDED_STORY.kubernetes

/** Where the story's line stands: AGE says 7m, and it is the sixth restart. */
export const STORY_CURSOR = 525

/** Nothing of the node is reached from outside: neither the kube-apiserver nor the kubelet. */
const FIREWALL = [6443, 10250, 10255].map((block) => ({ block, from: 'outside' }))

function lane(name: string, text: string): LaneDocument {
  return { name, manifests: { [MANIFEST_FILE]: text } }
}

/** Flags after kubeadm's own, as a person would type them. */
export function withFlags(manifest: string, flags: readonly string[]): string {
  return manifest.replace(/\n {4}image: /, `${flags.map((flag) => `\n    - ${flag}`).join('')}\n    image: `)
}

export function insecurePort(manifest: string): string {
  const flags = ['--insecure-port=8888', '--insecure-bind-address=127.0.0.1', ANONYMOUS_OFF]
  return withFlags(manifest.replace(/ {4}- --insecure-port=0\n/, ''), flags)
    .replace(/host: .*/g, 'host: 127.0.0.1')
    .replace(/port: (6443|probe-port)\n/g, 'port: 8888\n')
    .replace(/scheme: HTTPS/g, 'scheme: HTTP')
}

export function tcpProbe(manifest: string): string {
  return manifest.replace(/httpGet:\n( +)host: (.*)\n +path: .*\n +port: (.*)\n +scheme: .*\n/g, 'tcpSocket:\n$1host: $2\n$1port: $3\n')
}
