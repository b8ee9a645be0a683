import { isRestart } from '../lanes/ends.ts'
import { entriesUntil } from '../../sim/trace/moment.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { type ManifestEntry, type Trace } from '../../sim/trace/trace.ts'
import { type LaneDrawing, lastEnd } from '../lanes/lanes.ts'
import { summarize } from '../lanes/summary.ts'
import { timelineRows } from '../lanes/timeline-rows.ts'
import { textAt } from '../text/line-diff.ts'
import type { WhatIf } from '../what-if/what-if.ts'
import { type Link, why } from '../why/why.ts'
import { lengthWords, timeText } from '../text/duration-words.ts'
import { ended, TROUBLES } from '../text/words.ts'

/** What a report is about: one lane, as it stands at a time. */
export interface Reported {
  title: string
  name: string
  inputs: Inputs
  trace: Trace
  drawing: LaneDrawing
  /** Seconds on the simulated clock. */
  at: number
  /** What single changes would have done, where that was tried. */
  whatIf?: WhatIf
  /** Where the scenario can be opened. */
  link?: string
}

/** The entry of a run's last restart, which a report asks how to prevent; undefined where there is none. */
export const lastRestart = (trace: Trace): number | undefined => trace.findLast(isRestart)?.id

/** What a report asks how to prevent: the last restart by then, or what the lane’s sentence explains; undefined where nothing is wrong. */
export const troubleOf = (trace: Trace, at: number, inputs: Inputs): number | undefined =>
  lastRestart(entriesUntil(trace, at)) ?? summarize(trace, at, inputs).entry

/** A person reads so many rows; the others are counted. */
const MOST_ROWS = 40
const ROW_KINDS = new Set(['start', 'end', 'kill', 'back-off', 'ready', 'server', 'mirror', 'action'])

/**
 * A lane's story as Markdown, for an issue, a post-mortem or a chat: what happened, when, why with the lines that say so, and
 * what would have prevented it.
 *
 * Units: seconds on the simulated clock. What was not tried is not said.
 *
 * @example
 * ```js
 * import { drawingOf, parseScenario, reportOf, simulate } from 'whyrestart'
 *
 * const { scenario } = parseScenario(`whyrestart: 1
 * manifests:
 *   web.yaml: |
 *     apiVersion: v1
 *     kind: Pod
 *     metadata: {name: web}
 *     spec:
 *       containers:
 *       - {name: web, image: "web:1", livenessProbe: {httpGet: {port: 80}}}
 * processes:
 *   web: {listens: [{port: 80}], answers: [{from: 0s, status: 200}, {from: 60s, status: 500}]}`)
 * const { inputs } = scenario.lanes[0]
 * const trace = simulate(inputs)
 * const drawing = drawingOf(trace, inputs.duration)
 * console.log(reportOf({ title: 'Why?', name: 'web', inputs, trace, drawing, at: 600 })) // # Why? …
 * ```
 */
export function reportOf(reported: Reported): string {
  const { title, name, inputs, trace, at, link } = reported
  const about = explainedIn(reported)
  const chain = about === undefined ? [] : why(trace, about, inputs)
  const says = inputs.why?.text ?? summarize(trace, at, inputs).text
  const isTold = inputs.happened !== undefined
  return [
    `# ${inline(title)}`,
    `**${inline(name)}**, ${isTold ? 'as the cluster’s texts tell it' : `Kubernetes ${inputs.kubernetes}, simulated`}, at ${timeText(at)}: ${inline(says)}`,
    ...(link === undefined ? [] : [`[Open it in whyrestart](${link.replaceAll(')', '%29')})`]),
    '## What happened',
    tableOf(reported),
    ...(chain.length > 0 ? ['## Why', chainOf(chain), ...linesOf(inputs, chain)] : []),
    ...(isTold ? toldBy(inputs) : prevented(reported)),
    '## Said with it',
    isTold
      ? `This is what the texts of a real cluster tell of ${lengthWords(inputs.duration)}: nothing of it is simulated, and a time that no text has is said to be estimated. Times count from the lane’s beginning.`
      : `The run is simulated by the rules of the kubelet and the kube-apiserver of Kubernetes ${inputs.kubernetes}, ${lengthWords(inputs.duration)} long, with seed ${inputs.seed}. Times count from the kubelet's start.`,
  ]
    .join('\n\n')
    .concat('\n')
}

