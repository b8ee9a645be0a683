import { expect, it } from 'vitest'
import type { Happening } from '../../sim/scenario/happened.ts'
import { answers } from './answers.ts'
import { tasks } from './tasks.ts'

const A = { pod: 'a', container: 'main' }
const B = { pod: 'b', container: 'main' }
const started = (of: typeof A, at = 1, life = 1): Happening => ({ at, is: 'started', ...of, life })
const killing = (at: number, message: string): Happening => ({ at, is: 'event', ...A, reason: 'Killing', message })
const ended = (more: Partial<Happening>): Happening => ({ at: 9, is: 'ended', ...A, life: 1, ...more })

/** What the page asks of the lane of what happened, beside one whose two pods fail by themselves every few seconds. */
async function lookAt(happened: Happening[]) {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: main, image: x}]}\n`
  const simulated = {
    name: 'Simulated',
    manifests: { 'a.yaml': pod('a'), 'b.yaml': pod('b') },
    processes: { 'b/main': { exits: { after: '30s', code: 1 } }, 'a/main': {} },
  }
  const text = JSON.stringify({
    whyrestart: 1,
    title: 'x',
    duration: '60s',
    lanes: [{ name: 'Real', happened, why: { text: 'It fails.' } }, simulated],
  })
  for await (const step of tasks.run({ text, shown: [] })) void step
  const { pods, diagnosis } = answers.look({ lane: 0, at: 60 } as never)!
  return {
    table: pods.text
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(/\s+/).join(' ')),
    compared: diagnosis?.compared.map(({ shows }) => shows),
  }
}

it.each<[string, Happening[], string[]]>([
  ['it runs, and is not ready', [started(A)], ['a 0/1 Running 0']],
  ['it was killed for its memory', [started(A), ended({ code: 137, reason: 'OOMKilled' })], ['a 0/1 OOMKilled 0']],
  ['how it ended is not told', [started(A), ended({})], []],
  ['nothing is told but its name', [{ at: 1, is: 'added', pod: 'a' }], []],
  [
    'a container of which only an Event is told',
    [
      { at: 1, is: 'event', ...A, reason: 'Restarting', message: 'x' },
      { at: 2, is: 'unready', ...A },
    ],
    [],
  ],
  ['it was stopped with its pod', [started(A), killing(5, 'Stopping container main')], []],
  ['and was started again', [started(A), killing(5, 'Stopping container main'), started(A, 7, 2)], ['a 0/1 Running 1']],
  [
    'killed for its probe it runs on',
    [started(A), killing(5, 'Container main failed liveness probe, will be restarted')],
    ['a 0/1 Running 0'],
  ],
  ['its pod was evicted', [started(A), { at: 5, is: 'event', pod: 'a', reason: 'Evicted', message: 'no memory' }], ['a 0/1 Evicted 0']],
])('a row of the table of pods: %s', async (_, happened, rows) => expect((await lookAt(happened)).table).toEqual(rows))

it.each<[string, Happening[], string[]]>([
  ['as one', [started(B), started(B, 30, 2)], ['shows the same: 1 restart.']],
  [
    'each for itself',
    [started(A), started(A, 20, 2), started(B), started(B, 30, 2)],
    ['shows of a 0 restarts, this lane 1; of b the same: 1 restart.'],
  ],
  ['what was before the lane is not in it', [started(B, 0, 4)], ['shows 1 restart, this lane 0, from where the texts begin on.']],
])('compares restarts %s', async (_, happened, compared) => expect((await lookAt(happened)).compared).toEqual(compared))
