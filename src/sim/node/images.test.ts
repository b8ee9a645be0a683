import { describe, expect, it } from 'vitest'
import { type HostFiles, hostPathKind } from './host-paths.ts'
import { imageHas, imageNameProblem, imageOf, noProgram, type ProgramSeen, userOf, wholeName } from './images.ts'
import { amountOf, nodeRoom, podNeeds } from './node-size.ts'
import { statementsOf } from './shell-words.ts'

type Images = Parameters<typeof imageOf>[0]['images']
const capitalsText = (repository: string): string => `capitals in ${repository}`
const HELD = { present: true, pull: { after: 2 } }

/** Follows: distribution/reference, normalize_test.go and reference_test.go, for the names. */
describe('an image’s name', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1', 'docker.io/library/nginx:1'],
    ['lab/web', 'docker.io/lab/web:latest'],
    ['docker.io/lab/web:1', 'docker.io/lab/web:1'],
    ['localhost/web', 'localhost/web:latest'],
    ['localhosts/web', 'docker.io/localhosts/web:latest'],
    ['reg:5000/web', 'reg:5000/web:latest'],
    ['reg.example/web@sha256:1', 'reg.example/web@sha256:1'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx:1', 'docker.io/library/nginx:1'],
    ['index.docker.io/lab/web', 'docker.io/lab/web:latest'],
    ['Lab/web', 'Lab/web:latest'],
  ])('%s is %s', (name, whole) => expect(wholeName(name)).toBe(whole))

  it.each([
    ['nginx', undefined],
    ['reg.example:5000/a/b_c__d-e:v1.2_3', undefined],
    ['[::1]:5000/web', undefined],
    [`web@sha256:${'a'.repeat(64)}`, undefined],
    ['a'.repeat(64), `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`],
    ['a'.repeat(63), undefined],
    [`${'a'.repeat(64)}:1`, undefined],
    ['Lab/web', undefined],
    ['Lab/Web:1', 'capitals in Web'],
    ['lab/Web', 'capitals in lab/Web'],
    ['Web', 'capitals in library/Web'],
    ['reg.example/Web:V1@sha256:0', 'capitals in Web'],
    ['Reg.example/web', undefined],
    ['web:', 'invalid reference format'],
    ['web:.1', 'invalid reference format'],
    [`web:${'v'.repeat(128)}`, undefined],
    [`web:${'v'.repeat(129)}`, 'invalid reference format'],
    ['web@sha256:12', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['-web', 'invalid reference format'],
    ['we b', 'invalid reference format'],
  ])('%s: %s', (name, problem) => expect(imageNameProblem(name, { capitalsText, capitalHosts: true })).toBe(problem))

  it.each([
    ['Lab/web:1', 'capitals in Lab/web'],
    ['Lab/a/web', 'capitals in Lab/a/web'],
    ['Reg.example/web', undefined],
    ['Reg:5000/web', undefined],
    ['Reg.example/Web', 'capitals in Web'],
    ['lab/Web', 'capitals in lab/Web'],
    ['Web:1', 'capitals in library/Web'],
    ['lab/web', undefined],
  ])('%s: %s, up to 1.28', (name, problem) => expect(imageNameProblem(name, { capitalsText, capitalHosts: false })).toBe(problem))

  const images: Images = {
    'docker.io/library/web:latest': { ...HELD, user: 'whole' },
    'reg.example/a*': { ...HELD, user: 'begins' },
    'reg.example/ab:1': { ...HELD, user: 'named' },
  }
  it.each([
    ['web', 'whole'],
    ['reg.example/ab:1', 'named'],
    ['reg.example/ab:2', 'begins'],
    ['reg.example/b', undefined],
    ['nginx', undefined],
  ])('%s has what the scenario says of it, of one that means the same, or of how it begins: %s', (name, user) => {
    expect(imageOf({ images }, name)?.user).toBe(user)
    expect(imageOf({ images: {} }, name)).toBeUndefined()
  })

  it.each([
    ['web', 'whole'],
    ['redis:7', 'root'],
    ['reg.example/redis:7', undefined],
    ['redistribution', undefined],
  ])('%s runs as %s', (name, user) => expect(userOf({ images }, name)).toBe(user))
})

