import { expect, it } from 'vitest'
import { held, ran } from '../../runs-fixture.ts'
import { meaningOf, ruleOf } from './rule-of.ts'
import { effectsOfLine } from './why-line.ts'
import { whyNot } from './why-not.ts'
import { why, whyText } from './why.ts'

/** Why of a run: of each kill, back-off and restart the chain, at four times why nothing has happened, and what each line has caused. */
const texts = ran('kubelet/pods', 'kubelet', 'node', 'kubelet/probes').map(({ title, inputs, trace }): [string, string] => {
  const asked = trace.filter(
    (entry) =>
      (entry.kind === 'event' && entry.reason === 'Killing') ||
      (entry.kind === 'process' && ((entry.op === 'started' && entry.attempt > 0) || (entry.op === 'exited' && entry.code !== 0))) ||
      (entry.kind === 'probe' && entry.result !== 'success') ||
      entry.kind === 'backoff' ||
      (entry.kind === 'event' && entry.type === 'Warning'),
  )
  const kinds = new Map<string, number>()
  const few = asked.filter((entry) => {
    const key = `${entry.kind}/${entry.container}/${entry.kind === 'event' ? entry.reason : ''}`
    kinds.set(key, (kinds.get(key) ?? 0) + 1)
    return kinds.get(key)! <= 1
  })
  const lines = Object.entries(inputs.manifests)
    .flatMap(([file, text]) => (file.startsWith('kube-') ? '' : text).split('\n').map((_, i) => ({ file, line: i + 1 })))
    .slice(0, 40)
    .map((place) => effectsOfLine(inputs, trace, { ...place, at: inputs.duration }))
  return [
    title,
    [
      ...few.map(
        (entry) =>
          `${entry.id} ${ruleOf(trace, entry) ?? '-'} ${meaningOf(trace, entry, inputs)?.text ?? ''}\n${whyText(why(trace, entry.id, inputs))}`,
      ),
      ...[1, 2, 3, 4].flatMap((n) => {
        const at = (inputs.duration * n) / 4
        return whyNot({ inputs, trace, at }).map(
          ({ question, answer, lines: of }) => `${at} ${question} ${answer} ${of.map(({ file, line }) => `${file}:${line}`).join(' ')}`,
        )
      }),
      ...lines.map(
        ({ file, line, groups, note = '' }) =>
          `${file}:${line} ${groups.map(({ label, more = '' }) => `${label} ${more}`).join(', ')} ${note}`,
      ),
    ].join('\n'),
  ]
})

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
