import { expect, it } from 'vitest'
import { held, ran } from '../../runs-fixture.ts'
import { finished } from '../experiment.ts'
import { troubleOf } from '../report/report.ts'
import { whatIf } from './what-if.ts'

/** What would have prevented the last trouble of a run, and of two containers each their own. */
const texts = ran('kubelet/pods', 'kubelet/probes').map(({ title, inputs, trace }): [string, string] => {
  const own = new Map<string, number>()
  for (const entry of trace)
    if ((entry.kind === 'event' && entry.type === 'Warning') || (entry.kind === 'process' && entry.op === 'started' && entry.attempt > 0))
      own.set(`${entry.pod}/${entry.container}`, entry.id)
  const asked = new Set([troubleOf(trace, inputs.duration, inputs) ?? -1, ...[...own.values()].slice(0, 2)])
  return [
    title,
    [...asked]
      .flatMap((id) => {
        const found = id < 0 ? undefined : finished(whatIf(inputs, trace, id))
        if (!found) return []
        const { restart, other, file, without, best, note = '' } = found
        return [
          `${id} ${JSON.stringify(restart ?? other)} ${file} ${note}`,
          ...[...without, ...best].map((change) => JSON.stringify(change)),
        ]
      })
      .join('\n'),
  ]
})

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
