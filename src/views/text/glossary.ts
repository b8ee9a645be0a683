import glossary from '../../texts/glossary.tsv?raw'
import { readTable } from '../../texts/text-table.ts'
import type { LaneDrawing } from '../lanes/lanes.ts'

/** A word of the page in two sentences, and what of a drawing shows it. */
export interface GlossaryTerm {
  title: string
  says: string
  show?: ShownMark
}

/** What can be gone to: the first one of its kind in a lane. */
const SHOWN = [
  'passed',
  'failed',
  'warning',
  'unknown',
  'kill',
  'restart-all',
  'lease-lost',
  'exit',
  'completed',
  'start',
  'ready',
  'back-off',
  'serving',
  'starting',
  'shutting-down',
  'hung',
  'no-etcd',
  'mirror',
  'standstill',
  'action',
] as const
export type ShownMark = (typeof SHOWN)[number]

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
    const show = SHOWN.find((kind) => kind === row['shown by'])
    return [id, { title: row.title, says: row.says, ...(show ? { show } : {}) }]
  })
  return Object.fromEntries(entries) as Record<TermId, GlossaryTerm>
}

/**
 * Where a lane shows such a thing first, with the entry that says why.
 *
 * Errors: undefined where the lane has none.
 */
export function firstShown({ tracks, mirror, standstills, actions }: LaneDrawing, shown: ShownMark): { t: number; id: number } | undefined {
  const found = tracks.flatMap((track): { t: number; id: number }[] => {
    switch (shown) {
      case 'passed':
      case 'failed':
      case 'warning':
      case 'unknown': {
        const wanted = PROBE_RESULTS.indexOf(shown)
        return track.probes.flatMap(({ results, times, ids }) => {
          const n = results.indexOf(wanted)
          return n < 0 ? [] : [{ t: times[n]!, id: ids[n]! }]
        })
      }
      case 'kill':
      case 'restart-all':
        return track.kills.filter(({ all }) => (shown === 'kill') !== (all === true)).slice(0, 1)
      case 'lease-lost':
        return track.leases.slice(0, 1)
      case 'exit':
      case 'completed': {
        const life = track.lives.find(({ end }) => end === (shown === 'exit' ? 'exited' : 'completed'))
        return life?.endId === undefined ? [] : [{ t: life.to, id: life.endId }]
      }
      case 'start':
        return track.lives.slice(0, 1).map(({ from, id }) => ({ t: from, id }))
      case 'ready':
        return track.ready.slice(0, 1).map(({ from, id }) => ({ t: from, id }))
      case 'back-off':
        return track.waits.slice(0, 1).map(({ from, id }) => ({ t: from, id }))
      case 'mirror':
      case 'standstill':
      case 'action':
        return []
      default:
        return track.server.filter(({ state }) => state === shown).map(({ from, id }) => ({ t: from, id }))
    }
  })
  if (shown === 'mirror') found.push(...mirror.map(({ from, id }) => ({ t: from, id })))
  if (shown === 'standstill') found.push(...standstills.map(({ from, id }) => ({ t: from, id })))
  if (shown === 'action') found.push(...actions.map(({ t, id }) => ({ t, id })))
  return found.toSorted((a, b) => a.t - b.t)[0]
}

/** As RESULTS has them, in the page's words. */
const PROBE_RESULTS: readonly ShownMark[] = ['passed', 'failed', 'warning', 'unknown']
