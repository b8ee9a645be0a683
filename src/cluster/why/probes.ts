import { lengthWords } from '../../views/text/duration.ts'
import { type EventFacts, probeFailure } from '../facts.ts'
import { isProbeKill } from '../kills.ts'
import { type Finding, type Fix, RULES } from './finding.ts'
import type { LastWords } from './last-words.ts'
import { restartsOf, type Subject } from './subjects.ts'

interface Failure {
  probe: 'startup' | 'readiness' | 'liveness'
  output: string
  event: EventFacts
}

/** A probe for which the kubelet kills, or a readiness probe where nothing worse is told. */
export function probeFinding(subject: Subject, words: LastWords | undefined): Finding | undefined {
  const { events, spec, state, lastState, row } = subject
  const failures = events.flatMap((event): Failure[] => {
    const said = event.reason === 'Unhealthy' ? probeFailure(event.message) : undefined
    return said && said.is !== 'warning' ? [{ probe: said.probe, output: said.output, event }] : []
  })
  const kills = events.filter(isProbeKill)
  const named = kills.flatMap(({ message }) => /failed (startup|liveness) probe/.exec(message)?.[1] ?? [])[0] as
    | Failure['probe']
    | undefined
  const killing = failures.filter(({ probe }) => (named === undefined ? probe !== 'readiness' : probe === named))
  const backsOff = events.some(({ reason, message }) => reason === 'BackOff' && /restarting/.test(message))
  const restarts = restartsOf(subject) ?? 0
  const ended = [state, lastState].find((stateFacts) => stateFacts?.is === 'terminated' && stateFacts.exitCode !== undefined)
  const isOwnEnd = ended !== undefined && ![0, 2, 137, 143].includes(ended.exitCode!) && kills.length === 0
  if (
    kills.length > 0 ||
    (killing.length > 0 && !isOwnEnd && (backsOff || restarts > 0 || (row !== undefined && /CrashLoop/.test(row.status))))
  ) {
    const heaviest = heaviestOf(killing)
    const probe = heaviest?.probe ?? named ?? 'liveness'
    const is = heaviest
      ? behaviourWords(heaviest.output, probe)
      : { text: `its ${probe} probe fails; how is not in the text`, fix: undefined }
    const own = spec?.probes[probe]
    const isTold = kills.length > 0
    const threshold = own
      ? ` (failureThreshold ${own.failures}, each ${own.period} s${own.delay > 0 ? `, the first after ${own.delay} s` : ''}, time-out ${own.timeout} s)`
      : ''
    const plane =
      subject.container === 'kube-apiserver' || /kube-apiserver/.test(subject.image ?? '')
        ? planeWords(heaviest?.output ?? '', subject)
        : undefined
    const wordsToo =
      words?.means !== undefined && words.isFatal ? `; its log says “${words.text.slice(0, 160)}”, which means that ${words.means}` : ''
    return {
      is: 'restarts',
      text: `${is.text}${heaviest ? timesWords(killing.filter(({ probe: of }) => of === probe)) : ''}, and the kubelet kills and restarts the container for it${plane === undefined ? '' : `; of a kube-apiserver that means most often that ${plane.means}`}${threshold}${killWords(kills)}${wordsToo}`,
      isCertain: isTold,
      isKnown: true,
      lines: [
        ...(heaviest ? [heaviest.event.line] : []),
        ...kills.slice(-1).map(({ line }) => line),
        ...(wordsToo === '' ? [] : [words!.line]),
      ],
      rules: [RULES.probeKill, RULES.restart],
      ...(plane ? { fix: plane.fix } : is.fix ? { fix: is.fix } : {}),
      assumed: isTold ? [] : ['That the kubelet killed it for that probe: no text has the kill itself.'],
      help:
        heaviest === undefined
          ? ['kubectl describe pod has the probe’s own words (Unhealthy).']
          : /refused/.test(heaviest.output) && !words
            ? ['Why nobody listens there: kubectl logs POD --previous.']
            : [],
    }
  }
  // no text has a kill yet
  const early = heaviestOf(failures.filter(({ probe }) => probe !== 'readiness'))
  if (early && restarts === 0 && !backsOff && ended === undefined) {
    const is = behaviourWords(early.output, early.probe)
    const count = failures.filter(({ probe }) => probe === early.probe).reduce((sum, { event }) => sum + event.count, 0)
    const threshold = spec?.probes[early.probe]?.failures ?? 3
    return {
      is: count >= threshold ? 'restarts' : 'well',
      text: `${is.text}${timesWords(failures.filter(({ probe }) => probe === early.probe))}; after failureThreshold failures in a row (${threshold}${spec?.probes[early.probe] ? '' : ' where none is named'}) the kubelet kills and restarts the container for it`,
      isCertain: false,
      isKnown: true,
      lines: [early.event.line],
      rules: [RULES.probeKill],
      ...(is.fix ? { fix: is.fix } : {}),
      assumed: ['That it is killed: no text has a kill yet.'],
    }
  }
  const readiness = heaviestOf(failures.filter(({ probe }) => probe === 'readiness'))
  if (!readiness || restarts > 0 || backsOff || ended !== undefined) return undefined
  const others = failures.filter(
    ({ probe, output }) =>
      probe === 'readiness' && behaviourWords(output, probe).text !== behaviourWords(readiness.output, 'readiness').text,
  )
  return {
    is: 'well',
    text: `${behaviourWords(readiness.output, 'readiness').text}${timesWords(failures.filter(({ probe, output }) => probe === 'readiness' && !others.some((other) => other.output === output)))}${others.length > 0 ? `, and ${behaviourWords(others[0]!.output, 'readiness').text}${timesWords(others)}` : ''}: it gets no traffic meanwhile, and a readiness probe ends nothing`,
    isCertain: true,
    isKnown: true,
    lines: [readiness.event.line, ...others.map(({ event }) => event.line)],
    ...(behaviourWords(readiness.output, 'readiness').fix ? { fix: behaviourWords(readiness.output, 'readiness').fix! } : {}),
  }
}

