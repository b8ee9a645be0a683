import { hasTypedProcesses, withProcesses } from '../../../cases/with-processes.ts'
import type { Lesson } from '../../../lessons/parse-exercise.ts'
import type { Document } from '../../../share/payload.ts'
import { parseProcesses } from '../../../sim/scenario/scenario.ts'
import { readScenarioText } from '../../../sim/scenario/yaml-text.ts'

/** A page's document as a scenario file has it: behaviour that was typed becomes an object. Other texts stay as they are. */
export const asFile = (text: string): string => (hasTypedProcesses(text) ? withProcesses(text, parseProcesses).scenario : text)

export function valueOf(text: string): unknown {
  const read = readScenarioText(text)
  return 'value' in read ? read.value : null
}

/** The scenario of an exercise without its task, from its text. */
export function documentOfLesson(text: string, lesson: Lesson): Document {
  const { exercise: _task, ...document } = valueOf(text) as Record<string, unknown>
  return withDefaults(document, lesson)
}

/** What a scenario file may leave out, and the page's inputs say. Each lane has its texts for itself, so that one can be removed. */
export function withDefaults(
  { manifests: _shared, files: _too, ...document }: Record<string, unknown>,
  { scenario, exercise }: Lesson,
): Document {
  const { inputs } = scenario.lanes[0]!
  const written =
    Array.isArray(document['lanes']) && document['lanes'].length > 0 ? (document['lanes'] as object[]) : [{ name: exercise.lane }]
  const lanes = written.map((lane, i) => {
    const { manifests, files } = scenario.lanes[i]!.inputs
    return { ...lane, manifests, ...(Object.keys(files).length > 0 ? { files } : {}) }
  })
  return {
    seed: inputs.seed,
    clock: inputs.clock,
    duration: `${inputs.duration}s`,
    node: inputs.node,
    ...document,
    whyrestart: 1,
    title: scenario.title || exercise.id,
    kubernetes: inputs.kubernetes,
    lanes,
  } as unknown as Document
}
