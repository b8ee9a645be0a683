import { type FieldError, PodErrors, oneOf } from '../field-error.ts'
import { dnsLabel, dnsSubdomain, isIp, isStrictIp, underscoredSubdomain } from '../names.ts'
import { marshal } from '../go/go-json.ts'
import { quoteGo } from '../go/strconv.ts'
import { byCharacter } from '../own.ts'
import { isHugePages, POD_RESOURCES, podTotals } from '../pod-resources.ts'
import { type ObjectTree, child, childOrEmpty, children, containersIn, flag, number, text, textMap, texts } from '../tree.ts'
import { type ManifestRules, type PodGates, PROBE_FIELDS } from '../types.ts'
import { validateAffinity, validateLabelName, validateTolerations, validateTopology } from './validate-scheduling.ts'
import { toBytes } from '../utf8.ts'
import {
  validateContainerCommon,
  validateContainerRest,
  validateHostPorts,
  validateNameAndImage,
  validateTerminationMessage,
} from './validate-container.ts'
import { validateLifecycle, validateProbe, validateProbeAs, validateProbeItself } from './validate-handler.ts'
import { validateAnnotations, validateLabels, validateMeta, validateProfilesMatch } from './validate-meta.ts'
import { quantity, validateResources, validatePodClaims } from './validate-resources.ts'
import { validatePodSecurity, systemOf, validateHostProcess, validateSystem } from './validate-security.ts'
import { validateVolumes } from './validate-volume.ts'

/**
 * Checks a defaulted pod as the kubelet does before it runs it. The name is the one with the node's appended.
 *
 * Units: seconds.
 * Errors: returned, in upstream's order: REQUIRED, INVALID, UNSUPPORTED, DUPLICATE, NOT_FOUND, FORBIDDEN.
 * Follows: pkg/apis/core/validation/validation.go, ValidatePodCreate (v1.37.2). v1.19 checks a container in another order
 * and has other words for some things, see release.ts.
 */
export function validatePod(pod: ObjectTree, nodeName: string, release: ManifestRules, gates: PodGates): FieldError[] {
  const spec = child(pod, 'spec')!
  const errors = new PodErrors(release, gates, spec)
  const meta = childOrEmpty(pod, 'metadata')
  validateMeta(meta, nodeName, errors)
  validateAnnotations(meta, spec, errors)
  const volumes = validateVolumes(spec, 'spec.volumes', errors)
  validatePodClaims(spec, errors)
  validateContainers(spec, volumes, errors)
  validateInitContainers(spec, volumes, errors)
  if (errors.rules.podResourcesChecked) validatePodResources(spec, errors)
  if (errors.rules.hostPortMustMatch === 'hostPort') validateHostNetwork(spec, errors)
  oneOf(text(spec, 'restartPolicy'), ['Always', 'OnFailure', 'Never'], 'spec.restartPolicy', errors)
  oneOf(text(spec, 'dnsPolicy'), ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], 'spec.dnsPolicy', errors)
  validateLabels(textMap(spec, 'nodeSelector'), 'spec.nodeSelector', errors)
  if (errors.rules.hostPortMustMatch === 'containerPort') validateHostNetwork(spec, errors)
  validatePodSecurity(spec, errors)
  const affinity = child(spec, 'affinity')
  if (affinity) validateAffinity(affinity, 'spec.affinity', errors)
  validateDnsConfig(spec, errors)
  validateGates(spec, errors)
  validateTopology(spec, errors)
  validateHostProcess(spec, errors)
  validateHostUsers(spec, errors)
  validateHostName(spec, errors)
  validateSpecRest(spec, errors)
  if (errors.rules.fileVolumesChecked) validateFileVolumes(spec, errors)
  validateOnlyForPod(spec, errors)
  if (errors.rules.hugePageSizes !== 'several') validateHugePageSizes(spec, errors)
  if (children(spec, 'ephemeralContainers').length > 0) errors.forbidden('spec.ephemeralContainers', 'cannot be set on create')
  if (children(spec, 'schedulingGates').length > 0) {
    errors.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')
  }
  validateProfilesMatch(meta, spec, errors)
  return errors.list
}

