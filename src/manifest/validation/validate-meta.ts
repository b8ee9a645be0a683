import type { PodErrors } from '../field-error.ts'
import { marshal } from '../go/go-json.ts'
import { quoteGo } from '../go/strconv.ts'
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../names.ts'
import { goName } from '../schema.ts'
import { type ObjectTree, children, flag, number, text, textMap, texts } from '../tree.ts'
import { toBytes } from '../utf8.ts'

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
