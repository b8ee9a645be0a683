import { expect, test } from 'vitest'
import type { Texts } from '../../lessons/change.ts'
import { changedAt, type Changed, goesOn } from './control.ts'

const START = 'path: /healthz\nfailureThreshold: 3\n'

/** How many edits a row of texts is that follow each other without a pause. */
function edits(texts: readonly (string | Texts)[]): number {
  let count = 0
  let last: Changed | undefined
  let before: Texts = { 'web.yaml': START }
  for (const text of texts) {
    const now = typeof text === 'string' ? { 'web.yaml': text } : text
    const changed = changedAt(before, now)
    if (!changed || !last || !goesOn(last, changed)) count++
    last = changed
    before = now
  }
  return count
}

const path = (value: string): string => START.replace('/healthz', value)
const threshold = (value: string): string => START.replace('3', value)

test.each<[string, number, (string | Texts)[]]>([
  ['letters that go and letters that come', 1, ['/health', '/heal', '/', '/a', '/al', '/alive'].map(path)],
  ['a slip that is mended', 1, ['/healthzz', '/healthz', '/healthz2'].map(path)],
  ['a line that is begun below', 1, [`${START}x`, `${START}x\n  `, `${START}x\n  y`]],
  ['a line that goes with its end', 1, ['failureThreshold: ', 'f', ''].map((line) => START.replace('failureThreshold: 3\n', line))],
  ['a value that is marked and typed over', 1, ['1', '10', '100'].map(threshold)],
  ['the same value, marked and typed over again and again', 3, ['1', '10', '4', '45', '6', '60'].map(threshold)],
  ['values that are put in whole', 3, ['10', '30', '1000'].map(threshold)],
  ['another line', 2, [path('/healthzz'), `${path('/healthzz')}x`]],
  ['another file', 2, [path('/healthzz'), { 'web.yaml': path('/healthzz'), 'other.yaml': 'x' }]],
])('%s: %i', (_name, count, texts) => expect(edits(texts)).toBe(count))
