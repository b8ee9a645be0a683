import { getOrInsert } from '../../../manifest/own.ts'
import kubeadmRoles from '../../../upstream/kubeadm-roles.json' with { type: 'json' }
import roles from '../../../upstream/roles.json' with { type: 'json' }
import { UpstreamTable } from '../../../upstream/upstream-table.ts'

/** A rule of a role, as rbac/v1 has it: `*` for all. */
export interface PolicyRule {
  verbs: readonly string[]
  apiGroups?: readonly string[]
  resources?: readonly string[]
  resourceNames?: readonly string[]
  nonResourceURLs?: readonly string[]
}

/** Whom a binding is for, as rbac/v1 has it. */
export interface Subject {
  kind: 'User' | 'Group' | 'ServiceAccount'
  name: string
  /** A service account's. */
  namespace?: string
}

interface Role {
  name: string
  /** A Role of that namespace; absent: a ClusterRole. */
  namespace?: string
  rules: readonly PolicyRule[]
}

export interface Binding {
  name: string
  /** A RoleBinding in that namespace; absent: cluster-wide. */
  namespace?: string
  role: string
  roleKind: 'Role' | 'ClusterRole'
  subjects: readonly Subject[]
  /** Where it is written down, if in a file. */
  place?: { file: string; line: number }
}

interface BootstrapPolicy {
  roles: readonly Role[]
  bindings: readonly Binding[]
}

/** The roles by whose labels a role of the server's is filled; where kubeadm's controller manager runs, that is at once. */
const AGGREGATED: Readonly<Record<string, readonly string[]>> = {
  admin: ['system:aggregate-to-admin', 'system:aggregate-to-edit', 'system:aggregate-to-view'],
  edit: ['system:aggregate-to-edit', 'system:aggregate-to-view'],
  view: ['system:aggregate-to-view'],
}
const START = '# '
const BINDING = 'binding '

/** A line is `# ROLE GRANT`. */
const POLICY = new UpstreamTable({ ...roles, ...kubeadmRoles })
const policies = new Map<number, BootstrapPolicy>()

/**
 * The roles that the server writes at its start, but the controllers' own, and kubeadm's; and who holds them. kubeadm's come last.
 *
 * Follows: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go, by its test data, and cmd/kubeadm/app/phases/ (v1.9 … v1.37).
 */
export function bootstrapPolicy(minor: number): BootstrapPolicy {
  return getOrInsert(policies, minor, () => readPolicy(minor))
}

/** The role that the node authorizer's own rules are the same as. */
export const NODE_ROLE = 'system:node'

/** What a cluster role of a release lets whoever holds it do. */
export function rulesOfRole(role: string, minor: number): readonly PolicyRule[] {
  return bootstrapPolicy(minor).roles.find(({ name, namespace }) => name === role && namespace === undefined)!.rules
}

function readPolicy(minor: number): BootstrapPolicy {
  const sections = new Map<string, string[]>()
  for (const name of POLICY.names) {
    if (POLICY.at(name, minor) === undefined) continue
    const end = name.indexOf(' ', START.length + (name.startsWith(BINDING, START.length) ? BINDING.length : 0))
    const heading = name.slice(START.length, end)
    getOrInsert(sections, heading, () => []).push(name.slice(end + 1))
  }
  const policy: { roles: Role[]; bindings: Binding[] } = { roles: [], bindings: [] }
  for (const [heading, lines] of sections)
    if (heading.startsWith(BINDING)) policy.bindings.push(readBinding(placeOf(heading.slice(BINDING.length)), lines))
    else {
      const from = AGGREGATED[heading]?.flatMap((name) => sections.get(name)!) ?? lines
      let rules: PolicyRule[] | undefined
      policy.roles.push({
        ...placeOf(heading),
        // of some hundred roles few are ever asked for
        get rules() {
          return (rules ??= readRules(from))
        },
      })
    }
  return policy
}

/** `kube-system/NAME` is in a namespace. */
function placeOf(heading: string): { name: string; namespace?: string } {
  const slash = heading.indexOf('/')
  return slash === -1 ? { name: heading } : { name: heading.slice(slash + 1), namespace: heading.slice(0, slash) }
}

/** Of `ClusterRole view to Group system:authenticated`, which may be nobody. */
function readBinding(place: { name: string; namespace?: string }, lines: readonly string[]): Binding {
  const [roleKind, role] = lines[0]!.split(' ')
  return {
    ...place,
    role: role!,
    roleKind: roleKind as Binding['roleKind'],
    subjects: lines.flatMap((line) => {
      const [, , , kind, name] = line.split(' ')
      return name === undefined ? [] : [{ kind: kind as Subject['kind'], ...placeOf(name) }]
    }),
  }
}

interface Grant {
  verbs: string
  groups: readonly string[]
  targets: string[]
  named: string | undefined
}

/** Of `get,list pods/log`, `get deployments.apps named web`, `get /healthz`: what has the same verbs, group and names is one rule. */
function readRules(lines: readonly string[]): PolicyRule[] {
  const grants = new Map<string, Grant>()
  for (const line of lines) {
    const [verbs = '', target = '', , named] = line.split(' ')
    const dot = target.indexOf('.')
    const isUrl = target.startsWith('/') || target === '*'
    const group = dot === -1 ? '' : target.slice(dot + 1)
    const key = [verbs, isUrl ? 'url' : group, named].join(' ')
    const grant = grants.get(key) ?? { verbs, groups: isUrl ? [] : [group], targets: [], named }
    grants.set(key, grant)
    const resource = isUrl || dot === -1 ? target : target.slice(0, dot)
    if (!grant.targets.includes(resource)) grant.targets.push(resource)
  }
  return sharedByGroups([...grants.values()]).map(({ verbs, groups, targets, named }) => ({
    verbs: verbs.split(','),
    ...(groups.length === 0 ? { nonResourceURLs: targets } : { apiGroups: groups, resources: targets }),
    ...(named === undefined ? {} : { resourceNames: [named] }),
  }))
}

/** The same of several groups, as Events, is one rule. */
function sharedByGroups(grants: readonly Grant[]): Grant[] {
  const merged = new Map<string, Grant>()
  for (const grant of grants) {
    const key = JSON.stringify([grant.verbs, grant.targets, grant.named, grant.groups.length === 0])
    const same = merged.get(key)
    merged.set(key, same ? { ...same, groups: [...same.groups, ...grant.groups] } : grant)
  }
  return [...merged.values()]
}
