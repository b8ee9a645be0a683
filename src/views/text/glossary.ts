import glossary from '../../texts/glossary.tsv?raw'
import { readTable } from '../../texts/text-table.ts'

/** A word of the page in two sentences, and what of a drawing shows it, as `firstMarks` calls it. */
export interface GlossaryTerm {
  title: string
  says: string
  show?: TermId
}

/** Every word that is explained in place, by a name that does not change. */
const TERM_IDS = [
  '401',
  '403',
  'probe',
  'liveness',
  'readiness',
  'startup',
  'passed',
  'failed',
  'warning',
  'errored',
  'killed',
  'restart-all',
  'lease-lost',
  'exited',
  'completed',
  'ended-by-action',
  'ready',
  'not-ready',
  'back-off',
  'serving',
  'starting',
  'no-etcd',
  'shutting-down',
  'hung',
  'static-pod',
  'mirror',
  'standstill',
  'action',
  'estimated',
  'idle',
  'exit-code',
  'grace',
  'Running',
  'Pending',
  'CrashLoopBackOff',
  'Error',
  'Completed',
  'ContainerCreating',
  'lane',
  'programs',
  'edit-at',
  'fault-at',
  'curtain',
  'check',
  'hint',
  'start-over',
  'solution',
  'next',
  'hand-in',
  'back-to-own',
  'reveal',
  'OOMKilled',
] as const
export type TermId = (typeof TERM_IDS)[number]

/** Errors: throws for a name without a line in the table, and for a line without a name. */
export const TERMS: Readonly<Record<TermId, GlossaryTerm>> = readTerms()

function readTerms(): Record<TermId, GlossaryTerm> {
  const rows = new Map(readTable(glossary, 'term', 'title', 'says', 'shown by').map((row) => [row.term, row]))
  const entries = TERM_IDS.map((id): [TermId, GlossaryTerm] => {
    const row = rows.get(id)!
    const show = TERM_IDS.find((term) => term === row['shown by'])
    return [id, { title: row.title, says: row.says, ...(show ? { show } : {}) }]
  })
  return Object.fromEntries(entries) as Record<TermId, GlossaryTerm>
}
