import type { Container, Pod } from '../manifest/types.ts'
import { ANYWHERE, isApiserver } from '../sim/kubelet/running.ts'
import { assumedScript } from '../sim/node/assumed.ts'
import type { ProcessScript } from '../sim/scenario/programs.ts'

/**
 * How the programs of pods behave where nothing says it, as the simulator assumes it, written down to be looked at and changed.
 *
 * Errors: none. Follows: nothing upstream.
 */
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
            `Assumed: ${told.slice(0, MOST_TOLD).join('; ')}${told.length > MOST_TOLD ? ` and ${told.length - MOST_TOLD} more` : ''}. Change that under “programs”.`,
          ],
  }
}

const MOST_TOLD = 3

function containersOf({ spec }: Pod): readonly Container[] {
  return [...spec.initContainers, ...spec.containers]
}

/** A script as a person writes it: what is by default is left out. */
function written({ listens, answers, exits, execs, onTerm }: ProcessScript): Record<string, unknown> {
  return {
    ...(listens.length > 0
      ? {
          listens: listens.map(({ port, tls }) => ({ port, ...(tls ? { tls } : {}) })),
          answers: answers.map(({ from, ...rest }) => ({ from: `${from}s`, ...rest })),
        }
      : {}),
    ...(exits ? { exits: { after: `${exits.after}s`, code: exits.code } } : {}),
    ...(execs.length > 0 ? { execs: execs.map(({ command, code }) => ({ command, code })) } : {}),
    onTerm: onTerm === 'ignore' ? 'ignore' : { after: `${onTerm.after}s`, code: onTerm.code },
  }
}
