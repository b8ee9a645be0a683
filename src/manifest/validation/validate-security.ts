import { type PodErrors, validatePath, optionalOneOf } from '../field-error.ts'
import { goJson } from '../go/go-json.ts'
import { type ObjectTree, child, childOrEmpty, children, flag, text, texts, containersIn } from '../tree.ts'
import { toBytes } from '../utf8.ts'
import { dnsSubdomain } from '../names.ts'

/**
 * Who the pod's processes are, and what they may.
 *
 * Follows: pkg/apis/core/validation/validation.go, validatePodSpecSecurityContext (v1.36.2).
 */
export function validatePodSecurity(spec: ObjectTree, errors: PodErrors): void {
  const security = childOrEmpty(spec, 'securityContext')
  const path = 'spec.securityContext'
  for (const id of ['fsGroup', 'runAsUser', 'runAsGroup']) validateId(security[id], `${path}.${id}`, errors)
  const groups = security['supplementalGroups']
  if (Array.isArray(groups)) groups.forEach((group, i) => validateId(group, `${path}.supplementalGroups[${i}]`, errors))
  if (flag(spec, 'shareProcessNamespace') && flag(spec, 'hostPID'))
    errors.invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')
  const shared = errors.rules.hostSysctlsRefused ? (['hostNetwork', 'hostIPC'] as const).filter((field) => flag(spec, field)) : []
  validateSysctls(children(security, 'sysctls'), `${path}.sysctls`, errors, shared)
  optionalOneOf(security, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch'], path, errors)
  validateSeccomp(security, path, errors)
  validateWindowsOptions(security, path, errors)
  validateAppArmor(security, path, errors)
  optionalOneOf(security, 'supplementalGroupsPolicy', ['Merge', 'Strict'], path, errors)
  optionalOneOf(security, 'seLinuxChangePolicy', ['MountOption', 'Recursive'], path, errors)
}

/**
 * The same of one container.
 *
 * Follows: the same file, ValidateSecurityContext (v1.36.2). The object that Go prints has
 * addresses in it up to 1.32, which differ from run to run; since then it is JSON.
 */
export function validateSecurity(container: ObjectTree, path: string, errors: PodErrors): void {
  const security = child(container, 'securityContext')
  if (!security) return
  for (const id of ['runAsUser', 'runAsGroup']) validateId(security[id], `${path}.${id}`, errors)
  optionalOneOf(security, 'procMount', ['Default', 'Unmasked'], path, errors)
  if (errors.rules.procMountChecked && security['procMount'] === 'Unmasked' && errors.hostUsers)
    errors.invalid(`${path}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`')
  validateSeccomp(security, path, errors)
  if (security['allowPrivilegeEscalation'] === false) {
    const dump = errors.rules.valuesAsJson ? goJson(security, 'SecurityContext') : 'core.SecurityContext{…}'
    if (flag(security, 'privileged'))
      errors.invalidStruct(path, dump, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
    for (const capability of texts(childOrEmpty(security, 'capabilities'), 'add')) {
      if (capability === 'CAP_SYS_ADMIN')
        errors.invalidStruct(path, dump, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN')
    }
  }
  validateWindowsOptions(security, path, errors)
  validateAppArmor(security, path, errors)
}

function validateId(value: unknown, path: string, errors: PodErrors): void {
  if (typeof value === 'number' && (value < 0 || value > 2147483647))
    errors.invalid(path, value, 'must be between 0 and 2147483647, inclusive')
}

const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined']

function validateSeccomp(security: ObjectTree, at: string, errors: PodErrors): void {
  const profile = child(security, 'seccompProfile')
  if (!profile) return
  const path = `${at}.seccompProfile`
  const type = text(profile, 'type')
  const local = profile['localhostProfile']
  if (type === '') errors.required(`${path}.type`, 'type is required when seccompProfile is set')
  else if (!PROFILES.includes(type)) errors.unsupported(`${path}.type`, type, PROFILES)
  if (type !== 'Localhost') {
    if (typeof local === 'string')
      errors.invalidStruct(
        `${path}.localhostProfile`,
        errors.rules.valuesAsJson ? goJson(profile, 'SeccompProfile') : 'core.SeccompProfile{…}',
        'can only be set when seccomp type is Localhost',
      )
  } else if (typeof local === 'string') {
    validatePath(local, `${path}.localhostProfile`, errors)
  } else {
    errors.required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost')
  }
}

function validateAppArmor(security: ObjectTree, at: string, errors: PodErrors): void {
  const profile = child(security, 'appArmorProfile')
  if (!profile) return
  const path = `${at}.appArmorProfile`
  const type = text(profile, 'type')
  const local = profile['localhostProfile']
  if (type === '') errors.required(`${path}.type`, 'type is required when appArmorProfile is set')
  else if (!PROFILES.includes(type)) errors.unsupported(`${path}.type`, type, PROFILES)
  else if (type !== 'Localhost') {
    if (typeof local === 'string') errors.invalid(`${path}.localhostProfile`, local, 'can only be set when AppArmor type is Localhost')
  } else if (typeof local !== 'string' || local === '') {
    errors.required(`${path}.localhostProfile`, 'must be set when AppArmor type is Localhost')
  } else if (local.trim() !== local) {
    errors.invalid(`${path}.localhostProfile`, local, 'must not be padded with whitespace')
  }
  if (type === 'Localhost' && typeof local === 'string' && toBytes(local).length > 4095) errors.tooLong(`${path}.localhostProfile`, 4095)
}

const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const SYSCTL = `^(${SEGMENT}[\\./])*${SEGMENT}$`
const WITHOUT_SLASH = `(${SEGMENT}\\.)*${SEGMENT}`

/** The kernel's namespaces that a pod may share with its node, and the sysctls of each. */
const OF_NAMESPACE = { hostNetwork: /^net[./]/, hostIPC: /^(kernel[./](shm|msg|sem)|fs[./]mqueue[./])/ }

function validateSysctls(
  sysctls: readonly ObjectTree[],
  path: string,
  errors: PodErrors,
  shared: readonly (keyof typeof OF_NAMESPACE)[],
): void {
  const seen = new Set<string>()
  const pattern = errors.rules.sysctlSlashes ? SYSCTL : WITHOUT_SLASH
  sysctls.forEach((sysctl, i) => {
    const name = text(sysctl, 'name')
    const at = `${path}[${i}].name`
    if (name === '') errors.required(at)
    else if (name.length > 253 || !new RegExp(`^(?:${pattern})$`).test(name))
      errors.invalid(at, name, `must have at most 253 characters and match regex ${pattern}`)
    else if (seen.has(name)) errors.duplicate(at, name)
    const field = shared.find((text) => OF_NAMESPACE[text].test(name))
    if (field) errors.invalid(at, name, `may not be specified when '${field}' is true`)
    seen.add(name)
  })
}

/** For whom processes run on Windows. Follows: pkg/apis/core/validation/validation.go, validateWindowsSecurityContextOptions (v1.36.2). */
function validateWindowsOptions(security: ObjectTree, at: string, errors: PodErrors): void {
  const options = child(security, 'windowsOptions')
  if (!options) return
  const path = `${at}.windowsOptions`
  const name = options['gmsaCredentialSpecName']
  if (typeof name === 'string') errors.each(`${path}.gmsaCredentialSpecName`, name, dnsSubdomain(name, errors.rules))
  const credentials = options['gmsaCredentialSpec']
  if (credentials === '') errors.invalid(`${path}.gmsaCredentialSpec`, credentials, 'gmsaCredentialSpec cannot be an empty string')
  else if (typeof credentials === 'string' && toBytes(credentials).length > 65_536)
    errors.invalid(`${path}.gmsaCredentialSpec`, credentials, 'gmsaCredentialSpec size must be under 64 KiB')
  const user = options['runAsUserName']
  if (typeof user === 'string') errors.each(`${path}.runAsUserName`, user, userName(user))
}

const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
/** As upstream's, which is not bound to a whole text. */
const DOMAIN = /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

function userName(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001F\u007F]/.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const user = parts.at(-1)!
  const domain = parts.length === 2 ? parts[0]! : undefined
  const errors: string[] = []
  if (domain !== undefined && toBytes(domain).length >= 256) errors.push("runAsUserName's Domain length must be under 256 characters")
  if (domain !== undefined && !NETBIOS.test(domain) && !DOMAIN.test(domain))
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  if (user === '') errors.push("runAsUserName's User cannot be empty")
  else if (toBytes(user).length > 104) errors.push("runAsUserName's User length must not be longer than 104 characters")
  if (/^[. ]+$/.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces")
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    errors.push(String.raw`runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]`)
  return errors
}

/** What belongs to another system. Follows: the same file, validateLinux and validateWindows (v1.36.2). */
export function validateSystem(spec: ObjectTree, system: string, errors: PodErrors): void {
  const forbid = (of: ObjectTree, at: string, names: readonly string[], why: string): void => {
    for (const name of names) if (of[name] !== undefined) errors.forbidden(`${at}.${name}`, why)
  }
  const security = childOrEmpty(spec, 'securityContext')
  const containers = containersIn(spec).map(([of, path]) => [child(of, 'securityContext') ?? {}, `${path}.securityContext`] as const)
  if (system === 'linux') {
    const why = 'windows options cannot be set for a linux pod'
    forbid(security, 'spec.securityContext', ['windowsOptions'], why)
    for (const [own, at] of containers) forbid(own, at, ['windowsOptions'], why)
    return
  }
  const why = 'cannot be set for a windows pod'
  forbid(security, 'spec.securityContext', ['appArmorProfile', 'seLinuxOptions'], why)
  if (spec['hostUsers'] !== undefined) errors.forbidden('spec.hostUsers', why)
  for (const field of ['hostPID', 'hostIPC']) if (flag(spec, field)) errors.forbidden(`spec.${field}`, why)
  forbid(security, 'spec.securityContext', ['seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls'], why)
  if (spec['shareProcessNamespace'] !== undefined) errors.forbidden('spec.shareProcessNamespace', why)
  const last = ['runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy']
  forbid(security, 'spec.securityContext', last, why)
  for (const [own, at] of containers) forbid(own, at, NOT_ON_WINDOWS, why)
}

const NOT_ON_WINDOWS = `appArmorProfile seLinuxOptions seccompProfile capabilities readOnlyRootFilesystem privileged
allowPrivilegeEscalation procMount runAsUser runAsGroup`.split(/\s+/)

/** Containers that are processes of the host: all or none. Follows: the same file, validateWindowsHostProcessPod (v1.36.2). */
export function validateHostProcess(spec: ObjectTree, errors: PodErrors): void {
  const optionsOf = (of: ObjectTree): unknown => child(child(of, 'securityContext') ?? {}, 'windowsOptions')?.['hostProcess']
  const whole = optionsOf(spec)
  const own = containersIn(spec).map(([of, path]) => [optionsOf(of), path] as const)
  const { hostProcessRefused: refused } = errors.rules
  const gate = "when feature gate 'WindowsHostProcessContainers' is not enabled"
  const why = `not allowed ${gate}`
  if (refused && typeof whole === 'boolean') return errors.forbidden('spec.securityContext.windowsOptions.hostProcess', why)
  for (const [value, path] of own) {
    if (refused && typeof value === 'boolean') errors.forbidden(`${path}.securityContext.windowsOptions.hostProcess`, why)
    if (typeof whole === 'boolean' && typeof value === 'boolean' && value !== whole)
      errors.invalid(
        `${path}.securityContext.windowsOptions.hostProcess`,
        value,
        `pod hostProcess value must be identical if both are specified, was ${whole}`,
      )
  }
  const count = own.filter(([value]) => value ?? whole).length
  if (count === 0) return
  if (refused) return errors.forbidden('spec', `pod must not contain Windows hostProcess containers ${gate}`)
  if (count !== own.length)
    errors.invalid('spec', '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers')
  if (!flag(spec, 'hostNetwork'))
    errors.invalid('spec.hostNetwork', false, 'hostNetwork must be true if pod contains any hostProcess containers')
}

/** Whether a text stands there that says which system the pod is for. */
export const systemOf = (spec: ObjectTree): string | undefined => {
  const os = child(spec, 'os')
  return os && text(os, 'name')
}