/** Those of the pod as a whole. Follows: the same file, validatePodResources and validatePodResourceConsistency (v1.36.2). */
function validatePodResources(spec: ObjectTree, errors: PodErrors): void {
  const resources = child(spec, 'resources')
  const path = 'spec.resources'
  if (!resources) return
  if (systemOf(spec) === 'windows') return errors.forbidden(path, 'may not be set for a windows pod')
  if (resources['claims'] !== undefined) errors.forbidden(`${path}.claims`, 'claims may not be set for Resources at pod-level')
  validateResources(spec, path, errors, POD_RESOURCES)
  const limits = childOrEmpty(resources, 'limits')
  for (const of of ['requests', 'limits'] as const) {
    const own = childOrEmpty(resources, of)
    for (const [name, total] of [...podTotals(spec, of)].toSorted(([a], [b]) => byCharacter(a, b))) {
      if (own[name] === undefined || (of === 'limits' && !isHugePages(name))) continue
      const [[value, shown], [least, shownLeast]] = [quantity(own[name]), quantity(total)]
      if (value < least)
        errors.invalid(`${path}.${of}[${name}]`, shown, `must be greater than or equal to aggregate container ${of} of ${shownLeast}`)
    }
  }
  children(spec, 'containers').forEach((container, i) => {
    const own = childOrEmpty(childOrEmpty(container, 'resources'), 'limits')
    for (const name of Object.keys(own).toSorted()) {
      if (limits[name] === undefined) continue
      const [[value, shown], [most, shownMost]] = [quantity(own[name]), quantity(limits[name])]
      if (value > most)
        errors.invalid(`${path}.containers[${i}][${name}].limits`, shown, `must be less than or equal to pod limits of ${shownMost}`)
    }
  })
}

function validateContainers(spec: ObjectTree, volumes: ReadonlyMap<string, ObjectTree>, errors: PodErrors): void {
  const containers = children(spec, 'containers')
  if (containers.length === 0) return errors.required('spec.containers')
  const names = new Set<string>()
  containers.forEach((container, i) => {
    const path = `spec.containers[${i}]`
    const name = text(container, 'name')
    if (errors.rules.containerCheckOrder === 'probes first') {
      validateNameAndImage(container, path, errors, names.has(name))
      validateProbes(container, path, spec, errors, true)
      validateContainerRest(container, path, volumes, errors)
    } else {
      validateContainerCommon(container, path, volumes, errors)
      if (names.has(name)) errors.duplicate(`${path}.name`, name)
      validateProbes(container, path, spec, errors, false)
      validateRestartRules(container, path, errors, false)
    }
    names.add(name)
  })
  validateHostPorts(containers, 'spec.containers', errors)
}

function validateProbes(container: ObjectTree, path: string, spec: ObjectTree, errors: PodErrors, old: boolean): void {
  const grace = number(spec, 'terminationGracePeriodSeconds')
  const os = child(spec, 'os')
  validateLifecycle(container, path, grace, errors, os && text(os, 'name'))
  if (!old) {
    for (const name of PROBE_FIELDS) validateProbe(container, name, path, grace, errors)
    return
  }
  const itself = (name: string): void => validateProbeItself(container, name, path, grace, errors)
  itself('livenessProbe')
  if (errors.rules.startupProbeTwice) {
    validateProbeAs(container, 'readinessProbe', path, errors)
    itself('startupProbe')
  }
  validateProbeAs(container, 'livenessProbe', path, errors)
  validateProbe(container, 'startupProbe', path, grace, errors)
  validateTerminationMessage(container, path, errors)
  itself('readinessProbe')
}

