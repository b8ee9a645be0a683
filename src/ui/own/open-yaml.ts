import { MAX_LINK } from '../../share/link.ts'
import type { Payload, Read } from '../../share/payload.ts'
import { CASES } from '../state/slot.ts'
import { TOO_MUCH, draftOfScenario, scenarioOf } from './imported.ts'
import { importBrought } from './own-client.ts'

/**
 * A link that somebody has written by hand: `yaml=` and a manifest, several with `---` between, or a scenario, percent-encoded. `says` is
 * what was made of it.
 *
 * Errors: returned as a sentence.
 */
export async function readYamlLink(link: string): Promise<Read<Payload> & { says?: string }> {
  if (link.length > MAX_LINK) return { error: 'The link is too large to open.' }
  const text = decoded(link.replace(/^yaml=/, ''))
  if (text === undefined) return { error: 'The link is damaged: a % in it begins no character.' }
  const imported = await importBrought([{ what: 'The link’s text', text }], CASES.today)
  const says = imported.says.join(' ')
  const { scenario, manifests, files } = imported
  if (!scenario && Object.keys(manifests).length === 0 && Object.keys(files).length === 0) return { error: says }
  const draft = scenario ? draftOfScenario(scenario) : scenarioOf(imported, CASES.today)
  return draft ? { value: { draft, view: {} }, says } : { error: TOO_MUCH }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
