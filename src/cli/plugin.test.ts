import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Recorded } from '../views/lanes/recorded-lane.ts'
import { plugin } from './plugin.ts'
import { printedOf } from './printed-fixture.ts'

const RECORDED = 'src/sim/recorded'

/** What a real cluster would print of a recorded run. */
function recorded(name: string) {
  const { inputs } = parseScenario(readFileSync(`${RECORDED}/${name}.scenario.yaml`, 'utf8')).scenario!.lanes[0]!
  return printedOf(inputs, JSON.parse(readFileSync(`${RECORDED}/${name}.trace.json`, 'utf8')) as Recorded[])
}

/** A kubectl that answers with what was recorded, and writes down what it was asked. */
function run(argv: readonly string[], answers: { pods: string; events: string; log?: string }) {
  const said = { out: '', err: '' }
  const words: string[] = []
  const exit = plugin(
    argv,
    { out: (text) => void (said.out += text), err: (text) => void (said.err += text), read: () => '', write: () => undefined },
    (asked) => {
      words.push(asked.join(' '))
      const [verb, kind] = asked
      const stdout =
        verb === 'version'
          ? '{"serverVersion":{"gitVersion":"v1.37.2"}}'
          : verb === 'logs'
            ? (answers.log ?? '')
            : kind === 'events'
              ? answers.events
              : kind === 'node'
                ? ''
                : kind === 'pods'
                  ? `{"items":[${answers.pods}]}`
                  : answers.pods
      return stdout === '' ? { stdout, stderr: 'Error from server (NotFound)', isGood: false } : { stdout, stderr: '', isGood: true }
    },
  )
  return { exit, words, ...said }
}

it.each([
  ['live-500-a', 1, /liveness probe is answered with 500/],
  ['tcp-refused-a', 1, /liveness probe is refused/],
  ['startup-never-a', 1, /startup probe/],
  ['exit-zero-a', 1, /ends by itself with exit code 0/],
  ['crash-a', 3, /ends by itself with exit code \d+; why, its log would say|ends by itself with exit code \d+.*; why/],
  ['never-a', 0, /^Nothing restarts/],
])('says of the recorded %s what it does, and exits with %i', (name, code, sentence) => {
  const { exit, out } = run([], recorded(`pods-1.37/${name}`))
  expect(out).toMatch(sentence)
  expect(exit).toBe(code)
})

it('asks for one pod, its events, its last words and its node, in the namespace that is named, and changes nothing', () => {
  const { words, out } = run(['web', '-n', 'shop', '--context', 'lab'], {
    ...recorded('pods-1.37/crash-a'),
    log: 'panic: no configuration\n',
  })
  expect(words[0]).toBe('get pod web --namespace shop -o json --context lab')
  expect(words[1]).toBe('get events --namespace shop --field-selector involvedObject.name=web -o json --context lab')
  expect(words.filter((line) => line.startsWith('logs ')).length).toBe(1)
  expect(words.every((line) => /^(?:get|logs|version) /.test(line))).toBe(true)
  expect(out).toContain('panic: no configuration')
  expect(out).toMatch(/Open \(npx whyrestart serve\)\n {2}http:\/\/127\.0\.0\.1:4780\/#2/)
})

it('says what kubectl says where it fails', () => {
  const { exit, err } = run(['web'], { pods: '', events: '' })
  expect([exit, err]).toEqual([2, 'kubectl whyrestart: Error from server (NotFound)\n'])
  expect(run(['a', 'b'], { pods: '', events: '' }).err).toContain('one pod at a time: a, b')
  expect(run(['a', '-A'], { pods: '', events: '' }).err).toContain('-A and --node go without POD')
})

it('is a program of its own that finds kubectl on the path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'))
  const { pods } = recorded('pods-1.37/live-500-a')
  writeFileSync(join(folder, 'pods.json'), `{"items":[${pods}]}`)
  writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\ncase "$1 $2" in "get pods") cat ${folder}/pods.json;; *) exit 1;; esac\n`)
  chmodSync(join(folder, 'kubectl'), 0o755)
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` }
  const { stdout, stderr } = spawnSync(process.execPath, ['src/cli/launch.mjs', 'kubectl-whyrestart', '--json'], { encoding: 'utf8', env })
  rmSync(folder, { recursive: true, force: true })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ whyrestart: 1 })
})
