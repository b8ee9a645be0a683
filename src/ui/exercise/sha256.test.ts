import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from './sha256.ts'

it('is what Node’s own says, around the ends of blocks and for any letters', () => {
  for (const text of ['', 'kubelet', 'größer', '⎈', ...Array.from({ length: 140 }, (_, n) => 'x'.repeat(n))])
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
})
