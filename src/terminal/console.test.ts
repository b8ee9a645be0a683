import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import { showResponse } from './curl/curl.ts'
import { ask } from './terminal.ts'

// What real tools printed at a time of a run, held against what this terminal prints at that time of the simulated run.

interface Recorded {
  t: number
  command: string
  exit: number
  stdout: string
  stderr: string
}

const read = (name: string) => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8')
const recorded = (name: string) => JSON.parse(read(`${name}.json`)) as Recorded[]

function inputsOf(text: string): Inputs {
  const { scenario } = parseScenario(text)
  return { ...scenario!.lanes[0]!.inputs, duration: 2200 }
}

const anonymousOff = read('anonymous-off.scenario.yaml')
const SCENARIOS: Record<string, string> = {
  'anonymous-off': anonymousOff,
  'backed-off': anonymousOff,
  healthy: read('healthy.scenario.yaml'),
  'after-a-hang': `${anonymousOff.slice(0, anonymousOff.indexOf('\nchance:'))}\nactions:\n- {at: 205s, hang: kube-apiserver}\n`
    .replace(/ +- --anonymous-auth=false\n/, '')
    .replace('14:31:14.136', '14:46:30.195'),
}

/** Ids and the hash of the manifest are a run's own. */
const ids = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/\b[0-9a-f]{13,64}\b/g, 'ID')
    .replace(/config\.seen: \S+/, 'config.seen: TIME')
    .replace(/after \d+ ms/, 'after N ms')
    .replace(/^(audit-id|x-kubernetes-pf-\S+): .*\n/gm, '')
    .trimEnd()
/** Ages, to their unit; and the spaces behind them. */
const ages = (text: string) =>
  text
    .replace(/\b(\d+[hms])+\b/g, 'AGE')
    .replace(/\d+ (second|minute)s/g, 'AGE')
    .replace(/:\d\d (\+0000|GMT)/g, ':SS $1')
    .replace(/ +/g, ' ')
    .replace(/-+/g, '-')

const runs = new Map<string, { inputs: Inputs; trace: ReturnType<typeof simulate> }>()
function shown(name: string, { t, command }: Recorded) {
  let run = runs.get(name)
  if (!run) {
    const inputs = inputsOf(SCENARIOS[name]!)
    runs.set(name, (run = { inputs, trace: simulate(inputs) }))
  }
  return ask(command, { ...run, at: t, simulate })
}

const LOOKS = /^(kubectl (get (po|pods|events|nodes|--raw)|describe|version|auth)|crictl (ps|pods)|curl)/
const cases = Object.keys(SCENARIOS).flatMap((name) =>
  recorded(name)
    .filter(({ command }) => LOOKS.test(command) && !/-o yaml|livez.verbose/.test(command))
    .map((row) => ({ name, row, t: row.t, command: row.command })),
)

it.each(cases)('$name, $t s: $command', ({ name, row }) => {
  const { stdout, stderr, exit } = shown(name, row)
  expect(ages(ids(stdout))).toBe(ages(ids(row.stdout)))
  expect({ stderr: ids(stderr), exit }).toEqual({ stderr: ids(row.stderr), exit: row.exit })
})

// where the last lines are a rule's: a lease of the recorded machine was lost once
it.each(['anonymous-off', 'after-a-hang', 'healthy'])('%s: kubectl logs ends as the real log did', (name) => {
  const row = recorded(name).find((recorded) => recorded.command.startsWith('kubectl logs'))!
  const bare = (text: string) =>
    text
      .split('\n')
      .filter((line) => /controller.go:667|storage_scheduling|cidrallocator/.test(line))
      .map((line) => line.replace(/^(.)\d{4} [\d:.]+/, '$1'))
  expect(bare(shown(name, row).stdout).slice(-bare(row.stdout).length)).toEqual(bare(row.stdout))
})

// to the last space and second
it.each([
  ['anonymous-off', 'kubectl describe po kube-apiserver-master-node -n kube-system'],
  ['anonymous-off', 'kubectl get events -n kube-system'],
  ['anonymous-off', 'crictl ps -a'],
  ['anonymous-off', 'crictl pods'],
  ['anonymous-off', 'kubectl version'],
  ['backed-off', 'crictl ps -a'],
  ['backed-off', 'crictl ps'],
  ['backed-off', 'crictl pods'],
  ['healthy', 'kubectl describe po kube-apiserver-master-node -n kube-system'],
  ['healthy', 'kubectl get pods -A'],
  ['healthy', 'kubectl get nodes'],
  ['healthy', 'crictl ps -a'],
])('%s, to the last space: %s', (name, command) => {
  const row = recorded(name).find((recorded) => recorded.command === command)!
  const { stdout, stderr, exit } = shown(name, row)
  expect(ids(stdout)).toBe(ids(row.stdout))
  expect({ stderr, exit }).toEqual({ stderr: row.stderr, exit: row.exit })
})

/** What a run makes up, and times to the second. */
const invented = (text: string) =>
  ids(text)
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/resourceVersion: .*/g, 'resourceVersion: N')
    .replace(/\d\d:\d\d(\.\d+)?Z/g, 'MM:SSZ')
    .replace(/\d\d\.\d+Z"/, 'TIME')

it.each(['healthy', 'anonymous-off', 'after-a-hang'])('%s: kubectl get -o yaml prints the same object', (name) => {
  const row = recorded(name).find((recorded) => recorded.command.endsWith('-o yaml'))!
  const { stdout, exit } = shown(name, row)
  expect(invented(stdout)).toBe(invented(row.stdout))
  expect(exit).toBe(row.exit)
})

it.each(['healthy', 'backed-off'])('%s: ss shows the same sockets', (name) => {
  const row = recorded(name).find((recorded) => recorded.command === 'ss -ltn')!
  // the container runtime has a port of its own, at random
  const lines = (text: string) =>
    text
      .split('\n')
      .filter((line) => line && !/127\.0\.0\.1:[34]\d{4} /.test(line))
      .toSorted()
  expect(lines(shown(name, row).stdout)).toEqual(lines(row.stdout))
})

it('curl -ik shows a response as the real one did', () => {
  for (const [name, status] of [
    ['healthy', 200],
    ['anonymous-off', 401],
  ] as const) {
    const row = recorded(name).find((recorded) => recorded.command.startsWith('curl -ik'))!
    const [head = '', body = ''] = row.stdout.replaceAll('\r\n', '\n').split('\n\n')
    const headers = Object.fromEntries(
      head
        .split('\n')
        .slice(1)
        .map((line) => line.split(/: (.*)/).slice(0, 2)),
    )
    const { 'content-length': _length, ...sent } = headers
    const output = showResponse(
      { status, headers: sent, body },
      { url: 'https://192.168.1.100:6443/healthz', clock: '', at: 0, has: (name) => name === 'include' },
    )
    expect(output.stdout.replaceAll('\r\n', '\n')).toBe(row.stdout.replaceAll('\r\n', '\n'))
  }
})

it('curl says why there is no answer, and with which exit code', () => {
  const row = recorded('backed-off').find((recorded) => recorded.command === 'curl -k https://192.168.1.100:6443/version')!
  const error = row.stderr.replace(/^curl: /, '')
  expect(showResponse({ status: null, headers: {}, body: '', error }, { url: '', clock: '', at: 0, has: () => false })).toEqual({
    stdout: '',
    stderr: `${row.stderr}\n`,
    exit: row.exit,
  })
})
