import { expect, it } from 'vitest'
import { held, ran } from '../../runs-fixture.ts'
import { apiEvents } from './events.ts'

/** The Events that the API has of a run, at four times. */
const texts = ran('kubelet', 'kubelet/pods').flatMap(({ title, inputs, trace }) =>
  [1, 2, 3, 4].map((n): [string, string] => {
    const at = (inputs.duration * n) / 4
    const events = apiEvents({ inputs, trace, at })
    return [
      `${title}, at ${at} s`,
      events
        .map(
          ({ pod, container, type, reason, message, count, first, last }) =>
            `${pod}/${container ?? ''} ${type} ${reason} x${count} ${Number(first.toFixed(2))}..${Number(last.toFixed(2))} ${message.slice(0, 80)}`,
        )
        .join('\n'),
    ]
  }),
)

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
