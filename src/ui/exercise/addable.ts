import { type DocumentField, fieldsOf } from '../../manifest/fields.ts'
import { PROBE_DEFAULTS, PROBE_FIELDS, PROBE_HANDLERS } from '../../manifest/types.ts'
import type { YamlNode } from '../../manifest/yaml/parser.ts'
import { valuesAt } from '../../views/what-if/what-if-changes.ts'
import { addition, applied, type TextEdit, member, removal, type FieldValue } from '../../views/what-if/what-if-edit.ts'

/**
 * What can be done to a text: a value that it has, or what it has not yet, a line, a flag, a probe with its lines, or another kind of
 * probe. Nothing is written before it is asked for.
 */
export interface LineChange {
  label: string
  /** It changes what is there. */
  isChange?: true
  /** What its value is at first; none where there is nothing to type. */
  value?: string
  /** The few that it may be. */
  choices?: readonly string[]
  /** What an empty field says. */
  like?: string
  /** The text with it. */
  text: (value: string) => string
  /** Whose value is to be looked at then. */
  path: (value: string) => string
}

/** With their defaults, so that nothing changes before a value is. */
const { timeoutSeconds, periodSeconds, failureThreshold } = PROBE_DEFAULTS
const OF_PROBE: Readonly<Record<string, FieldValue>> = { initialDelaySeconds: 0, timeoutSeconds, periodSeconds, failureThreshold }
const OF_POD: Readonly<Record<string, FieldValue>> = { restartPolicy: 'Always', terminationGracePeriodSeconds: 30 }
const CONTAINER = /^spec\.(?:c|initC)ontainers\[\d+\]/

/** What could be added to a text or changed in kind. What is no such document, or cannot be read, has nothing. */
export function addablesOf(text: string): LineChange[] {
  const fields = fieldsOf(text)
  const at = (path: string): DocumentField | undefined => fields.find((field) => field.path === path)
  const containers = fields.filter(({ path }) => CONTAINER.exec(path)?.[0] === path)
  const whose = (path: string): string => {
    const holder = CONTAINER.exec(path)?.[0]
    return holder === undefined || containers.length < 2 ? '' : ` of ${at(`${holder}.name`)?.value.value ?? holder}`
  }
  const written = (edits: TextEdit[] | undefined): string => (edits ? applied(text, edits) : text)
  const absent = (
    { path, value }: DocumentField,
    of: Readonly<Record<string, FieldValue>>,
    label: (name: string) => string,
  ): LineChange[] =>
    Object.entries(of).flatMap(([name, usual]) => {
      const to = `${path}.${name}`
      if (at(to)) return []
      const typed = (next: string): FieldValue => (typeof usual === 'number' && /^\d+$/.test(next) ? Number(next) : next)
      return [
        {
          label: label(name) + whose(path),
          value: String(usual),
          choices: valuesAt(to),
          text: (next: string) => written(addition(text, value, name, typed(next))),
          path: () => to,
        },
      ]
    })
  return fields.flatMap((field): LineChange[] => {
    const { path, value } = field
    if (path === 'spec' && at('spec.containers')) return absent(field, OF_POD, (name) => name)
    if (path === 'anonymous' && at('kind')?.value.value === 'AuthenticationConfiguration') return [condition(at('anonymous.conditions'))]
    const holder = CONTAINER.exec(path)?.[0]
    if (holder === undefined) return []
    const probe = /^\.(\w+Probe)$/.exec(path.slice(holder.length))?.[1]
    if (probe !== undefined) return [...kindOf(field, probe), ...absent(field, OF_PROBE, (name) => `${name} in ${probe}`)]
    if (/^\.(command|args)$/.test(path.slice(holder.length)) && value.children.some((word) => word.value.startsWith('--')))
      return [
        {
          label: `a flag${whose(path)}`,
          value: '',
          like: '--flag=value',
          text: (flag) => written(member(text, value, flag)),
          path: () => `${path}[${value.children.length}]`,
        },
      ]
    if (path !== holder || !path.startsWith('spec.containers')) return []
    const like = fields.find((field) => PROBE_FIELDS.some((name) => field.path === `${path}.${name}`))
    const body = like ? writtenOf(like.value) : { tcpSocket: { port: portIn(fields, path) } }
    return PROBE_FIELDS.filter((name) => !at(`${path}.${name}`)).map((name) => ({
      label: name + whose(path),
      text: () => written(addition(text, value, name, body)),
      path: () => `${path}.${name}${placeIn(name, fields, like)}`,
    }))
  })

  function condition(list: DocumentField | undefined): LineChange {
    return {
      label: 'a path in conditions',
      value: '',
      like: '/livez',
      text: (path) => written(list ? member(text, list.value, { path }) : addition(text, at('anonymous')!.value, 'conditions', [{ path }])),
      path: () => `anonymous.conditions[${list?.value.children.length ?? 0}].path`,
    }
  }

  /** The handler of a probe in the place of the one that it has. */
  function kindOf({ path, value }: DocumentField, probe: string): LineChange[] {
    const now = PROBE_HANDLERS.find((name) => at(`${path}.${name}`))
    if (!now) return []
    const handler = at(`${path}.${now}`)!
    return [
      {
        label: `kind of the ${probe}${whose(path)}: ${now}`,
        isChange: true,
        value: now,
        choices: PROBE_HANDLERS,
        text: (next) => {
          if (next === now) return text
          const both = written(addition(text, value, next, bodyOf(next, handler.value), handler.value))
          const old = fieldsOf(both).find((field) => field.path === handler.path)
          return old ? applied(both, removal(both, old) ?? []) : text
        },
        path: (next) => `${path}.${next}${{ httpGet: '.path', exec: '.command[0]' }[next] ?? '.port'}`,
      },
    ]
  }

  function bodyOf(kind: string, before: YamlNode): FieldValue {
    if (kind === 'exec') return { command: ['cat', '/tmp/healthy'] }
    const { host, port = portIn(fields, CONTAINER.exec(fields.find(({ value }) => value === before)!.path)![0]) } = writtenOf(before) as {
      host?: FieldValue
      port?: FieldValue
    }
    if (kind === 'grpc') return { port }
    return { ...(host !== undefined && { host }), ...(kind === 'httpGet' && { path: '/healthz' }), port }
  }
}

/** Below a new probe: what is changed in it first. */
function placeIn(name: string, fields: readonly DocumentField[], like: DocumentField | undefined): string {
  if (!like) return '.tcpSocket.port'
  const inner = name === 'startupProbe' ? ['.failureThreshold'] : []
  const steps = [...inner, ...PROBE_HANDLERS.flatMap((handler) => [`.${handler}.path`, `.${handler}.port`, `.${handler}.command[0]`])]
  return steps.find((step) => fields.some(({ path }) => path === like.path + step)) ?? ''
}

function portIn(fields: readonly DocumentField[], container: string): FieldValue {
  const port = fields.find(({ path }) => path.startsWith(`${container}.ports[`) && path.endsWith('.containerPort'))
  return Number(port?.value.value ?? 8080)
}

function writtenOf({ kind, children, value, implicit }: YamlNode): FieldValue {
  if (kind === 'sequence') return children.map(writtenOf)
  if (kind === 'mapping')
    return Object.fromEntries(children.flatMap((key, n) => (n % 2 === 0 ? [[key.value, writtenOf(children[n + 1]!)] as const] : [])))
  if (implicit && /^\d+$/.test(value)) return Number(value)
  return implicit && /^(true|false)$/.test(value) ? value === 'true' : value
}