describe('a program', () => {
  const NOT_FOUND = 'executable file not found in $PATH'
  const WEB = { programs: ['server', '/usr/bin/check', '/app/run'], files: ['/etc/web/conf'] }
  it.each<[program: string, why: string | undefined, seen?: ProgramSeen]>([
    ['server', undefined],
    ['/server', undefined],
    ['/usr/local/bin/server', undefined],
    ['/app/server', 'stat /app/server: no such file or directory'],
    ['serve', NOT_FOUND],
    ['', NOT_FOUND],
    ['-server', NOT_FOUND],
    ['check', undefined],
    ['/usr/bin/check', undefined],
    ['/bin/check', 'stat /bin/check: no such file or directory'],
    // on no directory of PATH
    ['run', NOT_FOUND],
    ['/app/run', undefined],
    ['/app', 'is a directory'],
    ['/app/', 'is a directory'],
    ['/etc/web', 'is a directory'],
    ['/etc/web/conf', 'permission denied'],
    // what is mounted there hides what the image has
    ['/app/run', 'is a directory', 'directory'],
    ['/app/run', 'permission denied', 'not executable'],
    ['/app/run', 'stat /app/run: no such file or directory', 'not there'],
    ['/etc/web/conf', undefined, 'there'],
    ['check', NOT_FOUND, 'not there'],
    ['server', undefined, 'not there'],
  ])('%s of an image: %s, where the path is %s', (program, why, seen) => {
    const mounted = seen && { program: () => seen }
    const found = noProgram({ images: { web: { ...HELD, ...WEB } } }, 'web', { command: [program], args: [] }, mounted)
    expect(found).toEqual(why === undefined ? undefined : { is: 'cannot be started', why: `exec: "${program}": ${why}` })
  })

  it.each([
    ['server', undefined],
    ['server --port 80', NOT_FOUND],
    ['', NOT_FOUND],
    ['/any', undefined],
  ])('%s of an image of which nobody says anything: %s', (program, why) => {
    const found = noProgram({ images: {} }, 'web', { command: [program], args: ['x'] }, undefined)
    expect(found).toEqual(why === undefined ? undefined : { is: 'cannot be started', why: `exec: "${program}": ${why}` })
  })

  it('is the command, or the image’s entrypoint before the arguments; or there is none', () => {
    const found = (entrypoint: string[] | undefined, args: string[]) =>
      noProgram({ images: { web: { ...HELD, ...WEB, ...(entrypoint && { entrypoint }) } } }, 'web', { command: [], args }, undefined)
    expect(found(undefined, ['none'])).toBeUndefined()
    expect(found([], [])).toEqual({ is: 'none named' })
    expect(found([], ['none'])).toMatchObject({ why: `exec: "none": ${NOT_FOUND}` })
    expect(found(['server'], ['none'])).toBeUndefined()
  })

  it.each([
    ['gcr.io/distroless/base', 'sh', false],
    ['gcr.io/distroless/base', '/bin/sh', undefined],
    ['gcr.io/distroless/base:debug', 'sh', undefined],
    ['busybox', 'cat', true],
    ['busybox', 'curl', false],
    ['docker.io/library/debian:12', '/usr/bin/curl', true],
    ['alpine:3', '/usr/local/sbin/sleep', true],
    ['alpine', 'wget2', false],
    ['alpine', '/app/sleep', undefined],
    ['alpines', 'sleep', undefined],
    ['registry.k8s.io/etcd:3', 'cat', undefined],
  ])('of %s: is %s there? %s', (image, program, isThere) => expect(imageHas(image, program)).toBe(isThere))
})

/** Follows: POSIX, Shell Command Language, 2.2 Quoting and 2.9 Shell Commands. */
it.each([
  ['server --port 80', [['server', '--port', '80']]],
  ['a; b && c || d | e & f\ng', [['a'], ['b'], ['c'], ['d'], ['e'], ['f'], ['g']]],
  ['(a; b) { c; }', [['a'], ['b'], ['c']]],
  ['if a; then b; else c; fi', [['a'], ['b'], ['c'], ['fi']]],
  ['while ! a; do exec time b; done', [['a'], ['b'], ['done']]],
  ["'a b' c'd'", [['a b', 'cd']]],
  ["a 'open", [['a', 'open']]],
  ['a "b \\"c\\" $A ${A} $B" d', [['a', 'b "c" x x $B', 'd']]],
  ['"a\\\nb" c\\\nd', [['ab', 'cd']]],
  ['"open', [['open']]],
  ['a\\ b c\\', [['a b', 'c']]],
  ['a $A$B ${C:-d} $', [['a', 'x$B', '${C:-d}', '$']]],
  ['a # b\nc d#e', [['a'], ['c', 'd#e']]],
  ['A=1 B=2 a C=3', [['a', 'C=3']]],
  ['a > f b 2>/dev/null c >> g d 2>&1 < h e', [['a', 'b', 'c', 'd', 'e']]],
  ['a{b}c {d}', [['a{b}c'], ['d}']]],
  ['  \n\n', []],
])('the commands of %j', (script, commands) => {
  expect(statementsOf(script, new Map([['A', 'x']]))).toEqual(commands)
})

