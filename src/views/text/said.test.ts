import { expect, it } from 'vitest'
import { held, ran } from '../../runs-fixture.ts'
import { tell } from './sentences.ts'

/** The sentences of a run's entries, the first of each kind and six of the back-off. */
const texts = ran('kubelet/pods', 'kubelet/probes', 'kubelet', 'node', 'control-plane', 'apiserver/authentication').map(
  ({ title, trace }): [string, string] => {
    const counts = new Map<string, number>()
    const sentences = trace.flatMap((entry) => {
      const { kind, op, reason, result, state, action } = entry as unknown as Record<string, string>
      const key = [kind, op, reason, result, state, action].join()
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > (kind === 'backoff' ? 6 : 1)) return []
      const { sentence, rule, values } = tell(trace, entry)
      return [`${entry.id} ${sentence} [${rule}] ${JSON.stringify(values)}`]
    })
    return [title, sentences.join('\n')]
  },
)

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
