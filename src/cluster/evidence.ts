import type { Diagnosis } from '../sim/scenario/happened.ts'
import { NEWEST } from '../sim/release/releases.ts'
import { type Comparison, compareWithReal } from './compare.ts'
import type { Facts } from './facts.ts'
import { incidentIn } from './incident.ts'
import { readCluster } from './read.ts'
import { type Incident, REAL_LANE } from './told.ts'
import { triedFix } from './tried-fix.ts'
import { type Answer, answerIn } from './why/answer.ts'
import { fixWords } from './why/say.ts'

/** All that texts of a cluster come to: why, the lanes, and how near the simulated one comes. */
export interface Evidence {
  facts: Facts
  answer: Answer
  incident: Incident
  comparison: Comparison
}

/** `asked`: a release that a person has named; it is simulated where no text names one. */
export function evidenceOf(texts: readonly string[], asked?: string): Evidence {
  const facts = readCluster(texts)
  const words = answerIn(facts)
  const incident = incidentIn(facts, asked ?? `1.${NEWEST}`, asked !== undefined)
  const comparison = compareWithReal(incident, words.is === 'not readable' ? undefined : words.restarts)
  const isTried = words.is === 'known' && (words.restarts ?? 0) > 0
  const fix = (isTried ? triedFix(incident, comparison, words.cause) : undefined) ?? words.fix
  const answer = fix ? { ...words, fix } : words
  const { document } = incident
  // whoever opens the lanes reads the same sentence first
  if (document)
    incident.document = {
      ...document,
      lanes: document.lanes.map((lane) => (lane.name === REAL_LANE ? { ...lane, why: diagnosisOf(answer) } : lane)),
    }
  return { facts, answer, incident, comparison }
}

function diagnosisOf({ sentence, chain, fix }: Answer): Diagnosis {
  const because = [...new Set(chain.flatMap(({ text, line }) => (line ? [text] : [])))]
  return { text: sentence, ...(because.length > 0 ? { because } : {}), ...(fix ? { fix: fixWords(fix) } : {}) }
}
