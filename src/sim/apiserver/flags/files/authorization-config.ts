import { dnsSubdomain } from '../../../../manifest/names.ts'
import type { Release } from '../../../release/release.ts'
import { heldAgainst, readConfigFile, schemeText } from './config-file.ts'
import { isRecord } from '../../../../manifest/own.ts'
import { aggregate } from '../say.ts'

const KIND = 'AuthorizationConfiguration'
const TYPES = ['ABAC', 'AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook']

/**
 * Reads a structured authorization configuration: the modes in their order.
 *
 * Errors: returned in upstream's words, all together.
 * Follows: pkg/kubeapiserver/authorizer/config.go, LoadAndValidateData, and
 * staging/src/k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go, ValidateAuthorizationConfiguration (v1.37.2). What
 * stands below `webhook` is not looked at.
 */
export function readAuthorizationConfig(text: string, release: Release): { modes: readonly string[] } | { error: string } {
  const read = readConfigFile(text, KIND, release.authorizationConfigVersions, schemeText(release, 'pkg/apis/apiserver/load/load.go'))
  const failed = (why: string) => ({ error: `failed to load AuthorizationConfiguration from file: ${why}` })
  if ('error' in read) return failed(read.error)
  const held = heldAgainst(
    read.value,
    `${KIND}: authorizers:[]AuthorizerConfiguration\nAuthorizerConfiguration: type:string name:string webhook:any`,
  )
  if (held.error !== undefined) return failed(held.error)
  const given = read.value['authorizers']
  const authorizers: unknown[] = Array.isArray(given) ? given : []
  const unknown = [...read.repeated, ...held.unknown]
  if (unknown.length > 0) return failed(`strict decoding error: ${unknown.join(', ')}`)
  const errors = validate(
    authorizers.map((authorizer) => (isRecord(authorizer) ? authorizer : {})),
    release,
  )
  const modes = authorizers.map((authorizer) => String((authorizer as Record<string, unknown>)['type'] ?? ''))
  return errors.length > 0 ? { error: aggregate(errors) } : { modes }
}

function validate(authorizers: readonly Record<string, unknown>[], release: Release): string[] {
  if (authorizers.length === 0) return ['authorizers: Required value: at least one authorization mode must be defined']
  const errors: string[] = []
  const [types, names] = [new Set<string>(), new Set<string>()]
  authorizers.forEach(({ type, name, webhook }, i) => {
    const path = `authorizers[${i}]`
    const [kind, called] = [String(type ?? ''), String(name ?? '')]
    if (kind === '') return errors.push(`${path}.type: Required value`)
    if (!TYPES.includes(kind))
      return errors.push(
        `${path}.type: Unsupported value: ${JSON.stringify(kind)}: supported values: ${TYPES.map((type) => JSON.stringify(type)).join(', ')}`,
      )
    if (types.has(kind) && kind !== 'Webhook') return errors.push(`${path}.type: Duplicate value: ${JSON.stringify(kind)}`)
    types.add(kind)
    const wrong = dnsSubdomain(called, release)
    if (called === '') errors.push(`${path}.name: Required value`)
    else if (names.has(called)) errors.push(`${path}.name: Duplicate value: ${JSON.stringify(called)}`)
    else if (wrong.length > 0)
      errors.push(`${path}.name: Invalid value: ${JSON.stringify(called)}: authorizer name is invalid: ${wrong.join(', ')}`)
    names.add(called)
    if (kind === 'Webhook' && !isRecord(webhook)) errors.push(`${path}.webhook: Required value: required when type=Webhook`)
    if (kind !== 'Webhook' && webhook !== undefined && webhook !== null)
      errors.push(`${path}.webhook: Invalid value: "non-null": may only be specified when type=Webhook`)
    return errors.length
  })
  if (errors.length > 0) return errors
  return authorizers.flatMap(({ type, name }) => {
    const expected = String(type).toLowerCase()
    return type === 'Webhook' || name === expected
      ? []
      : [`expected name ${expected} for authorizer ${String(type)} instead of ${String(name)}`]
  })
}
