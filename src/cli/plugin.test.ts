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
                  ? answers.pods && `{"items":[${answers.pods.trim()}]}`
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
  ['exit-zero-a', 0, /^Nothing restarts/],
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
  for (const wide of [['-A'], ['--node', 'n']])
    expect(run(['a', ...wide], { pods: '', events: '' }).err).toContain('-A and --node go without POD')
  expect(run(['--json', '--report'], { pods: '', events: '' }).err).toBe('kubectl whyrestart: --json and --report do not go together\n')
  expect(run(['--link', '--json'], { pods: '', events: '' }).err).toBe('kubectl whyrestart: --link and --json do not go together\n')
  expect(run(['--wrong'], { pods: '', events: '' }).err).toMatch(/^kubectl whyrestart: unknown option --wrong; known are --namespace, /)
  expect(run([], { pods: 'x', events: '' }).err).toMatch(/^kubectl whyrestart: what kubectl get printed is no JSON: /)
})

it('prints its usage, and says that there is no pod', () => {
  expect(run(['web', '--help'], { pods: '', events: '' })).toMatchObject({
    exit: 0,
    words: [],
    out: expect.stringMatching(/^usage: kubectl whyrestart/),
  })
  const { exit, words, out } = run([], { pods: ' ', events: '' })
  expect([exit, words, out]).toEqual([0, ['get pods -o json'], 'Nothing restarts: there is no pod.\n'])
})

/** A Pod as kubectl has it, its containers by the restarts and the state of each. */
const podOf = (name: string, containers: Record<string, [restarts: number, state?: object]>, more: object = {}, namespace = 'shop') => ({
  metadata: { name, ...(namespace && { namespace }), ...more },
  spec: { containers: Object.keys(containers).map((container) => ({ name: container, image: 'a' })) },
  status: {
    containerStatuses: Object.entries(containers).map(([container, [restartCount, state]]) => ({
      name: container,
      restartCount,
      ...state,
    })),
  },
})
const asked = (argv: readonly string[], ...pods: object[]) =>
  run(argv, { pods: pods.map((pod) => JSON.stringify(pod)).join(','), events: '', log: 'panic: no configuration' })

it('asks for the last words of what has ended, of the five pods that did so most often', () => {
  const ended = { terminated: { exitCode: 1 } }
  const logs = (...pods: object[]) =>
    asked(['-A'], ...pods).words.flatMap((words) => (words.startsWith('logs ') ? [words.replace(/ --previous --tail=200$/, '')] : []))
  expect(
    logs(
      podOf('a', {
        one: [1],
        two: [0],
        three: [0, { lastState: ended }],
        four: [0, { state: ended }],
        five: [0, { state: {}, lastState: {} }],
      }),
    ),
  ).toEqual(['one', 'three', 'four'].map((container) => `logs a --namespace shop --container ${container}`))
  const restarts = [3, 0, 9, 1, 4, 2, 8]
  expect(logs(...restarts.map((n, i) => podOf(`p${i}`, { main: [n] })))).toEqual(
    ['p2', 'p6', 'p4', 'p0', 'p5'].map((name) => `logs ${name} --namespace shop --container main`),
  )
  // none that goes on takes the place of one that has ended, be it without a restart
  const goOn = restarts.map((_, i) => podOf(`p${i}`, { main: [0] }))
  expect(logs(...goOn, podOf('job', { main: [0, { state: ended }] }))).toEqual(['logs job --namespace shop --container main'])
  // of all its containers together
  expect(logs(podOf('a', { x: [3] }), podOf('b', { x: [2], y: [2] }))[0]).toContain('logs b ')
  const { status, ...bare } = podOf('init', { setup: [2] })
  expect(logs({ ...bare, status: { initContainerStatuses: status.containerStatuses } }, bare)).toEqual([
    'logs init --namespace shop --container setup',
  ])
})

it('asks for the node whose static pod it is, or that is named', () => {
  const nodes = (argv: string[], owner: string) =>
    asked(argv, podOf('web', { main: [0] }, { ownerReferences: [{ kind: owner, name: 'n1' }] })).words.filter((words) =>
      words.includes(' node '),
    )
  expect(nodes(['web'], 'Node')).toEqual(['get node n1 -o json'])
  expect(nodes(['web'], 'ReplicaSet')).toEqual([])
  expect(nodes([], 'Node')).toEqual([])
  const { words } = asked(['--node=n2'], podOf('web', { main: [0] }))
  expect(words).toEqual([
    'get pods --all-namespaces --field-selector spec.nodeName=n2 -o json',
    'get events --all-namespaces -o json',
    'get node n2 -o json',
    'version -o json',
  ])
  expect(asked(['pod/web'], podOf('web', { main: [0] })).words[0]).toBe('get pod web -o json')
})

it('names the command of each text, a log’s with the namespace of its pod', () => {
  const report = (namespace: string) =>
    asked(['--report'], podOf('web', { main: [3, { state: { waiting: { reason: 'CrashLoopBackOff' } } }] }, {}, namespace)).out
  expect(report('shop')).toContain('kubectl logs web -c main --previous')
  const { words } = asked([], podOf('web', { main: [1] }, {}, ''))
  expect(words).toContain('logs web --container main --previous --tail=200')
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
