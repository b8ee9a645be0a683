import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { defined, own } from '../../manifest/own.ts'
import type { Container, Manifest } from '../../manifest/types.ts'
import { isBegunFlag, nearestFlag, parseFlags, releasesOf } from '../../sim/apiserver/flags/flags.ts'
import { readObjects } from '../../sim/apiserver/objects/read-objects.ts'
import { readArguments } from '../../sim/control-plane/command-arguments.ts'
import { DATA_NOTE, lostData } from '../../sim/control-plane/etcd-flags.ts'
import { ETCD_FLAGS, MANAGER_FLAGS, strangeFlags } from '../../sim/control-plane/plane-flags.ts'
import { filesOf, runningOf } from '../../sim/kubelet/running.ts'
import { hostAtStart, type ContainerFiles } from '../../sim/node/container-files.ts'
import { type HostFiles, hostPathKind } from '../../sim/node/host-paths.ts'
import type { KnownProgram, Running } from '../../sim/node/who-runs.ts'
import type { Release } from '../../sim/release/release.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import flagNotesTable from '../../texts/flag-notes.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** Admission plugins that refuse or change what a kubelet writes, or that ask others. */
const PLUGINS: ReadonlySet<string> = new Set([
  ...['AlwaysDeny', 'AlwaysPullImages', 'DenyEscalatingExec', 'DenyExecOnPrivileged', 'EventRateLimit', 'ImagePolicyWebhook'],
  ...['LimitPodHardAntiAffinityTopology', 'OwnerReferencesPermissionEnforcement', 'PodNodeSelector', 'PodSecurityPolicy'],
  ...['PodTolerationRestriction', 'SecurityContextDeny'],
])

/** Gates of the kube-apiserver that a rule here reads. */
const RULED_GATES: readonly string[] = [
  'AnonymousAuthConfigurableEndpoints',
  'StructuredAuthenticationConfiguration',
  'StructuredAuthorizationConfiguration',
]

type Files = Readonly<Record<string, string>>