/** Of a main container, or of an init container in a release that gives those policies of their own. */
function validateRestartRules(container: ObjectTree, path: string, errors: PodErrors, init: boolean): void {
  const policy = container['restartPolicy']
  const own = children(container, 'restartPolicyRules')
  if (!errors.rules.containerRestartRules) {
    if (policy !== undefined) errors.forbidden(`${path}.restartPolicy`, 'may not be set for non-init containers')
    return
  }
  const actions = errors.gates.restartAll ? errors.rules.restartActions : ['Restart']
  if (policy === undefined) {
    if (own.length > 0) errors.required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used')
    if (init) return
  } else if (!['Always', 'Never', 'OnFailure'].includes(String(policy))) {
    errors.unsupported(`${path}.restartPolicy`, String(policy), ['Always', 'Never', 'OnFailure'])
  } else if (init && policy === 'Always' && actions.length === 1) {
    if (own.length > 0)
      errors.forbidden(`${path}.restartPolicyRules`, 'restartPolicyRules are not allowed for init containers with restart policy Always')
    return
  }
  const counted = errors.rules.restartActions.length > 1
  if (own.length > 20) beyond(errors, `${path}.restartPolicyRules`, own.length, 20, counted)
  own.forEach((rule, i) => {
    const at = `${path}.restartPolicyRules[${i}]`
    const action = text(rule, 'action')
    if (!actions.includes(action)) errors.unsupported(`${at}.action`, action, counted ? actions : ['Restart'])
    const exitCodes = child(rule, 'exitCodes')
    if (!exitCodes) return errors.required(`${at}.exitCodes`, 'must be specified')
    const operator = text(exitCodes, 'operator')
    if (operator !== 'In' && operator !== 'NotIn') errors.unsupported(`${at}.exitCodes.operator`, operator, ['In', 'NotIn'])
    const codes = exitCodes['values']
    if (Array.isArray(codes) && codes.length > 255) beyond(errors, `${at}.exitCodes.values`, codes.length, 255, counted)
  })
}

/** A list that is longer than it may be is told as a text would be or, where it is `counted`, with how long it is. */
function beyond({ list }: PodErrors, path: string, length: number, most: number, counted: boolean): void {
  if (counted) list.push({ code: 'TOO_MANY', path, text: `${path}: Too many: ${length}: must have at most ${most} items` })
  else list.push({ code: 'TOO_LONG', path, text: `${path}: Too long: may not be more than ${most} bytes` })
}

const NOT_FOR_INIT = ['lifecycle', ...PROBE_FIELDS]

function validateInitContainers(spec: ObjectTree, volumes: ReadonlyMap<string, ObjectTree>, errors: PodErrors): void {
  const names = new Set(children(spec, 'containers').map((container) => text(container, 'name')))
  const containers = children(spec, 'initContainers')
  const old = errors.rules.containerCheckOrder === 'probes first'
  const own = new Set<string>()
  if (old) {
    containers.forEach((container, i) => {
      const path = `spec.initContainers[${i}]`
      validateNameAndImage(container, path, errors, own.has(text(container, 'name')))
      validateProbes(container, path, spec, errors, true)
      validateContainerRest(container, path, volumes, errors)
      own.add(text(container, 'name'))
    })
    for (const container of containers) validateHostPorts([container], 'spec.initContainers', errors)
  }
  containers.forEach((container, i) => {
    const path = `spec.initContainers[${i}]`
    const name = text(container, 'name')
    const policy = container['restartPolicy']
    if (!old) {
      validateContainerCommon(container, path, volumes, errors)
      if (errors.rules.containerRestartRules) validateRestartRules(container, path, errors, true)
      else if (policy !== undefined && policy !== 'Always') errors.unsupported(`${path}.restartPolicy`, String(policy), ['Always'])
    }
    if (names.has(name)) errors.duplicate(`${path}.name`, name)
    if (name !== '') names.add(name)
    if (!old) validateHostPorts([container], 'spec.initContainers', errors)
    if (policy === 'Always') validateProbes(container, path, spec, errors, false)
    else forbidProbes(container, path, errors)
    if (errors.rules.initResizeRefused && children(container, 'resizePolicy').length > 0)
      errors.invalidStruct(`${path}.resizePolicy`, resizeDump(container, errors), 'must not be set for init containers')
  })
}

