import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { held } from '../../runs-fixture.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { lintInputs } from './lint.ts'

/** What the check says of each scenario of `scenarios.txt`, below its title. */
const texts = readFileSync(join(import.meta.dirname, 'scenarios.txt'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((text): [string, string] => {
    const { scenario, diagnostics } = parseScenario(text.slice(text.indexOf('\n')))
    const [lane] = scenario?.lanes ?? []
    const findings = lane ? lintInputs(lane.inputs, { from: '1.19' }) : []
    return [
      text.slice(0, text.indexOf('\n')),
      [
        ...(diagnostics ?? []).map(({ message }) => `refused: ${message}`),
        ...findings.map(
          ({ rule, severity, message, path, at, trial }) =>
            `${severity} ${rule} ${at ? `${at.file}:${at.line} ` : ''}${path}: ${message} ${JSON.stringify(trial).slice(0, 300)}`,
        ),
      ].join('\n'),
    ]
  })

it.each(held(import.meta.dirname, 'said.txt', texts))('%s', (_, expected, text) => expect(text).toBe(expected))
