import { expect, it } from 'vitest'
import { nearestName } from './nearest.ts'

const FIELDS = ['name', 'image', 'command', 'livenessProbe', 'readinessProbe', 'port']

it.each<[string, string | undefined]>([
  ['livenessprobe', 'livenessProbe'],
  ['IMAGE', 'image'],
  ['imgae', 'image'],
  ['imag', 'image'],
  ['images', 'image'],
  ['comand', 'command'],
  ['commnads', 'command'],
  ['livnessProb', 'livenessProbe'],
  ['readynesProbe', 'readinessProbe'],
  ['pots', undefined],
  ['post', 'port'],
  ['nmae', 'name'],
  ['nam', 'name'],
  ['anme', 'name'],
  ['pr', undefined],
  ['ma', undefined],
  ['p', undefined],
  ['tty', undefined],
  ['volumes', undefined],
  [`${'livenessProbe'}${'x'.repeat(52)}`, undefined],
])('who writes %s meant %s', (wrong, meant) => expect(nearestName(wrong, FIELDS)).toBe(meant))

it('of two that are as near the first is meant, and of 64 letters at the most', () => {
  expect(nearestName('bat', ['cat', 'rat'])).toBe('cat')
  const long = 'a'.repeat(64)
  expect(nearestName(long, [long])).toBe(long)
  expect(nearestName(`${long}a`, [`${long}a`])).toBeUndefined()
})