/** A list of them as Go prints it. */
function resizeDump(container: ObjectTree, errors: PodErrors): string {
  const policies = children(container, 'resizePolicy').map((of) => ['resourceName', 'restartPolicy'].map((name) => text(of, name)))
  if (errors.rules.valuesAsJson)
    return marshal(policies.map(([name = '', restart = '']) => ({ ResourceName: name, RestartPolicy: restart })))
  const each = policies.map(
    ([name = '', restart = '']) => `core.ContainerResizePolicy{ResourceName:${quoteGo(name)}, RestartPolicy:${quoteGo(restart)}}`,
  )
  return `[]core.ContainerResizePolicy{${each.join(', ')}}`
}

function forbidProbes(container: ObjectTree, path: string, errors: PodErrors): void {
  for (const field of NOT_FOR_INIT) {
    if (!child(container, field)) continue
    if (errors.rules.initProbeText === 'dump') {
      // Go prints the struct, with addresses that differ from run to run
      const type = field === 'lifecycle' ? 'Lifecycle' : 'Probe'
      errors.invalidStruct(`${path}.${field}`, `core.${type}{…}`, 'must not be set for init containers')
    } else {
      errors.forbidden(`${path}.${field}`, errors.rules.initProbeText)
    }
  }
}

function validateHostNetwork(spec: ObjectTree, errors: PodErrors): void {
  if (!flag(spec, 'hostNetwork')) return
  const [named, other] = errors.rules.hostPortMustMatch === 'hostPort' ? ['hostPort', 'containerPort'] : ['containerPort', 'hostPort']
  children(spec, 'containers').forEach((container, i) => {
    children(container, 'ports').forEach((port, j) => {
      if (number(port, 'hostPort') === number(port, 'containerPort')) return
      const path = `spec.containers[${i}].ports[${j}].${named}`
      errors.invalid(path, number(port, named as string), `must match \`${other}\` when \`hostNetwork\` is true`)
    })
  })
}

function validateGates(spec: ObjectTree, errors: PodErrors): void {
  children(spec, 'readinessGates').forEach((gate, i) =>
    validateLabelName(text(gate, 'conditionType'), `spec.readinessGates[${i}].conditionType`, errors),
  )
  const seen = new Set<string>()
  children(spec, 'schedulingGates').forEach((gate, i) => {
    const name = text(gate, 'name')
    validateLabelName(name, `spec.schedulingGates[${i}]`, errors)
    if (seen.has(name)) errors.duplicate(`spec.schedulingGates[${i}]`, name)
    seen.add(name)
  })
}

/** What a pod is called inside. Follows: the same file, validatePodHostName (v1.36.2). */
function validateHostName(spec: ObjectTree, errors: PodErrors): void {
  const name = spec['hostnameOverride']
  const path = 'spec.hostnameOverride'
  if (typeof name !== 'string') return
  if (flag(spec, 'setHostnameAsFQDN')) errors.forbidden(path, 'may not be specified when setHostnameAsFQDN is true')
  if (flag(spec, 'hostNetwork')) errors.forbidden(path, 'may not be specified when hostNetwork is true')
  if (toBytes(name).length > 64) errors.tooLong(path, 64)
  errors.each(path, name, dnsSubdomain(name, errors.rules))
}

/** Files for environment variables are in a volume of the pod's own. Follows: the same file, validateFileKeyRefVolumes (v1.36.2). */
function validateFileVolumes(spec: ObjectTree, errors: PodErrors): void {
  const volumes = new Map(children(spec, 'volumes').map((volume) => [text(volume, 'name'), volume]))
  for (const [container, at] of containersIn(spec))
    children(container, 'env').forEach((variable, i) => {
      const ref = child(childOrEmpty(variable, 'valueFrom'), 'fileKeyRef')
      if (!ref) return
      const path = `${at}.env[${i}].valueFrom.fileKeyRef.volumeName`
      const name = text(ref, 'volumeName')
      const volume = volumes.get(name)
      if (!volume) errors.notFound(path, name)
      else if (!child(volume, 'emptyDir')) errors.invalid(path, name, 'referenced volume must be of type emptyDir')
    })
}

