import { unitFor } from './read-node.ts'
import { lineForm, type TextReading } from './reading.ts'
import type { UnitFacts } from '../facts.ts'

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
    if (!reading.unit || reading.unit.keeper !== 'Talos') return false
    if (/^\s*EVENTS/.test(reading.lines[i]!.text)) told(reading.unit, state!, message!, i, reading)
    return true
  },
)
