import type { FieldErrors } from '../field-error.ts'
import { type NameRules, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../names.ts'
import { type Tree, child, children, number, text, textMap, texts } from '../tree.ts'

interface Rules extends NameRules {
  selectorValues: 'unchecked' | 'of pods' | 'all'
}

/** Where a pod wants to run, and beside whom. Follows: pkg/apis/core/validation/validation.go, validateAffinity (v1.36.2). */
export function validateAffinity(affinity: Tree, path: string, errors: FieldErrors, rules: Rules): void {
  const node = child(affinity, 'nodeAffinity')
  if (node) validateNodeAffinity(node, `${path}.nodeAffinity`, errors, rules)
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    const pods = child(affinity, name)
    if (pods) validatePodAffinity(pods, `${path}.${name}`, errors, rules)
  }
}

/**
 * A name with an optional prefix, as labels have it.
 *
 * Follows: apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateLabelName.
 */
export function validateLabelName(value: string, path: string, errors: FieldErrors, rules: NameRules): void {
  for (const message of qualifiedName(value, rules)) errors.invalid(path, value, message)
}

/** A selector by labels. Follows: the same file, ValidateLabelSelector (v1.36.2). */
export function validateLabelSelector(selector: Tree | undefined, path: string, errors: FieldErrors, rules: Rules): void {
  if (!selector) return
  for (const [key, value] of Object.entries(textMap(selector, 'matchLabels'))) {
    validateLabelName(key, `${path}.matchLabels`, errors, rules)
    for (const message of labelValue(value, rules)) errors.invalid(`${path}.matchLabels`, value, message)
  }
  children(selector, 'matchExpressions').forEach((value, i) =>
    validateExpression(value, ['In', 'NotIn'], `${path}.matchExpressions[${i}]`, errors, rules, rules.selectorValues !== 'unchecked'),
  )
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

function validateNodeAffinity(node: Tree, path: string, errors: FieldErrors, rules: Rules): void {
  const required = child(node, REQUIRED)
  const terms = `${path}.${REQUIRED}.nodeSelectorTerms`
  if (required && children(required, 'nodeSelectorTerms').length === 0) errors.required(terms, 'must have at least one node selector term')
  if (required)
    children(required, 'nodeSelectorTerms').forEach((term, i) =>
      validateTerm(term, `${terms}[${i}]`, errors, rules, rules.selectorValues === 'all'),
    )
  children(node, PREFERRED).forEach((term, i) => {
    validateWeight(term, `${path}.${PREFERRED}[${i}]`, errors)
    validateTerm(child(term, 'preference') ?? {}, `${path}.${PREFERRED}[${i}].preference`, errors, rules, false)
  })
}

function validateTerm(term: Tree, path: string, errors: FieldErrors, rules: Rules, valuesChecked: boolean): void {
  children(term, 'matchExpressions').forEach((value, i) =>
    validateExpression(value, ['In', 'NotIn', 'Gt', 'Lt'], `${path}.matchExpressions[${i}]`, errors, rules, valuesChecked),
  )
  children(term, 'matchFields').forEach((value, i) => validateFieldExpression(value, `${path}.matchFields[${i}]`, errors, rules))
}

function validateExpression(
  tree: Tree,
  withValues: readonly string[],
  path: string,
  errors: FieldErrors,
  rules: Rules,
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
  validateLabelName(text(tree, 'key'), `${path}.key`, errors, rules)
  if (valuesChecked)
    values.forEach((value, i) => {
      for (const message of labelValue(value, rules)) errors.invalid(`${path}.values[${i}]`, value, message)
    })
}

function validateFieldExpression(tree: Tree, path: string, errors: FieldErrors, rules: Rules): void {
  const operator = text(tree, 'operator')
  const values = texts(tree, 'values')
  const key = text(tree, 'key')
  if (operator !== 'In' && operator !== 'NotIn') errors.invalid(`${path}.operator`, operator, 'not a valid selector operator')
  else if (values.length !== 1)
    errors.required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
  if (key !== 'metadata.name') return errors.invalid(`${path}.key`, key, 'not a valid field selector key')
  values.forEach((value, i) => {
    for (const message of dnsSubdomain(value, rules)) errors.invalid(`${path}.values[${i}]`, value, message)
  })
}

function validatePodAffinity(pods: Tree, path: string, errors: FieldErrors, rules: Rules): void {
  children(pods, REQUIRED).forEach((term, i) => validatePodTerm(term, `${path}.${REQUIRED}[${i}]`, errors, rules))
  children(pods, PREFERRED).forEach((term, i) => {
    validateWeight(term, `${path}.${PREFERRED}[${i}]`, errors)
    validatePodTerm(child(term, 'podAffinityTerm') ?? {}, `${path}.${PREFERRED}[${i}].podAffinityTerm`, errors, rules)
  })
}

function validatePodTerm(term: Tree, path: string, errors: FieldErrors, rules: Rules): void {
  for (const name of ['labelSelector', 'namespaceSelector']) validateLabelSelector(child(term, name), `${path}.${name}`, errors, rules)
  for (const name of texts(term, 'namespaces'))
    for (const message of dnsLabel(name, rules)) errors.invalid(`${path}.namespace`, name, message)
  const key = text(term, 'topologyKey')
  if (key === '') errors.required(`${path}.topologyKey`, 'can not be empty')
  validateLabelName(key, `${path}.topologyKey`, errors, rules)
}

function validateWeight(term: Tree, path: string, errors: FieldErrors): void {
  const weight = number(term, 'weight')
  if (weight <= 0 || weight > 100) errors.invalid(`${path}.weight`, weight, 'must be in the range 1-100')
}
