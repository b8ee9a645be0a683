import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { STORY_CURSOR, theStrangeCase } from '../cases/the-strange-case.ts'
import { type Inputs, parseScenario } from '../sim/scenario.ts'
import { simulate } from '../sim/simulate.ts'
import type { Trace } from '../sim/trace.ts'
import { ask } from './terminal.ts'

const { scenario } = parseScenario(readFileSync(join(import.meta.dirname, 'recorded', 'anonymous-off.scenario.yaml'), 'utf8'))
const inputs: Inputs = { ...scenario!.lanes[0]!.inputs, duration: 900 }
const trace = simulate(inputs)
const at = (t: number, line: string, other: Partial<Inputs> = {}, run: Trace = trace) => ask(line, { inputs: { ...inputs, ...other }, trace: run, at: t, simulate })

const REFUSED = 'The connection to the server 192.168.1.100:6443 was refused - did you specify the right host or port?\n'

it('kubectl waits for a server that accepts connections, and is refused where none does', () => {
  expect(at(0.3, 'kubectl get po -A').stderr).toBe(REFUSED)
  expect(at(100, 'kubectl get po -A').stderr).toBe(REFUSED)
  expect(at(122, 'kubectl get nodes').stderr).toMatch(/^Error from server \(Forbidden\): nodes is forbidden: .* at the cluster scope\n$/)
  expect(at(126, 'kubectl get nodes').exit).toBe(0)
})

it('kubectl meets a hung server, a lost etcd and a server without roles', () => {
  const told = (entries: object[]) => entries.map((entry, id) => ({ id, t: 0, ...entry })) as unknown as Trace
  expect(at(5, 'kubectl get po', {}, told([{ kind: 'server', state: 'hung' }])).stderr).toBe('Unable to connect to the server: net/http: TLS handshake timeout\n')
  expect(at(5, 'kubectl get po', {}, told([{ kind: 'server', state: 'serving' }, { kind: 'etcd', state: 'down' }])).stderr).toMatch(/^Error from server \(Timeout\): /)
  const starting = told([{ kind: 'server', state: 'forbidding' }])
  expect(at(5, 'kubectl get po', {}, starting).stderr).toBe('Error from server (Forbidden): pods is forbidden: User "kubernetes-admin" cannot list resource "pods" in API group "" in the namespace "default"\n')
  expect(at(5, 'kubectl get po', { kubernetes: '1.19' }, starting).stderr).toBe('No resources found in default namespace.\n')
})

it('a standalone kubelet has no API, but crictl works', () => {
  expect(at(100, 'kubectl get po', { cluster: { attached: false, etcd: 'up' } }).stderr).toBe('The connection to the server localhost:8080 was refused - did you specify the right host or port?\n')
  expect(at(100, 'crictl ps').stdout).toContain('kube-apiserver')
})

