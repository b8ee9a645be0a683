import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { ask } from '../terminal.ts'

/** What the real programs printed; `how` in the file says how. */
const { inputs: texts, runs } = JSON.parse(readFileSync(join(import.meta.dirname, '../recorded/text-tools.json'), 'utf8')) as {
  inputs: Record<string, string>
  runs: [input: string, command: string, exit: number, stdout: string][]
}

const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/root/${name}`, text]))
const { scenario } = parseScenario(JSON.stringify({ whyrestart: 1, duration: '10s', files }))
const { inputs } = scenario!.lanes[0]!
const trace = simulate(inputs)

const print = (input: string, command: string) => ask(`cat /root/${input} | ${command}`, { inputs, trace, at: 5, simulate })
/** This terminal knows less than the programs have, and says so in its own voice. */
const isRefused = (stderr: string): boolean => /this terminal|not simulated here/i.test(stderr)

it('has runs of each program, most of which this terminal answers', () => {
  expect(runs.length).toBeGreaterThan(400)
  expect(new Set(runs.map(([, command]) => command.split(' ')[0]))).toEqual(new Set(['sed', 'grep', 'awk', 'jq']))
  const answered = runs.filter(([input, command]) => !isRefused(print(input, command).stderr))
  expect(answered.length).toBeGreaterThan(300)
})

it.each(runs)('cat %s | %s', (input, command, exit, stdout) => {
  const { stderr, ...printed } = print(input, command)
  const refused = { exit: expect.toSatisfy((code) => code !== 0) as number, stdout: '' }
  expect({ exit: printed.exit, stdout: printed.stdout }).toEqual(isRefused(stderr) ? refused : { exit, stdout })
})

it('sed takes no more commands than 50', () => {
  const [input] = Object.keys(texts)
  const said = (n: number) => print(input!, `sed -n '${'p;'.repeat(n)}'`)
  expect(said(50)).toMatchObject({ exit: 0, stderr: '' })
  expect(said(51).stderr).toBe('sed: -e expression #1, char 100: a script has 50 commands at most\n')
})
