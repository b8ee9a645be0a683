import type { ScenarioDocument } from '../../cases/document.ts'
import { compareWithReal, secretsWords, usedWords } from '../../cluster/compare.ts'
import { incidentIn } from '../../cluster/incident.ts'
import { readCluster } from '../../cluster/read.ts'
import { triedFix } from '../../cluster/tried-fix.ts'
import { answerIn } from '../../cluster/why/answer.ts'
import { releaseWords, type Run, runsOf } from '../../cluster/why/say.ts'
import { defined } from '../../manifest/own.ts'
import { NEWEST } from '../../sim/release/releases.ts'
import { parseScenarioJson } from '../../sim/scenario/strict.ts'
import { simulate } from '../../sim/simulate.ts'
import '../../views/all.ts'
import { lastRestart } from '../../views/report/report.ts'

/** What is shown before anything is opened. */
export interface Preview {
  document?: ScenarioDocument
  /** Why, in one sentence, and what helps. */
  sentence: string
  fix: string
  /** The lines that say so, by their number. */
  because: readonly { at: number; text: string }[]
  help: readonly string[]
  also: readonly string[]
  release: string
  /** What each line was taken for, those in a row together. */
  runs: readonly Run[]
  comparison: string
  /** The lane that is looked at first, and the last restart in it; undefined where it has none. */
  opens: { lane: number; entry?: number }
  differences: readonly string[]
  understood: readonly string[]
  untold: readonly string[]
  troubles: readonly string[]
  used: string
  secrets: string
}

/** Reads what a cluster has printed. */
function preview({ texts, release }: { texts: readonly string[]; release: string }): Preview {
  const facts = readCluster(texts)
  const answer = answerIn(facts)
  // what stands in the list by itself nobody has chosen
  const incident = incidentIn(facts, release, release !== `1.${NEWEST}`)
  const comparison = compareWithReal(incident, answer.is === 'not readable' ? undefined : answer.restarts)
  const { text, times, differences } = comparison
  const fix = (answer.is === 'known' && triedFix(incident, comparison, answer.cause)) || answer.fix
  const { document, understood, untold, troubles, lines, secrets } = incident
  return {
    ...(document ? { document } : {}),
    sentence: answer.sentence,
    fix: fix ? `${fix.text}: ${fix.change}. Price: ${fix.price}.` : '',
    because: answer.chain.flatMap(({ text: said, line }) => (line ? [{ at: line.number, text: said }] : [])),
    help: answer.help,
    also: answer.also,
    release: releaseWords(answer.release),
    runs: runsOf(facts.lines),
    comparison: text,
    opens: document ? opensOn(document) : { lane: 0 },
    differences: [times ?? [], differences].flat(),
    understood,
    untold,
    troubles,
    used: usedWords(lines),
    secrets: secrets.length === 0 ? '' : secretsWords(secrets),
  }
}

/** The simulated lane, which can be changed, unless only the other one has a restart. */
function opensOn(document: ScenarioDocument): Preview['opens'] {
  const lanes = parseScenarioJson(JSON.stringify(document)).scenario?.lanes ?? []
  const all = lanes.map(({ inputs }, lane) => ({ lane, ...defined({ entry: lastRestart(simulate(inputs)) }) }))
  return all.findLast(({ entry }) => entry !== undefined) ?? all.at(-1) ?? { lane: 0 }
}

export const tasks = { preview }