describe('what a path of the host is', () => {
  const host = (runtime: 'docker' | 'containerd'): HostFiles => ({
    files: new Map([['/srv/a/conf', 'x']]),
    madeDirectories: new Set(['/srv/made']),
    release: { runtime },
    inputs: { cluster: { attached: true, etcd: 'up', objects: [], pki: { '/srv/pki/own.crt': 'x' } } },
  })
  it.each([
    ['/srv/a/conf', 'file'],
    ['/srv/a', 'directory'],
    ['/srv/a/', 'directory'],
    ['//srv/./x/../a//conf', 'file'],
    ['/srv/a/con', undefined],
    ['/srv/made', 'directory'],
    ['/srv/pki/own.crt', 'file'],
    ['/srv/pki', 'directory'],
    ['/etc/kubernetes/admin.conf', 'file'],
    ['/etc/kubernetes/manifests', 'directory'],
    ['/etc/kubernetes/pki/ca.crt', 'file'],
    ['/dev/null', 'character device'],
    ['/dev/sda', 'block device'],
    ['/dev', 'directory'],
    ['/none', undefined],
  ])('%s: %s', (path, kind) => expect(hostPathKind(host('containerd'), path)).toBe(kind))

  it.each([
    ['docker', '/run/docker.sock', 'socket'],
    ['docker', '/var/run/docker.sock', 'socket'],
    ['docker', '/run/containerd/containerd.sock', undefined],
    ['containerd', '/run/containerd/containerd.sock', 'socket'],
    ['containerd', '/var/run/containerd/containerd.sock', 'socket'],
    ['containerd', '/run/docker.sock', undefined],
  ] as const)('with %s, %s: %s', (runtime, path, kind) => expect(hostPathKind(host(runtime), path)).toBe(kind))
})

/** Follows: staging/src/k8s.io/component-helpers/resource/helpers_test.go. */
describe('what a pod needs', () => {
  const needs = (cpu: string, restartPolicy?: string) => ({ resources: { requests: { cpu } }, ...(restartPolicy && { restartPolicy }) })
  it.each<[string, object, number]>([
    ['its containers together', { containers: [needs('100m'), needs('1'), {}, null] }, 1100],
    ['an init container that needs more', { initContainers: [needs('2'), needs('1')], containers: [needs('500m')] }, 2000],
    ['init containers that need less', { initContainers: [needs('1')], containers: [needs('500m'), needs('600m')] }, 1100],
    ['a side-car beside its containers', { initContainers: [needs('1', 'Always')], containers: [needs('500m')] }, 1500],
    [
      'an init container beside a side-car before it',
      { initContainers: [needs('1', 'Always'), needs('2')], containers: [needs('500m')] },
      3000,
    ],
    ['an init container before a side-car', { initContainers: [needs('2'), needs('1', 'Always')], containers: [needs('500m')] }, 2000],
    ['its runtime class too', { overhead: { cpu: '250m' }, containers: [needs('1')] }, 1250],
    ['what it says itself', { overhead: { cpu: '250m' }, resources: { requests: { cpu: '3' } }, containers: [needs('1')] }, 3250],
    ['what it says itself of another resource only', { resources: { requests: { memory: '1' } }, containers: [needs('1')] }, 1000],
    ['nothing', {}, 0],
  ])('is %s', (_, spec, amount) => {
    expect(podNeeds({ spec }, 'cpu')).toBe(amount)
    expect(podNeeds({ spec }, 'memory', 'limits')).toBe(0)
    expect(podNeeds({ spec }, 'cpu', 'limits')).toBe(0)
  })

  it('is at most what its limits and its runtime class allow', () => {
    const spec = { overhead: { cpu: '250m' }, containers: [{ resources: { limits: { cpu: '1' } } }] }
    expect(podNeeds({ spec }, 'cpu', 'limits')).toBe(1250)
  })

  it.each([
    ['1Ki', 'memory', 1024],
    ['100m', 'memory', 1],
    ['1.0001', 'cpu', 1001],
    [2, 'cpu', 2000],
    ['x', 'cpu', 0],
    [null, 'cpu', 0],
  ] as const)('%s of %s counts as %s', (value, resource, amount) => expect(amountOf(value, resource)).toBe(amount))

  it('a node has two CPUs where nobody says what it has', () => {
    const node = { name: 'n', ip: '10.0.0.1' }
    expect(nodeRoom(node)).toEqual({ cpu: 2000, memory: 4_125_032_448, pods: 110 })
    expect(nodeRoom({ ...node, cpu: '500m', memory: '1Gi', pods: 3 })).toEqual({ cpu: 500, memory: 1_073_741_824, pods: 3 })
  })
})
