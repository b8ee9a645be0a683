import { describe, expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { changesBetween } from '../../sim/release/release.ts'
import { OFFERED } from '../../sim/release/releases.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import { type Effect, textOf } from './trial.ts'
import { effectsOf } from './release-effects.ts'

function inputsOf(release: string, lane: number): Inputs {
  return parseScenario(JSON.stringify(theStrangeCase(release))).scenario!.lanes[lane]!.inputs
}

const pod = (spec: string, extra = ''): Inputs => {
  const manifest = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: main\n    image: web\n${spec}`
  const text = `whyrestart: 1\ntitle: t\nkubernetes: '1.37'\nduration: 10m\nmanifests:\n  web.yaml: ${JSON.stringify(manifest)}\n${extra}`
  return parseScenario(text).scenario!.lanes[0]!.inputs
}

/** All of them, and how many times it was said how far it is. */
function effects(inputs: Inputs, from: string, to: string): { list: Effect[]; told: number } {
  const trials = effectsOf(from, to, inputs)
  for (let told = 0; ; told++) {
    const next = trials.next()
    if (next.done) return { list: next.value, told }
    expect(next.value.done).toBe(told)
  }
}

const find = (inputs: Inputs, part: RegExp, from: string, to: string): Effect[] =>
  effects(inputs, from, to).list.filter(({ change }) => part.test(change.says))

const failing = (probe: string): Inputs =>
  pod(
    `    livenessProbe: {${probe}, httpGet: {port: 80}}`,
    'processes: {main: {listens: [{port: 80}], answers: [{from: 0s, status: 500}]}}',
  )

describe('a row is tried on the release before it', () => {
  it.each([
    ['a threshold of 3', failing('failureThreshold: 3'), /counts from 0 again/, '1.10', '1.11', true],
    ['a threshold of 1', failing('failureThreshold: 1'), /counts from 0 again/, '1.10', '1.11', false],
    [
      'a startup probe',
      pod('    startupProbe: {httpGet: {port: 80}}', 'processes: {main: {answers: [{from: 0s, status: 500}], listens: [{port: 80}]}}'),
      /^A startup probe is acted upon/,
      '1.17',
      '1.18',
      true,
    ],
    ['no startup probe', pod('    livenessProbe: {tcpSocket: {port: 80}}'), /^A startup probe is acted upon/, '1.17', '1.18', false],
    [
      'a redirect',
      pod(
        '    livenessProbe: {httpGet: {port: 80}}',
        'processes: {main: {listens: [{port: 80}], answers: [{from: 0s, status: 302, location: "http://a/"}]}}',
      ),
      /^A probe does not follow/,
      '1.13',
      '1.14',
      true,
    ],
    ['no redirect', pod('    livenessProbe: {httpGet: {port: 80}}'), /^A probe does not follow/, '1.13', '1.14', false],
    ['a Secret', pod('    envFrom: [{secretRef: {name: s}}]'), /^A static pod that refers to a Secret/, '1.9', '1.37', true],
  ])('%s decides whether it touches the lane', (_, inputs, part, from, to, touches) => {
    const rows = find(inputs, part, from, to)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map((effect) => effect.touches)).toEqual(rows.map(() => touches))
    for (const { why } of rows) expect(why).toMatch(touches ? / Before, / : /^(?:At \d.* Before, |The run is the same with it\.$)/s)
  })

  it('the moment and what was before are said', () => {
    const [effect] = find(failing('failureThreshold: 3'), /counts from 0 again/, '1.10', '1.11')
    expect(effect!.why).toMatch(/^At (\d+ min )?\d+ s: .* Before, at (\d+ min )?\d+ s: /)
  })

  it('one that changes words alone does not touch', () => {
    const rows = find(inputsOf('1.37', 1), /Created event/, '1.28', '1.29')
    expect(rows.map(({ touches, texts }) => [touches, texts])).toEqual(rows.map(() => [false, true]))
    expect(rows.length).toBeGreaterThan(0)
  })

  it('a preStop hook’s end moves: its time counts against the grace again since 1.28', () => {
    const hook = pod(
      '    lifecycle: {preStop: {exec: {command: [sleep, "10"]}}}',
      'processes: {main: {execs: [{from: 0s, command: [sleep, "10"], after: 10s}], onTerm: ignore}}\nactions: [{at: 60s, remove: web.yaml}]',
    )
    expect(find(hook, /preStop hook's time/, '1.27', '1.28').map(({ touches }) => touches)).toEqual([true])
    expect(find(pod(''), /preStop hook's time/, '1.27', '1.28').map(({ touches, texts }) => [touches, texts])).toEqual([[false, false]])
  })
})

describe('beside the rows', () => {
  it('fields that an older kubelet drops, and since when it does not', () => {
    const inputs = pod('    livenessProbe: {terminationGracePeriodSeconds: 3, tcpSocket: {port: 80}}')
    expect(find(inputs, /^The field terminationGracePeriodSeconds/, '1.20', '1.22')).toMatchObject([
      {
        touches: true,
        change: { since: 22 },
        why: expect.stringContaining('spec.containers[0].livenessProbe.terminationGracePeriodSeconds'),
      },
    ])
  })

  it('flags that one of the two does not know', () => {
    const rows = find(inputsOf('1.37', 2), /--enable-admission-plugins is known/, '1.9', '1.11')
    expect(rows).toMatchObject([{ touches: true, change: { since: 10 } }])
    // without a value too, as one that is yes or no may be
    const bare = pod('    command: [kube-apiserver, --enable-priority-and-fairness]\n')
    expect(find(bare, /--enable-priority-and-fairness is known/, '1.9', '1.20')).toMatchObject([{ change: { since: 18 } }])
    // what its row says is not said of all the flags again
    const inputs = inputsOf('1.17', 0)
    const flag = '    - --enable-priority-and-fairness=true\n'
    const manifests = {
      'api.yaml': inputs.manifests['kube-apiserver.yaml']!.replace('    - kube-apiserver\n', `    - kube-apiserver\n${flag}`),
    }
    const told = find({ ...inputs, manifests, duration: 1 }, /^The flag/, '1.17', '1.18').map(({ change: { says } }) => says)
    expect(told).toEqual(['The flag --enable-priority-and-fairness is known.'])
  })

  it('flags that are refused where no row says so: a plugin that went', () => {
    const [effect] = find(inputsOf('1.9', 1), /^The flags here/, '1.13', '1.14')
    expect(effect).toMatchObject({ touches: true, change: { since: 14 }, why: expect.stringContaining('Initializers') as string })
  })

  it('a manifest that is refused where no row says so, and no other', () => {
    const told = (spec: string, from: string, to: string) =>
      find(pod(spec), /^web\.yaml is/, from, to).map(({ change: { since, says } }) => `${since} ${says}`)
    expect(told('', '1.9', '1.37')).toEqual([])
    expect(told('    imagePullPolicy: Sometimes', '1.30', '1.37')).toEqual([])
    expect(told('    livenessProbe: {terminationGracePeriodSeconds: -1, tcpSocket: {port: 80}}', '1.20', '1.23')).toEqual([
      '21 web.yaml is refused.',
    ])
    const volume = '  volumes: [{name: a, ephemeral: {readOnly: true, volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}]\n'
    expect(find(pod(volume), /^The field readOnly/, '1.20', '1.21')).toMatchObject([
      {
        change: { since: 21, says: 'The field readOnly is gone.' },
        why: 'web.yaml has spec.volumes[0].ephemeral.readOnly: from here on, the kubelet drops it without a word.',
      },
    ])
    const windows = pod('  os: {name: windows}\n')
    const refused = `can't process config file "/etc/kubernetes/manifests/web.yaml": invalid pod: [spec.os: Forbidden: cannot be set when IdentifyPodOS feature is not enabled]`
    expect(find(windows, /^web\.yaml is/, '1.22', '1.26').map(({ change: { since, says }, why }) => `${since} ${says} ${why}`)).toEqual([
      `23 web.yaml is refused. From here on: ${refused}`,
      `25 web.yaml is accepted. Before: ${refused}`,
    ])
  })

  it('the insecure port ends the kube-apiserver where it is asked for: in 1.20', () => {
    const touching = find(inputsOf('1.19', 2), /--insecure-port/, '1.19', '1.20').filter(({ touches }) => touches)
    expect(touching.map(({ change }) => change.since)).toContain(20)
  })
})

it.each([
  ['1.9', '1.37'],
  ['1.24', '1.19'],
  ['1.30', '1.30'],
])('every row between %s and %s is there once, and each is told of before it is tried; what touches comes first', (from, to) => {
  const { list, told } = effects(inputsOf('1.9', 1), from, to)
  const rows = changesBetween(from, to).map((row) => textOf(row).says)
  expect(told).toBe(rows.length)
  expect(list.flatMap(({ change: { says, read } }) => (read ? says : [])).toSorted()).toEqual(rows.toSorted())
  const touching = list.map(({ touches }) => touches)
  expect(touching.lastIndexOf(true)).toBeLessThan(touching.includes(false) ? touching.indexOf(false) : Infinity)
})

it.each(OFFERED)('a release and itself (%s) do not differ', (name) => {
  expect(effects(inputsOf('1.37', 1), name, name).list).toEqual([])
})
