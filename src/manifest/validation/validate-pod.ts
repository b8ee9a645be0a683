import { type FieldError, PodErrors } from '../field-error.ts'
import { quoteGo } from '../go/strconv.ts'
import { dnsLabel, dnsSubdomain, isIp, labelValue, qualifiedName } from '../names.ts'
import { type ObjectTree, child, childOrEmpty, children, flag, number, text, textMap, texts } from '../tree.ts'
import type { ManifestRules, PodGates } from '../types.ts'
import { validateAffinity, validateLabelName, validateLabelSelector } from './validate-affinity.ts'
import {
  oneOf,
  validateContainerCommon,
  validateContainerRest,
  validateHostPorts,
  validateNameAndImage,
  validateResources,
  validateTerminationMessage,
} from './validate-container.ts'
import { validateLifecycle, validateProbe } from './validate-handler.ts'
import { validatePodSecurity, validateProcMount } from './validate-security.ts'
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
  const errors = new PodErrors(release, gates)
  const spec = child(pod, 'spec')!
  validateMeta(childOrEmpty(pod, 'metadata'), nodeName, errors)
  const volumes = validateVolumes(spec, 'spec.volumes', errors)
  validateContainers(spec, volumes, errors)
  validateInitContainers(spec, volumes, errors)
  if (errors.rules.podResourcesChecked) validateResources(spec, 'spec.resources', errors, POD_RESOURCES)
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
  validateHostUsers(spec, errors)
  validateSpecRest(spec, errors)
  validateOnlyForPod(spec, errors)
  if (children(spec, 'ephemeralContainers').length > 0) errors.forbidden('spec.ephemeralContainers', 'cannot be set on create')
  if (children(spec, 'schedulingGates').length > 0) {
    errors.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')
  }
  return errors.list
}

/** Follows: staging/src/k8s.io/component-helpers/resource/helpers.go, SupportedPodLevelResources (v1.36.2). */
const POD_RESOURCES = ['cpu', 'hugepages-', 'memory']

/** Those of Kubernetes itself. Follows: pkg/apis/core/helper/helpers.go, standardFinalizers (v1.36.2). */
const FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion']

function validateMeta(meta: ObjectTree, nodeName: string, errors: PodErrors): void {
  const generated = text(meta, 'generateName')
  // a dash at its end is not yet the end of the name
  if (generated !== '') errors.each('metadata.generateName', generated, dnsSubdomain(generated.replace(/-$/, 'a'), errors.rules))
  const name = `${text(meta, 'name')}-${nodeName.toLowerCase()}`
  errors.each('metadata.name', name, dnsSubdomain(name, errors.rules))
  const namespace = text(meta, 'namespace')
  if (namespace !== '') errors.each('metadata.namespace', namespace, dnsLabel(namespace, errors.rules))
  const generation = number(meta, 'generation')
  if (generation < 0) errors.invalid('metadata.generation', generation, 'must be greater than or equal to 0')
  validateLabels(textMap(meta, 'labels'), 'metadata.labels', errors)
  for (const key of Object.keys(textMap(meta, 'annotations')).toSorted()) {
    errors.each('metadata.annotations', key, qualifiedName(key.toLowerCase(), errors.rules))
  }
  texts(meta, 'finalizers').forEach((finalizer) => {
    errors.each('metadata.finalizers', finalizer, qualifiedName(finalizer, errors.rules))
  })
  texts(meta, 'finalizers').forEach((finalizer, i) => {
    if (!finalizer.includes('/') && !FINALIZERS.includes(finalizer))
      errors.invalid(`metadata.finalizers[${i}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')
  })
}

function validateLabels(labels: Readonly<Record<string, string>>, path: string, errors: PodErrors): void {
  for (const key of Object.keys(labels).toSorted()) {
    errors.each(path, key, qualifiedName(key, errors.rules))
    const value = labels[key] as string
    errors.each(path, value, labelValue(value, errors.rules))
  }
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
      validateProcMount(container, path, spec, errors)
      if (names.has(name)) errors.duplicate(`${path}.name`, name)
      validateProbes(container, path, spec, errors, false)
      validateRestartRules(container, path, errors, false)
    }
    names.add(name)
  })
  validateHostPorts(containers, (i) => `spec.containers[${i}]`, errors)
}

function validateProbes(container: ObjectTree, path: string, spec: ObjectTree, errors: PodErrors, old: boolean): void {
  const grace = number(spec, 'terminationGracePeriodSeconds')
  const os = child(spec, 'os')
  validateLifecycle(container, path, grace, errors, os && text(os, 'name'))
  validateProbe(container, 'livenessProbe', path, grace, errors)
  if (!old) validateProbe(container, 'readinessProbe', path, grace, errors)
  validateProbe(container, 'startupProbe', path, grace, errors)
  if (!old) return
  validateTerminationMessage(container, path, errors)
  validateProbe(container, 'readinessProbe', path, grace, errors)
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
    // the list is the one without the gate, whatever the gate is
    if (!actions.includes(action)) errors.unsupported(`${at}.action`, action, ['Restart'])
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

const NOT_FOR_INIT = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']

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
      validateHostPorts([container], () => path, errors)
      own.add(text(container, 'name'))
    })
  }
  containers.forEach((container, i) => {
    const path = `spec.initContainers[${i}]`
    const name = text(container, 'name')
    const policy = container['restartPolicy']
    if (!old) {
      validateContainerCommon(container, path, volumes, errors)
      validateProcMount(container, path, spec, errors)
      if (errors.rules.containerRestartRules) validateRestartRules(container, path, errors, true)
      else if (policy !== undefined && policy !== 'Always') errors.unsupported(`${path}.restartPolicy`, String(policy), ['Always'])
    }
    if (names.has(name)) errors.duplicate(`${path}.name`, name)
    if (name !== '') names.add(name)
    if (!old) validateHostPorts([container], () => path, errors)
    if (policy === 'Always') return validateProbes(container, path, spec, errors, false)
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
  })
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
    if (!isIp(server)) errors.invalid(`spec.dnsConfig.nameservers[${i}]`, server, errors.rules.ipText)
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
    if (!(errors.rules.relaxedEnvironment && given === '.'))
      errors.each(`spec.dnsConfig.searches[${i}]`, search, dnsSubdomain(search, errors.rules))
  })
  children(config, 'options').forEach((option, i) => {
    if (text(option, 'name') === '') errors.required(`spec.dnsConfig.options[${i}]`, 'must not be empty')
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

/** Own user IDs do not go with some of the host's other namespaces. */
function validateHostUsers(spec: ObjectTree, errors: PodErrors): void {
  if (spec['hostUsers'] !== false) return
  for (const [field, path] of [
    ['hostNetwork', 'hostNetwork'],
    ['hostPID', 'HostPID'],
    ['hostIPC', 'HostIPC'],
  ] as const) {
    if (flag(spec, field)) errors.forbidden(`spec.${path}`, 'when `hostUsers` is false')
  }
}

function validateTopology(spec: ObjectTree, errors: PodErrors): void {
  children(spec, 'topologySpreadConstraints').forEach((constraint, i) => {
    const path = `spec.topologySpreadConstraints[${i}]`
    const skew = number(constraint, 'maxSkew')
    if (skew <= 0) errors.invalid(`${path}.maxSkew`, skew, 'must be greater than zero')
    if (text(constraint, 'topologyKey') === '') errors.required(`${path}.topologyKey`, 'can not be empty')
    const action = text(constraint, 'whenUnsatisfiable')
    if (action !== 'DoNotSchedule' && action !== 'ScheduleAnyway') {
      errors.unsupported(`${path}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway'])
    }
    validateLabelSelector(child(constraint, 'labelSelector'), `${path}.labelSelector`, errors)
  })
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
    if (!isIp(ip)) errors.invalid(`${path}.ip`, ip, errors.rules.hostAliasText)
    texts(alias, 'hostnames').forEach((name, j) => {
      errors.each(`${path}.hostnames${errors.rules.hostAliasPlaces ? `[${j}]` : ''}`, name, dnsSubdomain(name, errors.rules))
    })
  })
  named('priorityClassName', dnsSubdomain)
  named('runtimeClassName', dnsSubdomain)
  const preemption = text(spec, 'preemptionPolicy')
  if (spec['preemptionPolicy'] !== undefined) oneOf(preemption, ['PreemptLowerPriority', 'Never'], 'spec.preemptionPolicy', errors)
  const os = child(spec, 'os')
  const system = os && text(os, 'name')
  if (system === '') errors.required('spec.os.name', errors.rules.osNameText)
  else if (system !== undefined) oneOf(system, ['linux', 'windows'], 'spec.os', errors)
}

