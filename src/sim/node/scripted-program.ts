import { defined, own } from '../../manifest/own.ts'
import type { Container } from '../../manifest/types.ts'
import { assumedScript } from './assumed.ts'
import { isLoopback, type Listener, type Network } from './network.ts'
import type { CpuShare, Node } from './node.ts'
import { type Process, type Program, type ProgramSite, tellLine, tellListening } from './process.ts'
import { type Caller, processKey, type ProcessScript, type ScriptedLife } from '../scenario/scenario-programs.ts'
import { type ScriptClient, ScriptRules } from './script-rules.ts'
import { ScriptedProcess, type ProcessSite } from './scripted-process.ts'

/** Whatever the scenario's `processes` describe, or leave undescribed. */
export class ScriptedProgram implements Program {
  readonly servesAPI = false
  /** What is said of the programs, by pod and container. */
  private rules = new Map<string, ScriptRules>()
  private assumed = new Map<Container, ScriptRules>()
  /** Of containers whose program is the same in each life. */
  private same = new Map<Container, ScriptRules>()
  private readonly node: Node

  constructor(node: Node) {
    this.node = node
  }

  make(program: ProgramSite): Process {
    const { node } = this
    const site = new ScriptedSite(node, program)
    return new ScriptedProcess(node.engine, site.network, this.rulesOf(program), site, program.onExit, site)
  }

  private rulesOf(program: ProgramSite): ScriptRules {
    const { pod, container, attempt } = program
    const same = this.same.get(container)
    if (same) return same
    const full = `${pod.name}/${container.name}`
    const { trace, inputs } = this.node
    const key = processKey(inputs.processes, pod.name, container.name)
    const script = key === undefined ? undefined : own(inputs.processes, key)
    if (!script) return this.assumedOf(program)
    const life = script.lives?.[attempt]
    const place = life ? `${full} ${attempt}` : full
    const known = this.rules.get(place)
    if (known && !script.lives) this.same.set(container, known)
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
  private assumedOf({ pod: { name, cause, manifest }, container, field }: ProgramSite): ScriptRules {
    const known = this.assumed.get(container)
    if (known) return known
    const { script, does, ends, restartsIf, at } = assumedScript(manifest, container, this.node.inputs)
    const warning = this.node.trace.root(`assumed ${name}/${container.name} ${does} ${ends}`, () => ({
      kind: 'warning',
      cause: at === undefined ? cause : field(at),
      pod: name,
      container: container.name,
      ...defined({ assumed: restartsIf }),
      message: `Nothing says how the program in container ${container.name} behaves. Assumed: it ${does}; ${ends.replace(/^on SIGTERM /, 'on SIGTERM it ')}. Describe it under processes.`,
    }))
    const rules = new ScriptRules(script, () => warning, true)
    this.assumed.set(container, rules)
    return rules
  }
}

/** Where one process of such a program runs: what it tells of itself, and how it reaches others. */
class ScriptedSite implements ProcessSite, ScriptClient {
  readonly network: Network
  private readonly node: Node
  private readonly program: ProgramSite

  constructor(node: Node, program: ProgramSite) {
    const { pod } = program
    this.node = node
    this.program = program
    this.network = pod.hostNetwork ? node.network : node.podNetwork(pod.ip)
  }

  get memoryLimit(): ProcessSite['memoryLimit'] {
    const { container, field } = this.program
    const { memoryLimit } = container
    return memoryLimit === undefined ? undefined : { bytes: memoryLimit, root: () => field('resources.limits.memory') }
  }

  start(): number | undefined {
    return this.program.life.start()
  }

  cpu(): CpuShare | undefined {
    const { cpuShares } = this.node
    if (cpuShares.size === 0) return undefined
    const { pod, container } = this.program
    const share = cpuShares.get(`${pod.name}/${container.name}`) ?? cpuShares.get(container.name)
    return share?.times === 1 ? undefined : share
  }

  goesWithout(port: number): boolean {
    const { pod, container } = this.program
    // what its manifest gives it, it needs, and what an action has taken is taken from it
    if (container.ports.some(({ containerPort }) => containerPort === port)) return false
    if (pod.hostNetwork && this.node.ports.causeOf(port) !== undefined) return false
    const message = `Port ${port} is in use by another program already: that of container ${container.name}, which nobody has described, is assumed not to need it.`
    this.node.trace.root(`without ${port} ${pod.name}/${container.name}`, () => ({
      kind: 'warning',
      cause: pod.cause,
      pod: pod.name,
      container: container.name,
      message,
    }))
    return true
  }

  listening(rule: number, because: readonly number[]): void {
    tellListening(this.node.trace, this.program, [rule, ...because])
  }

  log(text: string, cause: readonly number[]): number {
    return tellLine(this.node.trace, this.program, text, cause)
  }

  find(host: string, port: number): Listener | undefined {
    const { hostNetwork } = this.program.pod
    if (!hostNetwork && isLoopback(host)) return this.network.find(host, port)
    return this.node.find(host, port, hostNetwork ? 'node' : 'pod')
  }

  asks(caller: Caller): Caller {
    return this.node.asks(caller)
  }
}

/** A program in a life that has something of its own. */
function inLife({ exits, ...script }: ProcessScript, { exits: own = exits, ...life }: ScriptedLife): ProcessScript {
  const said = Object.entries(life).filter(([, value]) => value !== undefined)
  return Object.assign({ ...script }, Object.fromEntries(said), own ? { exits: own } : {})
}
