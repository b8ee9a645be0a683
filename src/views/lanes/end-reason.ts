import type { Inputs } from '../../sim/scenario/inputs.ts'
import type { Entry, ManifestEntry, ProbeEntry, ProcessEntry, Trace } from '../../sim/trace/trace.ts'
import { causesOf, causesIn, firstCause, firstOf } from '../../sim/trace/moment.ts'
import { lengthWords } from '../text/duration-words.ts'
import { linePlace, shortened } from '../text/words.ts'
import { askedWrong } from '../why/asked-wrong.ts'
import { actionWords } from './scheduled.ts'
import { endedBy, untoldEnd } from './ends.ts'

/**
 * Why a process ended, as half a sentence; with the `inputs` of the run also what was wrong with a probe that ended it.
 */
export function endReason(trace: Trace, exited: ProcessEntry, inputs?: Inputs): string {
  const root = flagOf(trace, exited)
  const because = root ? `, because of ${String(root.value)}${linePlace(root)}` : ''
  const chain = mainChain(trace, exited)
  const { code = 0 } = exited
  const action = firstOf(chain, 'action')
  const probe = firstOf(chain, 'probe')
  if (probe) {
    const log = firstOf(causesIn(trace, probe), 'log')
    const output = probe.output.trim().split('\n')[0]!
    const answer = output ? ` (${shortened(output, 120)})` : ''
    if (probe.resultRun === 0) return `the kubelet killed it for its failed ${probe.probe} probe${answer}`
    return `${probe.resultRun} of ${probe.threshold} ${probe.probe} probes failed in a row${answer}${log ? `, the server saying: ${ownWords(log.text)}` : because || lostEtcd(trace, probe) || wrongWords(trace, probe, inputs)}`
  }
  // a real cluster's texts may tell of the kill, and not of what was failed
  const killed = firstOf(chain, 'result')
  if (killed) return `the kubelet killed it for its failed ${killed.probe} probe`
  if (action) return `the scenario ${actionWords(action).does}`
  if (exited.reason === 'OOMKilled') return outOfMemory(trace, exited)
  const hook = firstOf(chain, 'event', ({ reason }) => reason === 'FailedPostStartHook')
  if (hook)
    return `its postStart hook failed${hookWords(hook.message)}${linePlace(firstCause(trace, hook))}, and the kubelet killed it (exit code ${code})`
  if (firstOf(chain, 'event', ({ reason }) => reason === 'DeadlineExceeded'))
    return `its pod had been active for longer than its activeDeadlineSeconds (exit code ${code})`
  const by = endedBy(trace, exited)
  if (by === 'eviction') return 'its pod was driven from its node'
  const kill = by === 'kill' && firstOf(chain, 'event', ({ reason }) => reason === 'Killing')
  if (kill) return `the kubelet killed it (${shortened(kill.message, 120)})`
  const log =
    firstOf(causesIn(trace, exited), 'log') ??
    trace.slice(0, exited.id).findLast((entry) => entry.kind === 'log' && entry.source === exited.container && !entry.text.startsWith('I '))
  const said = log?.kind === 'log' && code !== 0 && exited.t - log.t < 30 ? `, saying: ${ownWords(log.text)}` : ''
  const lost = log ? lostEtcd(trace, log) : ''
  if (isTold(trace, exited)) return toldEnd(trace, exited)
  const signal = exited.signal === undefined ? '' : `, by ${exited.signal}`
  return `the process ended by itself with exit code ${code}${signal}${said}${lost}${notFound(trace, exited)}`
}

