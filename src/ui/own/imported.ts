import * as v from 'valibot'
import type { ScenarioDocument } from '../../cases/document.ts'
import type { Imported } from '../../cases/import.ts'
import { empty } from '../../cases/own-pod.ts'
import { processesText } from '../../cases/processes-text.ts'
import { type Draft, draftOf, draftSchema, type LaneDraft } from '../../share/payload.ts'

/** Said where a scenario is one, but none that the page can show. */
export const TOO_MUCH = 'It has more than the page can show, such as a name of more than 200 letters.'

/** A scenario as the page edits it; undefined where it has more than the page can show. */
export function draftOfScenario(scenario: ScenarioDocument): Draft | undefined {
  const parsed = v.safeParse(draftSchema, draftOf(scenario))
  return parsed.success ? (parsed.output as unknown as Draft) : undefined
}

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
