import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { expect, it, vi } from 'vitest'
import { readLink } from '../share/payload.ts'
import { compare } from '../sim/recorded/compare.ts'
import type { Trace } from '../sim/trace/trace.ts'
import { QUESTIONS } from '../views/verdicts/questions.ts'
import { PACKAGE_USAGE, USAGE } from './arguments.ts'
import { main } from './main.ts'
import { nodeIo } from './node-io.ts'

const MANIFEST = `    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      hostNetwork: true
      containers:
      - name: main
        image: example.org/a:1
        livenessProbe: {httpGet: {host: 127.0.0.1, port: 7001}, periodSeconds: 10}
`
const SCENARIO = `whyrestart: 1
title: Two lanes
kubernetes: "1.37"
duration: 10m
cluster: {attached: false}
manifests:
  a.yaml: |
${MANIFEST}processes:
  main: {listens: [{port: 7001, tls: false}], answers: [{from: 0s, status: 200}]}
lanes:
- name: Healthy
- name: Broken
  processes:
    main: {listens: [{port: 7001, tls: false}], answers: [{from: 0s, status: 500}]}
`

function run(argv: readonly string[], text = SCENARIO) {
  let [out, err] = ['', '']
  const read = (file: string) => {
    if (file === 'gone.yaml') throw new Error('ENOENT: no such file or directory')
    return text
  }
  const written = new Map<string, string | Uint8Array>()
  const write = (file: string, contents: string | Uint8Array) => {
    if (file.startsWith('no/')) throw new Error('ENOENT: no such directory')
    written.set(file, contents)
  }
  const code = main(argv, { out: (t) => void (out += t), err: (t) => void (err += t), read, write })
  return { code, out, err, written }
}

