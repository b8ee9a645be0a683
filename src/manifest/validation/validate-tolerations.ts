import type { PodErrors } from '../field-error.ts'
import { quoteGo } from '../go/strconv.ts'
import { labelValue, qualifiedName } from '../names.ts'
import { goName } from '../schema.ts'
import { type ObjectTree, children, text } from '../tree.ts'

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