/** What the chain is of: of what happened the last end, as Why has it; of a run what is asked how to prevent. */
function explainedIn({ trace, drawing, at, inputs }: Reported): number | undefined {
  const end = inputs.happened && lastEnd(drawing, at, inputs.why?.pod)?.id
  return end ?? troubleOf(trace, at, inputs)
}

/** The lines of the cluster's texts that say why, and what helps. */
function toldBy({ why: told }: Inputs): string[] {
  const { because = [], fix } = told ?? {}
  return [
    ...(because.length > 0 ? ['The lines that say so:', fenced(because.join('\n'), '')] : []),
    ...(fix === undefined ? [] : ['## What helps', inline(fix)]),
  ]
}

function tableOf({ drawing, trace, at }: Reported): string {
  const rows = timelineRows(drawing, trace, false).filter(({ t, kind }) => t <= at && ROW_KINDS.has(kind))
  if (rows.length === 0) return 'Nothing that is drawn had happened by then.'
  const [head, tail] = rows.length <= MOST_ROWS ? [rows, []] : [rows.slice(0, MOST_ROWS / 2), rows.slice(-MOST_ROWS / 2)]
  const line = ({ t, what, text }: (typeof rows)[number]): string => `| ${timeText(t)} | ${inline(what)} | ${inline(text)} |`
  return [
    '| When | What | |',
    '| --- | --- | --- |',
    ...head.map(line),
    ...(tail.length > 0 ? [`| … | ${rows.length - head.length - tail.length} more between | |`, ...tail.map(line)] : []),
  ].join('\n')
}

function chainOf(chain: readonly Link[]): string {
  return chain
    .filter(({ isBeside }) => !isBeside)
    .map(
      ({ t, kind, sentence, proof, rule, meaning }) =>
        `- ${kind === 'script' ? '' : `${timeText(t)}: `}${inline(sentence)}${proof === undefined ? '' : ` ${inline(ended(proof))}`}${rule ? ` (${inline(rule)})` : ''}${meaning ? ` ${inline(meaning.text)}` : ''}`,
    )
    .join('\n')
}

/** The lines that had a say, each with what stands around it. */
function linesOf(inputs: Inputs, chain: readonly Link[]): string[] {
  const written = chain.flatMap(({ lines }) => lines).filter((line) => !line.isDefault)
  const seen = new Set<string>()
  return written.flatMap((line) => {
    const key = `${line.file}:${line.line}`
    if (seen.has(key)) return []
    seen.add(key)
    const around = excerpt(inputs, line)
    return around === '' ? [] : [`${inline(line.file)}, line ${line.line}:`, fenced(around)]
  })
}

const AROUND = 2

function excerpt(inputs: Inputs, { file, line, t }: ManifestEntry): string {
  const lines = textAt(inputs, { file, at: t }).split('\n')
  const from = Math.max(0, line - 1 - AROUND)
  return lines
    .slice(from, line + AROUND)
    .map((text, i) => `${from + i + 1 === line ? '→' : ' '} ${String(from + i + 1).padStart(4)}  ${text}`)
    .join('\n')
}

function prevented({ whatIf }: Reported): string[] {
  if (!whatIf) return []
  const { restart, other } = whatIf
  const { number, container } = restart ?? { number: 0, container: '' }
  const head = other
    ? `## What would have prevented ${TROUBLES[other.is]}`
    : number === 0
      ? `## What would let ${inline(container)} become ready`
      : `## What would have prevented restart ${number} of ${inline(container)}`
  if (whatIf.best.length === 0)
    return [
      head,
      whatIf.note
        ? inline(whatIf.note)
        : whatIf.runs === 0
          ? `${inline(whatIf.file)} has nothing that a single change could be tried of.`
          : `No single change of ${inline(whatIf.file)} did, of those that were tried in ${whatIf.runs} runs.`,
    ]
  return [
    head,
    ...whatIf.best.flatMap(({ title, diff, before, restarts, prices, command, outcome }) => [
      `**${inline(title)}**: ${outcome ?? `${restarts}${number === 0 ? '' : ` instead of ${before}`} restarts`}.${prices.map((price) => ` ${inline(price)}`).join('')}`,
      ...(command === undefined ? [] : [fenced(command, 'sh')]),
      ...(diff.length > 0 ? [fenced(diff.join('\n'), 'diff')] : []),
    ]),
  ]
}

/** A code block whose fence nothing in it ends. */
function fenced(text: string, language = 'yaml'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** A text in the middle of a sentence or a table: what Markdown would read something into is said as it is. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>|#~]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
}
