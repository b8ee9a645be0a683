import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file))

/** Such as `node.changed = () => …`; a field of a class is none. */
const WRITTEN = /[\w\])]\.#?\w+ (?:\?\?)?= (?:async )?(?:function\b|(?:\w+|\([^()]*\))(?:: [^=]+)? =>)/g

// V8 takes a function that is written straight into a property for a method, and makes it old: one such closure keeps all of a run that
// is over until all is collected. With two of them that took as long as the runs.
it('writes no function into a property of something', () => {
  expect('node.changed = (before, now) => this.change(before)'.match(WRITTEN)).toHaveLength(1)
  expect(files.length).toBeGreaterThan(150)
  expect(files.flatMap((file) => readFileSync(join(import.meta.dirname, file), 'utf8').match(WRITTEN) ?? [])).toEqual([])
})
