import { type PodErrors, optionalOneOf } from '../field-error.ts'
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../names.ts'
import { type ObjectTree, child, childOrEmpty, children, number, text, textMap, texts } from '../tree.ts'
import { quoteGo } from '../go/strconv.ts'
import { goName } from '../schema.ts'

/** Where a pod wants to run, and beside whom. Follows: pkg/apis/core/validation/validation.go, validateAffinity (v1.36.2). */
export function validateAffinity(affinity: ObjectTree, path: string, errors: PodErrors): void {
  const node = child(affinity, 'nodeAffinity')
  if (node) validateNodeAffinity(node, `${path}.nodeAffinity`, errors)
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    const pods = child(affinity, name)
    if (pods) validatePodAffinity(pods, `${path}.${name}`, errors)
  }
}

/**
 * A name with an optional prefix, as labels have it.
 *
 * Follows: apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateLabelName.
 */
export function validateLabelName(value: string, path: string, errors: PodErrors): void {
  errors.each(path, value, qualifiedName(value, errors.rules))
}

/** A selector by labels. Follows: the same file, ValidateLabelSelector (v1.36.2). */
function validateLabelSelector(selector: ObjectTree | undefined, path: string, errors: PodErrors): void {
  if (!selector) return
  for (const [key, value] of Object.entries(textMap(selector, 'matchLabels'))) {
    validateLabelName(key, `${path}.matchLabels`, errors)
    errors.each(`${path}.matchLabels`, value, labelValue(value, errors.rules))
  }
  children(selector, 'matchExpressions').forEach((value, i) =>
    validateExpression(value, ['In', 'NotIn'], `${path}.matchExpressions[${i}]`, errors, errors.rules.selectorValues !== 'unchecked'),
  )
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

function validateNodeAffinity(node: ObjectTree, path: string, errors: PodErrors): void {
  const required = child(node, REQUIRED)
  const terms = `${path}.${REQUIRED}.nodeSelectorTerms`
  if (required && children(required, 'nodeSelectorTerms').length === 0) errors.required(terms, 'must have at least one node selector term')
  if (required)
    children(required, 'nodeSelectorTerms').forEach((term, i) =>
      validateTerm(term, `${terms}[${i}]`, errors, errors.rules.selectorValues === 'all'),
    )
  children(node, PREFERRED).forEach((term, i) => {
    validateWeight(term, `${path}.${PREFERRED}[${i}]`, errors)
    validateTerm(childOrEmpty(term, 'preference'), `${path}.${PREFERRED}[${i}].preference`, errors, false)
  })
}

function validateTerm(term: ObjectTree, path: string, errors: PodErrors, valuesChecked: boolean): void {
  children(term, 'matchExpressions').forEach((value, i) =>
    validateExpression(value, ['In', 'NotIn', 'Gt', 'Lt'], `${path}.matchExpressions[${i}]`, errors, valuesChecked),
  )
  children(term, 'matchFields').forEach((value, i) => validateFieldExpression(value, `${path}.matchFields[${i}]`, errors))
}

function validateExpression(
  tree: ObjectTree,
  withValues: readonly string[],
  path: string,
  errors: PodErrors,
  valuesChecked: boolean,
): void {
  const operator = text(tree, 'operator')
  const values = texts(tree, 'values')
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) errors.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
  } else if (!withValues.includes(operator)) {
    errors.invalid(`${path}.operator`, operator, 'not a valid selector operator')
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")
  } else if (values.length === 0) {
    errors.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
  }
  validateLabelName(text(tree, 'key'), `${path}.key`, errors)
  if (valuesChecked)
    values.forEach((value, i) => {
      errors.each(`${path}.values[${i}]`, value, labelValue(value, errors.rules))
    })
}

function validateFieldExpression(tree: ObjectTree, path: string, errors: PodErrors): void {
  const operator = text(tree, 'operator')
  const values = texts(tree, 'values')
  const key = text(tree, 'key')
  if (operator !== 'In' && operator !== 'NotIn') errors.invalid(`${path}.operator`, operator, 'not a valid selector operator')
  else if (values.length !== 1)
    errors.required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
  if (key !== 'metadata.name') return errors.invalid(`${path}.key`, key, 'not a valid field selector key')
  values.forEach((value, i) => {
    errors.each(`${path}.values[${i}]`, value, dnsSubdomain(value, errors.rules))
  })
}

