import { type Fields, fields, type ObjectJson } from '../../sim/apiserver/objects/json.ts'
import { amountOf } from '../../sim/node/node-size.ts'
import type { PodView } from '../../sim/trace/pods.ts'
import { word } from './describe-volume.ts'

/**
 * The block that `kubectl describe` prints of a container's variables.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/describe/describe.go, describeContainerEnvVars (v1.36.0).
 */
export function environment(variables: readonly Fields[], pod: PodView, container: Fields): string {
  if (!variables.length) return '    Environment:\t<none>\n'
  const lines = variables.map((variable) => {
    const value = variableText(variable, pod, fields(container['resources']))
    return value === undefined ? '' : `      ${word(variable['name'])}:\t${value}\n`
  })
  return `    Environment:\n${lines.join('')}`
}

/** Undefined where describe says nothing of such a source. */
function variableText(variable: Fields, pod: PodView, needs: Fields): string | undefined {
  if (variable['valueFrom'] === undefined) return word(variable['value']).replaceAll('\n', '\n      \t')
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = fields(variable['valueFrom'])
  if (fieldRef !== undefined) {
    const { apiVersion, fieldPath } = fields(fieldRef)
    // of the pod's other fields kubectl knows no values
    const known = fieldPath === 'metadata.name' ? pod.name : fieldPath === 'metadata.namespace' ? pod.namespace : ''
    return `${known} (${word(apiVersion) || 'v1'}:${word(fieldPath)})`
  }
  if (resourceFieldRef !== undefined) {
    const { resource, divisor } = fields(resourceFieldRef)
    return `${resourceText(word(resource), word(divisor), needs)} (${word(resource)})`
  }
  const keyOf = (reference: ObjectJson, join: string): string => {
    const { key, name, optional } = fields(reference)
    return `<set to the key '${word(key)}' ${join} '${word(name)}'>\tOptional: ${word(optional) || 'false'}`
  }
  if (secretKeyRef !== undefined) return keyOf(secretKeyRef, 'in secret')
  return configMapKeyRef === undefined ? undefined : keyOf(configMapKeyRef, 'of config map')
}

/** Follows: staging/src/k8s.io/kubectl/pkg/util/resource/resource.go, ExtractContainerResourceValue (v1.36.0). */
function resourceText(resource: string, divisor: string, needs: Fields): string {
  const [, of = '', name = ''] = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(resource) ?? []
  if (of === '') return ''
  const unit = name === 'cpu' ? 'cpu' : 'memory'
  const amount = Math.ceil(amountOf(fields(needs[of])[name], unit) / (amountOf(divisor, unit) || amountOf('1', unit)))
  return amount === 0 && /^limits\.(cpu|memory)$/.test(resource) ? 'node allocatable' : String(amount)
}
