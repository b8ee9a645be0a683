import { manifestOf } from '../../sim/scenario/specs.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { nearestName } from '../../manifest/nearest.ts'
import { defined } from '../../manifest/own.ts'
import { type Pod, PROBES, placedContainers, containerIn } from '../../manifest/types.ts'
import { runningOf } from '../../sim/kubelet/running.ts'
import { processKey } from '../../sim/scenario/scenario-programs.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'

/** A container that the lane's files speak of. */
export interface ContainerPlace {
  pod: string
  container: string
  /** Its behaviour comes from its flags. */
  isApiserver: boolean
  /** Why it is taken for what it is, as the end of a sentence. */
  because: string
  /** What it would be taken for if `processes` said nothing of it. */
  otherwise: string | undefined
}

/**
 * The containers of a lane's manifests, and of those that its actions write; each once.
 *
 * A text that holds no pod has none.
 */
export function containersOf(inputs: Inputs): ContainerPlace[] {
  const found = new Map<string, ContainerPlace>()
  for (const pod of podsOf(inputs)) {
    const { metadata } = pod
    for (const { container } of placedContainers(pod)) {
      const { program, because } = runningOf(pod, container, inputs)
      const otherwise = runningOf(pod, container, { ...inputs, processes: {} }).program
      found.set(`${metadata.name}/${container.name}`, {
        pod: metadata.name,
        container: container.name,
        isApiserver: program === 'kube-apiserver',
        because,
        otherwise,
      })
    }
  }
  return [...found.values()]
}

/**
 * The option with which kubectl finds the lane's pods; none where they are in the default namespace.
 *
 * Follows: kubectl, where -A came with 1.14 only.
 */
export function namespaceOption(inputs: Inputs): string {
  return optionFor(new Set(podsOf(inputs).map(({ metadata }) => metadata.namespace)))
}

/** The same of those namespaces. */
export function optionFor([first = 'default', ...others]: Iterable<string>): string {
  if (others.length > 0) return ' --all-namespaces'
  return first === 'default' ? '' : ` -n ${first}`
}

function podsOf(inputs: Inputs): Pod[] {
  const written = inputs.actions.flatMap((action) => ('write' in action ? [[action.write, action.content] as const] : []))
  return [...Object.entries(inputs.manifests), ...written].flatMap(([file, text]) => manifestOf(inputs, file, text).pod ?? [])
}

/**
 * Names under `processes` that no container has, where a container has nothing said of it and may be meant: what they say comes to
 * nothing; and those of a program that is simulated by itself otherwise.
 *
 * The range is that of a text which has each name at the start of a line.
 */
export function strayProcesses(inputs: Inputs): Diagnostic[] {
  const containers = containersOf(inputs)
  const edits = inputs.actions.flatMap((action) => ('edit' in action ? [action.replace] : []))
  const names = containers.map((container) => container.container)
  const isSaid = (item: { pod: string; container: string }): boolean => processKey(inputs.processes, item.pod, item.container) !== undefined
  return Object.keys(inputs.processes).flatMap((name): Diagnostic[] => {
    const [pod = '', container = pod] = name.split('/')
    const place = containers.find(
      (containerPlace) => containerPlace.container === container && (pod === container || containerPlace.pod === pod),
    )
    if ((place && place.otherwise === undefined) || edits.some((text) => text.includes(container))) return []
    if (place) return [overruled(name, place.otherwise!)]
    if (containers.length > 0 && containers.every((container) => container.otherwise !== undefined || isSaid(container))) return []
    const near = nearestName(container, names)
    const others = names.length === 0 ? '' : ` There ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}.`
    return [
      {
        code: 'STRAY',
        severity: 'warning',
        message: `No container is named ${name}: what processes says of it comes to nothing.${others}`,
        path: name,
        range: rangeOf(name),
        ...defined({ suggestion: near }),
      },
    ]
  })
}

function overruled(name: string, program: string): Diagnostic {
  const message = `${name} would be a ${program}, whose behaviour comes from its flags: what processes says of it is taken instead.`
  return { code: 'OVERRULED', severity: 'info', message, path: name, range: rangeOf(name) }
}

/** In a text which has each name at the start of a line. */
const rangeOf = (name: string): Diagnostic['range'] => ({ start: { line: 1, column: 1 }, end: { line: 1, column: 1 + name.length } })

/**
 * Programs of which `processes` says that they listen, and not what they answer: who asks one waits until his time is over.
 *
 * A warning where a probe asks, a note otherwise.
 */
export function unanswered(inputs: Inputs): Diagnostic[] {
  return Object.entries(inputs.processes).flatMap(([name, { listens, answers }]): Diagnostic[] => {
    if (listens.length === 0 || answers.length > 0) return []
    const [pod = '', container = pod] = name.split('/')
    const probed = podsOf(inputs)
      .filter(({ metadata }) => pod === container || metadata.name === pod)
      .map((item) => containerIn(item, container))
      .some((item) => PROBES.some((type) => item?.[`${type}Probe`]?.httpGet ?? item?.[`${type}Probe`]?.grpc))
    const ports = listens.map(({ port }) => port).join(', ')
    return [
      {
        code: 'UNANSWERED',
        severity: probed ? 'warning' : 'info',
        message: `processes.${name}: it listens on ${ports} and answers nothing, for no answers are given: connections are accepted, and whoever asks${probed ? ', its own probes among them,' : ''} waits until his time is over. Give answers, such as [{from: 0s, status: 200}].`,
        path: name,
        range: rangeOf(name),
      },
    ]
  })
}
