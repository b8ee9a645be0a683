import { describe, expect, it } from 'vitest'
import { kubeadmPlane } from '../cases/kubeadm-plane.ts'
import { fieldOf, structOf, type GoType } from '../manifest/schema.ts'
import { bootstrapPolicy, type PolicyRule, type Subject } from '../sim/apiserver/authorization/bootstrap-policy.ts'
import { checkGates, gateIsOn, gateNames } from '../sim/apiserver/flags/feature-gates.ts'
import etcd from './etcd.json' with { type: 'json' }
import fields from './fields.json' with { type: 'json' }
import gates from './gates.json' with { type: 'json' }
import paths from './paths.json' with { type: 'json' }
import roles from './roles.json' with { type: 'json' }
import { RESOURCES } from '../sim/apiserver/requests/discovery.ts'
import { routesOf } from '../sim/apiserver/requests/resources.ts'
import { podGatesOf } from '../sim/kubelet/configuration.ts'
import { releaseOf } from '../sim/release/release.ts'
import { MINORS } from '../sim/release/releases.ts'

// Upstream's tables say what is right: here they are read once more, plainly, and held against what the simulator makes of them.

/** `1.9-1.12 A; 1.13 B` by name, as the values by release. */
function readTable(lines: Readonly<Record<string, string>>): Map<string, Map<number, string>> {
  const rows = new Map<string, Map<number, string>>()
  for (const [name, spans] of Object.entries(lines)) {
    const values = new Map<number, string>()
    for (const span of spans.split('; ')) {
      const [, from, to = from, value = ''] = /^1\.(\d+)(?:-1\.(\d+))? ?(.*)$/.exec(span)!
      for (let minor = Number(from); minor <= Number(to); minor++) values.set(minor, value)
    }
    rows.set(name, values)
  }
  expect(rows.size).toBeGreaterThan(20)
  return rows
}

describe('feature gates', () => {
  const table = readTable(gates)

  it.each(MINORS)('1.%i has its gates and no other', (minor) => {
    const names = [...table].flatMap(([name, values]) => (values.has(minor) ? [name] : []))
    expect(gateNames(releaseOf(`1.${minor}`)).toSorted()).toEqual(names.toSorted())
  })

  it.each(MINORS)('each gate of 1.%i is on or off as upstream has it, and is refused what it is locked against', (minor) => {
    const release = releaseOf(`1.${minor}`)
    const differences = [...table].flatMap(([name, values]) => {
      const value = values.get(minor)
      if (value === undefined) return checkGates(`${name}=true`, release) === release.unknownGateText(name) ? [] : [name]
      const isOn = value.includes(' on')
      const refused = (to: boolean): boolean => /is locked to/.test(checkGates(`${name}=${to}`, release) ?? '')
      const isLocked = value.endsWith(' locked')
      return gateIsOn(name, {}, release) === isOn && refused(!isOn) === isLocked && !refused(isOn) ? [] : [`${name}: ${value}`]
    })
    expect(differences).toEqual([])
  })

  it.each(MINORS)('a kubelet of 1.%i heeds the fields that hang on a gate as the table of all gates has it', (minor) => {
    const release = releaseOf(`1.${minor}`)
    for (const set of [
      {},
      { AllAlpha: true },
      { H2CContainerProbe: true },
      { AllBeta: false },
      { AllAlpha: true, GRPCContainerProbeTLS: false },
    ]) {
      const written = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, String(value)]))
      expect(podGatesOf(set, release)).toEqual({
        http2: gateIsOn('H2CContainerProbe', written, release),
        grpcTls: gateIsOn('GRPCContainerProbeTLS', written, release),
        restartAll: gateIsOn('RestartAllContainersOnContainerExits', written, release),
      })
    }
  })
})

