import omissions from '../../texts/omissions.tsv?raw'
import rules from '../../texts/rules.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** What a real node does and this model does not, as far as it could change a restart or an answer; and what happens instead. */
export const NOT_SIMULATED = readTable(omissions, 'what', 'instead')

/** What the model claims, rule by rule, and what shows that it is so: the page lists it, a test holds it against the files that it names. */
export interface ModelRule {
  /** Short and stable: links may name it. */
  id: string
  group: (typeof GROUPS)[number]
  title: string
  /** The rule in our own words. */
  says: string
  /** Upstream paths in kubernetes/kubernetes, the main one first. */
  sources: readonly string[]
  /** The release whose file says it, where that is not the newest one read. */
  tag?: string
  /** Where the rule stands in this project. */
  files: readonly string[]
  /** Names in src/sim/recorded; none where the rule was only read. */
  recordings: readonly string[]
  /** Other recorded files that show it: answers, flags, manifests, consoles. */
  answers?: readonly string[]
}

export const GROUPS = [
  'Probe workers',
  'What an answer means',
  'Killing',
  'Back-off',
  'Syncs and statuses',
  'Static pods',
  'Several containers',
  'kube-apiserver',
  'Who may ask',
] as const

/** The release whose sources were read for rules without a tag. */
export const NEWEST_TAG = 'v1.37.2'

/** In the order in which a life goes: probed, judged, killed, held back, started again; then whose life it is. */
export const RULES: readonly ModelRule[] = readTable(
  rules,
  ...(['id', 'group', 'title', 'says', 'sources', 'tag', 'files', 'recordings', 'answers'] as const),
).map((row) => ({
  ...{ id: row.id, group: groupOf(row.group), title: row.title, says: row.says },
  sources: row.sources.split(', ').filter(Boolean),
  ...(row.tag === '' ? {} : { tag: row.tag }),
  files: words(row.files),
  recordings: words(row.recordings).flatMap(namesOf),
  ...(row.answers === '' ? {} : { answers: words(row.answers) }),
}))

function words(text: string): string[] {
  return text.split(' ').filter(Boolean)
}

function groupOf(text: string): ModelRule['group'] {
  return GROUPS.find((name) => name === text)!
}

/** `{pods-1.9,pods-1.37}/{two,fast}-a` are four. */
function namesOf(pattern: string): string[] {
  const [, before, choices, after] = /^(.*?)\{([^}]*)\}(.*)$/.exec(pattern) ?? []
  if (choices === undefined) return [pattern]
  return choices.split(',').flatMap((choice) => namesOf(`${before}${choice}${after}`))
}
