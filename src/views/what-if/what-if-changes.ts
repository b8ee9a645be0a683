import { own } from '../../manifest/own.ts'
import { type DocumentField, fieldsOf } from '../../manifest/fields.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { SHELL } from '../../sim/node/assumed-commands.ts'
import { applied, type TextEdit, endOf, removal, swap, swapQuoted } from './what-if-edit.ts'

/** What of a lane's inputs a change makes otherwise beside a manifest; of its files those that it takes. */
const BESIDE = ['files', 'cluster', 'actions', 'processes', 'images'] as const
type Beside = Partial<Pick<Inputs, (typeof BESIDE)[number]>>

/** Those that a change says. */
export const besideOf = (change: Beside): Beside =>
  Object.fromEntries(BESIDE.flatMap((field) => (change[field] ? [[field, change[field]]] : [])))

/** A lane's inputs with a change of one of its manifests. */
export const changedInputs = (inputs: Inputs, file: string, change: Beside & { text: string }): Inputs => ({
  ...inputs,
  ...besideOf(change),
  manifests: { ...inputs.manifests, [file]: change.text },
  files: { ...inputs.files, ...change.files },
})

/** A single change of a manifest. */
export interface ManifestChange extends Beside {
  /** 0: what a flag takes for granted is put there; 1: a flag or a plain field goes; 2: a value is another; 3: a block is another; 4: a block goes. */
  size: 0 | 1 | 2 | 3 | 4
  /** In words: `without --anonymous-auth=false`. */
  title: string
  /** The field that it is about. */
  path: string
  /** Where that begins, from 1. */
  line: number
  /** The whole text with it. */
  text: string
  /** How far a number was moved. */
  distance: number
  /** What a person types for it, where no text changes. */
  command?: string
  /** How a probe asks then, where that is what it changes. */
  handler?: 'tcpSocket'
  /** What is to be known of it, as sentences. */
  notes?: readonly string[]
}

/** What a change does: it puts there what a flag takes for granted, takes something away, or names another value or block. */
export type ChangeKind = 'implied' | 'removal' | 'value' | 'block'

const KINDS = { 0: 'implied', 1: 'removal', 2: 'value', 3: 'block', 4: 'removal' } as const satisfies Record<
  ManifestChange['size'],
  ChangeKind
>

/** Of which kind a change is, by its size. */
export const kindOf = ({ size }: Pick<ManifestChange, 'size'>): ChangeKind => KINDS[size]

/** Whether it takes a field of that path away. */
export const takesAway = (change: Pick<ManifestChange, 'size' | 'path'>, path: RegExp): boolean =>
  kindOf(change) === 'removal' && path.test(change.path)

/** A number that may be moved. */
export interface Movable {
  value: number
  /** Less of it would mean something else. */
  isOnlyMore?: true
  to(value: number): ManifestChange
}

/** What a field may say instead. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  scheme: ['HTTP', 'HTTPS'],
  restartPolicy: ['Always', 'OnFailure', 'Never'],
  protocol: ['TCP', 'UDP', 'SCTP'],
  'httpGet.protocol': ['HTTP1', 'HTTP2'],
  'grpc.mode': ['Plaintext', 'TLS'],
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
  action: ['Restart', 'RestartAllContainers'],
}

/**
 * All single changes of a manifest that its own tree gives: each flag or field out, each yes to no, each of a few values, a
 * probe's request to a mere connection, a kube-apiserver's health to one that leaves etcd out.
 *
 * Units: lines count from 1. A text that cannot be read has none.
 */
export function changesOf(text: string): ManifestChange[] {
  return fieldsOf(text).flatMap((field) => [
    ...removed(text, field),
    ...switched(text, field),
    ...simplerProbe(text, field),
    ...withoutEtcd(text, field),
  ])
}

/**
 * The numbers of a manifest, in fields and in flags.
 *
 * Units: the field's own.
 */
export function numbersOf(text: string): Movable[] {
  return fieldsOf(text).flatMap((field): Movable[] => {
    const found = field.key
      ? (field.value.implicit ? /^()(\d+)$/ : undefined)?.exec(field.value.value)
      : argument(field) && /^(--[\w-]+=)(\d+)$/.exec(field.value.value)
    if (!found) return []
    const value = Number(found[2])
    return [{ value, to: (next) => replaced(text, field, `${found[1]}${next}`, next - value) }]
  })
}

