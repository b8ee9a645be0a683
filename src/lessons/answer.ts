import { manifestOf } from '../sim/scenario/specs.ts'
import { nearestName } from '../manifest/nearest.ts'
import type { Lane } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { type LaneTexts, textsOf } from './change.ts'
import { type ExerciseAnswer, startOf } from './check-exercise.ts'
import type { Lesson } from './parse-exercise.ts'

/**
 * The answer that another scenario is: the texts of its lane of the same name, else of its first. What stands in its static-pod
 * directory is all that does; other files are laid over the exercise's own. To an incident also what is done in it.
 */
export function answerOfScenario(lesson: Lesson, lanes: readonly Lane[]): ExerciseAnswer {
  const { lane, incident } = lesson.exercise
  const { inputs } = lanes.find(({ name }) => name === lane) ?? lanes[0]!
  const start = startOf(lesson, incident ? { seed: inputs.seed } : {})
  const manifests = Object.keys(inputs.manifests).length > 0 ? inputs.manifests : start.manifests
  const texts = { ...start.files, ...inputs.files, ...manifests }
  if (!incident) return { texts }
  // what the fault does may stand there as well
  const known = new Set(start.actions.map((action) => JSON.stringify(action)))
  return { texts, seed: inputs.seed, actions: inputs.actions.filter((action) => !known.has(JSON.stringify(action))) }
}

/**
 * The learner's texts with one manifest in the place of another: the file of that name, else the one that describes the same pod, else
 * the only one.
 *
 * Errors: a sentence where nobody knows which file it is.
 */
export function textsOfManifest(start: Inputs, file: string, text: string): LaneTexts | string {
  const names = Object.keys(start.manifests)
  const place = names.includes(file) ? file : (namesake(start, text) ?? (names.length === 1 ? names[0] : undefined))
  if (place !== undefined) return { ...textsOf(start), [place]: text }
  const near = nearestName(file, names)
  return `found a manifest ${JSON.stringify(file)}; allowed: one named as a file of the lane, or of its pod: ${names.join(', ')}${near ? `, perhaps ${near}` : ''}`
}

function namesake(start: Inputs, text: string): string | undefined {
  const podOf = (file: string, content: string): string | undefined => manifestOf(start, file, content).pod?.metadata.name
  const pod = podOf('answer.yaml', text)
  return pod === undefined ? undefined : Object.entries(start.manifests).find(([file, content]) => podOf(file, content) === pod)?.[0]
}
