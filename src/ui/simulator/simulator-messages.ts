import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { FileProblem } from '../../views/lanes/problems.ts'
import type { Diagnosis } from '../../sim/scenario/happened.ts'
import type { ScenarioRequest } from '../../sim/scenario/inputs.ts'
import type { RequestStep } from '../../sim/trace/trace.ts'
import type { StartLine } from '../../views/text/line-diff.ts'
import type { Output } from '../../terminal/shell/output.ts'
import type { StepPlace } from '../../views/why/script-line.ts'
import type { RowKind, TimelineRow } from '../../views/lanes/timeline-rows.ts'
import type { LaneRun } from '../state/results.ts'

/** A lane's report in Markdown, its rows as CSV, or its trace as JSON; up to a time, on the simulated clock. */
export interface ReportWanted {
  as: 'report' | 'rows' | 'trace'
  title: string
  name: string
  at: number
  link?: string
}

/** What the shell has set so far, by name. */
export type Variables = Readonly<Record<string, string>>

/** What is to be run. */
export interface RunInput {
  text: string
  /** A lane more than a scenario may have, at its place: the run behind a verdict. */
  proof?: { place: number; text: string }
  /** Runs whose pictures are shown, and asked about. */
  shown: readonly number[]
}

/** A run that the page has not seen yet, by its number; it keeps it for as long as the web worker does. */
export interface RunProgress {
  key: number
  made: LaneRun
}

export type RunResult =
  /** The scenario as a whole was refused. */
  | { refused: readonly Diagnostic[] }
  /** `kept`: the numbers of all runs that are still known. */
  | { lanes: readonly LaneAnswer[]; kept: readonly number[] }

/** Which rows of the table are wanted: of which lanes, of which kind, with which words. */
export interface RowsWanted {
  lanes: readonly { id: string; name: string; key: number }[]
  /** What is known later is in no row, in seconds. */
  until: number
  of: RowKind
  words: string
  /** So many of them, from this one on, or from the page that has the rows of a time. */
  most: number
  from: number | { at: number }
}

/** Some of them in order of time, the place of the first, and how many there are. */
export interface FoundRows {
  from: number
  rows: readonly LaneRow[]
  total: number
}

export type LaneRow = TimelineRow & { lane: string; name: string }

export interface LaneAnswer {
  /** The same number for the same inputs. */
  key: number
  /** Why what is said of the programs cannot be read; none where it can. */
  unread: readonly FileProblem[]
}

/** What a terminal would show of a lane at a time. */
export interface LaneLook {
  pods: CommandOutput
  events: CommandOutput
  /** As the kubelet counts them, whether the API takes them or not: the header, then a row each; empty where there are none. */
  kubeletEvents: readonly (readonly string[])[]
  /** Why their counts come to less than what has happened, where they do. */
  eventNote: string
  /** The lane in one sentence: how many restarts, and why. */
  summary: string
  /** The entry that it explains. */
  entry?: number
  /** It rests on what nobody has said of a program. */
  isAssumed?: true
  /** Of what really happened: why, as its texts say it, and whether the simulated lanes show as many restarts. */
  diagnosis?: Diagnosis & { compared: readonly { name: string; shows: string }[] }
}

/** What a command left on the terminal, and what it asks of the page. */
export interface Printed extends Pick<Output, 'actions' | 'edit' | 'later' | 'until' | 'tookSeconds' | 'variables' | 'again'> {
  text: string
}

/** A request as a person puts it together. */
export type LaneRequest = Pick<ScenarioRequest, 'from' | 'method' | 'url' | 'caller'>

/** A lane's answer to it, as `curl -i` shows it, and the steps that it took. */
export interface RequestResult extends CommandOutput {
  /** The lane's name. */
  lane: string
  /** How long it had to be waited for. */
  tookSeconds: number
  /** Of HTTP; null where there was no answer. */
  status: number | null
  steps: readonly (RequestStep & { place?: StepPlace })[]
  /** Which of them decided; -1 where there is none. */
  deciding: number
}

export interface CommandOutput {
  command: string
  text: string
}

/** One cause in a chain, the effect first. */
export interface WhyLink {
  id: number
  t: number
  text: string
  /** Kubernetes' own words for the same. */
  proof?: string
  /** A line of a file, or how a program is described: both were there before anything happened, and hold for each of its lives. */
  isRoot: boolean
  /** That line is the pod's name: its being there is what it began with. */
  isPod?: true
  /** It had a say in the one before it, and the chain does not go on with it. */
  isBeside: boolean
  /** Kubernetes' rule behind it, in a sentence. */
  rule?: string
  /** That rule's card, by its name in `RULES`. */
  ruleId?: string
  /** What the answer to a probe means: who was asking, and why nobody let him in. */
  meaning?: { text: string; rule: string }
  /** Where it says so: an upstream path, and where that can be read. */
  source?: { path: string; address?: string }
  /** The lines of files that had a say in it. */
  lines: readonly NamedLine[]
}

/** A line of a file of the lane. */
export interface NamedLine {
  file: string
  line: number
  text: string
  /** What holds, where the file does not say it. */
  said?: string
  /** When the file was so. */
  at: number
  /** Where it can be edited, if anywhere: an action's text cannot. */
  place?: StartLine
}
