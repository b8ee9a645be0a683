import { type PodErrors, validatePath } from '../field-error.ts'
import { quoteGo } from '../go/strconv.ts'
import { byCharacter } from '../own.ts'
import { type ObjectTree, child, childOrEmpty, containersIn, text, textMap } from '../tree.ts'
import { systemOf } from './validate-windows.ts'

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