function removed(text: string, field: DocumentField): ManifestChange[] {
  // the words of a command go together, save for a container's flags
  const isWord = !field.key && /\.(command|args)\[\d+\]$/.test(field.path)
  const edits = isWord && (!argument(field) || SHELL.test(field.parent.children[0]!.value)) ? undefined : removal(text, field)
  if (!edits) return []
  return [change(text, field, { size: field.value.kind === 'scalar' ? 1 : 4, title: `without ${nameOf(field)}`, edits })]
}

/** Yes to no and back, and each of the few values that a field may have. */
function switched(text: string, field: DocumentField): ManifestChange[] {
  const { key, value, path } = field
  if (value.kind !== 'scalar') return []
  if (!key) {
    const [, flag, is] = (argument(field) && /^(--[\w-]+)(?:=(true|false))?$/.exec(value.value)) || []
    return flag ? [replaced(text, field, `${flag}=${is === 'false' ? 'true' : 'false'}`)] : []
  }
  if (value.implicit && /^(true|false)$/.test(value.value)) return [replaced(text, field, value.value === 'true' ? 'false' : 'true')]
  return valuesAt(path)
    .filter((other) => other !== value.value)
    .map((other) => replaced(text, field, other))
}

/** The few values that a field may have, by its path; none where it may have any. */
export function valuesAt(path: string): readonly string[] {
  const steps = path.split('.')
  return own(VALUES, steps.slice(-2).join('.')) ?? own(VALUES, steps.at(-1)!) ?? []
}

/** A request to a port becomes a connection to it. */
function simplerProbe(text: string, field: DocumentField): ManifestChange[] {
  const { key, value, path } = field
  if (key?.value !== 'httpGet' || value.kind !== 'mapping' || !/Probe\.httpGet$/.test(path)) return []
  const kept = fieldsOf(text).filter(({ path: inner }) => inner === `${path}.host` || inner === `${path}.port`)
  const slice = (inner: DocumentField): string => text.slice(inner.key!.start.index, inner.value.end.index)
  const indent = `\n${' '.repeat(value.start.column)}`
  const body = value.flow ? ` {${kept.map(slice).join(', ')}}` : kept.map((inner) => indent + slice(inner)).join('')
  const edits = [{ from: key.start.index, to: endOf(value), insert: `tcpSocket:${body}` }]
  return [change(text, field, { size: 3, title: `a tcpSocket probe instead of httpGet in ${probeOf(path)}`, edits, handler: 'tcpSocket' })]
}

/** A kube-apiserver is not asked how etcd fares. */
function withoutEtcd(text: string, field: DocumentField): ManifestChange[] {
  const container = /^(.*)\.\w+Probe\.httpGet\.path$/.exec(field.path)?.[1]
  if (container === undefined || !/^\/(healthz|livez|readyz)$/.test(field.value.value)) return []
  const isApiserver = fieldsOf(text).some(
    ({ path, value }) => path.startsWith(`${container}.command[`) && /(^|\/)kube-apiserver$/.test(value.value),
  )
  return isApiserver ? [replaced(text, field, `${field.value.value}?exclude=etcd`)] : []
}

function argument({ path, value }: DocumentField): boolean {
  return value.kind === 'scalar' && /ontainers\[\d+\]\.(command|args)\[\d+\]$/.test(path) && value.value.startsWith('-')
}

/** A line of a command as it stands, another item of a list with its list: `42 in exitCodes.values`; a field with what it is in, seen from
 * its container or its pod: `host in livenessProbe`. */
