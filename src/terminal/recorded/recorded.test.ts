import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { simulate } from '../../sim/simulate.ts'
import { ask } from '../terminal.ts'

// What the real programs printed; `how` in each file says how.
const read = <T>(name: string): T => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as T

function nodeWith(files: Readonly<Record<string, string>>) {
  const { inputs } = parseScenario(JSON.stringify({ whyrestart: 1, duration: '10s', files })).scenario!.lanes[0]!
  const trace = simulate(inputs)
  return (line: string) => ask(line, { inputs, trace, at: 5, simulate })
}

describe('sed, grep, awk and jq', () => {
  const { inputs, runs } = read<{
    inputs: Record<string, string>
    runs: [input: string, command: string, exit: number, stdout: string][]
  }>('text-tools.json')
  const type = nodeWith(Object.fromEntries(Object.entries(inputs).map(([name, text]) => [`/root/${name}`, text])))
  const print = (input: string, command: string) => type(`cat /root/${input} | ${command}`)
  /** This terminal knows less than the programs have, and says so in its own voice. */
  const isRefused = (stderr: string): boolean => /this terminal|not simulated here/i.test(stderr)

  it('have runs of each, most of which this terminal answers', () => {
    expect(runs.length).toBeGreaterThan(400)
    expect(new Set(runs.map(([, command]) => command.split(' ')[0]))).toEqual(new Set(['sed', 'grep', 'awk', 'jq']))
    const answered = runs.filter(([input, command]) => !isRefused(print(input, command).stderr))
    expect(answered.length).toBeGreaterThan(300)
  })

  it('sed takes no more commands than 50', () => {
    const script = (n: number) => print('pods', `sed -n '${'p;'.repeat(n)}'`)
    expect(script(50)).toMatchObject({ exit: 0, stderr: '' })
    expect(script(51).stderr).toBe('sed: -e expression #1, char 100: a script has 50 commands at most\n')
  })

  it.each(runs)('cat %s | %s', (input, command, exit, stdout) => {
    const { stderr, ...printed } = print(input, command)
    const refused = { exit: expect.toSatisfy((code) => code !== 0) as number, stdout: '' }
    expect({ exit: printed.exit, stdout: printed.stdout }).toEqual(isRefused(stderr) ? refused : { exit, stdout })
  })
})

describe('bash', () => {
  const { files, runs } = read<{ files: Record<string, string>; runs: [line: string, exit: number, stdout: string][] }>('shell.json')
  const type = nodeWith(files)

  it.each(runs)('%s', (line, exit, stdout) => expect(type(line)).toMatchObject({ exit, stdout }))
})
