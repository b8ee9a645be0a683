import { expect, it } from 'vitest'
import { held, ran } from '../../runs-fixture.ts'
import { strayProcesses, unanswered } from './containers.ts'
import { draw } from './draw.ts'
import { drawingOf } from './drawing-of.ts'
import { stateAt } from './lanes.ts'
import { markWords, indexOf } from './mark-words.ts'
import { problemsOf } from './problems.ts'
import { summarize } from './summary.ts'
import { timelineRows } from './timeline-rows.ts'

/** What a lane of a run shows: its drawing as text, what the summary says at four times, its rows, its problems. */
const texts = ran('kubelet/pods', 'kubelet', 'node', 'kubelet/probes').map(({ title, inputs, trace }): [string, string] => {
  const drawing = drawingOf(trace, inputs.duration)
  const index = indexOf(trace)
  const quarters = [1, 2, 3, 4].map((n) => (inputs.duration * n) / 4)
  const rows = timelineRows(drawing, trace, false)
  return [
    title,
    [
      draw(trace, { until: inputs.duration }),
      ...quarters.map((at) => `${at} ${summarize(trace, at, inputs).text}`),
      ...quarters.map((at) => `${at} ${JSON.stringify(stateAt(drawing, at))}`),
      ...rows.map(({ t, kind, what, text }) => `${Number(t.toFixed(2))} ${kind}: ${what}${text && ` (${text})`}`),
      ...rows.map(({ id }) => markWords(drawing, index, id)).filter((words, i, all) => words !== '' && all.indexOf(words) === i),
      ...problemsOf(inputs).problems.map(({ code, file, path, message }) => `${code} ${file} ${path}: ${message}`),
      ...[...strayProcesses(inputs), ...unanswered(inputs)].map(({ code, path, message }) => `${code} ${path}: ${message}`),
    ].join('\n'),
  ]
})

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
