import { parse } from 'yaml'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { workedMs } from '../../worked-fixture.ts'
import { parseDuration } from './duration.ts'
import { type Scenario, parseScenario } from './scenario.ts'
import { processKey } from './scenario-programs.ts'
import { NEWEST } from '../release/releases.ts'

function scenarioOf(text: string): Scenario {
  const { scenario, diagnostics } = parseScenario(text)
  expect(diagnostics).toBeUndefined()
  return scenario as Scenario
}

it('describes a container’s program by its pod’s entry before its own, and by no other’s', () => {
  const processes = { main: {}, 'web/main': {}, 'db/side': {} } as unknown as Parameters<typeof processKey>[0]
  const keyOf = (name: string) => processKey(processes, ...(name.split('/') as [string, string]))
  expect(['web/main', 'db/main', 'db/side', 'web/side', 'main/web', 'web/constructor'].map(keyOf)).toEqual([
    'web/main',
    'main',
    'db/side',
    ...[undefined, undefined, undefined],
  ])
})

/** `LINE:COLUMN CODE path: message`, one a line. */
function problems(text: string): string[] {
  return (parseScenario(text).diagnostics ?? []).map(
    ({ range, code, path, message }) => `${range.start.line}:${range.start.column} ${code} ${path}: ${message}`,
  )
}

const EVERYTHING = `
whyrestart: 1
title: The strange case
kubernetes: "1.19"
seed: 7
clock: 2026-11-24T14:15:43.491Z
duration: 1h10m
node: {name: n, ip: 10.0.0.1}
manifests: {a.yaml: "kind: Pod\\n"}
files: {/etc/kubernetes/pki/auth.yaml: x}
kubelet: {authentication: {anonymous: {enabled: false}}, authorization: {mode: Webhook}, readOnlyPort: 0}
cluster: {attached: false, etcd: hung}
firewall: [{block: 6443, from: outside}]
processes:
  main:
    listens: [{port: 7001, tls: true, after: 0.06s}]
    answers: [{from: 60s, status: 500}, {from: 0s, status: 200, location: "http://x/", after: 2s}]
    exits: {after: 5s, code: 1}
    onTerm: {after: 6s, code: 143}
    execs: [{command: [/bin/check, "1"], code: 1, output: "says 1", after: 0s}, {command: [curl], missing: true}]
  deaf: {onTerm: ignore}
  some:
    answers:
      - {path: /ready, port: 8081, method: GET, headers: {Host: shop.example}, status: 503}
      - {from: 30s, grpc: NOT_SERVING, service: db}
    exits: {after: 5s, reason: OOMKilled}
    execs: [{from: 30s, command: [cat, /tmp/healthy], code: 1}]
    memory: [{mib: 80}, {from: 60s, mib: 300}]
    needs: {url: "https://127.0.0.1:6443/readyz", every: 2s, for: 10s, code: 1, says: lost}
  killed: {exits: {after: 5s, signal: 9}}
actions:
  - {at: 90s, hang: a}
  - {at: 80s, write: a.yaml, content: "x"}
  - {at: 91s, slow: a, by: 1m}
  - {at: 92s, crash: a}
  - {at: 93s, crash: a, code: 1}
  - {at: 94s, take: 6443}
  - {at: 95s, free: 6443}
  - {at: 96s, startDelay: 8s}
  - {at: 97s, copy: a.yaml, to: a.yaml.bak}
  - {at: 98s, edit: a.yaml, find: x, replace: ""}
  - {at: 99s, spoil: a.yaml}
requests:
  - {at: 60s, url: "https://x/", caller: {certificate: {cn: a}}}
chance: {syncs: {a: [1.5]}, started: {main: [0.38]}, seen: {main: [0.9, null]}, initialSleep: {main: {liveness: 3.2}}, mounted: {a: [certs]}}
images:
  example.org/web:1: {present: false, pull: {after: 4s}, programs: [/app/server], entrypoint: [/app/server], user: 1000}
  example.org/none: {present: false, pull: notFound}
`