it.each<[string, number, RegExp]>([
  ['kubectl get po nope -n kube-system', 1, /^Error from server \(NotFound\): pods "nope" not found\n$/],
  ['kubectl get po', 0, /^No resources found in default namespace\.\n$/],
  ['kubectl get po -A -o wode', 1, /unable to match a printer.*\nThis terminal knows/],
  ['kubectl get widgets', 1, /the server doesn't have a resource type "widgets"/],
  ['kubectl get po --wach', 1, /^error: unknown flag: --wach\nSee 'kubectl get --help' for usage\.\nThis terminal knows/],
  ['kubectl frob', 1, /unknown command "frob" for "kubectl"\nThis terminal knows/],
  ['kubectl', 1, /This terminal knows/],
  ['kubectl logs', 1, /expected 'logs/],
  ['crictl stop x', 1, /NotFound/],
  ['crictl --foo', 1, /flag provided but not defined: -foo/],
  ['curl', 2, /no URL specified/],
  ['curl ftp://x', 1, /Protocol "ftp" not supported/],
  ['curl --frob x', 2, /is unknown/],
  ['journalctl -z', 1, /unrecognized option/],
  ['cat /nope', 1, /No such file/],
  ['emacs', 127, /^bash: emacs: command not found\nThis terminal knows: kubectl, /],
  ['vim', 1, /This terminal knows: vi FILE/],
  ['kubectl get po | grep x', 2, /without pipes/],
  ['"', 2, /unexpected EOF/],
])('%s says what is wrong, and what is known', (line, exit, words) => {
  const output = at(60, line)
  expect(output.exit).toBe(exit)
  expect(output.stderr).toMatch(words)
})

it('shows the files of the node, as the actions left them', () => {
  const edited = { actions: [{ at: 50, write: 'b.yaml', content: 'b: 1\n' }, { at: 70, remove: 'b.yaml' }] }
  expect(at(40, 'ls', edited).stdout).toBe('kube-apiserver.yaml\n')
  expect(at(60, 'cat /etc/kubernetes/manifests/b.yaml', edited).stdout).toBe('b: 1\n')
  expect(at(80, 'ls', edited).stdout).toBe('kube-apiserver.yaml\n')
})

it('prints the story’s own line', () => {
  const { scenario: story } = parseScenario(JSON.stringify(theStrangeCase('1.9')))
  const lane = story!.lanes.find(({ name }) => name === 'Anonymous requests off')!
  const output = ask('kubectl get po -n kube-system', { inputs: lane.inputs, trace: simulate(lane.inputs), at: STORY_CURSOR, simulate })
  expect(output.stdout).toBe('NAME                    READY     STATUS    RESTARTS   AGE\nkube-apiserver-master   1/1       Running   6          7m\n')
})

it('prints the story’s widths and ages on 1.9', () => {
  const told = [
    { kind: 'sync', op: 'ADD', uid: 'u', pod: 'kube-apiserver' },
    { kind: 'status', pod: 'kube-apiserver', phase: 'Running', ready: true, containers: [{ name: 'kube-apiserver', restartCount: 6, ready: true, state: { is: 'running', startedAt: 400 }, lastState: { is: 'terminated', exitCode: 137, finishedAt: 399 } }] },
    { kind: 'mirror', pod: 'kube-apiserver', op: 'created', uid: 'u', status: 1 },
    { kind: 'server', state: 'serving' },
  ].map((entry, id) => ({ id, t: 0, ...entry })) as unknown as Trace
  const old = { kubernetes: '1.9', node: { name: 'master', ip: '192.168.1.100' } }
  expect(at(450, 'kubectl get po -n kube-system', old, told).stdout).toBe(
    'NAME                    READY     STATUS    RESTARTS   AGE\nkube-apiserver-master   1/1       Running   6          7m\n',
  )
  expect(at(450, 'kubectl get po -n kube-system', { ...old, kubernetes: '1.21' }, told).stdout).toBe(
    'NAME                    READY   STATUS    RESTARTS   AGE\nkube-apiserver-master   1/1     Running   6          7m30s\n',
  )
  expect(at(450, 'kubectl get po -n kube-system', { ...old, kubernetes: '1.22' }, told).stdout).toMatch(/ {3}6 \(51s ago\) {3}7m30s\n$/)
})

const WORDS = ['kubectl', 'get', 'po', 'pods/', 'describe', 'logs', 'version', '-n', 'kube-system', '-A', '-o', 'wide', '--tail', '--tail=-1', '-p', '-c', 'crictl', 'ps', '-a', 'curl', '-k', '-H', 'x:', 'journalctl', '-u', 'kubelet', 'ss', '-ltn', 'cat', 'ls', '/', 'sudo', 'kube-apiserver-master-node', '__proto__', 'constructor']

it('throws at no input', () => {
  const line = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string()), { maxLength: 8 }).map((words) => words.join(' ')))
  fc.assert(
    fc.property(line, fc.double({ min: 0, max: 900, noNaN: true }), (text, t) => {
      const { stdout, stderr, exit } = at(t, text)
      expect([typeof stdout, typeof stderr, Number.isInteger(exit)]).toEqual(['string', 'string', true])
    }),
    { seed: 1, numRuns: 500 },
  )
})
