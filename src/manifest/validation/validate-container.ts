import { type PodErrors, validateNoBacksteps, validatePath } from '../field-error.ts'
import { configMapKey, dnsLabel, dnsSubdomain, environmentName, portName, portNumber, qualifiedName } from '../names.ts'
import { canonicalQuantity, parseQuantity, quantityDump } from '../quantity.ts'
import { isHugePages } from '../pod-resources.ts'
import { type ObjectTree, child, childOrEmpty, children, flag, number, text } from '../tree.ts'
import { oneOf } from './one-of.ts'
import { validateClaimNames } from './validate-claims.ts'
import { validateFieldRef, validateResourceFieldRef } from './validate-volume.ts'
import { validateSecurity } from './validate-security.ts'

/**
 * What every kind of container is held against, in this order: name, image, ports, env, envFrom, mounts, pull policy, resources.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateContainerCommon (v1.37.2).
 */
export function validateContainerCommon(
  container: ObjectTree,
  path: string,
  volumes: ReadonlyMap<string, ObjectTree>,
  errors: PodErrors,
): void {
  validateNameAndImage(container, path, errors)
  validateTerminationMessage(container, path, errors)
  validateContainerRest(container, path, volumes, errors)
}

/**
 * The first that every container is held against; before 1.26 a name given twice is noticed here.
 *
 * Follows: the same file, validateContainerCommon (v1.37.2), validateContainers (v1.19).
 */
export function validateNameAndImage(container: ObjectTree, path: string, errors: PodErrors, duplicate = false): void {
  const name = text(container, 'name')
  errors.needs(`${path}.name`, name, dnsLabel(name, errors.rules))
  if (duplicate) errors.duplicate(`${path}.name`, name)
  if (text(container, 'image') === '') errors.required(`${path}.image`)
}

/** Where the last words of a container come from. Follows: the same file, validateContainerCommon (v1.37.2). */
export function validateTerminationMessage(container: ObjectTree, path: string, errors: PodErrors): void {
  oneOf(text(container, 'terminationMessagePolicy'), ['File', 'FallbackToLogsOnError'], `${path}.terminationMessagePolicy`, errors)
}

/** From the ports to the security context. Follows: the same file, validateContainerCommon (v1.37.2). */
export function validateContainerRest(
  container: ObjectTree,
  path: string,
  volumes: ReadonlyMap<string, ObjectTree>,
  errors: PodErrors,
): void {
  validatePorts(container, `${path}.ports`, errors)
  validateEnv(container, `${path}.env`, errors)
  validateEnvFrom(container, `${path}.envFrom`, errors)
  validateMounts(container, path, volumes, errors)
  validateDevices(container, `${path}.volumeDevices`, volumes, errors)
  oneOf(text(container, 'imagePullPolicy'), ['Always', 'IfNotPresent', 'Never'], `${path}.imagePullPolicy`, errors)
  validateResources(container, `${path}.resources`, errors)
  validateResizePolicy(container, `${path}.resizePolicy`, errors)
  validateSecurity(container, `${path}.securityContext`, errors)
}

/** Host ports must be unique among the containers that run together. Follows: the same file, checkHostPortConflicts (v1.37.2). */
export function validateHostPorts(containers: readonly ObjectTree[], pathOf: (i: number) => string, errors: PodErrors): void {
  const taken = new Set<string>()
  containers.forEach((container, i) => {
    children(container, 'ports').forEach((port, j) => {
      const host = number(port, 'hostPort')
      if (host === 0) return
      const key = `${text(port, 'protocol')}/${text(port, 'hostIP')}/${host}`
      if (taken.has(key)) errors.duplicate(`${pathOf(i)}.ports[${j}].hostPort`, key)
      taken.add(key)
    })
  })
}

function validatePorts(container: ObjectTree, path: string, errors: PodErrors): void {
  const names = new Set<string>()
  children(container, 'ports').forEach((port, i) => {
    const at = `${path}[${i}]`
    const name = text(port, 'name')
    const wrong = name === '' ? [] : portName(name, errors.rules)
    errors.each(`${at}.name`, name, wrong)
    if (wrong.length === 0 && names.has(name)) errors.duplicate(`${at}.name`, name)
    else if (wrong.length === 0 && name !== '') names.add(name)
    const containerPort = number(port, 'containerPort')
    if (containerPort === 0) errors.required(`${at}.containerPort`)
    else errors.each(`${at}.containerPort`, containerPort, portNumber(containerPort))
    const hostPort = number(port, 'hostPort')
    if (hostPort !== 0) errors.each(`${at}.hostPort`, hostPort, portNumber(hostPort))
    oneOf(text(port, 'protocol'), ['SCTP', 'TCP', 'UDP'], `${at}.protocol`, errors)
  })
}

