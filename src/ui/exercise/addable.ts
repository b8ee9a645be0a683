import { type Field, fieldsOf } from '../../manifest/fields.ts'
import type { YamlNode } from '../../manifest/yaml/parser.ts'
import { addition, applied, type Edit, member, type Written } from '../../views/what-if/what-if-edit.ts'

/** A line, or a probe with its lines, that a manifest has not yet. */
export interface Addable {
  label: string
  /** The text with it. */
  text: string
  /** Whose value is to be looked at then. */
  path: string
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec']
/** With their defaults, so that nothing changes before a value is. */
const OF_PROBE: Readonly<Record<string, Written>> = { initialDelaySeconds: 0, timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3 }
const OF_POD: Readonly<Record<string, Written>> = { restartPolicy: 'Always', terminationGracePeriodSeconds: 30 }
/** A flag that no program has, to be written over. */
const FLAG = '--flag=value'

/** What a pod's manifest could have beside what it has. Errors: none; what is no pod, or cannot be read, is given nothing. */
export function addablesOf(text: string): Addable[] {
  const fields = fieldsOf(text)
  const add = (label: string, edits: Edit[] | undefined, path: string): Addable[] =>
    edits ? [{ label, text: applied(text, edits), path }] : []
  return fields.flatMap(({ path, value }): Addable[] => {
    const has = (name: string): boolean => fields.some((field) => field.path === `${path}.${name}`)
    const absent = (of: Readonly<Record<string, Written>>, label: (name: string) => string): Addable[] =>
      Object.entries(of).flatMap(([name, set]) => (has(name) ? [] : add(label(name), addition(text, value, name, set), `${path}.${name}`)))
    if (path === 'spec' && has('containers')) return absent(OF_POD, (name) => name)
    const probe = /\.containers\[\d+\]\.(\w+Probe)$/.exec(path)?.[1]
    if (probe !== undefined) return absent(OF_PROBE, (name) => `${name} in ${probe}`)
    if (/^spec\.containers\[\d+\]\.(command|args)$/.test(path) && value.children.some((word) => word.value.startsWith('--')))
      return add('a flag', member(text, value, FLAG), `${path}[${value.children.length}]`)
    if (!/^spec\.containers\[\d+\]$/.test(path)) return []
    const like = fields.find((field) => PROBES.some((name) => field.path === `${path}.${name}`))
    const body = like ? writtenOf(like.value) : { tcpSocket: { port: portIn(fields, path) } }
    return PROBES.flatMap((name) =>
      has(name) ? [] : add(name, addition(text, value, name, body), `${path}.${name}${placeIn(name, fields, like)}`),
    )
  })
}

/** Below a new probe: what is changed in it first. */
function placeIn(name: string, fields: readonly Field[], like: Field | undefined): string {
  if (!like) return '.tcpSocket.port'
  const inner = name === 'startupProbe' ? ['.failureThreshold'] : []
  const steps = [...inner, ...HANDLERS.flatMap((handler) => [`.${handler}.path`, `.${handler}.port`, `.${handler}.command[0]`])]
  return steps.find((step) => fields.some(({ path }) => path === like.path + step)) ?? ''
}

function portIn(fields: readonly Field[], container: string): Written {
  const port = fields.find(({ path }) => path.startsWith(`${container}.ports[`) && path.endsWith('.containerPort'))
  return Number(port?.value.value ?? 8080)
}

function writtenOf({ kind, children, value, implicit }: YamlNode): Written {
  if (kind === 'sequence') return children.map(writtenOf)
  if (kind === 'mapping')
    return Object.fromEntries(children.flatMap((key, n) => (n % 2 === 0 ? [[key.value, writtenOf(children[n + 1]!)] as const] : [])))
  if (implicit && /^\d+$/.test(value)) return Number(value)
  return implicit && /^(true|false)$/.test(value) ? value === 'true' : value
}
