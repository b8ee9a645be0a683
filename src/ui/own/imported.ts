import * as v from 'valibot'
import type { Imported } from '../../cases/import.ts'
import { empty, type ScenarioDocument } from '../../cases/own-pod.ts'
import { processesText } from '../../cases/processes-text.ts'
import { MAX_LINK } from '../../share/link.ts'
import { type Draft, draftOf, draftSchema, type LaneDraft, type Payload, type ReadResult } from '../../share/payload.ts'
import { decoded } from '../state/address.ts'
import { CASES } from '../state/slot.ts'
import { importBrought } from './own-client.ts'

/** Said where a scenario is one, but none that the page can show. */
export const TOO_MUCH = 'It has more than the page can show, such as a name of more than 200 letters.'

/** A scenario as the page edits it; undefined where it has more than the page can show. */
export function draftOfScenario(scenario: ScenarioDocument): Draft | undefined {
  const parsed = v.safeParse(draftSchema, draftOf(scenario))
  return parsed.success ? (parsed.output as unknown as Draft) : undefined
}

/** Nothing of it can be opened. */
export const hasNothing = ({ scenario, manifests, files }: Imported): boolean =>
  !scenario && Object.keys(manifests).length === 0 && Object.keys(files).length === 0

/** The name of the lane that it becomes. */
export const nameOf = ({ title }: Imported): string => title || 'As it is'

export function fieldsOf({ manifests, files, processes }: Imported): LaneDraft['fields'] {
  return { manifests, ...(Object.keys(files).length > 0 ? { files } : {}), processes: processesText(processes) }
}

/** On the release that the texts name, else the given one. */
export function scenarioOf(imported: Imported, release: string): Draft {
  const { common, lanes } = draftOf(empty(imported.release ?? release))
  return {
    common: { ...common, title: imported.title || common.title, node: { ...common.node, ...imported.node } },
    lanes: [{ ...lanes[0]!, name: nameOf(imported), fields: fieldsOf(imported) }],
  }
}

/**
 * A link that somebody has written by hand: `yaml=` and a manifest, several with `---` between, or a scenario, percent-encoded. `says` is
 * what was made of it.
 *
 * Errors: returned as a sentence.
 */
export async function readYamlLink(link: string): Promise<ReadResult<Payload> & { says?: string }> {
  if (link.length > MAX_LINK) return { error: 'The link is too large to open.' }
  const text = decoded(link.replace(/^yaml=/, ''))
  if (text === undefined) return { error: 'The link is damaged: a % in it begins no character.' }
  const imported = await importBrought([{ what: 'The link’s text', text }], CASES.today)
  const says = imported.says.join(' ')
  if (hasNothing(imported)) return { error: says }
  const { scenario } = imported
  const draft = scenario ? draftOfScenario(scenario) : scenarioOf(imported, CASES.today)
  return draft ? { value: { draft, view: {} }, says } : { error: TOO_MUCH }
}
