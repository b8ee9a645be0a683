import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Proof } from './questions.ts'
import { verdictsOf } from './judge-lane.ts'

const shownBy = (proof: Proof): string =>
  proof.kind === 'run'
    ? `${proof.entry} at ${proof.at}`
    : `${proof.request.method} ${proof.request.url} ${proof.request.from} ${JSON.stringify(proof.request.caller)} at ${proof.at}`

/** All verdicts of the check's scenarios, with their reasons. */
const texts = readFileSync(join(import.meta.dirname, '../lint/scenarios.txt'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text): [string, string] => {
    const { inputs } = parseScenario(text.slice(text.indexOf('\n'))).scenario!.lanes[0]!
    const cells = Object.entries(verdictsOf(inputs))
    return [
      text.slice(0, text.indexOf('\n')),
      cells
        .map(([id, { value, tone, sort, reason, note = '', proof }]) =>
          `${id} ${tone} ${value} (${Number(sort.toFixed(3))}) ${reason} ${note} ${proof ? shownBy(proof) : ''}`.trim(),
        )
        .join('\n'),
    ]
  })

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
