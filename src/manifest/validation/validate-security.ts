import { type PodErrors, validatePath, optionalOneOf } from '../field-error.ts'
import { goJson } from '../go/go-json.ts'
import { type ObjectTree, child, childOrEmpty, children, flag, text, texts } from '../tree.ts'
import { toBytes } from '../utf8.ts'
import { validateWindowsOptions } from './validate-windows.ts'

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