function validateEnv(container: ObjectTree, path: string, errors: PodErrors): void {
  children(container, 'env').forEach((variable, i) => {
    const name = text(variable, 'name')
    errors.needs(`${path}[${i}].name`, name, environmentName(name, errors.rules.relaxedEnvironment))
    const from = child(variable, 'valueFrom')
    if (from) validateValueFrom(variable, from, `${path}[${i}].valueFrom`, errors)
  })
}

function validateValueFrom(variable: ObjectTree, from: ObjectTree, path: string, errors: PodErrors): void {
  const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'].filter((name) => child(from, name))
  for (const name of sources) {
    const source = child(from, name) as ObjectTree
    const at = `${path}.${name}`
    if (name === 'fieldRef') {
      validateFieldRef(source, errors.rules.environmentFields, at, errors)
      if (errors.rules.hostIPsGated && text(source, 'fieldPath') === 'status.hostIPs')
        errors.forbidden(at, "may not be set when feature gate 'PodHostIPs' is not enabled")
    } else if (name === 'resourceFieldRef') validateResourceFieldRef(source, at, errors, false)
    else if (name === 'fileKeyRef') validateFileKey(source, at, errors)
    else validateKey(source, at, errors)
  }
  if (sources.length === 0) {
    const known = errors.rules.envFiles
      ? '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
      : '`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
    errors.invalid(path, '', `must specify one of: ${known}`)
  } else if (text(variable, 'value') !== '') {
    errors.invalid(path, '', 'may not be specified when `value` is not empty')
  } else if (sources.length > 1) {
    errors.invalid(path, '', 'may not have more than one field specified at a time')
  }
}

function validateKey(source: ObjectTree, path: string, errors: PodErrors): void {
  const named = text(source, 'name')
  errors.each(`${path}.name`, named, dnsSubdomain(named, errors.rules))
  const key = text(source, 'key')
  errors.needs(`${path}.key`, key, configMapKey(key))
}

function validateFileKey(source: ObjectTree, path: string, errors: PodErrors): void {
  const [key, volume, file] = [text(source, 'key'), text(source, 'volumeName'), text(source, 'path')]
  errors.needs(`${path}.key`, key, environmentName(key, true))
  errors.needs(`${path}.volumeName`, volume, dnsLabel(volume, errors.rules))
  if (file === '') errors.required(`${path}.path`)
  else validateNoBacksteps(file, `${path}.path`, errors)
}

function validateEnvFrom(container: ObjectTree, path: string, errors: PodErrors): void {
  children(container, 'envFrom').forEach((from, i) => {
    const prefix = text(from, 'prefix')
    if (prefix !== '') errors.each(`${path}[${i}].prefix`, prefix, environmentName(prefix, errors.rules.relaxedEnvironment))
    const sources = ['configMapRef', 'secretRef'].filter((name) => child(from, name))
    for (const source of sources) {
      const name = text(child(from, source) as ObjectTree, 'name')
      errors.needs(`${path}[${i}].${source}.name`, name, dnsSubdomain(name, errors.rules))
    }
    if (sources.length === 0) errors.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')
    else if (sources.length > 1) errors.invalid(path, '', 'may not have more than one field specified at a time')
  })
}