/** While a program comes up it refuses; what it says later weighs more. */
function heaviestOf(failures: readonly Failure[]): Failure | undefined {
  const weight = ({ output, event }: Failure): number =>
    event.count * (/connection refused/.test(output) && failures.some((other) => !/connection refused/.test(other.output)) ? 0.5 : 1)
  return failures.reduce<Failure | undefined>((best, failure) => (!best || weight(failure) >= weight(best) ? failure : best), undefined)
}

/** ` (100 times in 1 h)`. */
function timesWords(failures: readonly Failure[]): string {
  const count = failures.reduce((sum, { event }) => sum + event.count, 0)
  if (count <= 1) return ''
  return ` (${count} times${windowWords(failures.map(({ event }) => event))})`
}

/** ` over 2 min 6 s`, as kubectl has it: since the first of them. */
function windowWords(events: readonly EventFacts[]): string {
  const first = events.reduce((best, event) => (event.first < best.first ? event : best))
  const last = events.reduce((best, event) => (event.last > best.last ? event : best))
  const seconds = first.isAge ? -first.first - first.within : last.last - first.first
  return seconds > 1 ? ` over ${lengthWords(Math.round(seconds))}` : ''
}

function killWords(kills: readonly EventFacts[]): string {
  const count = kills.reduce((sum, kill) => sum + kill.count, 0)
  if (count < 2) return ''
  return `, ${count} times${windowWords(kills)}`
}

