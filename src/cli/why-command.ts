import { defined, own } from '../manifest/own.ts'
import { parseScenarioJson } from '../sim/scenario/strict.ts'
import { simulate } from '../sim/simulate.ts'
import { evidenceOf } from '../cluster/evidence.ts'
import { MOST_CHARACTERS } from '../cluster/looks.ts'
import type { ClusterIncident } from '../cluster/lanes-of.ts'
import type { WhyAnswer } from '../cluster/why/why-answer.ts'
import { answerMarkdown, answerText } from '../cluster/why/say.ts'
import { draftOf, linkOf } from '../share/payload.ts'
import { lastRestart } from '../views/report/report.ts'
import { type Io, printable, readTexts, REFUSED, refusalOf } from './io.ts'
import { readOptions } from './arguments.ts'

export const WHY_USAGE = `usage: whyrestart why [FILE…] [--json | --link | --report] [--site URL]
  FILE        what a cluster printed, whole or in parts, several in one file or in several; without one, or -, the standard input:
              kubectl describe, get events, get pods, get pod -o yaml, logs; crictl or docker ps -a; a journal; kernel lines
  --json      the answer for a program: restarts, cause, fix, release, and the lines that were not used
  --link      the fragment of a share link to what happened, as lanes; with --site URL the whole link
  --report    the answer as Markdown, for an issue or a chat
Says in one sentence why it restarts, then the lines and rules that say so, the best fix with its price, and what was not used.
Nothing is sent anywhere. Exit 0: nothing restarts; 1: it does, and why is known; 3: why is not known; 2: not readable.
`

const refuse = refusalOf('why')

const EXITS: Readonly<Record<WhyAnswer['is'], number>> = { 'nothing restarts': 0, known: 1, 'not known': 3, 'not readable': REFUSED }

/**
 * One sentence why, out of whatever a cluster printed. Returns the exit code.
 *
 * Errors: written, one a line; exit 2 where a file cannot be read or nothing in it is a cluster's.
 */
export function why(argv: readonly string[], io: Io): number {
  const read = readOptions(argv, WAYS)
  if (typeof read === 'string') return refuse(io, read)
  if (read.help) {
    io.out(WHY_USAGE)
    return 0
  }
  const output = outputOf(read.options)
  if (typeof output === 'string') return refuse(io, output)
  const files = read.words.length > 0 ? read.words : ['-']
  const texts = readTexts(files, io)
  if ('error' in texts) return refuse(io, texts.error)
  return tell(
    texts,
    files.map((file) => (file === '-' ? 'standard input' : file)),
    output,
    io,
  )
}

/** The options that say how it is told. */
export const WAYS = { json: 'nothing', link: 'nothing', report: 'nothing', site: 'value' } as const

export interface WhyOutput {
  way?: string
  site?: string
}

/** What such options come to. Errors: a sentence. */
export function outputOf(options: readonly { name: string; value: string }[]): WhyOutput | string {
  const [way, otherWay] = options.map(({ name }) => name).filter((name) => own(WAYS, name) === 'nothing')
  if (otherWay !== undefined) return `--${way} and --${otherWay} do not go together`
  return defined({ way, site: options.find(({ name }) => name === 'site')?.value })
}

/** Prints what texts come to, in one of the ways. `opensAt` is where the page is, for a link below the text. */
export function tell(texts: readonly string[], names: readonly string[], { way, site }: WhyOutput, io: Io, opensAt?: string): number {
  const { answer, incident } = evidenceOf(texts)
  const exit = EXITS[answer.is]
  if (exit === REFUSED && way !== 'json') {
    const size = texts.reduce((sum, text) => sum + text.length, 0)
    const what = size > MOST_CHARACTERS ? answer.troubles.join(' ') : [answer.sentence, ...answer.troubles, ...answer.help].join(' ')
    return refuse(io, printable(what))
  }
  if (way === 'link') {
    const link = linkTo(incident, site)
    if (link === undefined)
      return refuse(io, 'no text names a pod, or there is too much for a link: without one there are no lanes to open')
    io.out(`${link}\n`)
    return exit
  }
  io.out(
    way === 'json'
      ? `${JSON.stringify(jsonOf(answer, incident, names))}\n`
      : printable(way === 'report' ? answerMarkdown(answer, names) : answerText(answer, names)),
  )
  const link = way === undefined && opensAt !== undefined ? linkTo(incident, site ?? opensAt) : undefined
  if (link !== undefined) io.out(`\nOpen${site === undefined ? ' (npx whyrestart serve)' : ''}\n  ${link}\n`)
  return exit
}

/** The lanes of what happened as a link; undefined where there are none. */
function linkTo({ document }: ClusterIncident, site?: string): string | undefined {
  const fragment = document && linkOf(draftOf(document), { cursor: Number.parseFloat(document.duration) })
  return fragment === undefined ? undefined : site === undefined ? fragment : `${site}#${fragment}`
}

function jsonOf(answer: WhyAnswer, incident: ClusterIncident, names: readonly string[]): unknown {
  const { sentence, restarts, cause, fix, release, unused, chain, help, also } = answer
  const place = (file: number): string => names[file]!
  return {
    whyrestart: 1,
    sentence,
    restarts,
    cause: cause
      ? {
          text: cause.text,
          pod: cause.pod,
          container: cause.container,
          entry: entryOf(incident),
          ...(cause.line ? { file: place(cause.line.file), line: cause.line.number } : {}),
          certain: cause.isCertain,
          assumed: cause.assumed,
        }
      : null,
    fix: fix ?? null,
    release,
    chain: chain.map(({ text, line, source }) => ({ text, ...(line ? { file: place(line.file), line: line.number } : { source }) })),
    help,
    also,
    unused: unused.map(({ file, number, raw }) => ({ file: place(file), line: number, text: raw })),
  }
}

/** The last restart in the lane of what happened, which Why opens on; null where no lane has one. */
function entryOf({ document }: ClusterIncident): number | null {
  const lane = document && parseScenarioJson(JSON.stringify(document)).scenario?.lanes[0]
  return (lane && lastRestart(simulate(lane.inputs))) ?? null
}
