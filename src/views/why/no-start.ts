import { nearestName } from '../../manifest/nearest.ts'
import { programsOf } from '../../sim/node/images.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { containerAt } from '../../sim/scenario/specs.ts'
import type { EventEntry } from '../../sim/trace/trace.ts'
import { fieldPlace } from '../text/words.ts'

/** The runtime’s words for a program that it cannot start; up to 1.18 they stand in a string of their own. */
const WORD = /exec: \\?"(.*?)\\?": (stat |executable file not found|permission denied|is a directory)/

/** Somebody who could not start a program: a container, or a probe of it. */
type FailedStart = Pick<EventEntry, 'message' | 'container' | 'pod' | 't'>

/**
 * Why a container’s program, or its probe’s at `handler`, could not be started, as half a sentence: which word of the command it is, in which
 * line, and what its image has instead.
 *
 * Errors: undefined for any other message.
 */
export function cannotStartFor({ message, container, pod = '', t }: FailedStart, inputs: Inputs, handler = ''): string | undefined {
  const [, word, how] = WORD.exec(message) ?? []
  const found = word === undefined || container === undefined ? undefined : containerAt({ inputs, at: t }, pod, container)
  if (word === undefined || !found) return undefined
  const path = `${found.path}${handler}.command[0]`
  const where = fieldPlace(found, path)
  if (/\s/.test(word)) return `${word}${where} is one word of the command, so that a program of that name is looked for, spaces and all`
  const who = `${word}${where}, ${where === '' ? 'the entrypoint of its image' : 'the first word of the command'},`
  if (how === 'is a directory') return `${who} is a directory`
  if (how === 'permission denied') return `${who} is no program that may be run`
  if (word.startsWith('-')) return `${who} is a flag: command takes the place of the image’s own entrypoint, and flags belong to args`
  return `${who} is not in its image${insteadOf(word, programsOf(inputs, found.container.image) ?? [])}`
}

const FEW = 3

function insteadOf(word: string, programs: readonly string[]): string {
  const near = likeliest(word, programs)
  if (near !== undefined) return `, which has ${near}`
  return programs.length === 0 || programs.length > FEW ? '' : `, which has ${programs.join(', ')}`
}

/** The program that a word was probably meant to be: of the same name elsewhere, or of one that is nearly the same. */
export function likeliest(word: string, programs: readonly string[]): string | undefined {
  const base = (path: string): string => path.split('/').at(-1)!
  const name = nearestName(base(word), programs.map(base))
  return programs.find((program) => base(program) === name)
}
