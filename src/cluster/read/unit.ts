import type { Facts, UnitFacts } from '../facts.ts'
import { JOURNAL, KLOG } from './journal.ts'

const SERVICE = String.raw`(kubelet|containerd|docker|crio|cri-o|etcd|k3s(?:-agent)?|rke2-\w+|snap\.microk8s\S*)`
const STATUS_HEAD = new RegExp(`^\\s*[●○×*] ${SERVICE}(?:\\.service)?\\b`)
const STATUS_KEYS =
  /^\s*(?:Loaded|Drop-In|Active|Docs|Process|Main PID|Tasks|Memory|CPU|CGroup|Status|Duration|TriggeredBy|Invocation): |^\s*[└├]─/
const ENDS =
  /entered failed state|Main process exited|main process exited|Failed with result|^\S+\.service failed|Scheduled restart job|holdoff time over|Start request repeated too quickly|Failed to start|Unit \S+ entered failed/
/** What a kubelet writes as it gives up. */
const GIVES_UP =
  /failed to run [Kk]ubelet|"command failed" err=|"Failed to run kubelet"|failed to load [Kk]ubelet config|running with swap on|validate service connection|command failed|failed to construct kubelet|unknown flag|failed to parse kubelet flag|Failed to start ContainerManager|unable to load bootstrap kubeconfig|cannot use|flag provided/

const FAILING = /activating \(auto-restart\)|failed \(Result|\(code=exited, status=(?!0)/

function unitFor(name: string, line: number, facts: Facts): UnitFacts {
  const before = facts.units.find((unit) => unit.name === name)
  if (before) return before
  const unit: UnitFacts = { name, isFailing: false, line }
  facts.units.push(unit)
  return unit
}

/** A line of `systemctl status`, of systemd about a service of the node, or of that service as it gives up. */
export function unitLine(text: string, line: number, facts: Facts): boolean {
  const head = STATUS_HEAD.exec(text)?.[1]
  if (head !== undefined) {
    unitFor(head, line, facts)
    return true
  }
  const open = facts.units.at(-1)
  if (open && STATUS_KEYS.test(text)) {
    if (FAILING.test(text)) open.isFailing = true
    return true
  }
  const [, , , by = '', words = ''] = JOURNAL.exec(text) ?? []
  if (by === 'systemd') {
    const name = new RegExp(`\\b${SERVICE}\\.service|\\bUnit ${SERVICE}\\b|\\b(?:Started|Stopped|Starting|Failed to start) (${SERVICE})`)
      .exec(words)
      ?.slice(1)
      .find(Boolean)
    const isKubelet = name ?? (/kubelet: The Kubernetes Node Agent|kubelet/.test(words) ? 'kubelet' : undefined)
    if (isKubelet === undefined) return false
    const unit = unitFor(isKubelet, line, facts)
    if (ENDS.test(words)) unit.isFailing = true
    return true
  }
  const isKubelet = by === 'kubelet' || (by === '' && /^\s*[IWEF]\d{4} .*\b(?:server|run|kubelet)\.go:\d+\]/.test(text))
  if (!isKubelet) return false
  const said = KLOG.exec(by === '' ? text : words)?.[7] ?? (by === '' ? text : words)
  const level = KLOG.exec(by === '' ? text : words)?.[1]
  if (!GIVES_UP.test(said) && level !== 'F') return false
  const unit = unitFor('kubelet', line, facts)
  // the longer one is not cut off by systemctl
  const isCut = /\.{3}\S{0,12}$|…$/.test(said.trim())
  if (!unit.fatal || !isCut) unit.fatal = { text: said.trim(), line }
  unit.isFailing = true
  return true
}