/** Conditions that are more than a regular expression: what stands for `{}` in the sentence, or undefined where nothing is said. */
const CONDITIONS: Readonly<Record<string, (value: string, files: Files) => string | undefined>> = {
  plugins: (value) => {
    const known = split(value).filter((text) => PLUGINS.has(text))
    return known.length === 0 ? undefined : `${known.join(', ')} ${known.length === 1 ? 'does' : 'do'}`
  },
  gates: (value) => {
    const others = split(value).flatMap((gate) => (RULED_GATES.includes(gate.split('=')[0]!) ? [] : [gate.split('=')[0]!]))
    return others.length === 0 ? undefined : others.join(', ')
  },
  issuers: (value, files) => (/^jwt:\s*(?!\[\s*\]|null\b|~)(\S|$)/m.test(own(files, value) ?? '') ? '' : undefined),
  webhooks: (value, files) => (/type:\s*["']?Webhook/.test(own(files, value) ?? '') ? '' : undefined),
  positive: (value) => (Number(value) > 0 ? '' : undefined),
  others: (value) => {
    const others = split(value).length - 1
    return others > 0 ? (others === 1 ? 'member is' : `${others} members are`) : undefined
  },
}

const split = (value: string): string[] => value.split(',').filter((part) => part !== '')

/** A row of the table: `when` is a name above, or a regular expression of the values that it is said of; empty: of all. */
interface NoteRow {
  flag: string
  when: string
  says: string
}

let table: readonly (NoteRow & { program: string })[] | undefined

const rowsOf = (program: KnownProgram): readonly NoteRow[] =>
  (table ??= readTable(flagNotesTable, 'program', 'flag', 'when', 'says')).filter((row) => row.program.split('|').includes(program))

function sentence({ when, says }: NoteRow, value: string, files: Files): string | undefined {
  const condition = own(CONDITIONS, when)
  if (!condition) return new RegExp(when).test(value) ? says : undefined
  const found = condition(value, files)
  return found === undefined ? undefined : says.replace('{}', found)
}

/** What is said of a flag of one of the control plane's programs, and where it stands among the arguments. */
interface FlagNote {
  at: number
  message: string
}

/** The flags that could change a restart or an answer, and of which nothing, or not all, comes here. */
export function flagNotes(program: KnownProgram, args: readonly string[], files: Files = {}): FlagNote[] {
  const { flags } = readArguments(args)
  const notes = new Map<string, FlagNote>()
  for (const row of rowsOf(program)) {
    const set = flags.get(row.flag)
    const text = set && !notes.has(row.flag) ? sentence(row, set.value, files) : undefined
    if (text !== undefined) notes.set(row.flag, { at: set!.at, message: `--${row.flag} is not simulated, or not wholly: ${text}` })
  }
  return [...notes.values()]
}

/** What the API refuses of the objects that are there at t = 0. */
export function objectProblems(inputs: Inputs, release: Release): (Diagnostic & { file: string })[] {
  return inputs.cluster.objects.flatMap((file) =>
    readObjects(inputs.files[file]!, release).problems.map(({ message, line, column }) => ({
      code: 'OBJECT' as const,
      severity: 'error' as const,
      message,
      path: '',
      range: { start: { line, column }, end: { line, column: column + 1 } },
      file,
    })),
  )
}

/** Flags of the control plane's programs of which nothing, or not all, comes here; and an etcd that keeps nothing. */
export function leftOut(manifest: Manifest, inputs: Inputs): Diagnostic[] {
  const pod = manifest.pod!
  return pod.spec.containers.flatMap((container, i): Diagnostic[] => {
    const { program, args, places, programPlace } = runningOf(pod, container, inputs)
    if (program === undefined) return []
    const note = (place: string | undefined, message: string, code: Diagnostic['code'] = 'NOT_SIMULATED'): Diagnostic => {
      const path = `spec.containers[${i}].${place ?? programPlace ?? 'image'}`
      return { code, severity: 'info', message, path, range: manifest.rangeOf(path) }
    }
    const notes = flagNotes(program, args, inputs.files).map(({ at, message }) => note(places[at], message))
    const strange = program === 'kube-apiserver' ? [] : strangeFlags(args, program === 'etcd' ? ETCD_FLAGS : MANAGER_FLAGS)
    for (const { value, at } of strange)
      notes.push(
        note(
          places[at],
          `--${value} is no flag of ${program} that is known here: it is passed over. A real one that does not know it ends at once.`,
        ),
      )
    const lost = program === 'etcd' ? lostData(pod!, container, args) : undefined
    return lost === undefined
      ? notes
      : [
          ...notes,
          note(
            lost.at === undefined ? undefined : places[lost.at],
            pod!.spec.hostNetwork ? `${lost.says} ${DATA_NOTE}` : lost.says,
            'DATA_LOST',
          ),
        ]
  })
}

/** What a kube-apiserver would say of its flags, each at its line. */
export function flagProblems(manifest: Manifest, inputs: Inputs, release: Release): Diagnostic[] {
  const pod = manifest.pod!
  const host = hostAtStart(inputs, release.runtime)
  const files = (container: Container) => filesOf(pod, container, inputs, host)
  return pod.spec.containers.flatMap((container, i) => {
    const running = runningOf(pod, container, inputs)
    return running.program === 'kube-apiserver'
      ? ofContainer(manifest, running, `spec.containers[${i}]`, files(container), host, release)
      : []
  })
}

/** klog's head: severity, file and line. */
const LOG_HEAD = /^[EWI] \S+\] /

function ofContainer(
  manifest: Manifest,
  { args, places, programPlace }: Running,
  path: string,
  files: ContainerFiles,
  host: HostFiles,
  release: Release,
): Diagnostic[] {
  const { says, config, errorsAt } = parseFlags(args, files, release)
  const place = (index: number | undefined): string => {
    const at = (index === undefined ? undefined : places[index]) ?? programPlace?.replace(/\[\d+\]$/, '') ?? 'args'
    return `${path}.${at}`
  }
  const last = says.findLastIndex((line) => !/^(Usage|\s|Flag --)/.test(line) && !/^error: /.test(line))
  return says.flatMap((line, i): Diagnostic[] => {
    const fatal = !config && i === last
    if (/^(Usage|\s|error: )/.test(line)) return []
    // a note of its own that says nothing about the manifest
    if (!fatal && /manifest file is empty/.test(line)) return []
    const index = (fatal ? errorsAt?.find((at) => at >= 0) : undefined) ?? named(line, args)
    const at = place(index)
    const arg = index === undefined ? undefined : args[index]
    const unknown = /^(?:Error: )?unknown flag: --(\S+)/.exec(line)?.[1]
    const near = unknown === undefined ? undefined : nearestFlag(unknown, release)
    const suggestion = near === undefined || arg === undefined ? undefined : arg.replace(unknown!, near)
    return [
      {
        code: fatal ? 'FLAG' : 'FLAG_NOTE',
        severity: fatal ? 'error' : 'warning',
        message: fatal
          ? `The kube-apiserver ends at once: ${line.replace(LOG_HEAD, '')}${unknown === undefined ? unmounted(line, host, files) : otherReleases(unknown, release)}`
          : line.replace(LOG_HEAD, ''),
        path: at,
        range: manifest.rangeOf(at),
        ...defined({ suggestion }),
        ...(unknown !== undefined && isBegunFlag(unknown, release.minor) ? { unfinished: true } : {}),
      },
    ]
  })
}

/** A file that a program misses and its host has. */
function unmounted(line: string, host: HostFiles, files: ContainerFiles): string {
  const path = /(?:open|stat) (\/[^\s:"\]]+): no such file or directory/.exec(line)?.[1]
  const place = path === undefined ? undefined : files.hostPlace(path)?.path
  if (place !== undefined && hostPathKind(host, place) === undefined)
    return ` (a volume mounts its place from the node, of which nothing says that it has it: files can say it)`
  return path !== undefined && hostPathKind(host, path) === 'file'
    ? ` (the host has it, and no volume of the container mounts it there)`
    : ''
}

/** Where another release has the flag: which. */
function otherReleases(flag: string, release: Release): string {
  const has = releasesOf(flag)
  if (!has) return ''
  return has.until < release.minor ? ` (gone since 1.${has.until + 1})` : ` (there from 1.${has.since} on)`
}

/** The last argument that sets the flag a line speaks of. */
function named(line: string, args: readonly string[]): number | undefined {
  const flag = /--([a-z0-9-]+)/.exec(line)?.[1]
  if (flag === undefined) return undefined
  const at = args.findLastIndex((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`))
  return at < 0 ? undefined : at
}