/** The first line that a program says; where it lists several errors, as Go does, each may be the one that is looked for. */
function ownWords(text: string): string {
  const line = text.split('\n')[0]!
  return shortened(line, /\[.*, .*\]"?$/.test(line) ? 600 : 160)
}

/** Whose doing it is that a container runs again for a new sandbox, though it had ended before; undefined for any other start. */
export function renewedBy(trace: Trace, start: ProcessEntry): string | undefined {
  const chain = mainChain(trace, start)
  const action = firstOf(chain, 'action')
  if (!action || !firstOf(chain, 'event', ({ reason }) => reason === 'SandboxChanged')) return undefined
  return `the scenario ${actionWords(action).does}`
}

/** What a script, whose text says all that it does, has not found. */
function notFound(trace: Trace, exited: ProcessEntry): string {
  const assumed = firstCause(trace, exited)
  const program = assumed?.kind === 'warning' && exited.code === 127 ? /does not find (\S+),/.exec(assumed.message)?.[1] : undefined
  if (!assumed || program === undefined) return ''
  return `: its script${linePlace(firstCause(trace, assumed))} does not find ${program}`
}

/** Whether a real cluster's texts have told it, and nothing more of why. */
const isTold = (trace: Trace, exited: ProcessEntry): boolean => firstCause(trace, exited)?.kind === 'evidence'

/** 137 and 143 are signals, which somebody has sent. */
function toldEnd(trace: Trace, exited: ProcessEntry): string {
  const { code, container } = exited
  const status = firstOf(trace.slice(exited.id + 1, exited.id + 3), 'status', (entry) => causesOf(entry).includes(exited.id))
  const message = status?.containers.find(({ name }) => name === container)?.state.message
  const said = message ? `, saying: ${shortened(message.split('\n')[0]!, 160)}` : ''
  const untold = untoldEnd(trace, exited)
  if (untold === 'end') return `the process ended; the text does not say with which exit code${said}`
  if (untold === 'killer')
    return `the process was killed (exit code ${code}, ${code === 137 ? 'SIGKILL' : 'SIGTERM'}); the text does not say by whom${said}`
  return `the process ended by itself with exit code ${code}${said}`
}

function wrongWords(trace: Trace, probe: ProbeEntry, inputs: Inputs | undefined): string {
  const wrong = inputs && askedWrong(trace, probe, inputs)
  return wrong ? `: ${wrong.text}` : ''
}

function outOfMemory(trace: Trace, exited: ProcessEntry): string {
  const code = exited.code!
  const limit = firstOf(causesIn(trace, exited), 'manifest', ({ path }) => path.endsWith('.limits.memory'))
  const line = limit ? `, above its limit of ${String(limit.value)}${linePlace(limit)}` : ''
  const script = firstOf(causesIn(trace, exited), 'script', ({ path }) => /\.memory\[\d+\]$/.test(path))
  const { from = 0, mib } = (script?.value ?? {}) as { from?: number; mib?: number }
  const wanted =
    mib === undefined
      ? ''
      : `: ${exited.container} wanted ${mib} MiB ${from > 0 ? `${lengthWords(from)} after its start` : 'from its start on'}`
  return exited.signal === undefined
    ? `the process ended with exit code ${code}, after the kernel had killed one of its own for its memory (OOMKilled)${line}`
    : `the kernel killed the process for its memory (OOMKilled, exit code ${code})${wanted}${line}`
}

/** What a failed hook's Event says of why; since 1.26 it does not. */
function hookWords(message: string): string {
  const why = /^Cannot run handler: ([^]*)$|failed - error: ([^]*), message: "/.exec(message)
  return why ? ` (${shortened((why[1] ?? why[2])!.replace(/: $/, ''), 120)})` : ''
}

function lostEtcd(trace: Trace, entry: Entry): string {
  const causes = causesIn(trace, entry)
  const flag = firstOf(causes, 'manifest', ({ value }) => /^--etcd-/.test(String(value)))
  if (flag) return `, because of ${String(flag.value)}${linePlace(flag)}`
  const etcd = firstOf(causes, 'etcd')
  return etcd ? `, because etcd ${etcd.state === 'hung' ? 'hangs' : 'is gone'}` : ''
}

/**
 * The probe for which the kubelet ended a process.
 *
 * Errors: undefined where it ended otherwise.
 */
export function killingProbe(trace: Trace, exited: ProcessEntry): ProbeEntry | undefined {
  return firstOf(mainChain(trace, exited), 'probe')
}

function mainChain(trace: Trace, from: Entry): Entry[] {
  const out: Entry[] = []
  for (let entry: Entry | undefined = from; entry; entry = firstCause(trace, entry)) {
    out.push(entry)
    if (entry.kind === 'log' || (entry.kind === 'process' && entry !== from)) break
  }
  return out
}

/** What the role system:public-info-viewer names, and no more. */
const OPEN_TO_ALL = /^\/(healthz|livez|readyz|version)\/?($|\?)/

/** The command's flag, or the file's line, or the path that nobody without credentials may see, that the first probe in the chain was answered by. */
function flagOf(trace: Trace, exited: ProcessEntry): ManifestEntry | undefined {
  const probe = killingProbe(trace, exited)
  const causes = probe ? causesIn(trace, probe) : []
  const [cause] = causes
  if (cause?.kind !== 'manifest' || !(cause.file.startsWith('/') || /\.(command|args)\[\d+\]$/.test(cause.path))) return undefined
  const path = firstOf(causes, 'manifest', ({ path }) => path.endsWith('.httpGet.path'))
  // whoever is let in may see the health checks, and nothing below them: the path is to blame, not RBAC
  const isPath = String(cause.value).startsWith('--authorization-mode=') && path && !OPEN_TO_ALL.test(String(path.value))
  return isPath ? path : cause
}