/** What a failed probe's words say of the program, as a clause, and what helps. */
function behaviourWords(output: string, probe: Failure['probe']): { text: string; fix?: Fix } {
  const its = `its ${probe} probe`
  const [, scheme = 'http', where = '', path = ''] = /Get "?(https?):\/\/([^\s"/]+)(\/[^\s":]*)?/.exec(output) ?? []
  const place = where === '' ? '' : ` at ${where}${path}`
  const port =
    /:(\d{2,5})\b/.exec(where === '' ? (/dial tcp (\S+?):? /.exec(output)?.[1] ?? '') : where)?.[1] ?? (scheme === 'https' ? '443' : '80')
  const status = /statuscode: (\d{3})/.exec(output)?.[1]
  if (status !== undefined) {
    const fix: Fix =
      status === '404'
        ? { text: 'Ask for a path that the program serves', change: `${probe}Probe.httpGet.path`, price: 'nothing' }
        : /^40[13]$/.test(status)
          ? {
              text: 'Ask for a path that needs no credentials, or let the probe ask without',
              change: `${probe}Probe.httpGet.path, or anonymous access to it`,
              price: 'the path is open to everybody',
            }
          : {
              text: 'The program itself says that it is not well: let the liveness probe ask only whether it still lives, and the readiness probe for the rest',
              change: `${probe}Probe.httpGet.path; its log says why`,
              price: 'a program that is stuck in that state stays',
            }
    return { text: `${its} is answered with ${status}${status === '404' ? ' (no such path)' : ''}${place}`, fix }
  }
  if (/connection refused/.test(output))
    return {
      text: `${its} is refused: nobody listens on port ${port} (connection refused)${place}`,
      fix: {
        text: 'Ask at the port on which the program listens; if it is only slow to come up, give it a startup probe',
        change: `${probe}Probe port, or startupProbe.failureThreshold`,
        price: 'a hang at the start is found later',
      },
    }
  if (/server gave HTTP response to HTTPS client/.test(output))
    return {
      text: `${its} asks with HTTPS, and the program speaks HTTP${place}`,
      fix: { text: 'Ask with HTTP', change: `${probe}Probe.httpGet.scheme: HTTP`, price: 'nothing' },
    }
  if (/malformed HTTP response|first record does not look like a TLS/.test(output))
    return {
      text: `${its} and the program do not speak the same protocol (HTTP and HTTPS)${place}`,
      fix: { text: 'Ask with the scheme that the program speaks', change: `${probe}Probe.httpGet.scheme`, price: 'nothing' },
    }
  if (/no such host|no route to host|network is unreachable/.test(output))
    return {
      text: `${its} finds no way to the program${place}: “${output.slice(0, 160)}”`,
      fix: { text: 'Ask at the pod’s own address', change: `${probe}Probe without host`, price: 'nothing' },
    }
  if (/x509|certificate/.test(output)) return { text: `${its} fails on a certificate${place}: “${output.slice(0, 200)}”` }
  if (/Client\.Timeout|deadline exceeded|i\/o timeout|timed out|[Tt]imeout/.test(output)) {
    return {
      text: `${its} gets no answer in time${place} (${/Client\.Timeout exceeded|context deadline exceeded|timed out|i\/o timeout/.exec(output)?.[0] ?? 'time-out'})`,
      fix: {
        text: 'Give the answer more time, or the program more CPU',
        change: `${probe}Probe.timeoutSeconds (1 s where none is named)`,
        price: 'a hang is found later by as much',
      },
    }
  }
  if (/connection reset|EOF|broken pipe/.test(output))
    return {
      text: `${its} finds its connection closed without an answer${place} (${/connection reset by peer|EOF|broken pipe/.exec(output)?.[0]})`,
    }
  if (/NOT_SERVING|service unhealthy/.test(output))
    return { text: `${its} is answered with NOT_SERVING (gRPC): the program itself says that it is not well` }
  if (output === '')
    return {
      text: `${its} fails, and its message is empty, as that of a command is which writes nothing or does not end within its time-out`,
      fix: {
        text: 'Give the command more time (timeoutSeconds), or find out why it is slow',
        change: `${probe}Probe.timeoutSeconds (1 s where none is named)`,
        price: 'a hang is found later by as much',
      },
    }
  if (/executable file not found|no such file or directory|OCI runtime exec failed/.test(output))
    return {
      text: `${its} runs a command that the image does not have: “${output.slice(0, 200)}”`,
      fix: { text: 'Let the probe run what the image has', change: `${probe}Probe.exec.command`, price: 'nothing' },
    }
  const rows = output.split('\n')
  const line = (rows.find((row) => /error|refused|denied|fail|exception|not /i.test(row)) ?? output)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
  return {
    text: `${its} fails: “${line}”`,
    fix: { text: 'Look at what the probe’s command says', change: `${probe}Probe`, price: 'nothing' },
  }
}

/** What a kube-apiserver's failed probe most often comes from, by its words and its flags. */
function planeWords(output: string, { command = [], spec }: Subject): { means: string; fix: Fix } | undefined {
  const flag = (name: string): string | undefined => command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  const status = /statuscode: (\d{3})/.exec(output)?.[1]
  if (status === '401' || status === '403') {
    const isOff = flag('anonymous-auth') === 'false'
    return {
      means: isOff
        ? 'anonymous requests are off (--anonymous-auth=false): the kubelet asks without credentials'
        : 'anonymous requests are off or may not read its health: the kubelet asks without credentials',
      fix: {
        text: 'Let anonymous requests at the health paths alone',
        change: 'AuthenticationConfiguration, anonymous.conditions: /livez, /readyz, /healthz (1.31 and later), or --anonymous-auth=true',
        price: 'who asks without credentials is answered there',
      },
    }
  }
  const [port, asked] = [flag('secure-port'), spec?.probes.liveness?.port]
  if (/refused/.test(output) && port !== undefined && asked !== undefined && port !== String(asked))
    return {
      means: `the probe asks at port ${asked}, and it listens on ${port} (--secure-port)`,
      fix: { text: `Ask at port ${port}`, change: `livenessProbe.httpGet.port: ${port}`, price: 'nothing' },
    }
  if (status === '500' || /timeout|deadline|Timeout/.test(output))
    return {
      means: 'etcd is away, slow or out of space: its health check waits for etcd',
      fix: {
        text: 'Look at etcd first',
        change: 'crictl logs of etcd; etcdctl endpoint status, alarm list; the disk’s latency',
        price: 'nothing',
      },
    }
  return undefined
}
