import { expect, it } from 'vitest'
import { maybeMessage } from './frame.ts'
import { hidesRun } from './Framed.tsx'

it.each<[what: string, message: object, isTaken: boolean]>([
  ['a time', { kind: 'seek', t: 1.5 }, true],
  ['no time', { kind: 'seek', t: NaN }, false],
  ['a lane', { kind: 'lane', name: '' }, true],
  ['a panel', { kind: 'panel', name: 'events' }, true],
  ['a panel that there is not', { kind: 'panel', name: 'roof' }, false],
  ['a theme', { kind: 'theme', name: 'system' }, true],
  ['a theme that there is not', { kind: 'theme', name: 'pink' }, false],
  ['a link', { kind: 'load', link: 'x'.repeat(100_000) }, true],
  ['a link that is too long', { kind: 'load', link: 'x'.repeat(100_001) }, false],
])('a frame hears %s', (_, message, isTaken) => {
  expect(maybeMessage({ whyrestart: 1, ...message })).toEqual(isTaken ? message : undefined)
})

it.each<[what: string, fields: object, isHidden: boolean]>([
  ['nothing', {}, false],
  ['no questions', { predict: [] }, false],
  ['a question', { predict: [{}] }, true],
  ['what is no list of questions', { predict: { length: 1 } }, false],
  ['an incident', { incident: {} }, true],
  ['what a frame has not', { hide: { parts: ['verdicts', 'what-if'], until: 'solved' } }, false],
  ['a part of the picture', { hide: { parts: ['verdicts', 'events'], until: 'solved' } }, true],
  ['no parts', { hide: { parts: 'events' } }, false],
])('of an exercise with %s the run is seen, or not', (_, fields, isHidden) => {
  expect(hidesRun(fields as never)).toBe(isHidden)
})