function validateTolerations(spec: ObjectTree, errors: PodErrors): void {
  children(spec, 'tolerations').forEach((toleration, i) => {
    const path = `spec.tolerations[${i}]`
    const key = text(toleration, 'key')
    const operator = text(toleration, 'operator')
    const value = text(toleration, 'value')
    const effect = text(toleration, 'effect')
    if (key !== '') errors.each(`${path}.key`, key, qualifiedName(key, errors.rules))
    if (key === '' && operator !== 'Exists') {
      errors.invalid(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      )
    }
    if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
      errors.invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
    }
    if (operator === 'Equal' || operator === '') {
      const wrong = labelValue(value, errors.rules)
      if (wrong.length > 0) errors.invalid(`${path}.operator`, value, wrong.join(';'))
    } else if (operator === 'Exists') {
      const why = "value must be empty when `operator` is 'Exists'"
      if (value !== '' && errors.rules.valuesAsJson) errors.invalid(`${path}.operator`, value, why)
      else if (value !== '') errors.invalidStruct(`${path}.operator`, tolerationDump(toleration), why)
    } else if (errors.rules.tolerationCompares && (operator === 'Lt' || operator === 'Gt')) {
      errors.unsupported(`${path}.operator`, operator, ['Equal', 'Exists', 'Lt', 'Gt'])
    } else {
      errors.unsupported(`${path}.operator`, operator, ['Equal', 'Exists'])
    }
    const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
    if (effect !== '' && !effects.includes(effect)) errors.unsupported(`${path}.effect`, effect, effects)
  })
}

/** As Go prints the struct; the seconds are a pointer, whose address differs from run to run. */
function tolerationDump(toleration: ObjectTree): string {
  const texts = ['key', 'operator', 'value', 'effect'].map(
    (name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}:${quoteGo(text(toleration, name))}`,
  )
  return `core.Toleration{${texts.join(', ')}, TolerationSeconds:(*int64)(${toleration['tolerationSeconds'] === undefined ? 'nil' : '…'})}`
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
  for (const list of ['containers', 'initContainers']) {
    children(spec, list).forEach((container, i) => {
      const image = text(container, 'image')
      if (image !== image.trim()) errors.invalid(`spec.${list}[${i}].image`, image, 'must not have leading or trailing whitespace')
    })
  }
}
