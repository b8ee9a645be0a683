import { parse } from 'yaml'
import type { Happening } from '../sim/scenario/happened.ts'
import { incidentIn } from './cluster-incident.ts'
import { compareWithReal, usedWords } from './compare.ts'
import type { ClusterFacts } from './facts.ts'
import { answerText } from './why/say.ts'
import { answerIn, type WhyAnswer } from './why/why-answer.ts'

/** A text of our own making, and what comes of it. */
interface OwnText {
  name: string
  is: string
  restarts: number | null
  /** Words of the sentence. */
  says: RegExp
  text: string
  /** All that is said of it: the lines behind `|`. */
  whole: readonly string[]
}

/** Rows of a file: `=== name | is | restarts | the sentence`, the text, and each line of what comes of it behind `→ `. */
export const textsIn = (rows: string): OwnText[] =>
  rows
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...lines] = block.split('\n')
      const [name = '', is = '', restarts = '', says = ''] = head.split(' | ')
      const begin = lines.findIndex((line) => line.startsWith('→ '))
      return {
        name,
        is,
        restarts: restarts === 'null' ? null : Number(restarts),
        says: new RegExp(says),
        text: lines.slice(0, begin < 0 ? undefined : begin).join('\n') + (begin < 0 ? '' : '\n'),
        whole:
          begin < 0
            ? []
            : lines
                .slice(begin)
                .filter((line) => line.startsWith('→ '))
                .map((line) => line.slice(2)),
      }
    })

/** All that is said of why, a line each. */
export function answerLines(facts: ClusterFacts): string[] {
  const answer = answerIn(facts)
  const { sentence, cause, restarts, chain, fix, help, also, release, unused, is, troubles } = answer
  const because = chain.map(({ text, line, source = '' }) => (line ? `${line.number} “${text}”` : source.replace(/^.*, /, '')))
  return [
    sentence,
    `${is}, ${String(restarts)}${cause ? `: ${cause.container} of ${cause.pod}, ${cause.behaviour ?? 'no probe'}, ${cause.isCertain ? 'certain' : 'not certain'}, line ${cause.line?.number ?? 0}` : ''}`,
    ...because.map((text) => `because ${text}`),
    ...(fix ? [`fix: ${fix.text}: ${fix.change}; ${fix.price}`] : []),
    ...(cause?.assumed ?? []).map((text) => `assumed: ${text}`),
    ...help.map((text) => `help: ${text}`),
    ...also.map((text) => `also: ${text}`),
    `${release.from} to ${release.to}: ${release.because}`,
    ...troubles,
    ...(unused.length > 0 ? notUsed(answer) : []),
  ].flatMap((line) => line.split('\n'))
}

/** The last part of the answer as a person reads it. */
function notUsed(answer: WhyAnswer): string[] {
  const [, lines] = answerText(answer, ['']).split('Not used\n')
  return lines!
    .trimEnd()
    .split('\n')
    .map((line) => `unused:${line.slice(1)}`)
}

const MOST_MARKS = 16

/** What comes of the lanes; a time that no text has with a `?`. */
export function laneLines(facts: ClusterFacts): string[] {
  const { document, understood, untold, troubles, notSimulated, release, secrets, real, lines } = incidentIn(facts, '1.37', false)
  const marks = ((document?.lanes[0]?.['happened'] ?? []) as Happening[]).map(markOf)
  const shown = marks.length > MOST_MARKS ? [...marks.slice(0, 10), `… ${marks.length} in all …`, ...marks.slice(-5)] : marks
  const estimated = (document?.lanes[0]?.['happened'] as Happening[] | undefined)?.flatMap((mark) => mark.estimated ?? []) ?? []
  const simulated = document?.lanes[1]
  const manifests = Object.values((simulated?.['manifests'] ?? {}) as Record<string, string>)
  return [
    ...understood.map((text) => `understood: ${text}`),
    ...untold.map((text) => `untold: ${text}`),
    ...[...troubles, ...notSimulated, ...secrets].map((text) => `trouble: ${text}`),
    ...(document
      ? [`${document.title}: ${release} from ${document.clock} for ${document.duration} on ${document.node.name} ${document.node.ip}`]
      : []),
    ...(shown.length > 0 ? [`lane: ${shown.join('; ')}`] : []),
    ...new Set(estimated.map((text) => `? ${text}`)),
    ...real.map(
      ({ starts, late, ...container }) =>
        `real: ${inOneLine({ ...container, ...(late > 0 ? { late } : {}), starts: starts.map(({ life, at, isKnown }) => `${life} ${seconds(at)}${isKnown ? '' : '?'}`).slice(-4) })}`,
    ),
    ...manifests.map((text) => `manifest: ${inOneLine(parse(text) as object)}`),
    usedWords(lines),
    ...(simulated ? [`simulated: ${inOneLine({ ...simulated, name: undefined, manifests: undefined })}`] : []),
  ].flatMap((line) => line.split('\n'))
}

/** How near the simulated lane comes to what happened. */
export function comparisonLines(facts: ClusterFacts): string[] {
  const incident = incidentIn(facts, '1.37', false)
  const { text, times, differences, containers } = compareWithReal(incident)
  const numbers = containers.map(({ restarts, off }) => `${restarts.join(' ')}: ${off.map(seconds).join(' ')}`)
  return [text, times ?? [], differences, numbers, incident.document ? `seed ${incident.document.seed}` : []]
    .flat()
    .map((line) => `compared: ${line}`)
}

const seconds = (at: number): string => String(Math.round(at * 100) / 100)

function markOf({ at, is, estimated, pod: _pod, count, ...more }: Happening & { estimated?: string }): string {
  return [`${seconds(at)}${estimated === undefined ? '' : '?'} ${is}${count === undefined ? '' : ` ×${count}`}`, ...Object.values(more)]
    .join(' ')
    .replaceAll('\n', '⏎')
}

const inOneLine = (value: object): string => JSON.stringify(value).replaceAll(/"([\w./:-]+)"/g, '$1')
