import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import { ask } from '../terminal/terminal.ts'
import { drawingOf } from '../views/lanes/drawing-of.ts'
import { restartsAt } from '../views/lanes/summary.ts'
import { clockWords } from '../views/text/duration-words.ts'
import { documentText } from './own-pod.ts'
import { STORY } from './story-steps.ts'
import { theStrangeCase } from './the-strange-case.ts'

const { lanes } = parseScenario(documentText(theStrangeCase('1.9'))).scenario!
const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']

/** Every number that the page shows of a lane at a moment. */
function shownAt(name: string, at: number): string[] {
  const { inputs } = lanes.find((lane) => lane.name === name)!
  const trace = simulate(inputs)
  const past = trace.filter(({ t }) => t <= at)
  const kills = drawingOf(trace, inputs.duration)
    .tracks[0]!.kills.map(({ t }) => t)
    .filter((t) => t <= at)
  const probes = past.flatMap((entry) => (entry.kind === 'probe' ? [entry] : []))
  const failed = probes.filter(({ result }) => result === 'failure')
  const kubectl = ask('kubectl get po -n kube-system', { inputs, trace, at, simulate }).stdout
  const every = (times: readonly number[]): string[] => times.slice(1).map((t, i) => String(Math.round(t - times[i]!)))
  return [
    inputs.kubernetes,
    clockWords(at),
    String(restartsAt(trace, at)),
    ...kills.map(clockWords),
    ...every(kills),
    ...every(probes.map(({ t }) => t)),
    String(failed.length),
    ...failed.map(({ threshold }) => String(threshold)),
    ...failed.flatMap(({ output }) => /\d{3}/.exec(output) ?? []),
    ...past.flatMap((entry) => (entry.kind === 'backoff' ? [String(entry.backOffSeconds)] : [])),
    ...(kubectl.match(/\b\d+[ms]?\b/g) ?? []),
    ORDINALS[kills.length] ?? '',
  ]
}

it('has nine steps of two sentences', () => {
  expect(STORY.map(({ says }) => says.match(/[.?](?= |$)/g)!.length)).toEqual(STORY.map(() => 2))
  expect(STORY).toHaveLength(9)
})

it.each(STORY.map((step, i) => [i + 1, step] as const))('step %i says no number that is not to be seen then', (_, { says, lane, at }) => {
  const said = says.match(/\d+ min(?: \d+ s)?|\d+(?:\.\d+)?m?|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth) kill/g) ?? []
  const shown = shownAt(lane!, at!)
  expect(said.map((word) => word.replace(' kill', '')).filter((word) => !shown.includes(word))).toEqual([])
})

it('tells of a kubectl that is refused while it is, and of a lane, line and mark that are there', () => {
  const { inputs } = lanes.find(({ name }) => name === STORY[7]!.lane)!
  const refused = ask('kubectl get po -n kube-system', { inputs, trace: simulate(inputs), at: STORY[7]!.at!, simulate })
  expect(refused.stderr).toContain('refused')
  for (const { lane, line } of STORY) {
    const own = lanes.find(({ name }) => name === lane)
    expect(own && (line === undefined || own.inputs.manifests[line.file]!.includes(line.has))).toBe(true)
  }
})

it('says that only the wait is longer than the life before it that holds a start back', () => {
  const waits = simulate(lanes[1]!.inputs).flatMap((entry) => (entry.kind === 'backoff' ? [entry] : []))
  const first = waits.findIndex(({ blocked }) => blocked)
  expect(waits.slice(0, first).every(({ backOffSeconds, sinceExitSeconds }) => backOffSeconds <= (sinceExitSeconds ?? Infinity))).toBe(true)
  expect(waits[first]).toMatchObject({ backOffSeconds: 160, sinceExitSeconds: expect.closeTo(80, 0) })
})
