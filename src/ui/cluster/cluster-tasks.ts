import type { ScenarioDocument } from '../../cases/own-pod.ts'
import { NOTHING_FOUND } from '../../cluster/cluster-incident.ts'
import { secretsWords, usedWords } from '../../cluster/compare.ts'
import { evidenceOf } from '../../cluster/evidence.ts'
import { answerMarkdown, fixWords, releaseWords, type LineRun, runsOf } from '../../cluster/why/say.ts'
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
  /** All of the answer, as text to take away. */
  answer: string
  /** The lines that say so, by their number. */
  because: readonly { at: number; text: string }[]
  help: readonly string[]
  also: readonly string[]
  release: string
  /** What each line was taken for, those in a row together. */
  runs: readonly LineRun[]
  comparison: string
  /** The last restart in the lane of what happened. */
  restart?: number
  differences: readonly string[]
  understood: readonly string[]
  untold: readonly string[]
  /** Those that neither the sentence nor the comparison says. */
  troubles: readonly string[]
  used: string
  secrets: string
}

/** Reads what a cluster has printed. */
function preview({ texts, release }: { texts: readonly string[]; release: string }): Preview {
  // what stands in the list by itself nobody has chosen
  const { facts, answer, incident, comparison } = evidenceOf(texts, release === `1.${NEWEST}` ? undefined : release)
  const { text, times, differences } = comparison
  const { document, understood, untold, troubles, lines, secrets } = incident
  return {
    ...(document ? { document, ...defined({ restart: lastRestartIn(document) }) } : {}),
    sentence: answer.sentence,
    answer: answerMarkdown(answer, ['']),
    fix: answer.fix ? fixWords(answer.fix) : '',
    because: answer.chain.flatMap(({ text: said, line }) => (line ? [{ at: line.number, text: said }] : [])),
    help: answer.help,
    also: answer.also,
    release: releaseWords(answer.release),
    runs: runsOf(facts.lines),
    comparison: text,
    differences: [times ?? [], differences].flat(),
    understood,
    untold,
    troubles: troubles.filter((trouble) => trouble !== NOTHING_FOUND && !text.includes(trouble)),
    used: usedWords(lines),
    secrets: secrets.length === 0 ? '' : secretsWords(secrets),
  }
}

/**
 * Of several pods in the lane of what happened the last restart, of the one that the sentence is about where it is about one. Undefined
 * where there is none, and of one pod: unasked, Why shows how that one last ended.
 */
function lastRestartIn(document: ScenarioDocument): number | undefined {
  const lane = parseScenarioJson(JSON.stringify(document)).scenario?.lanes[0]
  const trace = lane && simulate(lane.inputs)
  if (!trace || new Set(trace.map(({ pod }) => pod).filter((pod) => pod !== undefined)).size < 2) return undefined
  const about = lane.inputs.why?.pod
  return lastRestart(about === undefined ? trace : trace.filter(({ pod }) => pod === about))
}

export const tasks = { preview }