describe('a scenario that is good', () => {
  it('may be nearly empty, and has the defaults then', () => {
    const { lanes, ...scenario } = scenarioOf('whyrestart: 1')
    expect(scenario).toMatchObject({
      title: 'Untitled',
      kubernetes: `1.${NEWEST}`,
      seed: 1,
      clock: '2026-11-24T14:15:00.000Z',
      duration: 1800,
      node: { name: 'master-node', ip: '192.168.1.100' },
      manifests: {},
      files: {},
      cluster: { attached: true, etcd: 'up' },
    })
    expect(lanes.map(({ name }) => name)).toEqual(['main'])
  })

  const OPEN = { authentication: { anonymous: { enabled: true } }, authorization: { mode: 'AlwaysAllow' }, readOnlyPort: 10255 }
  const doors = (enabled: boolean, readOnlyPort: number) => ({
    authentication: { anonymous: { enabled } },
    authorization: { mode: 'Webhook' },
    readOnlyPort,
  })

  it.each<[string, object]>([
    ['', doors(false, 0)],
    ['kubernetes: "1.10"', doors(true, 10255)],
    ['kubernetes: "1.11"', doors(false, 0)],
    ['cluster: {attached: false}', OPEN],
    ['{kubernetes: "1.9", kubelet: {authorization: {mode: AlwaysAllow}}}', OPEN],
    ['kubelet: {readOnlyPort: 10255}', doors(false, 10255)],
    ['kubelet: null', doors(false, 0)],
  ])('has of the kubelet what kubeadm of its release sets up, or its own defaults by itself: %s', (fields, kubelet) => {
    expect(scenarioOf(JSON.stringify({ whyrestart: 1, ...(parse(fields) as object) })).kubelet).toMatchObject(kubelet)
  })

  it('lays a lane’s doors over what the lane’s own release has', () => {
    const { lanes } = scenarioOf(
      '{whyrestart: 1, lanes: [{name: a, kubernetes: "1.9"}, {name: b}, {name: c, kubelet: {readOnlyPort: 10255}}]}',
    )
    expect(lanes.map(({ inputs }) => inputs.kubelet.readOnlyPort)).toEqual([10255, 0, 10255])
    expect(lanes.map(({ inputs }) => inputs.kubelet.authentication.anonymous.enabled)).toEqual([true, false, false])
  })

  it('has every field turned strict, times in seconds and in order', () => {
    const scenario = scenarioOf(EVERYTHING)
    expect(scenario).toMatchObject({
      duration: 4200,
      processes: {
        main: {
          listens: [{ port: 7001, tls: true, after: 0.06 }],
          answers: [
            { from: 60, status: 500 },
            { from: 0, status: 200, location: 'http://x/', after: 2 },
          ],
          onTerm: { after: 6, code: 143 },
          execs: [
            { command: ['/bin/check', '1'], code: 1, output: 'says 1', after: 0, missing: false },
            { command: ['curl'], code: 0, output: '', after: 0, missing: true },
          ],
        },
        deaf: { onTerm: 'ignore', listens: [], answers: [], execs: [] },
        some: {
          answers: [
            { from: 0, path: '/ready', port: 8081, method: 'GET', headers: { Host: 'shop.example' }, status: 503 },
            { from: 30, grpc: 'NOT_SERVING', service: 'db' },
          ],
          exits: { after: 5, code: 137, reason: 'OOMKilled' },
          execs: [{ from: 30, command: ['cat', '/tmp/healthy'], code: 1, output: '', after: 0, missing: false }],
          memory: [
            { from: 0, mib: 80 },
            { from: 60, mib: 300 },
          ],
          needs: { url: 'https://127.0.0.1:6443/readyz', every: 2, for: 10, code: 1, says: 'lost' },
        },
        killed: { exits: { after: 5, code: 137, signal: 9 } },
      },
      actions: [
        { at: 80, write: 'a.yaml', content: 'x' },
        { at: 90, hang: 'a' },
        { at: 91, slow: 'a', by: 60 },
        { at: 92, crash: 'a', code: 2 },
        { at: 93, crash: 'a', code: 1 },
        { at: 94, take: 6443 },
        { at: 95, free: 6443 },
        { at: 96, startDelay: 8 },
        { at: 97, copy: 'a.yaml', to: 'a.yaml.bak' },
        { at: 98, edit: 'a.yaml', find: 'x', replace: '' },
        { at: 99, spoil: 'a.yaml' },
      ],
      requests: [
        {
          at: 60,
          from: 'node',
          method: 'GET',
          caller: { certificate: { cn: 'a', o: [], ca: 'cluster' } },
          userAgent: 'curl/7.88.1',
          headers: {},
        },
      ],
      chance: { seen: { main: [0.9, null] }, initialSleep: { main: { liveness: 3.2 } }, mounted: { a: ['certs'] } },
      images: {
        'example.org/web:1': {
          present: false,
          pull: { after: 4 },
          programs: ['/app/server'],
          entrypoint: ['/app/server'],
          user: 1000,
        },
        'example.org/none': { present: false, pull: 'notFound' },
      },
    })
    expect(scenario.processes['main']).not.toHaveProperty('answers.1.hang')
  })

  it('says the same as JSON', () => {
    const text = JSON.stringify({ whyrestart: 1, title: 'x', duration: '90s', manifests: { 'a.yaml': 'b\n' } })
    expect(scenarioOf(text)).toEqual(scenarioOf('whyrestart: 1\ntitle: x\nduration: 90s\nmanifests: {a.yaml: "b\\n"}'))
  })

  it('has its lanes laid over: objects merge, lists and plain values replace, null takes away', () => {
    const { lanes } = scenarioOf(`
whyrestart: 1
duration: 5m
manifests: {a: "1", b: "2"}
firewall: [{block: 1}, {block: 2}]
cluster: {attached: false}
lanes:
  - {name: as it is}
  - {name: other, manifests: {b: "3", c: "4"}, firewall: [{block: 9}], duration: 60}
  - {name: less, manifests: {a: null}, cluster: {attached: null}}
`)
    expect(lanes.map(({ inputs }) => inputs.manifests)).toEqual([{ a: '1', b: '2' }, { a: '1', b: '3', c: '4' }, { b: '2' }])
    expect(lanes.map(({ inputs }) => inputs.firewall.map(({ block }) => block))).toEqual([[1, 2], [9], [1, 2]])
    expect(lanes.map(({ inputs }) => [inputs.duration, inputs.cluster.attached])).toEqual([
      [300, false],
      [60, false],
      [300, true],
    ])
  })

  it.each([
    ['90s', 90],
    ['1h10m', 4200],
    ['0.06s', 0.06],
    ['0s', 0],
    ['0', 0],
    ['60ms', 0.06],
    ['1.5h', 5400],
    ['-3s', -3],
  ])('%s is %d seconds', (text, value) => {
    expect(parseDuration(text)).toBe(value)
  })

  it.each(['', 's', '5', '1 s', '1d', '1h-5m', '٣s'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

it.each([
  ['a mark and nothing behind it', 'whyrestart: 1\nseed: 7\n---\n'],
  ['comments behind its end', 'whyrestart: 1\nseed: 7\n...\n# joined by a program\n---\n---  # nothing\n'],
  ['keys that are in strings too', '{"whyrestart": 1, "seed": 7, "title": "{\\"seed\\": 8, \\\\", "files": {"/a": ""}}'],
])('a scenario with %s is one', (_name, text) => {
  expect(scenarioOf(text).lanes[0]?.inputs.seed).toBe(7)
})

describe('a scenario that is refused', () => {
  it('says what it found without what would move a terminal’s cursor', () => {
    expect(problems('whyrestart: 1\n\u0007\u001b[31m: ]: [').join('')).toMatch(/^\P{Cc}+$/u)
  })

  it('has all its errors named at once, each with its place', () => {
    expect(
      problems(`whyrestart: 1
titel: x
kubernetes: 1.30
duration: 25h
clock: 2026-02-30T00:00:00Z
processes:
  main:
    listens: [{port: 0, tls: yes}]
    answer: []
actions:
- {at: 5s, hang: a, kill: b}
- {at: 1s, etcd: kil}
- {at: 1s, write: x}
- {at: 1s, hang: a, by: 5s, content: x}
- {at: 1s, slow: a}
- {at: 1s, crash: a, code: 256}
- {at: 1s, take: 0}
- {at: 1s, startDelay: 2m}
- {at: 1s, copy: a, to: a}
- {at: 1s, copy: a}
- {at: 1s, edit: a, find: ""}
- {at: 1s, spol: a}
`),
    ).toMatchInlineSnapshot(`
      [
        "2:1 UNKNOWN_FIELD titel: found a field "titel"; allowed: whyrestart, title, lanes, exercise, steps, kubernetes, runtime, seed, clock, duration, node, manifests, files, kubelet, cluster, firewall, processes, actions, requests, chance, images, happened, why, perhaps title",
        "3:13 TYPE kubernetes: found 1.30; allowed: a release from "1.9" to "1.37", in quotes: without them 1.30 is the number 1.3",
        "4:11 TOO_LONG duration: found "25h"; allowed: at most 24h",
        "5:8 VALUE clock: found "2026-02-30T00:00:00Z"; allowed: a moment such as 2026-11-24T14:15:00.000Z",
        "8:22 VALUE processes.main.listens[0].port: found 0; allowed: a whole number from 1 to 65535",
        "8:30 TYPE processes.main.listens[0].tls: found "yes"; allowed: true or false",
        "9:5 UNKNOWN_FIELD processes.main.answer: found a field "answer"; allowed: listens, answers, exits, onTerm, execs, memory, needs, lives, perhaps answers",
        "11:3 VALUE actions[0]: found an object; allowed: at, and one of hang, resume, slow, crash, kill, crictl, kubectl, etcd, slowDisk, fullDisk, freeDisk, webhook, take, free, startDelay, cpu, sandbox, restart, reboot, write, edit, spoil, copy, remove",
        "12:18 VALUE actions[1].etcd: found "kil"; allowed: kill, start, hang, resume, fill, defrag",
        "13:3 REQUIRED actions[2].content: found nothing; allowed: the file’s text",
        "14:25 VALUE actions[3].by: found "5s"; allowed: only beside slow or slowDisk",
        "14:38 VALUE actions[3].content: found "x"; allowed: only beside write",
        "15:3 REQUIRED actions[4].by: found nothing; allowed: a duration such as 90s, 1h10m or 0.5s, not below 0",
        "16:28 VALUE actions[5].code: found 256; allowed: a whole number from 0 to 255",
        "17:18 VALUE actions[6].take: found 0; allowed: a whole number from 1 to 65535",
        "18:24 VALUE actions[7].startDelay: found "2m"; allowed: below 2m, after which the kubelet would give the start up",
        "19:25 VALUE actions[8].to: found "a"; allowed: another file than the one that is copied",
        "20:3 REQUIRED actions[9].to: found nothing; allowed: a file",
        "21:3 REQUIRED actions[10].replace: found nothing; allowed: the text in its place",
        "21:27 VALUE actions[10].find: found ""; allowed: the text to look for",
        "22:3 REQUIRED actions[11]: found nothing; allowed: at, and one of hang, resume, slow, crash, kill, crictl, kubectl, etcd, slowDisk, fullDisk, freeDisk, webhook, take, free, startDelay, cpu, sandbox, restart, reboot, write, edit, spoil, copy, remove",
        "22:12 UNKNOWN_FIELD actions[11].spol: found a field "spol"; allowed: at, hang, resume, slow, crash, kill, crictl, kubectl, etcd, slowDisk, fullDisk, freeDisk, webhook, take, free, startDelay, cpu, sandbox, restart, reboot, write, edit, spoil, copy, remove, by, code, is, times, takes, content, find, replace, to, perhaps spoil",
      ]
    `)
  })

  it.each([
    ['', '1:1 TYPE : found null; allowed: an object with whyrestart: 1, manifests, …'],
    ['- a', '1:1 TYPE : found a list of 1; allowed: an object with whyrestart: 1, manifests, …'],
    ['title: x', '1:1 REQUIRED whyrestart: found nothing; allowed: 1, the version of this format'],
    ['whyrestart: 2', '1:13 VERSION whyrestart: found version 2 of the format, which whyrestart 2 or newer reads; allowed: 1'],
    ['whyrestart: "1"', '1:13 VERSION whyrestart: found "1"; allowed: 1, the version of this format'],
    ['whyrestart: 1\nkubernetes: "1.8"', '2:13 VALUE kubernetes: found "1.8"; allowed: a release from "1.9" to "1.37"'],
    ['whyrestart: 1\nlanes: []', '2:1 TYPE lanes: found a list of 0; allowed: a list of 1 to 16 lanes'],
    ['whyrestart: 1\nlanes: [{seed: 1}]', '2:9 REQUIRED lanes[0].name: found nothing; allowed: the lane’s name'],
    ['whyrestart: 1\nlanes: [{name: a}, {name: a}]', '2:27 DUPLICATE lanes[1].name: found "a"; allowed: a name that no other lane has'],
    [
      'whyrestart: 1\nkubernetes: "1.33"\nkubelet: {crashLoopBackOff: {maxContainerRestartPeriod: 30s}}',
      '3:57 VALUE kubelet.crashLoopBackOff.maxContainerRestartPeriod: found "30s"; allowed: no such field: the kubelet of 1.33 ends for it, unless featureGates has KubeletCrashLoopBackOffMax: true',
    ],
    [
      'whyrestart: 1\nkubelet: {crashLoopBackOff: {maxContainerRestartPeriod: 10m}}',
      '2:57 VALUE kubelet.crashLoopBackOff.maxContainerRestartPeriod: found "10m0s"; allowed: 1s to 300s',
    ],
    [
      'whyrestart: 1\nkubelet: {featureGates: {KubeletCrashLoopBackofMax: true}}',
      '2:26 UNKNOWN_FIELD kubelet.featureGates.KubeletCrashLoopBackofMax: found a field "KubeletCrashLoopBackofMax"; allowed: a feature gate of 1.37, perhaps KubeletCrashLoopBackOffMax',
    ],
    [
      'whyrestart: 1\nkubernetes: "1.36"\nkubelet: {featureGates: {H2CContainerProbe: true}}',
      '3:26 UNKNOWN_FIELD kubelet.featureGates.H2CContainerProbe: found a field "H2CContainerProbe"; allowed: a feature gate of 1.36; H2CContainerProbe is one of 1.37',
    ],
    [
      'whyrestart: 1\nkubernetes: "1.33"\nkubelet: {featureGates: {SidecarContainers: false}}',
      '3:45 VALUE kubelet.featureGates.SidecarContainers: found false; allowed: true: the gate is locked in 1.33',
    ],
    [
      'whyrestart: 1\nlanes:\n- name: a\n  kubelet: {readOnlyPort: -1}',
      '4:27 VALUE lanes[0].kubelet.readOnlyPort: found -1; allowed: a whole number from 0 to 65535',
    ],
    [
      'whyrestart: 1\nseed: -1\nlanes: [{name: a, title: x}]',
      '3:19 UNKNOWN_FIELD lanes[0].title: found a field "title"; allowed: name, kubernetes, runtime, seed, clock, duration, node, manifests, files, kubelet, cluster, firewall, processes, actions, requests, chance, images, happened, why',
    ],
    ...['logs a', 'inspect a', 'stop', 'stop -t 5 a', 'stop a b', 'pods'].map(
      (line) =>
        [
          `whyrestart: 1\nactions: [{at: 1, crictl: ${line}}]`,
          `2:27 VALUE actions[0].crictl: found "${line}"; allowed: stop CONTAINER, such as stop kube-apiserver`,
        ] as [string, string],
    ),
    [
      'whyrestart: 1\nfiles: {/etc/kubernetes/manifests/a.yaml: ""}',
      '2:43 VALUE files["/etc/kubernetes/manifests/a.yaml"]: found "/etc/kubernetes/manifests/a.yaml"; allowed: another path: a file of /etc/kubernetes/manifests stands in manifests',
    ],
    [
      'whyrestart: 1\nimages: {a: {pull: notfound}}',
      '2:20 VALUE images.a.pull: found "notfound"; allowed: notFound, unauthorized, unreachable, refused',
    ],
    [
      'whyrestart: 1\nimages: {a: {program: [b]}}',
      '2:14 UNKNOWN_FIELD images.a.program: found a field "program"; allowed: present, pull, programs, files, entrypoint, user, perhaps programs',
    ],
    ['whyrestart: 1\nmanifests: {a: b}\nmanifests: {}', '3:1 PARSE : Map keys must be unique'],
    ['{"whyrestart": 1, "node": {"name": "a", "name": "b"}}', '1:41 PARSE : Map keys must be unique'],
    ['{"whyrestart": 1, "title": "\\"a\\": 1", "title": "b"}', '1:40 PARSE : Map keys must be unique'],
    ['whyrestart: 1\nnode: {ip: master}', '2:12 VALUE node.ip: found "master"; allowed: an IP address such as 192.168.1.100'],
    [
      'whyrestart: 1\nnode: {ip: "2026-11-24T14:15:43Z"}',
      '2:12 VALUE node.ip: found "2026-11-24T14:15:43Z"; allowed: an IP address such as 192.168.1.100',
    ],
    ['whyrestart: 1\nnode: {ip: ""}', '2:12 VALUE node.ip: found ""; allowed: an IP address such as 192.168.1.100'],
    ['whyrestart: 1\nnode: {name: *a}', '2:14 PARSE : Unresolved alias (the anchor must be set before the alias): a'],
    ['whyrestart: 1\n---\nwhyrestart: 1', '2:1 PARSE : found a second document; allowed: one'],
    ['whyrestart: 1\n---\n# nothing\n---\nwhyrestart: 1', '2:1 PARSE : found a second document; allowed: one'],
    [
      `a0: &a0 [${'x, '.repeat(9)}x]\n${Array.from({ length: 4 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`).join('')}`,
      '1:1 PARSE : found aliases of aliases that make the text many times as long; allowed: 100 times',
    ],
    ['{"whyrestart": 1, "seed": true}', '1:27 TYPE seed: found true; allowed: a whole number from 0 to 9007199254740991'],
  ])('%j', (text, problem) => {
    expect(problems(text)).toContain(problem)
  })

  it.each([
    [
      'answers: [{grpc: SERVING, status: 200}]',
      'VALUE',
      'answers[0].status',
      '200',
      'nothing beside grpc: a gRPC server has no such thing',
    ],
    ['answers: [{service: db}]', 'VALUE', 'answers[0].service', '"db"', 'only beside grpc'],
    ['answers: [{grpc: SERVIN}]', 'VALUE', 'answers[0].grpc', '"SERVIN"', 'SERVING, NOT_SERVING, UNKNOWN, UNIMPLEMENTED'],
    ['answers: [{path: ready}]', 'VALUE', 'answers[0].path', '"ready"', 'the beginning of a path, such as /ready'],
    [
      'answers: [{refuse: true, path: /a}]',
      'VALUE',
      'answers[0].path',
      '"/a"',
      'nothing beside refuse: who is refused has not asked for anything yet',
    ],
    ['exits: {signal: 9, code: 1}', 'VALUE', 'exits.code', '1', 'nothing beside signal: the code is 128 more than the signal then'],
    ['exits: {signal: 65}', 'VALUE', 'exits.signal', '65', 'a whole number from 1 to 64'],
    ['needs: {url: x}', 'VALUE', 'needs.url', '"x"', 'a URL such as https://127.0.0.1:6443/livez'],
    ['needs: {url: "http://a/", every: 0s}', 'VALUE', 'needs.every', '"0s"', 'at least 0.1s'],
    ['memory: [{mib: -1}]', 'VALUE', 'memory[0].mib', '-1', 'a whole number from 0 to 1073741824'],
  ])('a program with %s', (text, code, field, found, allowed) => {
    const [problem, ...others] = problems(`whyrestart: 1\nprocesses:\n  a:\n    ${text}`)
    expect(problem).toMatch(/^4:\d+ /)
    expect(problem?.slice(problem.indexOf(' ') + 1)).toBe(`${code} processes.a.${field}: found ${found}; allowed: ${allowed}`)
    expect(others.filter((other) => other.includes(field))).toEqual([])
  })

  it('suggests the nearest known name', () => {
    expect(parseScenario('whyrestart: 1\nmanifest: {}').diagnostics?.[0]?.suggestion).toBe('manifests')
  })
})

describe('the caps', () => {
  const lanes = (n: number): string => `whyrestart: 1\nlanes: [${Array.from({ length: n }, (_, i) => `{name: l${i}}`).join(', ')}]`
  const pods = (n: number): string => `whyrestart: 1\nmanifests: {${Array.from({ length: n }, (_, i) => `f${i}: x`).join(', ')}}`
  const requests = (n: number): string =>
    JSON.stringify({ whyrestart: 1, requests: Array.from({ length: n }, () => ({ at: 1, url: 'u' })) })
  const MIXED = '\u007f\u0080\u07ff\u0800\ud7ff\ue000😀'
  const size = (n: number, first = ''): string => `whyrestart: 1\ntitle: ${first}${'x'.repeat(n - 21 - Buffer.byteLength(first))}`

  it.each([
    ['16 lanes', lanes(16), lanes(17), 'TOO_MANY_LANES'],
    ['50 pods', pods(50), pods(51), 'TOO_MANY_PODS'],
    ['24 hours', 'whyrestart: 1\nduration: 24h', 'whyrestart: 1\nduration: 24h1s', 'TOO_LONG'],
    ['10,000 requests', requests(10_000), requests(10_001), 'TOO_MANY_REQUESTS'],
    ['1 MB', size(1_000_000), size(1_000_001), 'TEXT_TOO_LONG'],
    ['1 MB of characters of 1 to 4 bytes', size(1_000_000, MIXED), size(1_000_001, MIXED), 'TEXT_TOO_LONG'],
  ])('%s and no more', (_name, good, bad, code) => {
    expect(parseScenario(good).diagnostics).toBeUndefined()
    expect(parseScenario(bad).diagnostics?.map((diagnostic) => diagnostic.code)).toEqual([code])
  })

  it('name at most 200 errors', () => {
    expect(parseScenario('"'.repeat(410)).diagnostics).toHaveLength(200)
    expect(
      problems(`whyrestart: 1\n${Array.from({ length: 201 }, (_, i) => `k${i}: 1`).join('\n')}`).map((line) => line.split(':')[0]),
    ).toEqual(Array.from({ length: 200 }, (_, i) => String(i + 2)))
  })

  it('look at each of 20,000 names once, and not at all before it', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: ${i}`)
    const before = workedMs()
    const { diagnostics } = parseScenario(`whyrestart: 1\n${keys.join('\n')}\nk7: 8`)
    expect(diagnostics?.map(({ message, range }) => `${range.start.line} ${message}`)).toEqual(['20002 Map keys must be unique'])
    expect(parseScenario(`whyrestart: 1\n${keys.join('\n')}`).diagnostics?.length).toBeGreaterThan(0)
    expect(workedMs() - before).toBeLessThan(7_000)
  }, 120_000)

  it('say of a depth that nobody means that alone', () => {
    expect(parseScenario('['.repeat(20_000)).diagnostics?.map(({ message }) => message)).toEqual(['nested too deeply'])
  })

  it.each([
    ['deep nesting', `whyrestart: 1\nfiles: ${'['.repeat(50_000)}`],
    ['an alias bomb', `a: &a [x]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${`*${'abcdefghij'[i]},`.repeat(9)}]`).join('\n')}`],
    ['several documents', 'whyrestart: 1\n---\nwhyrestart: 1'],
  ])('answer %s with an error', (_name, text) => {
    expect(parseScenario(text).diagnostics?.length).toBeGreaterThan(0)
  })
})

it('never throws, whatever the text (seed 1)', () => {
  const mutated = fc
    .tuple(fc.nat(EVERYTHING.length), fc.nat(20), fc.string())
    .map(([at, cut, put]) => EVERYTHING.slice(0, at) + put + EVERYTHING.slice(at + cut))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), mutated), (text) => {
      const { scenario, diagnostics } = parseScenario(text)
      expect(scenario === undefined).toBe(diagnostics !== undefined)
    }),
    { seed: 1, numRuns: 300 },
  )
})
