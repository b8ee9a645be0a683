import { describe, expect, it } from 'vitest'
import { podInputs } from '../../fixture.ts'
import type { Action } from '../../scenario/inputs.ts'
import { simulate } from '../../simulate.ts'
import type { EntryOf, Trace } from '../../trace/trace.ts'

const WEB = podInputs({}).manifests['web.yaml']!
const OTHER = WEB.replace('name: web', 'name: other')

function run(kubernetes: string, actions: readonly Action[], manifests: Readonly<Record<string, string>> = { 'web.yaml': WEB }): Trace {
  return simulate(podInputs({ kubernetes, duration: 200, inputs: { actions, manifests } }))
}

const syncs = (trace: Trace) => trace.flatMap((e) => (e.kind === 'sync' ? [`${Math.round(e.t * 10) / 10} ${e.op} ${e.pod}`] : []))
const logs = (trace: Trace) => trace.filter((e): e is EntryOf<'log'> => e.kind === 'log' && e.source === 'kubelet')

const write = (at: number, content: string, name = 'web.yaml'): Action => ({ at, write: name, content })
const remove = (at: number, name = 'web.yaml'): Action => ({ at, remove: name })

/** A file is removed of whose pod the store knows nothing: another, broken one was put in its place. */
const MISS: Action[] = [remove(30), write(40, 'broken: ['), remove(50)]

describe('a file that is removed, and whose pod is gone already', () => {
  it('makes a 1.9 deaf for 20 s', () => {
    const trace = run('1.9', [...MISS, write(55, WEB), write(60, OTHER, 'other.yaml')])
    expect(syncs(trace)).toEqual(['0 ADD web', '30 REMOVE web', '70 ADD other', '70 ADD web'])
    expect(logs(trace).map(({ t, text }) => [t, text.replace(/couldn't parse.*/, '…')])).toEqual([
      [40, 'E file_linux.go:114] Can\'t process manifest file "/etc/kubernetes/manifests/web.yaml": /etc/kubernetes/manifests/web.yaml: …'],
      [
        50,
        'E file.go:76] Unable to read manifest path "/etc/kubernetes/manifests": error while processing event ("/etc/kubernetes/manifests/web.yaml": 0x200 == IN_DELETE): the pod with key default/web-master-node doesn\'t exist in cache',
      ],
    ])
  })

  it('also where it was a second file of the same pod', () => {
    const copy = write(20, WEB, 'copy.yaml')
    const trace = run('1.9', [copy, remove(30), remove(40, 'copy.yaml'), write(45, WEB)])
    expect(syncs(trace)).toEqual(['0 ADD web', '30 REMOVE web', '60 ADD web'])
  })

  it.each([
    ['1.11', "Unable to process watch event: the pod with key default/web-master-node doesn't exist in cache"],
    ['1.37', '"Unable to process watch event" err="the pod with key default/web-master-node doesn\'t exist in cache"'],
  ])('where it was a second file of the same pod %s says so, and reads on', (kubernetes, text) => {
    const trace = run(kubernetes, [write(20, WEB, 'copy.yaml'), remove(30), remove(40, 'copy.yaml'), write(45, WEB)])
    expect(syncs(trace).slice(-2)).toEqual(['30 REMOVE web', '45 ADD web'])
    expect(logs(trace).map((e) => [e.t, e.text])).toEqual([[40, text]])
  })

  it('a 1.9 that starts anew meanwhile is deaf no longer, and does not list a second time', () => {
    const trace = run('1.9', [...MISS, { at: 52, restart: 'kubelet' }, write(60, OTHER, 'other.yaml'), write(65, 'broken: [', 'x.yaml')])
    expect(syncs(trace)).toEqual(['0 ADD web', '30 REMOVE web', '60 ADD other'])
    expect(logs(trace).map(({ t }) => Math.round(t))).toEqual([40, 50, 65])
  })

  it.each(['1.11', '1.19', '1.37'])('is no trouble to a %s: the file’s key goes with its pod', (kubernetes) => {
    const trace = run(kubernetes, [...MISS, write(55, WEB)])
    expect(syncs(trace)).toEqual(['0 ADD web', '30 REMOVE web', '55 ADD web'])
    expect(logs(trace).some(({ text }) => text.includes('in cache'))).toBe(false)
  })
})

it.each([
  [
    '1.9',
    [
      /^E file_linux\.go:114\] Can't process manifest file "\S+web\.yaml": \S+web\.yaml: couldn't parse as pod\(.*, please check manifest file\.$/,
    ],
  ],
  [
    '1.15',
    [
      /^Unable to process watch event: can't process config file "\S+web\.yaml": \S+web\.yaml: couldn't parse/,
      /^Can't process manifest file "\S+web\.yaml": \S+web\.yaml: couldn't parse/,
    ],
  ],
  [
    '1.37',
    [
      /^"Unable to process watch event" err="can't process config file \\"\S+web\.yaml\\": \S+web\.yaml: couldn't parse/,
      /^"Could not process manifest file" err="\S+web\.yaml: couldn't parse.*" path="\S+web\.yaml"$/,
    ],
  ],
])('%s says of a file that cannot be read, when it is written and when it is listed', (kubernetes, lines) => {
  const told = logs(run(kubernetes, [write(30, 'broken: [')]))
  lines.forEach((line, i) => expect(told[i]!.text).toMatch(line))
  expect(told.length > 1).toBe(lines.length > 1)
})

it('a directory with no pod in it leaves the store as it was: what is written next brings the old pod back, until the next list', () => {
  const trace = run('1.37', [write(30, 'broken: ['), write(60, OTHER, 'other.yaml')])
  expect(syncs(trace)).toEqual(['0 ADD web', '45.3 REMOVE web', '60 ADD web', '60 ADD other', '65.3 REMOVE web'])
})

describe('a pod that comes again with the same file', () => {
  const counts = (kubernetes: string, actions: readonly Action[]) =>
    run(kubernetes, actions).flatMap((e) =>
      e.kind === 'status'
        ? e.containers.map((c) => `${c.restartCount} ${c.state.is}${c.lastState ? ` after ${c.lastState.reason}` : ''}`)
        : [],
    )

  it.each(['1.9', '1.19', '1.21'])('on %s finds its ended containers until they are collected, and counts on', (kubernetes) => {
    const trace = run(kubernetes, [remove(50), write(60, WEB)])
    expect(counts(kubernetes, [remove(50), write(60, WEB)]).at(-1)).toBe('1 running after Completed')
    expect(trace.filter((e) => e.kind === 'event' && e.reason === 'SandboxChanged')).toHaveLength(1)
    expect(trace.find((e) => e.kind === 'backoff')).toMatchObject({ blocked: false, nextSeconds: 10 })
    // collected at 100 s
    expect(counts(kubernetes, [remove(50), write(110, WEB)]).at(-1)).toBe('0 running')
  })

  it.each(['1.22', '1.37'])('on %s they went with the pod', (kubernetes) => {
    expect(counts(kubernetes, [remove(50), write(60, WEB)]).at(-1)).toBe('0 running')
  })
})