function validateMounts(container: ObjectTree, path: string, volumes: ReadonlyMap<string, ObjectTree>, errors: PodErrors): void {
  const places = new Set<string>()
  const devices = children(container, 'volumeDevices')
  children(container, 'volumeMounts').forEach((mount, i) => {
    const at = `${path}.volumeMounts[${i}]`
    const name = text(mount, 'name')
    const place = text(mount, 'mountPath')
    if (name === '') errors.required(`${at}.name`)
    if (!volumes.has(name)) errors.notFound(`${at}.name`, name)
    if (place === '') errors.required(`${at}.mountPath`)
    if (places.has(place)) errors.invalid(`${at}.mountPath`, place, 'must be unique')
    places.add(place)
    if (devices.some((device) => text(device, 'name') === name))
      errors.invalid(`${at}.name`, name, 'must not already exist in volumeDevices')
    if (devices.some((device) => text(device, 'devicePath') === place))
      errors.invalid(`${at}.mountPath`, place, 'must not already exist as a path in volumeDevices')
    const sub = text(mount, 'subPath')
    if (sub !== '') validatePath(sub, `${path}.volumeMounts.subPath`, errors)
    const expression = text(mount, 'subPathExpr')
    if (expression !== '') {
      if (sub !== '') errors.invalid(`${at}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive')
      validatePath(expression, `${path}.volumeMounts.subPathExpr`, errors)
    }
    const propagation = mount['mountPropagation']
    const privileged = flag(child(container, 'securityContext') ?? mount, 'privileged')
    if (typeof propagation === 'string' && !['Bidirectional', 'HostToContainer', 'None'].includes(propagation)) {
      errors.unsupported(`${path}.volumeMounts.mountPropagation`, propagation, ['Bidirectional', 'HostToContainer', 'None'])
    } else if (propagation === 'Bidirectional' && !privileged) {
      errors.forbidden(
        `${path}.volumeMounts.mountPropagation`,
        'Bidirectional mount propagation is available only to privileged containers',
      )
    }
    validateRecursion(mount, `${path}.volumeMounts.recursiveReadOnly`, errors)
  })
}

/** Whether what is mounted below is read-only too. Follows: the same file, validateMountRecursiveReadOnly (v1.36.2). */
function validateRecursion(mount: ObjectTree, path: string, errors: PodErrors): void {
  const { recursiveReadOnly: wanted, mountPropagation: propagation } = mount
  if (typeof wanted !== 'string' || wanted === 'Disabled') return
  if (!['Enabled', 'IfPossible'].includes(wanted)) return errors.unsupported(path, wanted, ['Disabled', 'Enabled', 'IfPossible'])
  if (!flag(mount, 'readOnly')) errors.forbidden(path, 'may only be specified when readOnly is true')
  if (propagation !== undefined && propagation !== 'None')
    errors.forbidden(path, 'may only be specified when mountPropagation is None or not specified')
}

function validateDevices(container: ObjectTree, path: string, volumes: ReadonlyMap<string, ObjectTree>, errors: PodErrors): void {
  const [names, places] = [new Set<string>(), new Set<string>()]
  const mounts = children(container, 'volumeMounts')
  children(container, 'volumeDevices').forEach((device, i) => {
    const at = `${path}[${i}]`
    const name = text(device, 'name')
    const place = text(device, 'devicePath')
    const volume = volumes.get(name)
    const block = volume && (child(volume, 'persistentVolumeClaim') ?? child(volume, 'ephemeral'))
    if (name === '') errors.required(`${at}.name`)
    if (names.has(name)) errors.invalid(`${at}.name`, name, 'must be unique')
    if (volume && !block)
      errors.invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')
    if (!volume) errors.notFound(`${at}.name`, name)
    if (place === '') errors.required(`${at}.devicePath`)
    if (places.has(place)) errors.invalid(`${at}.devicePath`, place, 'must be unique')
    if (place.split('/').includes('..')) errors.invalid(`${at}.devicePath`, place, "can not contain backsteps ('..')")
    else places.add(place)
    if (mounts.some((mount) => text(mount, 'name') === name)) errors.invalid(`${at}.name`, name, 'must not already exist in volumeMounts')
    if (mounts.some((mount) => text(mount, 'mountPath') === place))
      errors.invalid(`${at}.devicePath`, place, 'must not already exist as a path in volumeMounts')
    if (name !== '') names.add(name)
  })
}

const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'storage',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
  'pods',
  'services',
  'secrets',
  'configmaps',
])

/**
 * What a container, or a pod as a whole, may have and wants; `only`: names, or their beginnings, to which it is restricted.
 *
 * Follows: the same file, ValidateResourceRequirements and validatePodResourceName (v1.37.2).
 */
export function validateResources(container: ObjectTree, path: string, errors: PodErrors, only?: readonly string[]): void {
  const resources = child(container, 'resources')
  if (!resources) return
  const limits = childOrEmpty(resources, 'limits')
  const requests = childOrEmpty(resources, 'requests')
  for (const [list, held] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const name of Object.keys(held).toSorted()) {
      const at = `${path}.${list}[${name}]`
      if (only) validateNameAmong(name, at, only, errors)
      else validateResourceName(name, at, errors)
      const [value, shown] = quantity(held[name])
      if (value < 0) errors.invalid(at, shown, 'must be greater than or equal to 0')
      const overcommits = !isHugePages(name) && (!name.includes('/') || name.startsWith('kubernetes.io/'))
      if (name.includes('/') && !overcommits && !Number.isInteger(value)) {
        if (errors.rules.valuesAsJson) errors.invalid(at, shown, 'must be an integer')
        else errors.invalidStruct(at, quantityDump(String(held[name]).trim()), 'must be an integer')
      }
      if (isHugePages(name) && errors.rules.wholePages) {
        const page = quantity(name.slice('hugepages-'.length))[0]
        if (!(page > 0) || !Number.isInteger(page) || Math.ceil(value) % page !== 0)
          errors.invalid(at, shown, `${shown} is not positive integer multiple of ${name}`)
      }
      // a limit is one with itself
      if (limits[name] === undefined) {
        if (!overcommits) errors.required(`${path}.limits`, 'Limit must be set for non overcommitable resources')
        continue
      }
      const [limit, shownLimit] = quantity(limits[name])
      const tail = errors.rules.resourceLimitShown ? ` of ${shownLimit}` : ''
      if (!overcommits && value !== limit) errors.invalid(`${path}.requests`, shown, `must be equal to ${name} limit${tail}`)
      else if (overcommits && value > limit) errors.invalid(`${path}.requests`, shown, `must be less than or equal to ${name} limit${tail}`)
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory'))
    errors.forbidden(path, 'HugePages require cpu or memory')
  validateClaimNames(resources, path, errors)
}

function validateResizePolicy(container: ObjectTree, path: string, errors: PodErrors): void {
  const seen = new Set<string>()
  children(container, 'resizePolicy').forEach((policy, i) => {
    const name = text(policy, 'resourceName')
    if (seen.has(name)) errors.duplicate(`${path}[${i}]`, name, errors.rules.valuesAsJson ? undefined : name)
    seen.add(name)
    if (name !== '' && name !== 'cpu' && name !== 'memory' && !errors.rules.valuesAsJson)
      errors.unsupported(path, name, ['cpu', 'memory'], name)
    else oneOf(name, ['cpu', 'memory'], path, errors)
    const restart = text(policy, 'restartPolicy')
    oneOf(restart, ['NotRequired', 'RestartContainer'], path, errors)
    if (errors.rules.resizeOfNever && errors.restartPolicy === 'Never' && restart !== 'NotRequired')
      errors.invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'")
  })
}

function validateNameAmong(name: string, path: string, names: readonly string[], errors: PodErrors): void {
  const wrong = qualifiedName(name, errors.rules)
  errors.each(path, name, wrong)
  const fits = names.some((text) => (text.endsWith('-') ? name.startsWith(text) : name === text))
  if (wrong.length === 0 && !fits) errors.unsupported(path, name, names)
}

function validateResourceName(name: string, path: string, errors: PodErrors): void {
  const wrong = qualifiedName(name, errors.rules)
  errors.each(path, name, wrong)
  if (wrong.length > 0 || name.includes('/')) return
  if (!STANDARD.has(name) && !isHugePages(name)) errors.invalid(path, name, 'must be a standard resource type or fully qualified')
  if (!['cpu', 'memory', 'ephemeral-storage'].includes(name) && !isHugePages(name)) {
    errors.invalid(path, name, 'must be a standard resource for containers')
  }
}

/** In thousandths, rounded up; and as it is printed. */
export function quantity(value: unknown): [number, string] {
  const found = String(value).trim()
  const parsed = parseQuantity(found)
  const whole = 'value' in parsed ? parsed.value : 0
  const thousandths = whole * 1000
  return [
    Number.isInteger(thousandths) || Math.abs(thousandths) > 2 ** 52 ? whole : (Math.sign(whole) * Math.ceil(Math.abs(thousandths))) / 1000,
    canonicalQuantity(found),
  ]
}
