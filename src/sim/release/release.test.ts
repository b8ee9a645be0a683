import { expect, it } from 'vitest'
import { CHANGES, releaseOf, type Rules } from './release.ts'
import { MINORS, NEWEST, OFFERED, OLDEST } from './releases.ts'
import { spansOf } from './spans-fixture.ts'

type FunctionRule = { [K in keyof Rules]-?: Extract<Rules[K], (...args: never[]) => unknown> extends never ? never : K }[keyof Rules]
type Samples = { readonly [K in FunctionRule]: readonly Parameters<Extract<Rules[K], (...args: never[]) => unknown>>[] }

/** What the rules that are functions are tried with, so that the table shows what they say. */
const SAMPLES: Samples = {
  manifestErrorText: [
    ['FILE', 'PROBLEM', true],
    ['FILE', 'PROBLEM', false],
  ],
  killingText: [
    ['CONTAINER', 'stop'],
    ['CONTAINER', 'liveness'],
    ['CONTAINER', 'postStart'],
  ],
  changedText: [['CONTAINER', 1, 2]],
  oidcSchemeText: [['URL', 'SCHEME']],
  createdText: [['CONTAINER']],
  startedText: [['CONTAINER']],
  pulledText: [['IMAGE']],
  backOffText: [['CONTAINER', 'POD']],
  pullingText: [['IMAGE']],
  pulledInText: [['IMAGE', '2s', '3s', 1]],
  pullErrorText: [
    ['notFound', 'IMAGE:1', 'docker.io/library/IMAGE:1'],
    ['unauthorized', 'IMAGE:1', 'docker.io/library/IMAGE:1'],
    ['unreachable', 'IMAGE:1', 'docker.io/library/IMAGE:1'],
    ['refused', 'IMAGE:1', 'docker.io/library/IMAGE:1'],
    ['refused', 'localhost/IMAGE:1', 'localhost/IMAGE:1'],
    ['refused', '127.0.0.1:5000/IMAGE:1', '127.0.0.1:5000/IMAGE:1'],
    ['refused', 'localhost:443/IMAGE@DIGEST', 'localhost:443/IMAGE@DIGEST'],
    ['unreachable', 'registry.example/IMAGE:1', 'registry.example/IMAGE:1'],
  ],
  startFailedText: [['ID', 'exec: "WHAT": WHY']],
  startFailure: [['exec: "WHAT": WHY'], ['exec: "WHAT": permission denied']],
  noCommandText: [['ID']],
  imageNameText: [['IMAGE', 'WHY']],
  capitalsText: [['REPOSITORY']],
  pullSecretsText: [[['db', 'reg']]],
  pullSecretLog: [['NAMESPACE', 'POD', 'SECRET', 'secret "SECRET" not found']],
  notFoundText: [
    ['Secret', 'NAME'],
    ['ConfigMap', 'NAME'],
  ],
  missingKeyText: [['KEY', 'Secret', 'NAMESPACE', 'NAME']],
  noClientText: [['ConfigMap', 'NAMESPACE', 'NAME']],
  hostPathProblem: [
    ['PATH', { is: 'file', words: 'a file' }, undefined],
    ['PATH', { is: 'file', words: 'a file' }, 'socket'],
    ['PATH', { is: 'directory', words: 'a directory' }, 'file'],
  ],
  unmountedText: [[['VOLUME'], ['VOLUME', 'OTHER'], 'POD', 'NAMESPACE/NAME']],
  hookFailedText: [
    ['PostStart', 'CONTAINER', 'POD', { by: 'exec', what: 'WHAT', error: 'ERROR', output: 'OUTPUT' }],
    ['PreStop', 'CONTAINER', 'POD', { by: 'http', what: 'WHAT', error: 'ERROR', output: 'OUTPUT' }],
    ['PreStop', 'CONTAINER', 'POD', { by: 'none', error: 'ERROR' }],
  ],
  hookErrorText: [['PostStart', 'CONTAINER', 'POD', { by: 'http', what: 'WHAT', error: 'ERROR', output: 'OUTPUT' }]],
  postStartReason: [['ERROR']],
  invalidHandlerText: [[{ host: 'HOST', port: 80 }], [{ host: 'HOST', port: 'PORT' }]],
  execTimeoutText: [['COMMAND', 'LIMIT']],
  unknownPortText: [['NAME']],
  dockerExecText: [['WHY']],
  insecurePortText: [[-1]],
  securePortText: [[-1]],
  logFormatText: [['FORMAT']],
  hiddenMetricsText: [['VERSION', 'BEFORE']],
  encryptionFileText: [
    ['FILE', 'open ERROR'],
    ['FILE', 'read ERROR'],
  ],
  oidcCAText: [['ERROR']],
  storageBackendText: [[['BACKEND', 'BACKEND']]],
  rangeTooLargeText: [['FLAG', 32, 12]],
  rangeTooSmallText: [
    ['primary', 8],
    ['secondary', 8],
  ],
  authenticationFileErrorPrefix: [['FILE']],
  unknownGateText: [['NAME']],
  badGateText: [['NAME', 'VALUE', 'ERROR']],
  preAlphaText: [['NAME', true, 'EMULATED', 'COMPATIBLE']],
  gateWarning: [
    ['NAME', true, 'GA'],
    ['NAME', false, 'deprecated'],
  ],
  unauthenticatedLog: [['ERROR']],
  untrustedText: [['cluster', 'NAME', 'ERROR']],
  etcdDialLog: [['URL', 'ADDRESS:2379', 'dialing: "WHY"']],
  managerFlagText: [
    ['kube-controller-manager', 'ERROR'],
    ['kube-scheduler', 'ERROR'],
  ],
  clientCAText: [['FILE', 'ERROR']],
  controllersFailedText: [['ERROR']],
  listFailedText: [['ERROR']],
  managerFailedText: [
    ['kube-controller-manager', 'ERROR'],
    ['kube-scheduler', 'ERROR'],
  ],
  leasePath: [['NAME']],
  leaseLog: [
    ['acquiring', 'LOCK', 'ERROR'],
    ['acquired', 'LOCK', 'ERROR'],
    ['not renewed', 'LOCK', 'ERROR'],
    ['error', 'LOCK', 'ERROR'],
    ['refused', 'LOCK', 'ERROR'],
    ['refused first', 'LOCK', 'ERROR'],
  ],
  conversionText: [['v1.ONE', 'v1.OTHER']],
}

