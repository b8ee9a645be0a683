import { defined } from '../manifest/own.ts'
import type { Container, Pod } from '../manifest/types.ts'
import { ANYWHERE, isApiserver } from '../sim/kubelet/running.ts'
import { assumedScript } from '../sim/node/assumed.ts'
import type { ProcessScript, ScriptedExec, ScriptedExit } from '../sim/scenario/programs.ts'

/** How the programs of pods behave where nothing says it, as the simulator assumes it, written down to be looked at and changed. */
export function assumedProcesses(pods: readonly Pod[]): { processes: Record<string, unknown>; says: string[] } {
  const processes: Record<string, unknown> = {}
  const told: string[] = []
  const names = pods.flatMap((pod) => containersOf(pod).map((container) => container.name))
  for (const pod of pods) {
    for (const container of containersOf(pod)) {
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

function containersOf({ spec }: Pod): readonly Container[] {
  return [...spec.initContainers, ...spec.containers]
}

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
