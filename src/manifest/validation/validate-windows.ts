import type { PodErrors } from '../field-error.ts'
import { dnsSubdomain } from '../names.ts'
import { type ObjectTree, child, containersIn, flag, text } from '../tree.ts'
import { toBytes } from '../utf8.ts'

/** For whom processes run on Windows. Follows: pkg/apis/core/validation/validation.go, validateWindowsSecurityContextOptions (v1.36.2). */
export function validateWindowsOptions(security: ObjectTree, at: string, errors: PodErrors): void {
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
    for (const name of names) {
      const value = of[name]
      if (value !== undefined && !(Array.isArray(value) && value.length === 0 && name === 'sysctls')) errors.forbidden(`${at}.${name}`, why)
    }
  }
  const security = child(spec, 'securityContext') ?? {}
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