function validatePodAffinity(pods: ObjectTree, path: string, errors: PodErrors): void {
  children(pods, REQUIRED).forEach((term, i) => validatePodTerm(term, `${path}.${REQUIRED}[${i}]`, errors))
  children(pods, PREFERRED).forEach((term, i) => {
    validateWeight(term, `${path}.${PREFERRED}[${i}]`, errors)
    validatePodTerm(childOrEmpty(term, 'podAffinityTerm'), `${path}.${PREFERRED}[${i}].podAffinityTerm`, errors)
  })
}

function validatePodTerm(term: ObjectTree, path: string, errors: PodErrors): void {
  validateLabelSelector(child(term, 'labelSelector'), `${path}.${errors.rules.termSelector}`, errors)
  validateLabelSelector(child(term, 'namespaceSelector'), `${path}.namespaceSelector`, errors)
  for (const name of texts(term, 'namespaces')) errors.each(`${path}.namespace`, name, dnsLabel(name, errors.rules))
  validateMatchLabelKeys(term, path, errors, true)
  const key = text(term, 'topologyKey')
  if (key === '') errors.required(`${path}.topologyKey`, 'can not be empty')
  validateLabelName(key, `${path}.topologyKey`, errors)
}

/**
 * Keys of the pod's own labels that select others. `joined`: what they select stands in the selector already, so that only a key which
 * stands there twice is one too many.
 *
 * Follows: the same file, ValidateMatchLabelKeysAndMismatchLabelKeys and ValidateMatchLabelKeysInTopologySpread (v1.36.2).
 */
function validateMatchLabelKeys(of: ObjectTree, path: string, errors: PodErrors, joined: boolean): void {
  const selector = child(of, 'labelSelector')
  const expressions = children(selector ?? {}, 'matchExpressions').map((expression) => text(expression, 'key'))
  const inLabels = Object.keys(textMap(selector ?? {}, 'matchLabels'))
  const keys = texts(of, 'matchLabelKeys')
  for (const name of ['matchLabelKeys', 'mismatchLabelKeys']) {
    const own = texts(of, name)
    if (own.length === 0) continue
    if (!selector && errors.rules.spreadSelectorChecked)
      errors.forbidden(`${path}.${name}`, 'must not be specified when labelSelector is not set')
    if (!selector && joined) continue
    own.forEach((key, i) => {
      validateLabelName(key, `${path}.${name}[${i}]`, errors)
      if (!joined && (inLabels.includes(key) || expressions.includes(key)))
        errors.invalid(`${path}.${name}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector')
    })
  }
  if (!joined) return
  expressions.forEach((key, i) => {
    const at = keys.lastIndexOf(key)
    if (at >= 0 && (inLabels.includes(key) || expressions.indexOf(key) < i))
      errors.invalid(`${path}[${at}]`, key, 'exists in both matchLabelKeys and labelSelector')
  })
  const mismatched = new Set(texts(of, 'mismatchLabelKeys'))
  keys.forEach((key, i) => {
    if (mismatched.has(key)) errors.invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys')
  })
}

function validateWeight(term: ObjectTree, path: string, errors: PodErrors): void {
  const weight = number(term, 'weight')
  if (weight <= 0 || weight > 100) errors.invalid(`${path}.weight`, weight, 'must be in the range 1-100')
}

/** Which taints a pod bears. Follows: pkg/apis/core/validation/validation.go, ValidateTolerations (v1.37.2). */
export function validateTolerations(spec: ObjectTree, errors: PodErrors): void {
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
  const texts = ['key', 'operator', 'value', 'effect'].map((name) => `${goName(name, 'Toleration')}:${quoteGo(text(toleration, name))}`)
  return `core.Toleration{${texts.join(', ')}, TolerationSeconds:(*int64)(${toleration['tolerationSeconds'] === undefined ? 'nil' : '…'})}`
}

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
