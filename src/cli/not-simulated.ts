import type { Lane } from '../sim/scenario/scenario.ts'
import { type LeftOut, leftOutOf } from '../views/lanes/left-out.ts'
import { problemsOf } from '../views/lanes/problems.ts'

/** What is not simulated of a lane, to stand beside its entries or verdicts; nothing where there is none. */
export function leftOutField({ inputs }: Lane): { notSimulated?: LeftOut[] } {
  const notSimulated = leftOutOf(problemsOf(inputs).problems)
  return notSimulated.length === 0 ? {} : { notSimulated }
}

/** The same as text: a line each, with its lane; empty where there is none. */
export function leftOutText(lanes: readonly Lane[]): string {
  const lines = lanes.flatMap((lane) =>
    (leftOutField(lane).notSimulated ?? []).map(
      ({ file, line, message }) => `  ${lanes.length > 1 ? `${lane.name}, ` : ''}${file}:${line}: ${message}\n`,
    ),
  )
  return lines.length === 0 ? '' : `\nNot simulated, and so in no verdict:\n${lines.join('')}`
}
