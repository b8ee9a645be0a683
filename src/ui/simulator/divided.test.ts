import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { divideWorker, partsOfWorker } from '../../../build/divide.ts'
import type { ScenarioDocument } from '../../cases/document.ts'
import { asWritten, MANIFEST_FILE, theStrangeCase, withFlags } from '../../cases/the-strange-case.ts'

// The page's web worker comes in two parts, and a run that needs the second one is made twice: what it answers has to be what the
// sources answer as they are written.

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'whyrestart-divided-'))
const [divided, undivided, copies] = ['divided', 'undivided', 'copies'].map((name) => join(folder, name)) as [string, string, string]

interface Case {
  name: string
  text: string
  questions: readonly object[]
}

/** What is asked of a lane beside its run. */
const QUESTIONS: readonly object[] = [
  ...[30, 525].flatMap((at) => [
    { kind: 'look', lane: 0, at },
    { kind: 'command', lane: 0, at, line: 'kubectl describe pods -n kube-system', variables: {} },
    { kind: 'command', lane: 0, at, line: 'kubectl get nodes -o yaml | head -20; journalctl -u kubelet | tail -5', variables: {} },
    { kind: 'request', lane: 0, at, request: { from: 'node', method: 'GET', url: 'https://127.0.0.1:6443/livez?verbose', caller: {} } },
    { kind: 'whyNot', lane: 0, at },
  ]),
  { kind: 'complete', lane: 0, at: 30, line: 'kubectl get po', variables: {} },
  ...[20, 40, 120].map((id) => ({ kind: 'why', lane: 0, id })),
  { kind: 'rows', lanes: [{ id: 'a', name: 'A', key: 1 }], until: 900, of: 'all', words: '', most: 50, from: 0 },
  { kind: 'line', lane: 0, until: 900, file: MANIFEST_FILE, line: 14, at: 0 },
  { kind: 'judge', questions: ['calm', 'hang'] },
]

/** Says what would have prevented the last restart, which takes long where a control plane runs. */
const WHAT_IF = { kind: 'report', as: 'report', lane: 0, title: 'A', name: 'A', at: 700 }

const of = (name: string, scenario: object, questions: readonly object[] = []): Case => ({
  name,
  text: JSON.stringify(scenario),
  questions,
})

const RECORDED = [
  ...['anonymous-off-1.9', 'edit-spoil-remove', 'etcd-hung-1.9', 'etcd-killed', 'hang', 'half-fix-insecure-port-1.19', 'unknown-flag'].map(
    (name) => `control-plane/${name}`,
  ),
  ...['1.9/tcp-refused-a', '1.19/init-crash-a', '1.30/prestop-a', '1.37/sidecar-a', '1.37/grpc-refused-a', '1.37/term-ignored-a'].map(
    (name) => `pods-${name}`,
  ),
]

const ASKED: Readonly<Record<string, readonly object[]>> = {
  'control-plane/etcd-killed': QUESTIONS,
  'pods-1.37/term-ignored-a': [...QUESTIONS, WHAT_IF],
}

const recorded = (name: string): object => parse(readFileSync(join(root, `src/sim/recorded/${name}.scenario.yaml`), 'utf8')) as object

/** The strange case's scenario with one lane. */
const withLane = (release: string, manifest: string, more: object = {}): ScenarioDocument => ({
  ...theStrangeCase(release),
  lanes: [{ name: 'A', manifests: { [MANIFEST_FILE]: manifest } }],
  ...more,
})

const ROLES = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: probes}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:anonymous"}]
`

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: main
    image: example.org/web:1
    livenessProbe: {httpGet: {path: /healthz, port: 7001}}
`

const TYPED = 'main:\n  listens: [{port: 7001, after: 1s}]\n  answers:\n  - {from: 0s, status: 200}\n  - {from: 1m, status: 500}\n'