/** Huge pages are of one size. Follows: the same file, ValidatePodSingleHugePageResources (v1.18.8). */
function validateHugePageSizes(spec: ObjectTree, errors: PodErrors): void {
  const resources = children(spec, 'containers').map((of) => childOrEmpty(of, 'resources'))
  const names = new Set(resources.flatMap((of) => ['limits', 'requests'].flatMap((list) => Object.keys(childOrEmpty(of, list)))))
  const sizes = [...names].filter(isHugePages).toSorted()
  if (sizes.length < 2) return
  const words = 'must use a single hugepage size in a pod spec'
  if (errors.rules.hugePageSizes === 'one') errors.invalid('spec', sizes, words)
  else errors.invalidStruct('spec', `sets.String{${sizes.map((size) => `${quoteGo(size)}:sets.Empty{}`).join(', ')}}`, words)
}

const PLAIN_VOLUMES = ['emptyDir', 'secret', 'downwardAPI', 'configMap', 'projected']

/** Own user IDs do not go with some of the host's other namespaces. */
function validateHostUsers(spec: ObjectTree, errors: PodErrors): void {
  if (spec['hostUsers'] !== false) return
  const { hostUsersOfDevices } = errors.rules
  const why = hostUsersOfDevices ? 'when `hostUsers` is false' : 'when `pod.Spec.HostUsers` is false'
  if (errors.rules.hostUsersVolumes)
    children(spec, 'volumes').forEach((volume, i) => {
      if (!PLAIN_VOLUMES.some((name) => child(volume, name))) errors.forbidden(`spec.volumes[${i}]`, `volume type not supported ${why}`)
    })
  for (const [field, path] of [
    ['hostNetwork', 'hostNetwork'],
    ['hostPID', 'HostPID'],
    ['hostIPC', 'HostIPC'],
  ] as const) {
    if (flag(spec, field)) errors.forbidden(`spec.${path}`, why)
  }
  if (!hostUsersOfDevices) return
  for (const [container, path] of containersIn(spec))
    if (children(container, 'volumeDevices').length > 0) errors.forbidden(`${path}.volumeDevices`, why)
}

function validateSpecRest(spec: ObjectTree, errors: PodErrors): void {
  const named = (name: string, check: (value: string, names: ManifestRules) => string[]): void => {
    const value = text(spec, name)
    if (value !== '') errors.each(`spec.${name}`, value, check(value, errors.rules))
  }
  named('serviceAccountName', dnsSubdomain)
  const deadline = spec['activeDeadlineSeconds']
  if (typeof deadline === 'number' && (deadline < 1 || deadline > 2147483647)) {
    errors.invalid('spec.activeDeadlineSeconds', deadline, 'must be between 1 and 2147483647, inclusive')
  }
  named('hostname', dnsLabel)
  named('subdomain', dnsLabel)
  validateTolerations(spec, errors)
  children(spec, 'hostAliases').forEach((alias, i) => {
    const path = errors.rules.hostAliasPlaces ? `spec.hostAliases[${i}]` : 'spec.hostAliases'
    const ip = text(alias, 'ip')
    validateAddress(`${path}.ip`, ip, errors)
    texts(alias, 'hostnames').forEach((name, j) => {
      errors.each(`${path}.hostnames${errors.rules.hostAliasPlaces ? `[${j}]` : ''}`, name, dnsSubdomain(name, errors.rules))
    })
  })
  named('priorityClassName', dnsSubdomain)
  const runtimeClass = spec['runtimeClassName']
  if (typeof runtimeClass === 'string') errors.each('spec.runtimeClassName', runtimeClass, dnsSubdomain(runtimeClass, errors.rules))
  const preemption = text(spec, 'preemptionPolicy')
  if (spec['preemptionPolicy'] !== undefined) oneOf(preemption, ['PreemptLowerPriority', 'Never'], 'spec.preemptionPolicy', errors)
  const overhead = child(spec, 'overhead')
  if (overhead) validateResources({ resources: { limits: overhead } }, 'spec.overhead', errors)
  const system = systemOf(spec)
  if (system !== undefined && errors.rules.osRefused) errors.forbidden('spec.os', 'cannot be set when IdentifyPodOS feature is not enabled')
  else if (system === '') errors.required('spec.os.name', errors.rules.osNameText)
  else if (system === 'linux' || system === 'windows') validateSystem(spec, system, errors)
  else if (system !== undefined) errors.unsupported('spec.os', system, ['linux', 'windows'])
}

