import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('every function that a view offers says what it is', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test|\.fuzz)\.ts$/.test(file),
  )
  const offered = files.flatMap((file) => {
    const lines = readFileSync(join(import.meta.dirname, file), 'utf8').split('\n')
    return lines.flatMap((line, n) =>
      /^export (?:(?:async )?function\b|const \w+ = (?:async )?(?:<[^>]*>)?\()/.test(line)
        ? [{ file, line, before: lines[n - 1] ?? '' }]
        : [],
    )
  })
  expect(offered.length).toBeGreaterThan(150)
  expect(offered.filter(({ before }) => !before.trim().endsWith('*/')).map(({ file, line }) => `${file}: ${line}`)).toEqual([])
})
