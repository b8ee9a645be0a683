import type { PodErrors } from '../field-error.ts'
import { type ObjectTree, child, children, number, text } from '../tree.ts'
import { optionalOneOf } from './one-of.ts'
import { validateLabelSelector, validateMatchLabelKeys } from './validate-affinity.ts'

/** How a pod wants to be spread. Follows: pkg/apis/core/validation/validation.go, validateTopologySpreadConstraints (v1.36.2). */
export function validateTopology(spec: ObjectTree, errors: PodErrors): void {
  const constraints = children(spec, 'topologySpreadConstraints')
  const kinds = constraints.map((of) => `{${text(of, 'topologyKey')}, ${text(of, 'whenUnsatisfiable')}}`)
  constraints.forEach((constraint, i) => {
    const path = `spec.topologySpreadConstraints[${i}]`
    const skew = number(constraint, 'maxSkew')
    if (skew <= 0) errors.invalid(`${path}.maxSkew`, skew, 'must be greater than zero')
    if (text(constraint, 'topologyKey') === '') errors.required(`${path}.topologyKey`, 'can not be empty')
    const action = text(constraint, 'whenUnsatisfiable')
    if (action !== 'DoNotSchedule' && action !== 'ScheduleAnyway')
      errors.unsupported(`${path}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway'])
    if (kinds.includes(kinds[i]!, i + 1)) errors.duplicate(`${path}.{topologyKey, whenUnsatisfiable}`, kinds[i]!)
    validateMinDomains(constraint, action, `${path}.minDomains`, errors)
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) optionalOneOf(constraint, name, ['Honor', 'Ignore'], path, errors)
    validateMatchLabelKeys(constraint, path, errors, errors.rules.spreadKeysLikeAffinity)
    if (errors.rules.spreadSelectorChecked) validateLabelSelector(child(constraint, 'labelSelector'), `${path}.labelSelector`, errors)
  })
}

function validateMinDomains(constraint: ObjectTree, action: string, path: string, errors: PodErrors): void {
  const domains = constraint['minDomains']
  if (typeof domains !== 'number') return
  if (domains <= 0) errors.invalid(path, domains, 'must be greater than zero')
  if (action !== 'DoNotSchedule') errors.invalid(path, domains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`)
}
