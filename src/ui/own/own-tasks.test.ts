import { expect, it } from 'vitest'
import { tasks } from './own-tasks.ts'

it('a scenario is written as a person writes it: no line is broken, and lists stand right below their name', () => {
  const long = 'word '.repeat(40).trim()
  const processes = 'web: # as it was measured\n  answers:\n  - status: 200\n  - from: 30s\n    status: 500\n'
  const lanes = [{ name: long, processes }]
  expect(tasks.write(JSON.stringify({ whyrestart: 1, title: 'x', lanes }))).toMatchInlineSnapshot(`
    "whyrestart: 1
    title: x
    lanes:
    - name: word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word
      processes:
        web:
          answers:
          - status: 200
          - from: 30s
            status: 500
    "
  `)
})
