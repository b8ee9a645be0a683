import { readDocument } from '../../../manifest/kind.ts'
import type { Release } from '../../release/release.ts'
import { heldAgainst, readStructs } from '../objects/go-structs.ts'
import { fields, text as textOf } from '../objects/json.ts'
import type { AbacPolicy } from '../server-config.ts'
import { schemeText } from './config-file.ts'

const GROUP = 'abac.authorization.kubernetes.io'
const FIRST = `${GROUP}/v0`
const TODAY = `${GROUP}/v1beta1`
const STRUCTS = readStructs(`
Policy: spec:PolicySpec
PolicySpec: user group readonly:bool apiGroup resource namespace nonResourcePath
FirstPolicy: user group readonly:bool resource namespace
`)

/** The file of --authorization-policy-file. */
export interface PolicyFile {
  policies: readonly AbacPolicy[]
  /** Some line says no version, and is read as the first. */
  isUnversioned: boolean
  error?: string
}

/**
 * Reads a file of policies, of which each line is one.
 *
 * Errors: returned in upstream's words.
 * Follows: pkg/auth/authorizer/abac/abac.go, NewFromFile (v1.36.2); same in v1.9.
 */
export function readPolicies(text: string, file: string, release: Release): PolicyFile {
  const policies: AbacPolicy[] = []
  let isUnversioned = false
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const read = readPolicy(line, release)
    if ('error' in read)
      return { policies, isUnversioned, error: `error reading policy file ${file}, line ${i + 1}: ${line}: ${read.error}` }
    policies.push({ ...read.policy, line: i + 1 })
    isUnversioned ||= read.isUnversioned
  }
  return { policies, isUnversioned }
}

function readPolicy(line: string, release: Release): { policy: Omit<AbacPolicy, 'line'>; isUnversioned: boolean } | { error: string } {
  const read = readDocument(line)
  if ('error' in read) return read
  const value = fields(read.value)
  const [kind, version] = [read.kind || 'Policy', read.apiVersion || FIRST]
  if (kind !== 'Policy' || (version !== FIRST && version !== TODAY))
    return {
      error: `no kind "${kind}" is registered for version "${version}"${schemeText(release, 'k8s.io/kubernetes/pkg/apis/abac/register.go:33')}`,
    }
  const isUnversioned = read.kind === '' || read.apiVersion === ''
  // what says no kind is taken for one of the first version
  if (isUnversioned && version === TODAY) return { error: 'converting (v1beta1.Policy) to (v0.Policy): unknown conversion' }
  const { wrong } = version === TODAY ? heldAgainst(value, STRUCTS, 'Policy', 'v1beta1') : heldAgainst(value, STRUCTS, 'FirstPolicy')
  if (wrong) return { error: wrong.message.replace('FirstPolicy', 'Policy') }
  const said = version === TODAY ? fields(value['spec']) : value
  const of = (name: string): string => textOf(said[name])
  const [user, group, namespace, resource] = [of('user'), of('group'), of('namespace'), of('resource')]
  const isForAll = user === '*' || group === '*' || (version === FIRST && user === '' && group === '')
  const subject = isForAll ? { user: '', group: 'system:authenticated' } : { user, group }
  const readonly = said['readonly'] === true
  if (version === TODAY)
    return {
      policy: { ...subject, readonly, namespace, resource, apiGroup: of('apiGroup'), nonResourcePath: of('nonResourcePath') },
      isUnversioned,
    }
  const nonResourcePath = namespace === '' && resource === '' ? '*' : ''
  return {
    policy: { ...subject, readonly, namespace: namespace || '*', resource: resource || '*', apiGroup: '*', nonResourcePath },
    isUnversioned,
  }
}