/** What holds for pods and not for the templates of pods. */
function validateOnlyForPod(spec: ObjectTree, errors: PodErrors): void {
  children(spec, 'volumes').forEach((volume, i) => {
    if (text(spec, 'serviceAccountName') !== '') return
    children(childOrEmpty(volume, 'projected'), 'sources').forEach((source, j) => {
      if (!child(source, 'serviceAccountToken')) return
      errors.forbidden(
        `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`,
        'must not be specified when serviceAccountName is not set',
      )
    })
  })
  for (const [container, path] of containersIn(spec, ['containers', 'initContainers'])) {
    const image = text(container, 'image')
    if (image !== image.trim()) errors.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')
  }
}

/** How a pod resolves names. Follows: pkg/apis/core/validation/validation.go, validatePodDNSConfig (v1.37.2). */
function validateDnsConfig(spec: ObjectTree, errors: PodErrors): void {
  const config = child(spec, 'dnsConfig')
  if (text(spec, 'dnsPolicy') === 'None') {
    if (!config) return errors.required('spec.dnsConfig', 'must provide `dnsConfig` when `dnsPolicy` is None')
    if (texts(config, 'nameservers').length === 0) {
      return errors.required('spec.dnsConfig.nameservers', 'must provide at least one DNS nameserver when `dnsPolicy` is None')
    }
  }
  if (!config) return
  const servers = texts(config, 'nameservers')
  if (servers.length > 3) errors.invalid('spec.dnsConfig.nameservers', servers, 'must not have more than 3 nameservers')
  servers.forEach((server, i) => {
    validateAddress(`spec.dnsConfig.nameservers[${i}]`, server, errors)
  })
  const searches = texts(config, 'searches')
  const characters = errors.rules.dnsSearches === 6 ? 256 : 2048
  if (searches.length > errors.rules.dnsSearches) {
    errors.invalid('spec.dnsConfig.searches', searches, `must not have more than ${errors.rules.dnsSearches} search paths`)
  }
  if (searches.join(' ').length > characters) {
    errors.invalid(
      'spec.dnsConfig.searches',
      searches,
      `must not have more than ${characters} characters (including spaces) in the search list`,
    )
  }
  searches.forEach((given, i) => {
    const search = given.replace(/\.$/, '')
    const relaxed = errors.rules.underscoredSearches
    if (!relaxed || given !== '.')
      errors.each(`spec.dnsConfig.searches[${i}]`, search, relaxed ? underscoredSubdomain(search) : dnsSubdomain(search, errors.rules))
  })
  children(config, 'options').forEach((option, i) => {
    if (text(option, 'name') === '') errors.required(`spec.dnsConfig.options[${i}]`, 'must not be empty')
  })
}

/** An address. Follows: apimachinery/pkg/util/validation/ip.go, IsValidIPForLegacyField (v1.36.2). */
function validateAddress(path: string, ip: string, errors: PodErrors): void {
  if (!isIp(ip)) return errors.invalid(path, ip, errors.rules.hostAliasText)
  if (!errors.rules.strictAddresses) return
  if (!isStrictIp(ip)) errors.invalid(path, ip, 'must not have leading 0s')
  else if (/^(0*:)*0*:?:?:ffff:[^:]*$/i.test(ip) && ip.includes('.')) errors.invalid(path, ip, 'must not be an IPv4-mapped IPv6 address')
}
