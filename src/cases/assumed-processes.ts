import { defined } from '../manifest/own.ts'
import { type Pod, placedContainers } from '../manifest/types.ts'
import { ANYWHERE, isApiserver, runningOf } from '../sim/kubelet/running.ts'
import { assumedScript } from '../sim/node/assumed.ts'
import { NEWEST, OLDEST } from '../sim/release/releases.ts'
import type { ProcessScript, ScriptedExec, ScriptedExit } from '../sim/scenario/scenario-programs.ts'

/** What the manifest of a kube-apiserver says of its cluster. */
interface Server {
  /** `1.31`, where its image says it and it can be simulated. */
  release?: string
  /** Its node's address, which its probes ask. */
  address?: string
}

/** The kube-apiserver among pods. Errors: undefined without one. */
export function serverIn(pods: readonly Pod[]): Server | undefined {
  const server = pods
    .flatMap((pod) => pod.spec.containers.map((container) => ({ image: container.image, ...runningOf(pod, container, ANYWHERE) })))
    .find(({ program }) => program === 'kube-apiserver')
  if (!server) return undefined
  const minor = Number(/:v1\.(\d+)\./.exec(server.image)?.[1])
  const address = server.args.findLast((arg) => /^--advertise-address=\d+(\.\d+){3}$/.test(arg))
  return {
    ...(minor >= OLDEST && minor <= NEWEST ? { release: `1.${minor}` } : {}),
    ...(address ? { address: address.replace('--advertise-address=', '') } : {}),
  }
}

/** How the programs of pods behave where nothing says it, as the simulator assumes it, written down to be looked at and changed. */
export function assumedProcesses(pods: readonly Pod[]): { processes: Record<string, unknown>; says: string[] } {
  const processes: Record<string, unknown> = {}
  const told: string[] = []
  const names = pods.flatMap((pod) => placedContainers(pod).map(({ container }) => container.name))
  for (const pod of pods) {
    for (const { container } of placedContainers(pod)) {
      if (isApiserver(pod, container, ANYWHERE)) continue
      const { script, does, ends } = assumedScript(pod, container)
      const isShared = names.filter((name) => name === container.name).length > 1
      processes[isShared ? `${pod.metadata.name}/${container.name}` : container.name] = written(script)
      told.push(`${container.name} ${does}, and ${ends}`)
    }
  }
  return {
    processes,
    says:
      told.length === 0
        ? []
        : [
            `Assumed: ${told.slice(0, MOST_TOLD).join('; ')}${told.length > MOST_TOLD ? ` and ${told.length - MOST_TOLD} more` : ''}. Change that under “behaviour”.`,
          ],
  }
}

const MOST_TOLD = 3

/** A script as a person writes it: what is by default is left out, and nothing else. */
function written({ listens, answers, exits, execs, memory, onTerm }: ProcessScript): Record<string, unknown> {
  return {
    ...(listens.length > 0
      ? { listens: listens.map(({ port, tls, after, ...rest }) => ({ port, ...(tls ? { tls } : {}), ...later({ after }), ...rest })) }
      : {}),
    ...(answers.length > 0
      ? { answers: answers.map(({ from, after, ...rest }) => ({ from: length(from), ...rest, ...later({ after }) })) }
      : {}),
    ...(exits ? { exits: endOf(exits) } : {}),
    ...(memory ? { memory: memory.map(({ from, mib }) => ({ from: length(from), mib })) } : {}),
    ...(execs.length > 0 ? { execs: execs.map(commandOf) } : {}),
    onTerm: onTerm === 'ignore' ? 'ignore' : { after: length(onTerm.after), code: onTerm.code },
  }
}

function endOf({ after, code, reason, signal }: ScriptedExit): Record<string, unknown> {
  return { after: length(after), ...(signal === undefined ? { code } : { signal }), ...defined({ reason }) }
}

function commandOf({ from, command, code, output, after, missing }: ScriptedExec): Record<string, unknown> {
  const does = missing ? { missing } : { code, ...(output === '' ? {} : { output }), ...later({ after }) }
  return { ...later({ from }), command, ...does }
}

const length = (seconds: number): string => `${seconds}s`

/** A field whose default is no time at all. */
function later(field: Record<string, number | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(field).flatMap(([name, seconds = 0]) => (seconds === 0 ? [] : [[name, length(seconds)]])))
}
