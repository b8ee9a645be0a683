import { expect, it } from 'vitest'
import { deprecation, FLAGS, flagOf } from '../apiserver/flags/flag-table.ts'
import { parseFlags } from '../apiserver/flags/flags.ts'
import { groupsOf, RESOURCES } from '../apiserver/requests/discovery.ts'
import { checksOf, endpointsOf } from '../apiserver/requests/health.ts'
import { methodsOf } from '../apiserver/requests/resources.ts'
import { machineFiles } from '../node/container-files.ts'
import { releaseOf, type Release } from './release.ts'
import { OFFERED } from './releases.ts'
import { spansOf } from './spans-fixture.ts'

// What differs by release and stands in tables of its own, as whoever asks sees it: a row that moves is seen here.

const RELEASES = OFFERED.map(releaseOf)

/** `1.9-1.12 A; 1.13- B`, without the releases that have nothing. */
const spans = (of: (release: Release) => string | undefined): string =>
  spansOf((minor) => of(releaseOf(`1.${minor}`)))
    .flatMap(({ releases, text }) => (text === undefined ? [] : [`${releases} ${text}`.trimEnd()]))
    .join('; ')

const line = (name: string, of: (release: Release) => string | undefined): string => `${name}: ${spans(of)}\n`

/** What comes and goes from release to release in a list, and where. */
function changes(of: (release: Release) => readonly string[]): string {
  let before: readonly string[] = []
  return RELEASES.map((release) => {
    const list = of(release)
    const come = list.flatMap((name, i) => (before.includes(name) ? [] : [`+${name} ${i === 0 ? 'first' : `behind ${list[i - 1]!}`}`]))
    const gone = before.filter((name) => !list.includes(name)).map((name) => `-${name}`)
    before = list
    return [...gone, ...come].map((text) => `${release.name} ${text}\n`).join('')
  }).join('')
}

/** `etcd` and `etcd` again are two. */
const numbered = (names: readonly string[]): string[] =>
  names.map((name, i) => (names.indexOf(name) < i ? `${name} (${names.slice(0, i).filter((text) => text === name).length + 1})` : name))

const ARGS = [
  '--etcd-servers=http://127.0.0.1:2379',
  '--service-cluster-ip-range=10.96.0.0/12',
  '--authorization-mode=RBAC',
  '--proxy-client-cert-file=/sa.pub',
  '--proxy-client-key-file=/sa.key',
]

function health(): string {
  const configs = new Map(
    RELEASES.map((release) => {
      const signing =
        release.minor < 20
          ? []
          : ['--service-account-issuer=https://x', '--service-account-signing-key-file=/sa.key', '--service-account-key-file=/sa.pub']
      const files = machineFiles({ '/sa.key': '-----BEGIN RSA PRIVATE KEY-----\n', '/sa.pub': '-----BEGIN PUBLIC KEY-----\n' })
      const { config, says } = parseFlags([...ARGS, ...signing], files, release)
      if (!config) throw new Error(`${release.name}: ${says.join('\n')}`)
      return [release.name, config]
    }),
  )
  return (['healthz', 'readyz'] as const)
    .map((endpoint) => {
      const of = (release: Release): string[] => {
        const config = configs.get(release.name)!
        return endpointsOf(config).includes(endpoint) ? numbered(checksOf(config, endpoint).map(({ name }) => name)) : []
      }
      return `## /${endpoint}\n${changes(of)}`
    })
    .join('')
}

const subresources = (): string =>
  RESOURCES.flatMap((kind) =>
    [
      'attach',
      'binding',
      'eviction',
      'exec',
      'log',
      'portforward',
      'proxy',
      'ephemeralcontainers',
      'resize',
      'finalize',
      'token',
      'status',
      'scale',
      'approval',
    ]
      .map((sub) => [sub, spans((release) => methodsOf(kind, sub, release)?.join(','))] as const)
      .filter(([, found]) => found !== '')
      .map(([sub, found]) => `${kind.group}/${kind.name}/${sub}: ${found}\n`),
  ).join('')

it.each([
  ['checks of health', 'health', health],
  ['API groups', 'groups', () => changes((release) => groupsOf(release).map(({ name, versions }) => `${name} ${versions.join(',')}`))],
  ['subresources', 'subresources', subresources],
  [
    'flags',
    'flags',
    () =>
      [...new Set(FLAGS.map(({ name }) => name))]
        .map((name) =>
          line(`--${name}`, (release) => {
            const row = flagOf(name, release)
            const gone = row && deprecation(row, release.minor)?.value
            return row && `${row.type}${gone === undefined ? '' : ` (deprecated: ${gone})`}`
          }),
        )
        .join(''),
  ],
])('the %s by release: review what moves', async (_, file, text) => {
  await expect(text()).toMatchFileSnapshot(`./tables/${file}.txt`)
})
