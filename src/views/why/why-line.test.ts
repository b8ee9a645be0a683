import { expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { simulate } from '../../sim/simulate.ts'
import type { EntryOf } from '../../sim/trace/trace.ts'
import { podInputs } from '../../sim/fixture.ts'
import { effects } from './effect-groups.ts'
import { PROCESSES } from '../text/words.ts'
import { effectsOfLine, type LineEffects } from './why-line.ts'

const FILE = 'kube-apiserver.yaml'

function lane(release: string, n: number, more: object = {}): Inputs {
  return parseScenario(JSON.stringify({ ...theStrangeCase(release), ...more })).scenario!.lanes[n]!.inputs
}

/** What a line has caused, found by its text. */
function ask(inputs: Inputs, text: string, file = FILE): LineEffects {
  const lines = (inputs.manifests[file] ?? inputs.files[file])!.split('\n')
  return effectsOfLine(inputs, simulate(inputs), { file, line: lines.findIndex((line) => line.trim() === text) + 1, at: 0 })
}

const labels = (found: LineEffects) => found.groups.map(({ label }) => label)
const off = lane('1.9', 1)

it('counts all that a flag has caused, kind by kind', () => {
  expect(ask(off, '- --anonymous-auth=false')).toMatchObject({ line: 39, text: '--anonymous-auth=false' })
  expect(labels(ask(off, '- --anonymous-auth=false'))).toMatchInlineSnapshot(`
    [
      "85 liveness probes failed, the first at 25 s",
      "12 times the liveness probe counted as failed, the first at 1 min 35 s",
      "12 times the kube-apiserver shut down, the first at 1 min 35 s",
      "12 ends of kube-apiserver, the first at 1 min 35 s",
      "12 kills of kube-apiserver, the first at 1 min 35 s",
      "11 restarts of kube-apiserver, the first at 1 min 35 s",
      "12 changes of the pod’s status, the first at 1 min 36 s",
      "8 statuses that the API was told, the first at 1 min 44 s",
      "68 starts of kube-apiserver held back by the back-off, the first at 9 min 35 s",
      "175 Events, the first at 25 s",
    ]
  `)
})

it('lets a number answer for what it decided, and no more', () => {
  expect(labels(ask(off, 'failureThreshold: 8'))[0]).toBe('12 times the liveness probe counted as failed, the first at 1 min 35 s')
  expect(labels(ask(off, 'initialDelaySeconds: 15'))).toEqual(['12 first liveness probes of a life held back by it, the first at 25 s'])
  const hang = lane('1.37', 1, {
    actions: [{ at: '100s', hang: 'kube-apiserver' }],
    lanes: [{ name: 'a' }, { name: 'b', manifests: lane('1.37', 0).manifests }],
  })
  expect(labels(ask(hang, 'periodSeconds: 1'))[0]).toMatch(/^\d+ readiness probes sent by its clock, the first at/)
})

it('lets a block answer for what stands in it', () => {
  const whole = labels(ask(off, 'livenessProbe:'))
  expect(whole[0]).toBe('85 liveness probes failed, the first at 25 s')
  expect(labels(ask(off, 'containers:')).length).toBeGreaterThan(whole.length)
})

it('names the file that a flag names', () => {
  const file = '/etc/kubernetes/pki/auth.yaml'
  const text = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: false\n'
  const { [FILE]: manifest } = lane('1.37', 0).manifests
  const inputs = {
    ...lane('1.37', 0),
    files: { [file]: text },
    manifests: { [FILE]: manifest!.replace('    image:', `    - --authentication-config=${file}\n    image:`) },
  }
  expect(labels(ask(inputs, 'enabled: false', file))[0]).toMatch(/^\d+ startup probes failed, the first at 20 s$/)
})

it.each([
  ['kind: Pod', /^It only has to be there\. Without it the kubelet refuses the file: Object 'Kind' is missing/],
  ['creationTimestamp: null', /^It says what is the default anyway\.$/],
  ['component: kube-apiserver', /^Nothing that is simulated here hangs on it\.$/],
  ['cpu: 250m', /^Nothing that is simulated here hangs on it\.$/],
  ['- --allow-privileged=true', /^Simulated without it, the run comes to the same\.$/],
  [
    '- --etcd-servers=http://127.0.0.1:2379',
    /^It is only missed where it is not there\. Simulated without it: \d+ restarts, .*--etcd-servers must be specified/,
  ],
  ['- kube-apiserver', /^It names the program that runs\.$/],
  ['timeoutSeconds: 15', /^Simulated without it, the run comes to the same\.$/],
  ['', /^An empty line\.$/],
])('says why a line caused nothing: %s', (text, note) => {
  const found = ask(off, text)
  expect(found.groups).toEqual([])
  expect(found.note).toMatch(note)
})

it('says that a field is not known, or not simulated', () => {
  const inputs = {
    ...off,
    manifests: {
      [FILE]: off.manifests[FILE]!.replace(
        '  hostNetwork: true',
        '  # mine\n  hostAliases: [{ip: 10.0.0.1, hostnames: [db]}]\n  hostNetwork: true\n  hostNetwrk: true',
      ),
    },
  }
  expect(ask(inputs, 'hostAliases: [{ip: 10.0.0.1, hostnames: [db]}]').note).toBe('hostAliases: names within the pod are not simulated.')
  expect(ask(inputs, 'hostNetwrk: true').note).toMatch(/no field hostNetwrk/)
  expect(ask(inputs, '# mine').note).toMatch(/^A comment/)
})

it('does not go on into a container’s next life', () => {
  const trace = simulate(lane('1.37', 0, { actions: [{ at: '100s', kill: 'kube-apiserver' }] }))
  const kinds = effects(trace, [trace.find(({ kind }) => kind === 'action')!.id]).map((id) => trace[id]!)
  expect(kinds.some((entry) => entry.kind === 'process' && entry.op === 'started')).toBe(true)
  expect(kinds.filter((entry) => entry.kind === 'probe' && entry.result === 'success')).toEqual([])
})

it('knows nothing of a line that was written later', () => {
  const inputs = lane('1.9', 0, {
    actions: [{ at: '90s', write: '/etc/kubernetes/manifests/kube-apiserver.yaml', content: `# above\n${off.manifests[FILE]}` }],
  })
  const trace = simulate(inputs)
  expect(trace.some((entry) => entry.kind === 'manifest' && entry.t > 90 && entry.value === '--anonymous-auth=false')).toBe(true)
  // the image's line, one above the flag's place in the text of 90 s
  expect(
    effectsOfLine(inputs, trace, { file: FILE, line: 40, at: 0 })
      .groups.flatMap(({ ids }) => ids.map((id) => trace[id]!))
      .every((entry) => entry.kind !== 'probe' || entry.result === 'success'),
  ).toBe(true)
})

it.each(['kube-apiserver.yaml.bak', 'notes.txt'])('%s is read as a pod like any other file, and its lines are found', (copy) => {
  const inputs = lane('1.37', 1, {
    actions: [
      { at: '100s', copy: FILE, to: copy },
      { at: '110s', remove: FILE },
    ],
  })
  const trace = simulate(inputs)
  const flag = trace.find(
    (entry): entry is EntryOf<'manifest'> => entry.kind === 'manifest' && entry.file === copy && entry.value === '--anonymous-auth=false',
  )!
  const found = effectsOfLine(inputs, trace, { file: copy, line: flag.line, at: flag.t })
  // there is no such file to edit: it is the line that was copied
  expect(found).toMatchObject({ file: copy, text: '--anonymous-auth=false', place: { file: FILE, line: flag.line } })
  expect(labels(found)[0]).toMatch(/^\d+ startup probes failed, the first at \d/)
})

it('a line of an edited text is the one that it was, or none where the edit wrote it', () => {
  const inputs = lane('1.37', 1, {
    actions: [
      { at: '100s', edit: FILE, find: '    - --anonymous-auth=false', replace: '    - --profiling=false\n    - --anonymous-auth=false' },
    ],
  })
  const trace = simulate(inputs)
  const of = (text: string) =>
    trace.find((entry): entry is EntryOf<'manifest'> => entry.kind === 'manifest' && entry.t > 100 && entry.value === text)!
  const flag = of('--anonymous-auth=false')
  const found = effectsOfLine(inputs, trace, { file: FILE, line: flag.line, at: flag.t })
  expect(found).toMatchObject({ text: '--anonymous-auth=false', place: { file: FILE, line: flag.line - 1 } })
  expect(found.groups.length).toBeGreaterThan(3)
  const written = effectsOfLine(inputs, trace, { file: FILE, line: flag.line - 1, at: flag.t })
  expect(written.text).toBe('--profiling=false')
  expect(written.place).toBe(undefined)
  expect(written.note).toBe('Nothing in this run hangs on it.')
})

it('says of a line outside of the manifests that caused nothing that nobody came to it', () => {
  const inputs = { ...podInputs({}), files: { '/root/a': 'a: 1\nb: 2\n' } }
  const trace = simulate(inputs)
  const processes = 'main:\n  answers:\n  - {from: 290s, status: 500}\n'
  expect(effectsOfLine(inputs, trace, { file: PROCESSES, line: 3, at: 0 }, processes).note).toBe(
    'It has not come to it in this run, or nobody has asked.',
  )
  expect(effectsOfLine(inputs, trace, { file: '/root/a', line: 2, at: 0 }).note).toBe('Nothing that was asked in this run hangs on it.')
})
