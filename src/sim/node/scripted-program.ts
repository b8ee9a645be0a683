import { defined, own } from '../../manifest/own.ts'
import type { Container } from '../../manifest/types.ts'
import { assumedScript } from './assumed.ts'
import type { Node } from './node.ts'
import type { Process, Program, ProgramSite } from './process.ts'
import { processKey, type ProcessScript, type ScriptedLife } from '../scenario/scenario-programs.ts'
import { ScriptRules } from './script-rules.ts'
import { ScriptedProcess } from './scripted-process.ts'

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
    return new ScriptedProcess(this.node, program, this.rulesOf(program))
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
    const warning = this.node.trace.warnOnce(
      `Nothing says how the program in container ${container.name} behaves. Assumed: it ${does}; ${ends.replace(/^on SIGTERM /, 'on SIGTERM it ')}. Describe it under processes.`,
      { cause: at === undefined ? cause : field(at), pod: name, container: container.name, ...defined({ assumed: restartsIf }) },
      `assumed ${name}/${container.name} ${does} ${ends}`,
    )
    const rules = new ScriptRules(script, () => warning, true)
    this.assumed.set(container, rules)
    return rules
  }
}

/** A program in a life that has something of its own. */
function inLife({ exits, ...script }: ProcessScript, { exits: own = exits, ...life }: ScriptedLife): ProcessScript {
  const said = Object.entries(life).filter(([, value]) => value !== undefined)
  return Object.assign({ ...script }, Object.fromEntries(said), own ? { exits: own } : {})
}