const cases: readonly Case[] = [
  ...['1.9', '1.19', '1.24', '1.30', '1.37'].map((release) => of(`the strange case ${release}`, theStrangeCase(release))),
  ...RECORDED.map((name) => of(name, recorded(name), ASKED[name])),
  of('a manifest that is no YAML', withLane('1.37', asWritten('1.37').replace('spec:', 'spec: [')), QUESTIONS.slice(0, 1)),
  of('a manifest with wrong values', withLane('1.9', asWritten('1.9').replace('hostNetwork: true', 'hostNetwork: 1\n  colour: red'))),
  of('an unknown flag', withLane('1.19', withFlags(asWritten('1.19'), ['--anonymous-aut=false']))),
  of('a refused scenario', { ...theStrangeCase('1.37'), durration: '30m' }),
  of('typed processes', {
    ...withLane('1.30', '', { processes: TYPED }),
    lanes: [{ name: 'A', manifests: { 'web.yaml': WEB } }],
  }),
  of(
    'objects, etcd and a hang',
    withLane('1.37', withFlags(asWritten('1.37'), ['--anonymous-auth=true']), {
      cluster: { attached: true, etcd: 'up', objects: ['/root/roles.yaml'] },
      files: { '/root/roles.yaml': ROLES },
      actions: [
        { at: '2m', etcd: 'hang' },
        { at: '4m', etcd: 'start' },
        { at: '8m', hang: 'kube-apiserver' },
      ],
      requests: [{ at: '90s', from: 'node', method: 'GET', url: 'https://127.0.0.1:6443/api/v1/nodes' }],
    }),
  ),
]

async function built(outDir: string, plugins: readonly Plugin[]): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [...plugins],
    build: {
      outDir,
      target: 'es2023',
      minify: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      lib: { entry: join(root, 'src/ui/simulator/worker.ts'), formats: ['es'], fileName: 'worker' },
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { chunkFileNames: '[name].js', ...(plugins.length > 0 ? { codeSplitting: { groups: partsOfWorker } } : {}) },
      },
    },
  })
}

interface Ran {
  results: readonly {
    name: string
    kind: string
    /** It needed the second part, and was made again. */
    isFetched: boolean
    answers: number
    /** The questions that were answered with nothing. */
    empty: readonly string[]
    difference?: string
  }[]
  cut: { failed: string; ready: string; question: unknown; again: string }
}

let ran: Ran

beforeAll(async () => {
  mkdirSync(copies)
  await built(divided, [divideWorker()])
  await built(undivided, [])
  const runs = [join(root, 'build/divided-runs.mjs'), divided, undivided, copies]
  const input = JSON.stringify({ cases, missing: ['virtual_rest.js'] })
  const { stdout, stderr, status } = spawnSync(process.execPath, runs, { input, encoding: 'utf8', maxBuffer: 1e8 })
  if (status !== 0) throw new Error(stderr)
  ran = JSON.parse(stdout) as Ran
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('has something to divide: the second part is no small one', () => {
  const sizeOf = (file: string): number => statSync(join(divided, file)).size
  expect(readdirSync(divided)).toEqual(expect.arrayContaining(['first.js', 'rest.js', 'virtual_rest.js']))
  expect(sizeOf('rest.js')).toBeGreaterThan(0.5 * sizeOf('first.js'))
  expect(readdirSync(undivided)).not.toContain('rest.js')
})

it.each(cases.map(({ name }, n) => [name, n] as const))('answers as the sources do: %s', (name, n) => {
  const { results } = ran
  expect(results[n]).toMatchObject({ name, kind: name === 'a refused scenario' ? 'refused' : 'done', empty: [] })
  expect(results[n]!.difference).toBeUndefined()
})

it('has made many of the runs twice, and those it was divided by once', () => {
  const { results } = ran
  const twice = results.filter(({ isFetched }) => isFetched).map(({ name }) => name)
  expect(twice.length).toBeGreaterThan(results.length / 3)
  for (const release of ['1.9', '1.37']) expect(twice).not.toContain(`the strange case ${release}`)
  // a run's end, and of each lane what is shown of it and its trace
  expect(Math.min(...results.filter(({ kind }) => kind === 'done').map(({ answers }) => answers))).toBeGreaterThanOrEqual(3)
})

it('says where the second part does not come, still runs what needs none, and runs the rest once it comes', () => {
  expect(ran.cut).toEqual({ failed: 'unfetched', ready: 'done', question: null, again: 'done' })
})
