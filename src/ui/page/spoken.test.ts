import { expect, it } from 'vitest'
import { spoken } from './Transport.tsx'

it.each([
  [0, '0 s'],
  [59.9999999, '1 min'],
  [59.99, '59 s'],
  [60, '1 min'],
  [525.2, '8 min 45 s'],
  [3599, '59 min 59 s'],
  [3600, '1 h'],
  [7384, '2 h 3 min 4 s'],
  [86_400, '24 h'],
])('%s s are spoken as %s', (t, words) => expect(spoken(t)).toBe(words))
