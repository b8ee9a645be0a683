import { own } from '../../manifest/own.ts'
import type { Container } from '../../manifest/types.ts'
import type { ProcessScript } from '../scenario/programs.ts'
import { isLoopback } from './network.ts'
import type { Node } from './node.ts'
import type { Process } from './process.ts'
import type { Program, ProgramSite } from './programs.ts'
import { ScriptRules } from './script-rules.ts'
import { type Client, ScriptedProcess, type Site } from './scripted-process.ts'

/** A program that nobody has described: runs for ever, listens on nothing. */
const SILENT: ProcessScript = { listens: [], answers: [], onTerm: { after: 0, code: 0 }, execs: [] }

/** Whatever the scenario's `processes` describe, or leave undescribed. */
export class ScriptedProgram implements Program {
  readonly servesAPI = false
  /** What is said of the programs, by pod and container. */
  private rules = new Map<string, ScriptRules>()
  private readonly node: Node

  constructor(node: Node) {
    this.node = node
  }

  make({ pod, container, attempt, life, onExit }: ProgramSite): Process {
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
    const site: Site = { listening, start: () => life.start() }
    return new ScriptedProcess(node.engine, network, this.rulesOf(pod, container), site, onExit, client)
  }

  private rulesOf({ name, cause }: ProgramSite['pod'], container: Container): ScriptRules {
    const full = `${name}/${container.name}`
    const known = this.rules.get(full)
    if (known) return known
    const { trace, inputs } = this.node
    const key = [full, container.name].find((one) => Object.hasOwn(inputs.processes, one))
    const script = key === undefined ? undefined : own(inputs.processes, key)
    const silent = script
      ? undefined
      : trace.root(`silent ${full}`, () => ({
          kind: 'warning',
          cause,
          pod: name,
          container: container.name,
          message: `Nothing says how the program in container ${container.name} behaves: it runs for ever and listens on nothing. Describe it under processes.`,
        }))
    const rules = new ScriptRules(
      script ?? SILENT,
      (path, value) =>
        silent ??
        trace.root(`script ${key}.${path}`, () => ({
          kind: 'script',
          container: container.name,
          path: `processes.${key}.${path}`,
          value: value ?? null,
        })),
    )
    this.rules.set(full, rules)
    return rules
  }
}
