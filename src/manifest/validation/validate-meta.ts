import { type PodErrors, validatePath } from '../field-error.ts'
import { marshal } from '../go/go-json.ts'
import { quoteGo } from '../go/strconv.ts'
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../names.ts'
import { goName } from '../schema.ts'
import { type ObjectTree, children, flag, number, text, textMap, texts, child, childOrEmpty, containersIn } from '../tree.ts'
import { toBytes } from '../utf8.ts'
import { byCharacter } from '../own.ts'
import { systemOf } from './validate-security.ts'

/** Those of Kubernetes itself. Follows: pkg/apis/core/helper/helpers.go, standardFinalizers (v1.36.2). */
const FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion']

/** The metadata of a pod on the node of that name. Follows: apimachinery/pkg/api/validation/objectmeta.go, ValidateObjectMeta (v1.36.2). */
export function validateMeta(meta: ObjectTree, nodeName: string, errors: PodErrors): void {
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
  const size = Object.entries(textMap(meta, 'annotations')).reduce((sum, pair) => sum + toBytes(pair.join('')).length, 0)
  if (size > 262_144) errors.tooLong('metadata.annotations', 262_144)
  validateOwners(meta, errors)
  const finalizers = texts(meta, 'finalizers')
  for (const finalizer of finalizers) errors.each('metadata.finalizers', finalizer, qualifiedName(finalizer, errors.rules))
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.invalid('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')
  validateManagers(meta, errors)
  finalizers.forEach((finalizer, i) => {
    if (!finalizer.includes('/') && !FINALIZERS.includes(finalizer))
      errors.invalid(`metadata.finalizers[${i}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')
  })
}

function validateOwners(meta: ObjectTree, errors: PodErrors): void {
  const path = 'metadata.ownerReferences'
  const owners = children(meta, 'ownerReferences')
  let controller: string | undefined
  for (const owner of owners) {
    const [version, kind, name] = [text(owner, 'apiVersion'), text(owner, 'kind'), text(owner, 'name')]
    if (!/^[^/]+$|^[^/]*\/[^/]+$/.test(version)) errors.invalid(`${path}.apiVersion`, version, 'version must not be empty')
    for (const field of ['kind', 'name', 'uid']) {
      if (text(owner, field) === '')
        errors.invalid(`${path}.${field}`, '', `${errors.rules.ownerFieldNamed ? `${field} ` : ''}must not be empty`)
    }
    if (version === 'v1' && kind === 'Event')
      errors.invalidStruct(path, ownerDump(owner, errors), '/v1, Kind=Event is disallowed from being an owner')
    if (!flag(owner, 'controller')) continue
    const shown = errors.rules.ownerKindNamed ? `${kind}/${name}` : name
    if (controller !== undefined) {
      const dump = owners.map((of) => ownerDump(of, errors))
      errors.invalidStruct(
        path,
        errors.rules.valuesAsJson ? `[${dump.join(',')}]` : `[]v1.OwnerReference{${dump.join(', ')}}`,
        `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${shown}`,
      )
    } else controller = shown
  }
}

/** Follows: apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateManagedFields (v1.36.2). */
function validateManagers(meta: ObjectTree, errors: PodErrors): void {
  children(meta, 'managedFields').forEach((of, i) => {
    const path = `metadata.managedFields${errors.rules.managerPlaces ? `[${i}]` : ''}`
    const [operation, type] = [text(of, 'operation'), text(of, 'fieldsType')]
    if (operation !== 'Apply' && operation !== 'Update') errors.invalid(`${path}.operation`, operation, 'must be `Apply` or `Update`')
    if (type !== '' && type !== 'FieldsV1') errors.invalid(`${path}.fieldsType`, type, 'must be `FieldsV1`')
  })
}

/** An owner as Go prints it: `…` stands for the addresses of what `OwnerReference` points at. */
function ownerDump(owner: ObjectTree, { rules }: PodErrors): string {
  const needed = ['apiVersion', 'kind', 'name', 'uid'].map((name) => [name, text(owner, name)] as const)
  const flags = ['controller', 'blockOwnerDeletion'].map((name) => [name, owner[name]] as const)
  if (rules.valuesAsJson) {
    const given = flags.flatMap(([name, value]) => (typeof value === 'boolean' ? [[name, value] as const] : []))
    return `{${[...needed, ...given].map(([name, value]) => `${marshal(name)}:${marshal(value)}`).join(',')}}`
  }
  return `v1.OwnerReference{${[
    ...needed.map(([name, value]) => `${goName(name, 'OwnerReference')}:${quoteGo(value)}`),
    ...flags.map(([name, value]) => `${goName(name, 'OwnerReference')}:(*bool)(${value === undefined ? 'nil' : '…'})`),
  ].join(', ')}}`
}

/** Labels, and what is written as they are. Follows: apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateLabels (v1.36.2). */
export function validateLabels(labels: Readonly<Record<string, string>>, path: string, errors: PodErrors): void {
  for (const key of Object.keys(labels).toSorted()) {
    errors.each(path, key, qualifiedName(key, errors.rules))
    const value = labels[key] as string
    errors.each(path, value, labelValue(value, errors.rules))
  }
}

const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_OF = 'container.seccomp.security.alpha.kubernetes.io/'
const APPARMOR_OF = 'container.apparmor.security.beta.kubernetes.io/'
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'

const LISTS = ['initContainers', 'containers', 'ephemeralContainers']

/**
 * What annotations say of the pod; where the order of the map decides, that of the alphabet is taken.
 *
 * Follows: pkg/apis/core/validation/validation.go, ValidatePodSpecificAnnotations (v1.36.2).
 */
export function validateAnnotations(meta: ObjectTree, spec: ObjectTree, errors: PodErrors): void {
  const all = textMap(meta, 'annotations')
  const annotations = Object.entries(all).toSorted(([a], [b]) => byCharacter(a, b))
  const cost = all[DELETION_COST]
  if (errors.rules.deletionCostChecked && cost !== undefined && !isCost(cost))
    errors.invalid(`metadata.annotations[${DELETION_COST}]`, cost, 'must be a 32bit integer')
  const seccomp = annotations.filter(([key]) => key.startsWith(SECCOMP_OF))
  for (const [key, profile] of [...annotations.filter(([key]) => key === SECCOMP), ...seccomp]) {
    const path = `metadata.annotations.${key}`
    if (/^(runtime\/default|docker\/default|unconfined)$/.test(profile)) continue
    if (profile.startsWith('localhost/')) validatePath(profile.slice('localhost/'.length), path, errors)
    else errors.invalid(path, profile, 'must be a valid seccomp profile')
  }
  const names = containersIn(spec, LISTS).map(([of]) => text(of, 'name'))
  for (const [key, profile] of annotations) {
    if (!key.startsWith(APPARMOR_OF)) continue
    const name = key.slice(APPARMOR_OF.length)
    if (!names.includes(name)) errors.invalid(`metadata.annotations[${key}]`, name, 'container not found')
    if (!/^($|runtime\/default$|unconfined$|localhost\/)/.test(profile))
      errors.invalid(`metadata.annotations[${key}]`, profile, `invalid AppArmor profile name: ${quoteGo(profile)}`)
  }
}

/** Follows: pkg/apis/core/helper/helpers.go, GetDeletionCostFromPodAnnotations (v1.36.2). */
function isCost(value: string): boolean {
  return /^(0|-\d+|[1-9]\d*)$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31
}

/**
 * An annotation and a field of one container name the same profile.
 *
 * Follows: pkg/apis/core/validation/validation.go, validateSeccompAnnotationsAndFields and validateAppArmorAnnotationsAndFieldsMatchOnCreate
 * (v1.36.2).
 */
export function validateProfilesMatch(meta: ObjectTree, spec: ObjectTree, errors: PodErrors): void {
  const annotations = textMap(meta, 'annotations')
  const { profileFields } = errors.rules
  const pod = childOrEmpty(spec, 'securityContext')
  const ofPod = child(pod, 'seccompProfile')
  if (!profileFields.includes('seccomp')) return
  validateMatch(annotations[SECCOMP], ofPod, 'spec.securityContext.seccompProfile', 'seccomp', errors)
  for (const [container, path] of containersIn(spec, LISTS)) {
    const profile = child(childOrEmpty(container, 'securityContext'), 'seccompProfile')
    const at = `${path}.securityContext.seccompProfile`
    validateMatch(annotations[SECCOMP_OF + text(container, 'name')], profile, at, 'seccomp', errors)
  }
  if (!profileFields.includes('apparmor') || systemOf(spec) === 'windows') return
  for (const [container, path] of containersIn(spec, LISTS)) {
    const profile = child(childOrEmpty(container, 'securityContext'), 'appArmorProfile') ?? child(pod, 'appArmorProfile')
    const at = `${path}.securityContext.appArmorProfile`
    validateMatch(annotations[APPARMOR_OF + text(container, 'name')], profile, at, 'apparmor', errors)
  }
}

function validateMatch(
  annotation: string | undefined,
  profile: ObjectTree | undefined,
  path: string,
  kind: 'seccomp' | 'apparmor',
  errors: PodErrors,
): void {
  if (annotation === undefined || !profile) return
  const type = text(profile, 'type')
  const local = annotation.startsWith('localhost/')
  if (type === 'Localhost' && local) {
    if (annotation.slice('localhost/'.length) !== profile['localhostProfile'])
      errors.forbidden(`${path}.localhostProfile`, `${kind} profile in annotation and field must match`)
    return
  }
  const names: Readonly<Record<string, readonly string[]>> = {
    Unconfined: ['unconfined'],
    RuntimeDefault: kind === 'seccomp' ? ['runtime/default', 'docker/default'] : ['runtime/default'],
    Localhost: [],
  }
  if (Object.hasOwn(names, type) && !names[type]!.includes(annotation))
    errors.forbidden(`${path}.type`, `${kind} type in annotation and field must match`)
}
