import { failuresOf } from './failures.ts'
import { answers } from './infer-answers.ts'
import { ends, hookFails, terminates } from './infer-ends.ts'
import { imageOf } from './infer-image.ts'
import type { Inferred, Written } from './inferred.ts'
import type { ContainerHistory } from './lives.ts'

/**
 * How the program in a container behaves, so that a kubelet does with it what it did: its answers out of the words of failed probes,
 * its ends out of its last states and kills, life by life where they differ.
 *
 * Units: seconds from the program's start; the history's times since 1970. `assumed` is what is taken for granted where nothing is
 * said. Errors: none.
 */
export function infer(history: ContainerHistory, assumed: Written, now: number): Inferred {
  const inferred: Inferred = { program: { ...assumed }, does: [], untold: [] }
  const failures = failuresOf(history.spec, history.events)
  for (const one of failures) answers(history, one, inferred, now)
  hookFails(history, inferred)
  terminates(history, inferred)
  ends(history, inferred, now)
  const image = imageOf(history, inferred)
  if (image) inferred.image = image
  return inferred
}
