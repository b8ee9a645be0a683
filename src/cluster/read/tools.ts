import toolWords from '../../texts/tool-words.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import { filled } from '../sentence-template.ts'
import { JOURNAL } from './journal.ts'
import { either, type Form, lineForm, type TextReading } from './reading.ts'
import { unitFor } from './read-node.ts'
import type { UnitFacts } from '../facts.ts'

/** What kubectl, kubeadm, Helm and others say of what did not come to be, by the cause that it is: no program's last words. */
const TOOLS = readPatterns(toolWords, 'words', 'who', 'cause')
const TOOL = either(...TOOLS.map(({ words }) => words))
export const OF_TOOLS: ReadonlySet<string> = new Set(TOOLS.map(({ cause }) => cause))

/** What kubectl was refused as it asked a kubelet for a log. */
const OF_KUBELETS_PORT = /^\s*Error from server: (?:Get "?https:\/\/[^"\s]+:10250\/|error dialing backend)/

/** What of a machine's first boot has before it: who wrote it there. */
const BOOT = /^(?!kubelet|containerd|dockerd|kernel|systemd|crio)/

/** A tool's own words, also where a journal has taken them down. */
function wordsIn(text: string): string {
  const [, , , by = '', words = text] = JOURNAL.exec(text) ?? []
  return BOOT.test(by) ? words : text
}

export const toolLine: Form = {
  kind: 'kubectl',
  label: 'what a command says of its failure',
  sign: TOOL,
  take: (whole, i, { facts, command }) => {
    const text = wordsIn(whole)
    if (!TOOL.test(text)) return 0
    // of what is printed as a log kubectl’s own words alone are none of a program’s
    if (command?.verb === 'logs' && !OF_KUBELETS_PORT.test(text)) return 0
    const { words, who, cause } = TOOLS.find((own) => own.words.test(text))!
    const match = words.exec(text)!
    // Helm says it twice, the second time without why
    const isAgain = !match[0].includes(': ') && facts.nodeWords.some(({ reason }) => reason === cause)
    if (!isAgain)
      facts.nodeWords.push({ node: filled(who, match), reason: cause, message: match[0].trim().replaceAll('\\"', '"'), line: i })
    return 1
  },
}

const SERVICE = '(?<name>[a-z][\\w-]*)'
const STATE = '(?<state>Running|Waiting|Failed|Finished|Preparing|Starting|Stopping)'

/** What Talos says of one: that it starts it again, that it does not, that it is well. Follows: internal/app/machined/pkg/system. */
function told(unit: UnitFacts, state: string, message: string, line: number, reading: TextReading): void {
  unit.keeper = 'Talos'
  const why = /going to restart forever: (.*)$/.exec(message)?.[1]
  if (why === undefined && state !== 'Failed') {
    if (/^Health check successful/.test(message)) unit.isFailing = false
    return
  }
  const fatal = { text: (why ?? message).replace(/ \([\dhms.]+ ago\)\s*$/, ''), line }
  Object.assign(unit, { isFailing: true, isDown: why === undefined, fatal })
  if (/:\s*$/.test(message)) reading.more = (rest) => void (fatal.text = `${fatal.text} ${rest.trim().replace(/^\* /, '')}`)
}

function takeState({ groups: { name, state, message } = {} }: RegExpExecArray, i: number, reading: TextReading): true {
  told(unitFor(name!, i, reading.facts), state!, message!, i, reading)
  return true
}

/** `service[kubelet](Waiting): Error running Containerd(kubelet), going to restart forever: …`, of its kernel's log. */
export const talosState = lineForm(
  'journal',
  'what Talos says of a service',
  new RegExp(`\\bservice\\[${SERVICE}\\]\\(${STATE}\\): (?<message>.*)$`),
  takeState,
)

/** A row of `talosctl service`. */
export const talosRow = lineForm(
  'journal',
  'a service of Talos',
  new RegExp(`^\\s*\\S+\\s+${SERVICE}\\s+${STATE}\\s+(?:OK|Fail|\\?)\\s+\\S+ ago\\s+(?<message>\\S.*)$`),
  takeState,
)

/** `talosctl service NAME`: what it is, then what happened to it, the newest above. */
export const talosService = lineForm(
  'journal',
  'a service of Talos',
  new RegExp(
    `^\\s*ID\\s{2,}${SERVICE}\\s*$|^\\s*(?:EVENTS\\s+)?\\[${STATE}\\]: (?<message>.*)$|^\\s*(?:STATE|HEALTH|LAST HEALTH MESSAGE)\\s{2,}\\S`,
  ),
  ({ groups: { name, state, message } = {} }, i, reading) => {
    if (name !== undefined) {
      reading.unit = unitFor(name, i, reading.facts)
      Object.assign(reading.unit, { keeper: 'Talos', isFailing: false })
      return true
    }
    if (reading.unit?.keeper !== 'Talos') return false
    if (/^\s*EVENTS/.test(reading.lines[i]!.text)) told(reading.unit, state!, message!, i, reading)
    return true
  },
)
