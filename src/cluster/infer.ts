import { failuresOf } from './failures.ts'
import { answers } from './infer-answers.ts'
import { ends, hookFails, terminates } from './infer-ends.ts'
import type { Inferred, Written } from './inferred.ts'
import type { ContainerHistory } from './lives.ts'

/** What its image is, where it could not be had or not be started. */
function imageOf({ facts, events, spec }: ContainerHistory, inferred: Inferred): Written | undefined {
  const waiting = facts.state?.is === 'waiting' ? `${facts.state.reason ?? ''} ${facts.state.message ?? ''}` : ''
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && /pull/i.test(message)).map(({ message }) => message)
  const pulling = [...failed, /ErrImagePull|ImagePullBackOff/.test(waiting) ? waiting : ''].filter((text) => text !== '')
  const never = events.some(({ reason }) => reason === 'Started')
  if (/ErrImageNeverPull/.test(waiting) || events.some(({ reason }) => reason === 'ErrImageNeverPull')) {
    inferred.does.push('is not there, and may not be pulled')
    return { present: false }
  }
  if (pulling.length > 0 && !never) {
    const all = pulling.join(' ')
    const pull = /unauthorized|authentication required|denied|forbidden|no basic auth/i.test(all)
      ? 'unauthorized'
      : /not found|manifest unknown|does not exist|NotFound/i.test(all)
        ? 'notFound'
        : /connection refused/.test(all)
          ? 'refused'
          : 'unreachable'
    if (!/unauthorized|denied|not found|unknown|no such host|timeout|refused|forbidden|authentication|does not exist/i.test(all))
      inferred.untold.push(`Why the image ${spec.image} could not be pulled: its registry is assumed not to answer.`)
    inferred.does.push(`cannot be pulled (${pull})`)
    return { present: false, pull }
  }
  const state = [facts.state, facts.lastState].find((stateFacts) =>
    /executable file not found|no such file or directory|StartError|ContainerCannotRun/.test(
      `${stateFacts?.reason ?? ''} ${stateFacts?.message ?? ''}`,
    ),
  )
  if (state && /executable file not found|no such file/.test(state.message ?? '')) {
    inferred.does.push('has no such program as its command')
    return { programs: [] }
  }
  const took = events.map(({ message }) => /^Successfully pulled image .* in (\d[\w.]*?)(?: \(|\.?$)/.exec(message)?.[1]).find(Boolean)
  return took === undefined || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(took) ? undefined : { present: false, pull: { after: took } }
}

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
  for (const failure of failures) answers(history, failure, inferred, now)
  hookFails(history, inferred)
  terminates(history, inferred)
  ends(history, inferred, now)
  const image = imageOf(history, inferred)
  if (image) inferred.image = image
  return inferred
}
