import { count, type Facts, noFacts } from './facts.ts'
import { MOST_CHARACTERS } from './looks.ts'
import { readDescribe } from './read/describe.ts'
import { readJournal } from './read/journal.ts'
import { readObjects, takeRelease } from './read/object.ts'
import { readTable } from './read/table.ts'
import { segmentsOf } from './read/segments.ts'
import { calendar } from '../sim/clock.ts'

const MOST_LINE = 100_000

/**
 * All that texts of a real cluster tell: pods, events, descriptions and journals, several in one text and in any order.
 *
 * Units: times in seconds since 1970, ages in seconds before a moment that nobody has said yet. Errors: sentences among `troubles`;
 * what is good is taken all the same.
 */
export function readCluster(texts: readonly string[]): Facts {
  const facts = noFacts()
  const whole = texts.reduce((sum, text) => sum + text.length, 0)
  if (whole > MOST_CHARACTERS) {
    facts.troubles.push(
      `The texts have ${digits(whole)} characters; allowed: ${digits(MOST_CHARACTERS)}. Leave other pods out, as kubectl does with a name.`,
    )
    return facts
  }
  const segments = texts.flatMap((text) => segmentsOf(withoutLongLines(text)))
  for (const segment of segments) {
    if (segment.is === 'json' || segment.is === 'yaml') readObjects(segment, facts)
    else if (segment.is === 'describe') readDescribe(segment, facts)
    else if (segment.is === 'table') readTable(segment, facts)
    else if (segment.is === 'other') other(segment.text, facts)
  }
  // a journal's lines have no year, and name containers by their ids: what the others say comes first
  const year = yearOf(facts)
  const ids = idsOf(facts)
  for (const segment of segments) if (segment.is === 'journal') readJournal(segment, facts, year, (id) => ids.get(id))
  return facts
}

/** A line that long is none of kubectl's, but an object in one line is. */
function withoutLongLines(text: string): string {
  if (text.length <= MOST_LINE) return text
  return text
    .split('\n')
    .map((line) => (line.length > MOST_LINE && !/^\s*[[{]/.test(line) ? line.slice(0, MOST_LINE) : line))
    .join('\n')
}

/** `Server Version: v1.29.3` is of use; anything else is counted. */
function other(text: string, facts: Facts): void {
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const version = /^(?:Server Version|serverVersion|Kubernetes)\b.{0,80}?\b(v1\.\d{1,2}(?:\.\d+)?)/.exec(line)
    if (version) {
      takeRelease(version[1]!, 'kubectl version says its server is', facts)
      facts.lines.used += 1
      continue
    }
    facts.lines.unused += 1
    count(facts.passedOver, 'a line that is none of the texts')
  }
}

function yearOf(facts: Facts): number {
  const known = [
    ...facts.events.filter(({ isAge }) => !isAge).map(({ last }) => last),
    ...facts.pods.flatMap(({ created, startTime }) => [created, startTime]),
  ].find((time) => time !== undefined)
  // without any year this one is as good as another: only lengths count then
  return known === undefined ? 2026 : calendar('1970-01-01T00:00:00Z', known).year
}

/** Containers by the id that the runtime has for them. */
function idsOf({ pods }: Facts): Map<string, string> {
  const ids = new Map<string, string>()
  for (const pod of pods)
    for (const { name, containerID, state, lastState } of pod.containers.values())
      for (const id of [containerID, state?.containerID, lastState?.containerID]) if (id) ids.set(id.replace(/^.*:\/\//, ''), name)
  return ids
}

/** With a comma at each thousand. */
const digits = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
