import { describe, expect, it } from 'vitest'
import { theStrangeCase } from '../../cases/the-strange-case.ts'
import { changesBetween } from '../../sim/release/release.ts'
import { OFFERED } from '../../sim/release/releases.ts'
import { parseScenario } from '../../sim/scenario/scenario.ts'
import type { Inputs } from '../../sim/scenario/inputs.ts'
import { textOf } from './reading.ts'
import { effectsOf } from './release-effects.ts'

function inputsOf(release: '1.9' | '1.37', lane: number): Inputs {
  return parseScenario(JSON.stringify(theStrangeCase(release))).scenario!.lanes[lane]!.inputs
}

const pod = (spec: string, extra = ''): Inputs => {
  const manifest = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: main\n    image: web\n${spec}`
  const text = `whyrestart: 1\ntitle: t\nkubernetes: '1.37'\nmanifests:\n  web.yaml: ${JSON.stringify(manifest)}\n${extra}`
  return parseScenario(text).scenario!.lanes[0]!.inputs
}

const find = (inputs: Inputs, part: RegExp, from = '1.9', to = '1.37') =>
  effectsOf(from, to, inputs).filter(({ change }) => part.test(change.says))

describe('the insecure port', () => {
  it('ends the kube-apiserver where it is asked for: in 1.20, and as an unknown flag in 1.24', () => {
    const effects = find(inputsOf('1.9', 2), /--insecure-port/)
    expect(effects.map(({ change, touches }) => [change.since, touches])).toEqual([
      [20, true],
      [24, true],
      [10, false],
    ])
    expect(effects[0]!.why).toContain('--insecure-port=8888')
  })

  it('does nothing to a pod without a kube-apiserver', () => {
    expect(find(pod(''), /--insecure-port/).some(({ touches }) => touches)).toBe(false)
  })
})

it.each([
  ['a startup probe', pod('    startupProbe: {tcpSocket: {port: 80}}'), /^Startup probes|startupProbe is known|starts out as/, true],
  ['no startup probe', pod('    livenessProbe: {tcpSocket: {port: 80}}'), /^Startup probes|starts out as/, false],
  ['a command', pod('    livenessProbe: {exec: {command: [a]}}'), /^An exec probe that takes longer/, true],
  ['no command', pod('    livenessProbe: {tcpSocket: {port: 80}}'), /^An exec probe that takes longer/, false],
  ['a threshold of 3', pod('    livenessProbe: {tcpSocket: {port: 80}}'), /counts from 0 again/, true],
  ['a threshold of 1', pod('    livenessProbe: {failureThreshold: 1, tcpSocket: {port: 80}}'), /counts from 0 again/, false],
  [
    'a redirect',
    pod(
      '    livenessProbe: {httpGet: {port: 80}}',
      'processes: {main: {listens: [{port: 80}], answers: [{from: 0s, status: 302, location: "http://a/"}]}}',
    ),
    /^A probe does not follow/,
    true,
  ],
  ['no redirect', pod('    livenessProbe: {httpGet: {port: 80}}'), /^A probe does not follow/, false],
  ['a Secret', pod('    envFrom: [{secretRef: {name: s}}]'), /^A static pod that refers to a Secret/, true],
])('%s decides whether its rows touch the manifest', (_, inputs, part, touches) => {
  const found = find(inputs, part)
  expect(found.length).toBeGreaterThan(0)
  expect(found.map((effect) => effect.touches)).toEqual(found.map(() => touches))
})

it('texts alone never touch', () => {
  for (const { touches, texts } of find(inputsOf('1.37', 1), /BackOff event|Created event|kubectl describe/))
    expect([touches, texts]).toEqual([false, true])
})

it('names the fields that an older kubelet drops, and since when it does not', () => {
  const [effect] = find(
    pod('    livenessProbe: {terminationGracePeriodSeconds: 3, tcpSocket: {port: 80}}'),
    /terminationGracePeriodSeconds/,
  )
  expect(effect).toMatchObject({
    touches: true,
    change: { since: 22 },
    why: expect.stringContaining('spec.containers[0].livenessProbe.terminationGracePeriodSeconds'),
  })
})

it('names the flags that one of the two does not know', () => {
  expect(find(inputsOf('1.37', 2), /--enable-admission-plugins is known/)).toMatchObject([{ touches: true, change: { since: 10 } }])
})

it('says that flags are refused where no row does: a plugin that went', () => {
  const [effect] = find(inputsOf('1.9', 1), /^The flags here/)
  expect(effect).toMatchObject({ touches: true, change: { since: 14 }, why: expect.stringContaining('Initializers') })
})

it('has every row of the table once, whichever release is older, what touches first', () => {
  for (const [from, to] of [
    ['1.9', '1.37'],
    ['1.24', '1.19'],
    ['1.30', '1.30'],
  ] as const) {
    const effects = effectsOf(from, to, inputsOf('1.9', 1))
    const rows = changesBetween(from, to).map((row) => textOf(row).says)
    expect(effects.flatMap(({ change: { says, read } }) => (read ? says : [])).toSorted()).toEqual(rows.toSorted())
    const touching = effects.map(({ touches }) => touches)
    expect(touching.lastIndexOf(true)).toBeLessThan(touching.includes(false) ? touching.indexOf(false) : Infinity)
  }
})

it.each(OFFERED)('a release and itself (%s) do not differ', (name) => {
  expect(effectsOf(name, name, inputsOf('1.37', 1))).toEqual([])
})

it('says of a preStop hook that its end moves: its time counts against the grace again since 1.28', () => {
  const hook = pod('    lifecycle: {preStop: {exec: {command: [sleep, "10"]}}}')
  expect(find(hook, /preStop hook's time/, '1.27', '1.28').map(({ touches }) => touches)).toEqual([true])
  expect(find(pod(''), /preStop hook's time/, '1.27', '1.28').map(({ touches, texts }) => [touches, texts])).toEqual([[false, false]])
})
