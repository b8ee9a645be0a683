import { expect, it } from 'vitest'
import { runsOf } from '../../runs-fixture.ts'

it.each(runsOf(import.meta.dirname))('%s', (_, expected, printed) => expect(printed).toBe(expected))
