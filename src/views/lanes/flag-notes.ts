import { own } from '../../manifest/own.ts'
import { readArguments } from '../../sim/control-plane/arguments.ts'
import type { KnownProgram } from '../../sim/node/who-runs.ts'
import flagNotesTable from '../../texts/flag-notes.tsv?raw'
import { readTable } from '../../texts/table.ts'

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

/** The flags of which something may be said, by program. */
export const notedFlags = (program: KnownProgram): readonly string[] => [...new Set(rowsOf(program).map(({ flag }) => flag))]

/** What is said of a flag of one of the control plane's programs, and where it stands among the arguments. */
export interface FlagNote {
  at: number
  message: string
}

/** The flags that could change a restart or an answer, and of which nothing, or not all, comes here. */
export function flagNotes(program: KnownProgram, args: readonly string[], files: Files = {}): FlagNote[] {
  const { flags } = readArguments(args, () => false)
  const notes = new Map<string, FlagNote>()
  for (const row of rowsOf(program)) {
    const set = flags.get(row.flag)
    const text = set && !notes.has(row.flag) ? sentence(row, set.value, files) : undefined
    if (text !== undefined) notes.set(row.flag, { at: set!.at, message: `--${row.flag} is not simulated, or not wholly: ${text}` })
  }
  return [...notes.values()]
}
