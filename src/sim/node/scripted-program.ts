import { own } from '../../manifest/own.ts'
import type { Container } from '../../manifest/types.ts'
import { assumedEnd, assumedScript } from './assumed.ts'
import { isLoopback } from './network.ts'
import type { Node } from './node.ts'
import type { Process } from './process.ts'
import type { Program, ProgramSite } from './programs.ts'
import type { ProcessScript, ScriptedLife } from '../scenario/programs.ts'
import { ScriptRules } from './script-rules.ts'
import { ScriptedProcess, type Site } from './scripted-process.ts'
import type { Client } from './client.ts'

/** Whatever the scenario's `processes` describe, or leave undescribed. */
export class ScriptedProgram implements Program {
  readonly servesAPI = false
  /** What is said of the programs, by pod and container. */
  private rules = new Map<string, ScriptRules>()
  private assumed = new Map<Container, ScriptRules>()
  private readonly node: Node

  constructor(node: Node) {
    this.node = node
  }

  make({ pod, container, attempt, life, onExit, field }: ProgramSite): Process {
    const { node } = this
    const network = pod.hostNetwork ? node.network : node.podNetwork(pod.ip)
    const listening = (rule: number): void => {
      const start = life.start()
      node.trace.add({
        id: 0,
        t: 0,
        kind: 'process',
        cause: start === undefined ? rule : [start, rule],
        pod: pod.name,
        uid: pod.uid,
        container: container.name,
        op: 'listening',
        attempt,
      })
    }
    const client: Client = {
      find: (host, port) =>
        !pod.hostNetwork && isLoopback(host) ? network.find(host, port) : node.find(host, port, pod.hostNetwork ? 'node' : 'pod'),
      asks: (caller) => node.asks(caller),
    }
    const { memoryLimit } = container
    const site: Site = {
      listening,
      start: () => life.start(),
      log: (text, cause) =>
        void node.trace.add({
          id: 0,
          t: 0,
          kind: 'log',
          cause,
          pod: pod.name,
          container: container.name,
          source: container.name,
          text,
          attempt,
        }),
      ...(memoryLimit === undefined ? {} : { memoryLimit: { bytes: memoryLimit, root: () => field('resources.limits.memory') } }),
    }
    return new ScriptedProcess(node.engine, network, this.rulesOf(pod, container, attempt), site, onExit, client)
  }

  /** `attempt`: which life it is, 0 for the first. */
  private rulesOf(pod: ProgramSite['pod'], container: Container, attempt: number): ScriptRules {
    const full = `${pod.name}/${container.name}`
    const { trace, inputs } = this.node
    const key = [full, container.name].find((one) => Object.hasOwn(inputs.processes, one))
    const script = key === undefined ? undefined : own(inputs.processes, key)
    if (!script) return this.assumedOf(pod, container)
    const life = script.lives?.[attempt]
    const place = life ? `${full} ${attempt}` : full
    const known = this.rules.get(place)
    if (known) return known
    const rules = new ScriptRules(life ? inLife(script, life) : script, (field, value) => {
      const path = life && Object.hasOwn(life, field.replace(/\[.*/, '')) ? `lives[${attempt}].${field}` : field
      return trace.root(`script ${key}.${path}`, () => ({
        kind: 'script',
        container: container.name,
        path: `processes.${key}.${path}`,
        value: value ?? null,
      }))
    })
    this.rules.set(place, rules)
    return rules
  }

  /** Of a program that nobody has described. */
  private assumedOf({ name, cause, manifest }: ProgramSite['pod'], container: Container): ScriptRules {
    const known = this.assumed.get(container)
    if (known) return known
    const { script, does, ends } = assumedScript(container, assumedEnd(manifest, container), this.node.inputs.images)
    const warning = this.node.trace.root(`assumed ${name}/${container.name} ${does} ${ends}`, () => ({
      kind: 'warning',
      cause,
      pod: name,
      container: container.name,
      message: `Nothing says how the program in container ${container.name} behaves. Assumed: it ${does}; ${ends.replace(/^on SIGTERM /, 'on SIGTERM it ')}. Describe it under processes.`,
    }))
    const rules = new ScriptRules(script, () => warning)
    this.assumed.set(container, rules)
    return rules
  }
}

/** A program in a life that has something of its own. */
function inLife({ exits, ...script }: ProcessScript, { exits: own = exits, ...life }: ScriptedLife): ProcessScript {
  const said = Object.entries(life).filter(([, value]) => value !== undefined)
  return Object.assign({ ...script }, Object.fromEntries(said), own ? { exits: own } : {})
}