const NAMES = Object.keys(releaseOf(`1.${OLDEST}`)).filter((key) => key !== 'name' && key !== 'minor') as (keyof Rules)[]

function shown(name: keyof Rules, minor: number): string[] {
  const value = releaseOf(`1.${minor}`)[name]
  if (typeof value !== 'function') return [JSON.stringify(value) ?? 'undefined']
  const call = value as (...args: readonly unknown[]) => unknown
  return SAMPLES[name as FunctionRule].map((args) => JSON.stringify(call(...args)) ?? 'undefined')
}

/** A rule's values, a line a value, behind the releases that have it. */
function rule(name: keyof Rules): string {
  const spans = spansOf((minor) => shown(name, minor).join('\n')).map(({ releases, text = '' }) =>
    text.split('\n').map((line, n) => `  ${(n === 0 ? releases : '').padEnd(9)}  ${line}\n`),
  )
  return `${name}\n${spans.flat().join('')}`
}

it('the whole table, rule by release: review what moves', async () => {
  await expect(
    NAMES.toSorted((a, b) => (a < b ? -1 : 1))
      .map(rule)
      .join(''),
  ).toMatchFileSnapshot('./release-table.txt')
})

it('a release is 1.9 with the rows up to it, oldest first', () => {
  expect(CHANGES.map(({ since }) => since)).toEqual(CHANGES.map(({ since }) => since).toSorted((a, b) => a - b))
  for (const minor of MINORS)
    for (const name of NAMES) {
      const last = CHANGES.findLast(({ since, set }) => since <= minor && Object.hasOwn(set, name))
      const expected = last ? last.set[name] : releaseOf(`1.${OLDEST}`)[name]
      expect(releaseOf(`1.${minor}`)[name], `${name} on 1.${minor}`).toBe(expected)
    }
})

it.each(CHANGES.map((row) => [row.name, row] as const))('%s: its values are new, and each is set once', (_, { since, set }) => {
  expect(since).toBeGreaterThan(OLDEST)
  expect(since).toBeLessThanOrEqual(NEWEST)
  const old = releaseOf(`1.${since - 1}`)
  for (const [name, value] of Object.entries(set)) {
    expect(value, `${name} has that value already`).not.toEqual(old[name as keyof Rules])
    const rivals = CHANGES.filter((row) => row.since === since && Object.hasOwn(row.set, name))
    expect(rivals, `${name} is set twice`).toHaveLength(1)
  }
})

it('offers each release that can be simulated', () => {
  expect(OFFERED).toEqual(Array.from({ length: NEWEST - 8 }, (_, i) => `1.${i + 9}`))
  expect(NEWEST).toBeGreaterThanOrEqual(37)
  for (const name of OFFERED) expect(releaseOf(name).name).toBe(name)
  for (const name of ['1.8', `1.${NEWEST + 1}`, '', 'v1.37']) expect(() => releaseOf(name)).toThrow(RangeError)
})