it('tells each lane’s restarts, and why, with a drawing', () => {
  const { code, out, err } = run(['a.yaml', '--at', '3m'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('Two lanes\n\nHealthy (Kubernetes 1.37, at 3 min)\n  No restart in 3 min.\n')
  expect(out).toMatch(
    /Broken \(Kubernetes 1\.37, at 3 min\)\n {2}\d+ restarts, the first at \d+ s: 3 of 3 liveness probes failed in a row \(HTTP probe failed with statuscode: 500\)\./,
  )
  expect(out).toContain('  liveness |')
})

it('lists what the scenario does to each lane, and what nothing came of', () => {
  const { out } = run(
    ['a.yaml'],
    `${SCENARIO}actions:\n- {at: 90s, hang: main}\n- {at: 2m, edit: a.yaml, find: x, replace: y}\n- {at: 3m, remove: b.yaml}\n`,
  )
  expect(out).toContain(
    '  At 1 min 30 s the scenario lets main hang (SIGSTOP).\n  At 2 min the scenario edits a.yaml: “x” becomes “y”.\n  At 3 min the scenario removes b.yaml. There is no such file.\n',
  )
  expect(out.match(/At 1 min 30 s/g)).toHaveLength(2)
})

it('warns of a name under processes that no container has', () => {
  const { code, out } = run(['a.yaml'], SCENARIO.replace('\nprocesses:\n  main:', '\nprocesses:\n  mian:'))
  expect(code).toBe(0)
  expect(out).toContain('  warning: No container is named mian: what processes says of it comes to nothing. There is main.\n')
  expect(out).toContain('  warning: Nothing says how the program in container main behaves')
})

it('prints the whole trace as one line of JSON', () => {
  const { code, out } = run(['a.yaml', '--json'])
  expect(code).toBe(0)
  expect(out.trimEnd()).not.toContain('\n')
  const { whyrestart, lanes } = JSON.parse(out)
  expect([whyrestart, lanes.map((lane: { name: string }) => lane.name)]).toEqual([1, ['Healthy', 'Broken']])
  expect(lanes[1].entries.map((entry: { id: number }) => entry.id)).toEqual(lanes[1].entries.map((_: unknown, i: number) => i))
})

it('names the only lane main', () => {
  const { out } = run(['-', '--json'], SCENARIO.slice(0, SCENARIO.indexOf('lanes:')))
  expect(JSON.parse(out).lanes.map((lane: { name: string }) => lane.name)).toEqual(['main'])
})

it('answers as a terminal would then, with its exit code', () => {
  expect(run(['a.yaml', '--at=1m', '--ask', 'kubectl get po'])).toMatchObject({
    code: 1,
    out: '',
    err: 'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
  })
  expect(run(['a.yaml', '--at', '1m', '--ask', 'crictl ps', '--lane', 'Broken']).out).toMatch(/Running {13}main/)
  expect(run(['a.yaml', '--ask', 'emacs']).code).toBe(127)
})

it('looks behind the end of a run by the same rules', () => {
  expect(run(['a.yaml', '--at', '20m']).out).toContain('at 20 min')
})

it.each([
  [[], /^simulate: which scenario\?/],
  [['--foo'], /^simulate: unknown option --foo; known are --json, --at, --ask, --lane, --partial, --verdicts, .*, --help\n$/],
  [['a.yaml', 'b.yaml'], /one file at a time/],
  [['a.yaml', '--at'], /--at needs a value/],
  [['a.yaml', '--at', 'noon'], /is no duration/],
  [['a.yaml', '--json', '--ask', 'date'], /do not go together/],
  [['gone.yaml'], /^simulate: cannot read gone\.yaml: ENOENT/],
  [['a.yaml', '--lane', 'x'], /there is no lane "x"; there are: "Healthy", "Broken"/],
  [['--at', '24h1s', 'a.yaml'], /--at "24h1s" is no duration such as 90s, 7m or 1h10m, up to 24h/],
  [['--from-cluster'], /^from: which texts\? Name files/],
])('refuses %j in one line, with exit code 2', (argv, words) => {
  const { code, out, err } = run(argv)
  expect([code, out, err.match(/\n/g)]).toEqual([2, '', ['\n']])
  expect(err).toMatch(words)
})

it('tells every error of a scenario with its place, one a line', () => {
  const { code, out, err } = run(['bad.yaml'], 'whyrestart: 1\nkubernetes: "1.3"\ndurration: 1m\n')
  expect([code, out]).toEqual([2, ''])
  const lines = err.trimEnd().split('\n')
  expect(lines.map((line) => line.split(': ', 2).join(': '))).toEqual(['bad.yaml:2:13: kubernetes', 'bad.yaml:3:1: durration'])
})

it.each([
  ['an empty one', ''],
  ['a tab', '\t'],
  ['an open brace', '{'],
  ['a NUL', '\u0000'],
  ['a list', '- - -'],
  ['a newer one', 'whyrestart: 2'],
  ['one that holds itself', '&a [*a]'],
  ['one of 5,000 brackets', '['.repeat(5000)],
])('refuses %s without throwing', (_, text) => {
  const { code, err } = run(['x.yaml'], text)
  expect(code).toBe(2)
  expect(err).toMatch(/^x\.yaml:\d+:\d+: /)
})

it('prints the verdicts as text and as data, and asks no more than makes sense', () => {
  const { code, out, err } = run(['a.yaml', '--verdicts'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(
    /^Two lanes\n\nRestarts, no fault\n {2}How often the kubelet starts .*\n {2}✓ Healthy +0, ready +No restart in 30 min\. It is ready at the end\.\n {2}✕ Broken +\d+, /,
  )
  expect(out).toContain(`${QUESTIONS.filter(({ server }) => server).length} more questions are asked where a lane has a kube-apiserver.`)
  // of what really happened there is nothing to try
  const real = SCENARIO.replace('- name: Healthy', '- {name: Real, happened: [{at: 0s, is: added, pod: a}]}')
  const data = JSON.parse(run(['a.yaml', '--verdicts', '--json'], real).out)
  expect(data.lanes.map((lane: { name: string; verdicts: object }) => [lane.name, Object.keys(lane.verdicts).length])).toEqual([
    ['Broken', QUESTIONS.length],
  ])
  expect(run(['a.yaml', '--verdicts', '--at', '3m'])).toMatchObject({ code: 2, err: 'simulate: --verdicts and --at do not go together\n' })
})

it('refuses a run that is too long in one sentence, and shows what was made of it where that is asked for', () => {
  const probes = 'periodSeconds: 1}\n        readinessProbe: {tcpSocket: {host: 127.0.0.1, port: 7001}, periodSeconds: 1}'
  const pods = Array.from(
    { length: 49 },
    (_, i) =>
      `    a${i}.yaml: |\n${MANIFEST.replace('name: a}', `name: a${i}}`)
        .replace('periodSeconds: 10}', probes)
        .replace(/^(?=.)/gm, '  ')}`,
  )
  // each of sixteen lanes may come to less than one by itself
  const idle = Array.from({ length: 15 }, (_, i) => `- {name: Idle ${i}}\n`)
  const text = SCENARIO.replace('duration: 10m', 'duration: 24h')
    .replace(/ {8}livenessProbe: .*\n/, '')
    .replace(/lanes:[^]*/, `lanes:\n- name: Many\n  manifests:\n${pods.join('').trimEnd()}\n${idle.join('')}`)
  const words = /^simulate: lane "Many": The run is stopped at \d+ (h|min) [^:]*: it has come to (5,000,000|625,000) steps, [^\n]*\n$/
  const partial = run(['a.yaml', '--partial'], text)
  expect(partial.code).toBe(2)
  expect(partial.err).toMatch(words)
  expect(partial.out).toMatch(/Many \(Kubernetes 1\.37, at \d+ (h|min) [^)]*\)\n {2}.*\. The run is stopped at /)
  expect(run(['a.yaml', '--at', '10m'], text).code).toBe(0)
  const look = run(['a.yaml', '--lane', 'Many', '--ask', 'crictl ps -q'], text)
  expect([look.code, look.out]).toEqual([2, ''])
  expect(look.err).toMatch(words)
  expect(look.err).toContain('--partial shows it')
  const picture = run(['a.yaml', '--svg', 'a.svg'], text)
  expect([picture.code, picture.written.size]).toEqual([2, 0])
  expect(picture.err).toMatch(words)
})

it('writes the timeline as a picture, where the cursor stands and within the times that are asked for', () => {
  const { code, out, err, written } = run([
    'a.yaml',
    '--svg',
    'a.svg',
    '--at',
    '2m',
    '--from=1m',
    '--to',
    '3m',
    '--theme',
    'dark',
    '--width=800',
  ])
  expect([code, out, err]).toEqual([0, '', ''])
  const svg = String(written.get('a.svg'))
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="800" /)
  expect(svg).toContain('<desc id="words">Two lanes, at 2 min. Healthy: 0 restarts, Running. Broken: ')
  expect(svg).toContain('>2:00<')
  const words = (...argv: string[]): string =>
    /<desc id="words">([^.]*)\./.exec(String(run(['a.yaml', '--svg', 'a.svg', ...argv]).written.get('a.svg')))![1]!
  expect([words(), words('--to', '3m'), words('--from', '1m')]).toEqual([
    'Two lanes, at 10 min',
    'Two lanes, at 3 min',
    'Two lanes, at 10 min',
  ])
  expect(String(run(['a.yaml', '--svg', 'a.svg', '--lane', 'Healthy']).written.get('a.svg'))).not.toContain('Broken')
  // where it is served, the picture and the report lead to what they show
  const linked = String(
    run(['a.yaml', '--svg', 'a.svg', '--at', '2m', '--site', 'https://example.org/why/index.html']).written.get('a.svg'),
  )
  const [, fragment = ''] = /<metadata>https:\/\/example\.org\/why\/#([^<]+)</.exec(linked)!
  expect(readLink(fragment)).toMatchObject({ value: { draft: { common: { title: 'Two lanes' } }, view: { cursor: 120, from: 0 } } })
  const lane = String(
    run(['a.yaml', '--svg', 'a.svg', '--to', '3m', '--lane', 'Broken', '--site', 'https://example.org']).written.get('a.svg'),
  )
  expect(readLink(/#([^<]+)</.exec(lane)![1]!)).toMatchObject({ value: { view: { cursor: 180, from: 0, to: 180, lane: 'lane-2' } } })
  expect(run(['a.yaml', '--report', '--site', 'https://example.org/why']).out).toMatch(
    /\[Open it in whyrestart\]\(https:\/\/example\.org\/why\/#2/,
  )
})

it('tells a run as Markdown, with the line that is behind it and a change that would have helped', () => {
  const { code, out, err } = run(['a.yaml', '--report', '--at', '3m'])
  expect([code, err]).toEqual([0, ''])
  const [healthy = '', broken = ''] = out.split('\n---\n')
  expect(healthy).toMatch(/^# Two lanes\n\n\*\*Healthy\*\*, Kubernetes 1\.37, simulated, at 3 min: No restart in 3 min\.\n/)
  expect(healthy).not.toContain('## Why')
  expect(broken).toContain('## Why\n\n- ')
  expect(broken).toMatch(/\.yaml, line \d+:\n\n```yaml\n/)
  expect(broken).toMatch(/## What would have prevented restart \d+ of main\n/)
})

it('gives all that lanes show as rows of a table', () => {
  const { code, out, err } = run(['a.yaml', '--csv', '--at', '1m'])
  expect([code, err]).toEqual([0, ''])
  const [head, ...rows] = out.trimEnd().split('\n')
  expect(head).toBe('lane,seconds,kind,what,text,entry')
  expect(
    rows
      .filter((row) => row.startsWith('Broken,'))
      .some((row) => /,probe,liveness probe failed,HTTP probe failed with statuscode: 500,\d+$/.test(row)),
  ).toBe(true)
  const times = rows.filter((row) => row.startsWith('Healthy,')).map((row) => Number(row.split(',')[1]))
  expect(times.length).toBeGreaterThan(3)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

it.each([
  [['--svg'], '--svg needs a value'],
  [['--svg', 'x.svg', '--theme', 'blue'], '--theme "blue" is none; allowed: light, dark'],
  [['--svg', 'x.svg', '--site', 'here'], '--site "here" is no address such as https://example.org/whyrestart/'],
  [['--site', 'https://example.org/'], '--site goes with --svg, --png or --report'],
  [['--svg', 'x.svg', '--site', 'ftp://example.org/'], '--site "ftp://example.org/" is no address such as https://example.org/whyrestart/'],
  [['--svg', 'x.svg', '--width', '319'], '--width "319" is no width; allowed: 320 to 8000 pixels'],
  [['--svg', 'x.svg', '--width', '8001'], '--width "8001" is no width; allowed: 320 to 8000 pixels'],
  [['--svg', 'x.svg', '--width', '400.5'], '--width "400.5" is no width; allowed: 320 to 8000 pixels'],
  [['--svg', 'x.svg', '--from', 'noon'], '--from "noon" is no duration such as 90s, 7m or 1h10m'],
  [['--svg', 'x.svg', '--from', '5m', '--to', '1m'], '--from 300s is not before --to 60s'],
  [['--svg', 'x.svg', '--from', '1m', '--to', '1m'], '--from 60s is not before --to 60s'],
  [['--svg', 'x.svg', '--png', 'x.png', '--from', '1m', '--to', '1m'], '--from 60s is not before --to 60s'],
  [['--png', 'x.png', '--json'], '--json and --png do not go together'],
  [['--svg', 'no/x.svg'], 'cannot write no/x.svg: ENOENT: no such directory'],
  [['--svg', 'x.svg', '--json'], '--json and --svg do not go together'],
  [['--report', '--csv'], '--csv and --report do not go together'],
  [['--report', '--verdicts'], '--report and --verdicts do not go together'],
])('refuses %j in a sentence', (options, sentence) => {
  const { code, out, err, written } = run(['a.yaml', ...options])
  expect([code, out, err, written.size]).toEqual([2, '', `simulate: ${sentence}\n`, 0])
})

it('says what is not simulated: in the table, beside the trace, and below the verdicts', () => {
  const text = SCENARIO.replace(
    '      hostNetwork: true\n',
    '      hostNetwork: true\n      hostAliases: [{ip: 10.0.0.1, hostnames: [db]}]\n',
  )
  const says = 'hostAliases: names within the pod are not simulated.'
  expect(run(['a.yaml'], text).out).toContain(`  a.yaml:6: note: ${says}\n`)
  interface Told {
    lanes: { notSimulated?: unknown }[]
  }
  const notes = [{ file: 'a.yaml', line: 6, message: says }]
  expect((JSON.parse(run(['a.yaml', '--json'], text).out) as Told).lanes.map(({ notSimulated }) => notSimulated)).toEqual([notes, notes])
  expect((JSON.parse(run(['a.yaml', '--json']).out) as Told).lanes.map(({ notSimulated }) => notSimulated)).toEqual([undefined, undefined])
  const verdicts = ['a.yaml', '--verdicts', '--lane', 'Healthy']
  expect(run(verdicts, text).out).toContain(`\nNot simulated, and so in no verdict:\n  a.yaml:6: ${says}\n`)
  expect((JSON.parse(run([...verdicts, '--json'], text).out) as Told).lanes[0]!.notSimulated).toEqual(notes)
  expect(run(verdicts).out).not.toContain('Not simulated')
})

const POD = MANIFEST.replaceAll(/^ {4}/gm, '')

it('runs a manifest that is no scenario as a static pod, and says so beside what comes out', () => {
  const found = run(['pods/a.yaml'], POD)
  expect(found.code).toBe(0)
  expect(found.err).toBe('simulate: a.yaml is a Pod: it runs as a static pod named a.\n')
  expect(found.out).toMatch(/^a\n\na \(Kubernetes 1\.37, at 30 min\)\n {2}No restart/)
  const old = run(
    ['a.yaml'],
    POD.replace('example.org/a:1', 'registry.k8s.io/kube-apiserver:v1.28.3\n    command: [kube-apiserver, --anonymous-auht=false]'),
  )
  expect(old.out).toContain('(Kubernetes 1.28, at ')
  expect(old.out).toMatch(/error: .*unknown flag: --anonymous-auht; meant --anonymous-auth=false\?\n/)
})

it('runs the pod template of a Job, and says what of the Job is left out', () => {
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: once}\nspec:\n  backoffLimit: 4\n  template: {spec: {restartPolicy: OnFailure, containers: [{name: main, image: x, command: [sh, -c, "exit 1"]}]}}\n'
  const found = run(['job.yaml'], job)
  expect(found.err).toContain(
    'its backoffLimit of 4 is left out, so that it is started again where the Job would give up after 5 failures.',
  )
  expect(found.out).toMatch(/\d+ restarts, .* exit code 1/)
})

it('shows a manifest that YAML refuses, with the kubelet’s words and plain ones', () => {
  const { out, code } = run(['a.yaml'], POD.replace('port: 7001', 'path: /livez?exclude=etcd, port: 7001'))
  expect(code).toBe(0)
  expect(out).toMatch(/a\.yaml:9: error: Within brackets a \? ends a text that has no quotes: .* The kubelet says: yaml: line \d+: /)
})

it('a text that is neither is refused as before', () => {
  expect(run(['a.yaml'], 'hello: 1\n').err).toContain('hello: found a field "hello"')
})

it('says what would happen behind the end of the run, and never does', () => {
  const late = `${SCENARIO}actions:\n- {at: 5m, hang: main}\n- {at: 11m, kill: main}\nrequests:\n- {at: 12m, from: node, url: "http://127.0.0.1:7001/"}\n`
  for (const argv of [['a.yaml'], ['a.yaml', '--json']]) {
    expect(run(argv, late)).toMatchObject({
      code: 0,
      err: [
        'simulate: what the scenario does at 11 min, behind the end of the run at 10 min, never happens: it kills main (SIGKILL)',
        'simulate: the request at 12 min, behind the end of the run at 10 min, is never put: GET http://127.0.0.1:7001/',
        '',
      ].join('\n'),
    })
  }
  // whoever looks further, or not so far, has asked for it
  expect(run(['a.yaml', '--at', '15m'], late).err).toBe('')
  expect(run(['a.yaml', '--at', '3m'], late).err).toBe('')
  expect(run(['a.yaml'], SCENARIO).err).toBe('')
})

it('draws the narrowest picture and the widest, up to the last moment of a day', () => {
  for (const width of ['320', '8000'])
    expect(String(run(['a.yaml', '--svg', 'a.svg', '--width', width]).written.get('a.svg'))).toContain(`width="${width}"`)
  expect(run(['a.yaml', '--at', '24h', '--ask', 'true'])).toMatchObject({ code: 0, err: '' })
})

it('lists the first five of what would happen behind the end, and counts the others; what happens at the end is none of it', () => {
  const late = (n: number) => `${SCENARIO}actions:\n${Array.from({ length: n }, (_, i) => `- {at: ${11 + i}m, kill: main}\n`).join('')}`
  expect(run(['a.yaml'], late(5)).err.trimEnd().split('\n')).toHaveLength(5)
  expect(run(['a.yaml'], late(7)).err).toMatch(
    /^(?:simulate: what the scenario does at .*\n){5}simulate: … and 2 more behind the end of the run\n$/,
  )
  const end = `${SCENARIO}actions: [{at: 10m, kill: main}]\nrequests: [{at: 10m, from: node, url: "http://127.0.0.1:7001/"}]\n`
  expect(run(['a.yaml'], end).err).toBe('')
})

it.each([['--help'], ['-h'], ['a.yaml', '--help', '--wrong']])('prints its usage for %s', (...argv) => {
  expect(run(argv)).toMatchObject({ code: 0, out: USAGE, err: '' })
})

it('takes what a cluster printed behind --from-cluster', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n'
  expect(run(['--from-cluster', 'a.yaml', '--release', '1.34'], pod)).toMatchObject({
    code: 0,
    out: expect.stringContaining('kubernetes: "1.34"'),
  })
})

it('makes a PNG by a browser, and says where there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whyrestart-'))
  const browser = (name: string, script: string) => {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return file
  }
  const shoot = (path: string) => {
    vi.stubEnv('CHROME_PATH', path)
    return run(['a.yaml', '--svg', 'a.svg', '--png', 'a.png', '--width', '400'])
  }
  try {
    const temporary = join(folder, 'tmp')
    mkdirSync(temporary)
    for (const name of ['TMPDIR', 'TEMP']) vi.stubEnv(name, temporary)
    const shot = 'for word; do case $word in --screenshot=*) echo "$*" > "${word#--screenshot=}";; esac; done'
    const made = shoot(browser('good', shot))
    expect([made.code, made.err, [...made.written.keys()]]).toEqual([0, '', ['a.svg', 'a.png']])
    expect(String(made.written.get('a.png'))).toMatch(/--window-size=400,\d+ .*\/picture\.html\n$/)
    vi.stubEnv('PATH', `${join(folder, 'none')}${delimiter}${folder}${delimiter}${process.env['PATH'] ?? ''}`)
    browser('chromium', shot)
    expect(shoot('').err).toBe('')
    const failed = shoot(browser('bad', 'exit 3'))
    expect([failed.code, failed.err, failed.written.size]).toEqual([
      2,
      'simulate: the browser made no picture (exit 3); --svg needs none\n',
      0,
    ])
    expect(shoot(join(folder, 'none')).err).toMatch(
      /^simulate: --png needs Chromium, Chrome or Edge, and none was found; CHROME_PATH may name one/,
    )
    expect(tmpdir()).toBe(temporary)
    expect(readdirSync(temporary)).toEqual([])
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})

it('finds the files at or below a path, in order, but for what is hidden or installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'))
  try {
    for (const name of ['b', 'b/node_modules', '.git']) mkdirSync(join(folder, name))
    for (const name of ['c.yaml', 'a.yaml', 'b/z.yaml', 'b/.x.yaml', 'b/node_modules/y.yaml', '.git/w.yaml'])
      writeFileSync(join(folder, name), '')
    symlinkSync('c.yaml', join(folder, 'link.yaml'))
    const found = (path: string) =>
      nodeIo()
        .filesAt(path)
        .map((file) => relative(folder, file))
    expect(found(folder)).toEqual(['a.yaml', join('b', 'z.yaml'), 'c.yaml'])
    expect(found(join(folder, 'a.yaml'))).toEqual(['a.yaml'])
    expect(() => found(join(folder, 'gone'))).toThrow('ENOENT')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('refuses what is of a picture where none is asked for', () => {
  for (const [option, value] of [
    ['--from', '1m'],
    ['--to', '2m'],
    ['--theme', 'dark'],
    ['--width', '900'],
  ] as const) {
    const err = `simulate: ${option} goes with --svg or --png\n`
    expect(run(['a.yaml', option, value])).toMatchObject({ code: 2, out: '', err })
    expect(run(['--check', 'a.yaml', option, value])).toMatchObject({ code: 2, out: '', err })
  }
})

it('lets no name of a scenario steer the terminal', () => {
  const steering = SCENARIO.replace('title: Two lanes', 'title: "Two\\e[2J\\nlanes\\a"').replace('name: Broken', 'name: "Bro\\eken"')
  const { out } = run(['a.yaml', '--at', '3m'], steering)
  expect(out).toContain('Two\uFFFD[2J lanes\uFFFD\n\nHealthy')
  expect(out).toContain('Bro\uFFFDken (Kubernetes')
  expect(out).not.toMatch(/(?!\n)\p{Cc}/u)
})

it('reads what stands behind a byte-order mark', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'whyrestart-')), 'a.yaml')
  writeFileSync(file, `\uFEFF${SCENARIO}\uFEFF`)
  expect(nodeIo().read(file)).toBe(`${SCENARIO}\uFEFF`)
  rmSync(file)
})

it('takes a scenario for one without its first field', () => {
  expect(run(['a.yaml'], SCENARIO.replace('whyrestart: 1\n', '')).err).toBe(
    'a.yaml:1:1: whyrestart: found nothing; allowed: 1, the version of this format\n',
  )
})

it('tells the package’s own name and commands in its help', () => {
  expect(USAGE.match(/^(?:usage:| {6}) simulate /gm)).toHaveLength(6)
  expect(PACKAGE_USAGE.match(/^(?:usage:| {6}) whyrestart (?:lint |from )?/gm)).toHaveLength(10)
  expect(PACKAGE_USAGE).not.toContain('simulate FILE')
})

it.each([
  [['--link', 'a.yaml'], 'simulate: a.yaml is too large for a link\n'],
  [['a.yaml', '--report', '--site', 'https://example.org/'], 'simulate: a.yaml is too large for a link, which --site asks for\n'],
  [['a.yaml', '--svg', 'a.svg', '--site', 'https://example.org/'], 'simulate: a.yaml is too large for a link, which --site asks for\n'],
])('says of a scenario that no link can hold that it is too large: %j', (argv, err) => {
  let noise = ''
  for (let i = 0, x = 1; i < 90_000; i++) noise += String.fromCharCode(97 + ((x = (x * 48271) % 0x7fffffff) % 26))
  expect(run(argv, `${SCENARIO}files: {/root/a: ${noise}}\n`)).toMatchObject({ code: 2, out: '', err, written: new Map() })
})

it('leaves out what has no pods, and says what is needed', () => {
  const { code, err } = run(['a.yaml'], 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n')
  expect([code, err.split('\n')[0]]).toEqual([
    2,
    'simulate: a.yaml is a Service, which has no pods and is left out: a Pod, Deployment, DaemonSet, StatefulSet, ReplicaSet, Job or CronJob is needed.',
  ])
})

it('is run as the README runs it: a recording’s trace comes of the command, without a difference', () => {
  const file = (end: string) => join('src/sim/recorded/pods-1.37', `live-500-a.${end}`)
  const args = ['run', '--silent', 'simulate', '--', file('scenario.yaml'), '--json']
  const { stdout, stderr, status } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' })
  expect([status, stderr]).toEqual([0, ''])
  const { lanes } = JSON.parse(stdout) as { lanes: { entries: Trace }[] }
  const [pod] = compare('live-500-a', '1.37', JSON.parse(readFileSync(file('trace.json'), 'utf8')) as Trace, lanes[0]!.entries)
  expect(pod!.total).toBeGreaterThan(20)
  expect([pod!.matched, pod!.differences]).toEqual([pod!.total, []])
})
