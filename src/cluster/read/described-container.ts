import { defined } from '../../manifest/own.ts'
import { newObject } from '../../manifest/yaml/decode-yaml.ts'
import type { Json } from '../../manifest/yaml/resolve.ts'
import type { ContainerFacts, StateFacts } from '../facts.ts'
import { probeOf } from '../pod-specs.ts'
import { describeTime } from '../time.ts'

/** A description's line. */
export interface DescribedLine {
  indent: number
  key: string
  value: string
  text: string
  /** Its place among the lines. */
  line: number
}

/** The keys of a container; at a deeper place than the top. */
export const OF_A_CONTAINER =
  /^(?:Container ID|Image|Image ID|Ports?|Host Ports?|Command|Args|State|Last State|Ready|Restart Count|Limits|Requests|Liveness|Readiness|Startup|Environment|Environment Variables.*|Mounts|SeccompProfile|QoS Tier|Devices|Restart Policy)$/

/** The keys below a container's state. */
export const OF_A_STATE = /^(?:Reason|Message|Exit Code|Signal|Started|Finished)$/

/** `8080/TCP`, or in newer releases with its name behind it. */
const PORT = /^(\d{1,5})\/(TCP|UDP|SCTP)(?: \(([\w-]+)\))?$/

/** What has lines of its own below it. */
const LISTS: Readonly<Record<string, 'state' | 'last' | 'command' | 'args' | 'limits' | 'requests' | 'mounts'>> = {
  State: 'state',
  'Last State': 'last',
  Command: 'command',
  Args: 'args',
  Limits: 'limits',
  Requests: 'requests',
  Mounts: 'mounts',
}

/** One container of a description, line by line. */
export class Builder {
  readonly facts: ContainerFacts
  readonly spec: Record<string, Json> = newObject()
  private within: (typeof LISTS)[string] | '' = ''
  private indent = 0
  /** Its state’s head is cut off: the first line may have lost its indentation too. */
  private isCut = false
  private ports: Json[] = []
  /** Where it mounts volumes; which of them are in the spec is known at the end. */
  readonly mounts: Record<string, Json>[] = []

  /** How far its name stands in; -1 where that is cut off. */
  readonly place: number

  constructor(name: string, isInit: boolean, place: number) {
    this.facts = { name, isInit }
    this.spec['name'] = name
    this.place = place
  }

  /** Whether a line at this place goes on with a list of its own: arguments and mounts may look like anything. */
  wantsAny(indent: number): boolean {
    return (this.within === 'command' || this.within === 'args' || this.within === 'mounts') && indent > this.indent
  }

  isInState(): boolean {
    return this.within === 'state' || this.within === 'last'
  }

  take(own: DescribedLine): boolean {
    const { indent, key, value, text, line } = own
    const isDeeper = indent > this.indent
    if ((this.within === 'command' || this.within === 'args') && isDeeper) {
      ;(this.spec[this.within] as Json[]).push(text.trim())
      return true
    }
    if (this.within === 'mounts' && isDeeper) return this.mount(text)
    // a grep has pressed the lines to one place
    const isInner = this.within !== '' && (isDeeper || !OF_A_CONTAINER.test(key))
    if (isInner && this.inner(key, value)) {
      if (this.isCut) this.indent = Math.max(this.indent, indent - 1)
      return true
    }
    if (isInner && isDeeper) return false
    if (OF_A_STATE.test(key)) return this.alone(key, value, indent, line)
    this.within = Object.hasOwn(LISTS, key) ? LISTS[key]! : ''
    this.isCut = false
    this.indent = indent
    return this.field(own)
  }

  /** A field of the container itself, or the head of a list of its own. */
  private field({ key, value, line }: DescribedLine): boolean {
    switch (key) {
      case 'State':
      case 'Last State':
        return this.state(value, line)
      case 'Command':
      case 'Args':
        this.spec[this.within] = []
        return true
      case 'Image':
        this.facts.image = value
        this.spec['image'] = value
        return true
      case 'Container ID':
        this.facts.containerID = value
        return value !== ''
      case 'Port':
      case 'Ports':
        for (const port of value.split(/,\s*/)) if (PORT.test(port)) this.port(port)
        return true
      case 'Ready':
        this.facts.ready = value === 'True'
        return true
      case 'Restart Count':
        this.facts.restarts = Math.min(1_000_000, Number.parseInt(value, 10) || 0)
        this.facts.line = line
        return true
      case 'Liveness':
      case 'Readiness':
      case 'Startup': {
        // its author may have set a part in bold
        const probe = probeOf(value.replaceAll('**', ''))
        if (probe) this.spec[`${key.toLowerCase()}Probe`] = probe
        return probe !== undefined
      }
      default:
        return this.within !== ''
    }
  }

  /** A line of a state whose head is cut off: of one that has ended, or of one that waits. */
  private alone(key: string, value: string, indent: number, line: number): boolean {
    const isWaiting = /BackOff$|^ErrImage|^Create|Creating$/.test(value)
    this.within = isWaiting ? 'state' : 'last'
    this.isCut = true
    this.indent = indent - 1
    if (isWaiting) this.facts.state = { is: 'waiting', line }
    else this.facts.lastState ??= { is: 'terminated', line }
    return this.inner(key, value)
  }

  private port(text: string): void {
    const [, number = '', protocol = 'TCP', name] = PORT.exec(text)!
    this.ports.push({ containerPort: Number(number), protocol, ...defined({ name }) })
    this.spec['ports'] = this.ports
  }

  /** `/etc/kubernetes from config (ro,path="conf")`. */
  private mount(text: string): boolean {
    const [, mountPath, name, more = ''] = /^\s*(\S+) from (\S+) \(([^)]*)\)\s*$/.exec(text) ?? []
    if (mountPath === undefined || name === undefined) return false
    const subPath = /(?:^|,)path="([^"]*)"/.exec(more)?.[1]
    this.mounts.push({ name, mountPath, ...(/^ro\b/.test(more) ? { readOnly: true } : {}), ...(subPath ? { subPath } : {}) })
    return true
  }

  private state(value: string, line: number): boolean {
    const is = value.toLowerCase().split(/\s/)[0]
    if (is !== 'waiting' && is !== 'running' && is !== 'terminated') return false
    const state: StateFacts = { is, line }
    if (this.within === 'state') this.facts.state = state
    else this.facts.lastState = state
    return true
  }

  private inner(key: string, value: string): boolean {
    if (this.within === 'limits' || this.within === 'requests') {
      if (!/^(memory|cpu|ephemeral-storage)$/.test(key) || value === '') return false
      const resources = (this.spec['resources'] ??= newObject()) as Record<string, Json>
      ;((resources[this.within] ??= newObject()) as Record<string, Json>)[key] = value
      if (this.within === 'limits' && key === 'memory') this.facts.memoryLimit = value
      return true
    }
    const state = this.within === 'state' ? this.facts.state : this.within === 'last' ? this.facts.lastState : undefined
    if (!state) return false
    const time = describeTime(value)
    if (key === 'Reason') state.reason = value
    else if (key === 'Message') state.message = value
    else if (key === 'Exit Code' && /^-?\d+\b/.test(value)) state.exitCode = Number.parseInt(value, 10)
    else if (key === 'Signal' && /^\d+$/.test(value)) state.signal = Number(value)
    else if (key === 'Started' && time !== undefined) state.startedAt = time
    else if (key === 'Finished' && time !== undefined) state.finishedAt = time
    else return false
    return true
  }
}