export function nameOf({ key, value, path }: Pick<DocumentField, 'key' | 'value' | 'path'>): string {
  const list = path
    .split('.')
    .slice(-2)
    .join('.')
    .replace(/\[\d+\]$/, '')
  if (!key && value.kind !== 'scalar') return path
  if (!key) return /\.(command|args)$/.test(list) ? value.value : `${value.value} in ${list}`
  const [where = ''] = path.replace(/^\w+\.(\w*ontainers\[\d+\]\.)?/, '').split(/[.[]/)
  return where === '' || where === key.value ? key.value : `${key.value} in ${where}`
}

function probeOf(path: string): string {
  return /(\w+Probe)\b/.exec(path)![1]!
}

function replaced(text: string, field: DocumentField, next: string, distance = 0): ManifestChange {
  const title = `${field.key ? `${nameOf(field)}: ` : ''}${next} instead of ${field.value.value}`
  return change(text, field, { size: 2, title, edits: swapQuoted(text, field, next), distance: Math.abs(distance) })
}

function change(
  text: string,
  { path, key, value }: DocumentField,
  { edits, distance = 0, ...rest }: Pick<ManifestChange, 'size' | 'title' | 'handler'> & { edits: readonly TextEdit[]; distance?: number },
): ManifestChange {
  const cost = COSTS.find(([title]) => title.test(rest.title))?.[1]
  return { ...rest, path, line: (key ?? value).start.line + 1, text: applied(text, edits), distance, ...(cost ? { notes: [cost] } : {}) }
}

/** What a kube-apiserver guards no more where a flag goes, or is another. */
const COSTS: readonly (readonly [title: RegExp, cost: string])[] = [
  [
    /^(?:without --anonymous-auth=false|--anonymous-auth=true )/,
    'Requests without credentials are let in again, as system:anonymous: to all that the authorization gives it, such as /version.',
  ],
  [/^(?:without --authorization-mode=|--authorization-mode=AlwaysAllow )/, 'Everybody who is let in may do everything then.'],
  [/^without --enable-admission-plugins=\S*NodeRestriction/, 'A kubelet may change other nodes and their pods then.'],
]

// --- a container's part of a manifest, and what is changed of it

/** The container that is restarted, and the run that it is in. */
export interface Setting {
  inputs: Inputs
  pod: string
  container: string
}

/** A container's own part of a manifest. */
export interface Part {
  text: string
  fields: readonly DocumentField[]
  /** The container, and what it is called there: `spec.containers[0]`. */
  container: DocumentField
  path: string
  setting: Setting
}

/** The container whose text may be changed, with its fields; undefined where the manifest has it no more. */
export function partOf(text: string, setting: Setting): Part | undefined {
  const fields = fieldsOf(text)
  const container = fields.find(
    ({ path, value }) =>
      /^spec\.(initContainers|containers)\[\d+\]$/.test(path) &&
      fields.some((field) => field.parent === value && field.key?.value === 'name' && field.value.value === setting.container),
  )
  return container && { text, fields, container, path: container.path, setting }
}

/** Its field at a path, where it has one. */
export const at = ({ fields }: Part, path: string): DocumentField | undefined => fields.find((field) => field.path === path)

/** A change of a field's text, as it is offered. */
export function changed(
  { text }: Part,
  field: DocumentField,
  { edits, ...rest }: Pick<ManifestChange, 'title'> & Partial<ManifestChange> & { edits: readonly TextEdit[] },
): ManifestChange[] {
  return [{ size: 2, path: field.path, line: (field.key ?? field.value).start.line + 1, distance: 0, ...rest, text: applied(text, edits) }]
}

/** A change of nothing in the pod's own file. */
export const beside = (part: Part, change: Pick<ManifestChange, 'title' | 'path'> & Partial<ManifestChange>): ManifestChange[] =>
  changed(part, part.container, { size: 0, ...change, edits: [] })

/** The words that the container starts with. */
export const argumentsOf = ({ fields, path }: Part): DocumentField[] =>
  fields.filter(
    (field) =>
      field.value.kind === 'scalar' && /^\.(command|args)\[\d+\]$/.test(field.path.slice(path.length)) && field.path.startsWith(path),
  )

/** Another value of a field, as it is offered. */
export const instead = (
  part: Part,
  field: DocumentField,
  to: string,
  { name = '', ...more }: Partial<ManifestChange> & { name?: string; edits?: readonly TextEdit[] } = {},
): ManifestChange[] => changed(part, field, { title: `${name}${to} instead of ${field.value.value}`, edits: swap(field, to), ...more })

/** Whether it is a program of that name by the words that it starts with. */
export const runs = (part: Part, program: string): boolean =>
  argumentsOf(part).some(({ value }) => value.value.split('/').at(-1) === program)
