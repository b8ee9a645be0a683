import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseScenario } from '../sim/scenario/scenario.ts'
import type { Inputs } from '../sim/scenario/inputs.ts'
import { simulate } from '../sim/simulate.ts'
import { ask } from './terminal.ts'

// What the tools of 1.9.4 printed at a time of two real runs. The recorded node had Docker 26, etcd 3.5, curl 8, a kernel and
// a distribution of today, was built with Go 1.24, and was ready without a network plug-in: that is made the same on both sides.

interface Recorded {
  t: number
  command: string
  exit: number
  stdout: string
  stderr: string
}

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8')
const recorded = (name: string) => JSON.parse(read('recorded', `${name}.json`)) as Recorded[]
const RUNS = { 'healthy-1.9': 'as-kubeadm-writes-it-1.9', 'anonymous-off-7m-1.9': 'anonymous-off-1.9' } as const

const runs = new Map<string, { inputs: Inputs; trace: ReturnType<typeof simulate> }>()
function shown(name: keyof typeof RUNS, at: number, command: string) {
  let run = runs.get(name)
  if (!run) {
    const { scenario } = parseScenario(read('..', 'sim', 'recorded', 'control-plane', `${RUNS[name]}.scenario.yaml`))
    const inputs = { ...scenario!.lanes[0]!.inputs, duration: 1400 }
    runs.set(name, (run = { inputs, trace: simulate(inputs) }))
  }
  return ask(command, { ...run, at, simulate })
}

it('no two Events have one name, and none has another name or UID once it is told again', () => {
  const path = '{range .items[*]}{.metadata.name} {.metadata.uid} {.reason} {.count}{"\\n"}{end}'
  const events = (at: number) => {
    const { stdout } = shown('anonymous-off-7m-1.9', at, `kubectl get events -n kube-system -o jsonpath='${path}'`)
    return new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => [line.split(' ')[0], line.split(' ')] as const),
    )
  }
  const [before, after] = [events(80), events(440)]
  const mounts = [...before.values()].filter(([, , reason]) => reason === 'SuccessfulMountVolume')
  expect(mounts.length).toBeGreaterThan(1)
  let again = 0
  for (const [name, [, uid, , count]] of before) {
    const [, uidThen, , countThen] = after.get(name)!
    expect(uidThen).toBe(uid)
    if (Number(countThen) > Number(count)) again++
  }
  expect(again).toBeGreaterThan(0)
})

/** kubectl 1.9 colours what it prints into a pipe too; this terminal has no colours. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')

/** Ids of the run, and what is the laboratory's own. */
const same = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(COLOUR, '')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/(?<![0-9a-f])[0-9a-f]{12,64}(?![0-9a-f])/g, 'ID')
    .replace(/config\.seen(=|: )\S+/, 'config.seen$1TIME')
    .replace(/docker-pullable:\/\/\S+@/g, 'docker://')
    .replace(/resourceVersion: .*/g, 'resourceVersion: N')
    .replace(/go1\.\d+(\.\d+)?/g, 'GO')
    .replace(/Get "(\S+)":/g, 'Get $1:')
    .replace(/(connect|getsockopt): connection refused/g, 'CALL: connection refused')
    .replace(/Could not connect to server|Couldn't connect to server/, 'NO CONNECTION')
    .replace(/after \d+ ms/, 'after N ms')
    .replace(/\{"health": ?"true"(,"reason":"")?\}/, '{"health":"true"}')
    .replace(/Debian GNU\/Linux \d+ \(\w+\)/g, 'DEBIAN')
    .replace(/\b6\.[\d.]+(-fc-v657)?/g, 'KERNEL')
    .replace(/docker:\/\/[\d.]+(\+dfsg1)?/g, 'docker://VERSION')
    .replace(/\bNotReady\b/g, 'Ready')
    .replace(/"\/(usr\/local\/bin\/)?pause"/, '"/pause"')
    .replace(/ +/g, ' ')
    .replace(/ $/gm, '')
    .trimEnd()

/** In no order of its own: a Go map's. */
const SHUFFLED = /^kubectl get cs|^ss |--http1\.1/
/** This terminal has a word of its own to add. */
const HINTED = /^kubectl get (nope|pods -A)/
/**
 * Not compared: what a kube-apiserver logs without trouble; the whole list of the release's own bindings; Docker itself; the
 * kubelet's port, which has recordings of its own; a node's sizes; and plain HTTP, which Go 1.9 does not answer.
 */
const LEFT = /^kubectl (logs|get clusterrolebindings|describe node)|^docker (images|version)|:10250|^curl http:\/\/192/

it.each(
  (Object.keys(RUNS) as (keyof typeof RUNS)[]).flatMap((name) =>
    recorded(name)
      .filter(({ command }) => !LEFT.test(command))
      .map((row) => ({ ...row, name })),
  ),
)('$name, $t s: $command', ({ name, t, command, exit, stdout, stderr }) => {
  const ours = shown(name, t, command)
  const shape = (text: string) => {
    const lines = same(text).split('\n')
    if (SHUFFLED.test(command)) return lines.map((line) => line.replace(/ ?Process$/, '')).toSorted()
    return HINTED.test(command) ? lines.slice(0, 1) : lines
  }
  // the kubelet tells its Events one after the other, and waits up to 10 s, by chance, while the API is away
  const counted = (text: string) => (command.includes('events') ? text.replace(/^(.*?) 2[78] (.*Unhealthy)/gm, '$1 N $2') : text)
  expect({ stdout: shape(ours.stdout).map(counted), stderr: shape(ours.stderr), exit: ours.exit }).toEqual({
    stdout: shape(stdout).map(counted),
    stderr: shape(stderr),
    exit,
  })
})

it('describes the node as the release did, line by line', () => {
  const row = recorded('healthy-1.9').find(({ command }) => command.startsWith('kubectl describe node'))!
  const names = (text: string) =>
    text
      .slice(0, text.indexOf('\nEvents:'))
      .split('\n')
      .map((line) => /^ *[\w. -]+?(?=:| {2,}|$)/.exec(line)?.[0] ?? line)
      .filter((line) => !/ID$/.test(line) || line === 'ExternalID')
  expect(names(shown('healthy-1.9', row.t, row.command).stdout)).toEqual(names(row.stdout))
})

interface Asked {
  t: number
  exit: number
  stdout: string
  stderr: string
}

/** Its discovery cache, which lives for ten minutes, was not there or out of date; here one is taken to be there. */
const NO_CACHE = 'the server doesn\'t have a resource type "po"\n'

/** Until the seventh start, which was held back: when such a one is tried again is chance, and was not noted down. */
const KNOWN_SECONDS = 740

it('prints `kubectl get po -n kube-system` every 15 s for 12 minutes as the real one did', () => {
  const wrong = (JSON.parse(read('recorded', 'kubectl-anonymous-off-1.9.json')) as Asked[])
    .filter(({ t, stderr }) => t < KNOWN_SECONDS && stderr !== NO_CACHE)
    .flatMap(({ t, exit, stdout, stderr }) => {
      const ours = shown('anonymous-off-7m-1.9', t, 'kubectl get po -n kube-system')
      return ours.stdout === stdout && ours.stderr === stderr && ours.exit === exit
        ? []
        : [{ t, ours: ours.stdout + ours.stderr, theirs: stdout + stderr }]
    })
  expect(wrong).toEqual([])
})
