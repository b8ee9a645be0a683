import '../../views/all.ts'
import { compareWithReal } from '../../cluster/compare.ts'
import { incidentOf } from '../../cluster/incident.ts'
import { NEWEST } from '../../sim/release/releases.ts'
import { secretsWords, usedWords } from '../../cluster/words.ts'
import type { ScenarioDocument } from '../../cases/document.ts'

/** What is shown before anything is opened. */
export interface Preview {
  document?: ScenarioDocument
  comparison: string
  /** The simulated lane shows all that happened. */
  isSame: boolean
  differences: readonly string[]
  understood: readonly string[]
  untold: readonly string[]
  troubles: readonly string[]
  used: string
  secrets: string
}

/** Reads what a cluster has printed. */
function preview({ texts, release }: { texts: readonly string[]; release: string }): Preview {
  // what stands in the list by itself nobody has chosen
  const incident = incidentOf(texts, release, release !== `1.${NEWEST}`)
  const { text, differences, isSame } = compareWithReal(incident)
  const { document, understood, untold, troubles, lines, secrets } = incident
  return {
    ...(document ? { document } : {}),
    comparison: text,
    isSame,
    differences,
    understood,
    untold,
    troubles,
    used: usedWords(lines),
    secrets: secrets.length === 0 ? '' : secretsWords(secrets),
  }
}

export const tasks = { preview }