describe('the bootstrap policy', () => {
  const grants = [...readTable(roles)].filter(([line]) => !line.includes('aggregated of others'))

  const headingOf = (line: string): string => /^# (?:binding )?\S+/.exec(line)![0]
  const grantsOf = ({ verbs, apiGroups = [], resources = [], resourceNames, nonResourceURLs = [] }: PolicyRule): string[] => {
    const targets = [
      ...nonResourceURLs,
      ...apiGroups.flatMap((group) => resources.map((resource) => (group === '' ? resource : `${resource}.${group}`))),
    ]
    return targets.map((target) => `${verbs.join(',')} ${target}${resourceNames ? ` named ${resourceNames.join(',')}` : ''}`)
  }
  const subjectOf = ({ kind, name, namespace }: Subject): string => `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`

  it.each(MINORS)('of 1.%i grants to the letter what upstream’s does', (minor) => {
    const { roles, bindings } = bootstrapPolicy(minor)
    const upstream = grants.flatMap(([line, values]) => (values.has(minor) ? [line] : []))
    const headings = new Set(grants.map(([line]) => headingOf(line)))
    const ours = [
      ...roles.flatMap(({ name, rules }) => rules.flatMap(grantsOf).map((grant) => `# ${name} ${grant}`)),
      ...bindings.flatMap(({ name, role, subjects }) =>
        (subjects.length > 0 ? subjects.map(subjectOf) : ['nobody']).map(
          (subject) => `# binding ${name} ClusterRole ${role} to ${subject}`,
        ),
      ),
    ].filter((line) => headings.has(headingOf(line)))
    expect(ours.toSorted()).toEqual(upstream.toSorted())
    expect(upstream).toContain('# cluster-admin * *')
  })

  it('fills admin, edit and view with what is aggregated into them', () => {
    const { roles } = bootstrapPolicy(37)
    const all = (name: string): string[] => roles.find((role) => role.name === name)!.rules.flatMap(grantsOf)
    for (const grant of all('system:aggregate-to-view')) {
      expect(all('view')).toContain(grant)
      expect(all('admin')).toContain(grant)
    }
    expect(all('edit')).toContain('impersonate serviceaccounts')
  })
})

describe('the fields of a pod', () => {
  const table = readTable(fields)
  /** What the document says in types of its own, and Go's embedded or renamed ones otherwise. */
  const NOT_OF_A_POD = /^(?:Initializers?|ListMeta|Status|StatusCause|StatusDetails)\./

  const reached = (): Set<string> => {
    const seen = new Set(['Pod'])
    const inner = (type: GoType): string | undefined => (type.is === 'struct' ? type.name : 'of' in type ? inner(type.of) : undefined)
    for (const name of seen)
      for (const field of structOf(name).fields.values()) {
        const type = inner(field.type)
        if (type !== undefined) seen.add(type)
      }
    return seen
  }

  it('are known on the releases whose document has them, and on no other', () => {
    const structs = reached()
    const differences: string[] = []
    const rows = new Map<string, Set<number>>()
    for (const [name, values] of table) {
      if (NOT_OF_A_POD.test(name)) continue
      const key = name.replace(/^Handler\./, 'LifecycleHandler.')
      rows.set(key, new Set([...(rows.get(key) ?? []), ...values.keys()]))
    }
    for (const [name, minors] of rows) {
      const [struct = '', field = ''] = name.split('.')
      if (!structs.has(struct)) differences.push(`${name}: no such struct`)
      else
        for (const minor of MINORS)
          if ((fieldOf(structOf(struct), field, minor) !== undefined) !== minors.has(minor)) differences.push(`${name} on 1.${minor}`)
    }
    for (const struct of structs)
      for (const field of structOf(struct).fields.keys())
        if (!rows.has(`${struct}.${field}`)) differences.push(`${struct}.${field}: upstream has none`)
    expect(differences).toEqual([])
  })
})

it.each(MINORS)('kubeadm 1.%i takes upstream’s etcd', (minor) => {
  const tag = (etcd as Record<string, string>)[`1.${minor}`]!
  expect(kubeadmPlane(`1.${minor}`)['etcd.yaml']).toMatch(new RegExp(`/etcd[-\\w]*:${tag.replaceAll('.', '\\.')}\n`))
})

describe('the paths of the core and the RBAC group', () => {
  /** The document has them while their gate is off, or is said to be without them. */
  const BY_GATE: Readonly<Record<string, (minor: number) => boolean>> = {
    'pods/ephemeralcontainers': (minor) => minor < 23,
    'pods/resize': (minor) => minor < 33,
    'serviceaccounts/token': (minor) => minor < 16,
  }
  const FORM = /^\/(?:api|apis\/([\w.]+))\/v1\/(?:namespaces\/(\{namespace\})\/)?(\w+)(?:\/(\{name\})(?:\/(\w+))?)?$/
  const table = readTable(paths)

  it.each(MINORS)('of 1.%i take the methods that upstream’s do', (minor) => {
    const release = releaseOf(`1.${minor}`)
    const differences = [...table].flatMap(([path, values]) => {
      const [, group = '', namespace = '', resource = '', name = '', subresource = ''] = FORM.exec(path) ?? []
      const kind = RESOURCES.find((row) => row.group === group && row.name === resource)
      if (!kind || BY_GATE[`${resource}/${subresource}`]?.(minor)) return []
      // the document does not tell POST of a whole kind from one of a namespace
      const routes = routesOf(kind, { namespace, name, subresource }, release) ?? []
      const methods = routes.toSorted().join(',')
      return methods === (values.get(minor) ?? '') ? [] : [`${path}: ${methods}, not ${values.get(minor)}`]
    })
    expect(differences).toEqual([])
    expect([...table.keys()].filter((path) => FORM.test(path)).length).toBeGreaterThan(60)
  })
})
