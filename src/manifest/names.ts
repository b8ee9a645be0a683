import { getOrInsert } from './own.ts'
import type { ManifestRules } from './types.ts'
import { toBytes } from './utf8.ts'

/** Which words a release has for a DNS name. Each check below returns what is wrong, as sentences; none where all is well. */
export type NameRules = Pick<ManifestRules, 'dnsName' | 'portNameLetter' | 'labelDots' | 'labelLength' | 'labelKeyWords'>

/** What the kubelet calls a static pod: `NAME-NODE`. Follows: pkg/kubelet/config/common.go, generatePodName (v1.37.2). */
export function staticPodName(name: string, nodeName: string): string {
  return `${name}-${nodeName.toLowerCase()}`
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const UNDERSCORED = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'
const ENV = '[-._a-zA-Z][-._a-zA-Z0-9]*'
const HEADER = '[-A-Za-z0-9]+'

/**
 * What is wrong with a DNS label, such as a container's name.
 *
 * Follows: apimachinery/pkg/util/validation/validation.go, IsDNS1123Label (v1.37.2).
 */
export function dnsLabel(value: string, rules: NameRules): string[] {
  const shape = `${rules.dnsName} label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`
  const dotted = rules.labelDots && !whole(LABEL).test(value) && whole(SUBDOMAIN).test(value)
  return [...tooLong(value, 63), ...(dotted ? ['must not contain dots'] : misshapen(value, LABEL, shape, ['my-name', '123-abc']))]
}

/** What is wrong with a DNS subdomain, such as a pod's name. Follows: the same file, IsDNS1123Subdomain (v1.37.2). */
export function dnsSubdomain(value: string, rules: NameRules): string[] {
  const shape = `${rules.dnsName} subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`
  return [...tooLong(value, 253), ...misshapen(value, SUBDOMAIN, shape, ['example.com'])]
}

/** What is wrong with a DNS search path where underscores may stand. Follows: the same file, IsDNS1123SubdomainWithUnderscore (v1.37.2). */
export function underscoredSubdomain(value: string): string[] {
  const shape =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character"
  return [...tooLong(value, 253), ...misshapen(value, `${UNDERSCORED}(\\.${UNDERSCORED})*`, shape, ['example.com'])]
}

/** What is wrong with a name that may have a prefix, such as a label's. Follows: the same file, IsQualifiedName (v1.37.2). */
export function qualifiedName(value: string, rules: NameRules): string[] {
  const parts = value.split('/')
  const shape = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  const examples = ['MyName', 'my.name', '123-abc']
  if (parts.length > 2) {
    const whole = `${rules.labelKeyWords} ${shape}`
    return [`${withExamples(whole, QUALIFIED, examples)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  const errors: string[] = []
  const name = parts.at(-1) as string
  if (parts.length === 2) {
    const prefix = parts[0] as string
    if (prefix === '') errors.push('prefix part must be non-empty')
    else errors.push(...dnsSubdomain(prefix, rules).map((text) => `prefix part ${text}`))
  }
  if (name === '') errors.push('name part must be non-empty')
  else if (name.length > 63) errors.push(`name part must be no more than 63 ${rules.labelLength}`)
  if (!whole(QUALIFIED).test(name)) errors.push(withExamples(`name part ${shape}`, QUALIFIED, examples))
  return errors
}

/** What is wrong with a label's value. Follows: the same file, IsValidLabelValue (v1.37.2). */
export function labelValue(value: string, rules: NameRules): string[] {
  const shape =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  return [...tooLong(value, 63, rules.labelLength), ...misshapen(value, VALUE, shape, ['MyValue', 'my_value', '12345'])]
}

/** What is wrong with a port's number. Follows: the same file, IsValidPortNum (v1.37.2). */
export function portNumber(value: number): string[] {
  return value >= 1 && value <= 65535 ? [] : ['must be between 1 and 65535, inclusive']
}

/** What is wrong with a port's name. Follows: the same file, IsValidPortName (v1.37.2). */
export function portName(value: string, rules: NameRules): string[] {
  const errors = tooLong(value, 15)
  if (!/^[-a-z0-9]+$/.test(value)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(value)) errors.push(`must contain at least one ${rules.portNameLetter}`)
  if (value.includes('--')) errors.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}

/** What is wrong with an environment variable's name. Follows: the same file, IsRelaxedEnvVarName and IsEnvVarName (v1.37.2). */
export function environmentName(value: string, relaxed: boolean): string[] {
  if (relaxed) {
    const fine = /^[ -<>-~]*$/.test(value)
    return fine ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
  }
  const shape =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit"
  const errors = misshapen(value, ENV, shape, ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'])
  if (value === '.' || value === '..') errors.push(`must not be '${value}'`)
  else if (value.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

/** What is wrong with a header's name. Follows: the same file, IsHTTPHeaderName (v1.37.2). */
export function headerName(value: string): string[] {
  return misshapen(value, HEADER, "a valid HTTP header must consist of alphanumeric characters or '-'", ['X-Header-Name'])
}

/** What is wrong with the key of a ConfigMap or Secret. Follows: the same file, IsConfigMapKey (v1.37.2). */
export function configMapKey(value: string): string[] {
  const errors = tooLong(value, 253)
  errors.push(
    ...misshapen(value, '[-._a-zA-Z0-9]+', "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", [
      'key.name',
      'KEY_NAME',
      'key-name',
    ]),
  )
  if (value === '.' || value === '..') errors.push(`must not be '${value}'`)
  else if (value.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

/** Zeros may lead, as Go took them before 1.17 and Kubernetes still does. */
const BYTE = '0*(25[0-5]|2[0-4]\\d|1\\d\\d|\\d?\\d)'
const IPV4 = new RegExp(`^${BYTE}(\\.${BYTE}){3}$`)

/** An IPv4 or IPv6 address? Follows: k8s.io/utils/internal/third_party/forked/golang/net, ParseIP, which is net.ParseIPSloppy. */
export function isIp(value: string): boolean {
  if (!value.includes(':')) return IPV4.test(value)
  const halves = value.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const hasIpv4 = IPV4.test(value.slice(value.lastIndexOf(':') + 1))
  const isWhole = groups.every((group, i) => /^[0-9a-fA-F]{1,4}$/.test(group) || (hasIpv4 && i === groups.length - 1))
  const count = groups.length + (hasIpv4 ? 1 : 0)
  return isWhole && (halves.length === 2 ? count < 8 : halves.length === 1 && count === 8)
}

/** Go's own since 1.17: no byte begins with a zero. */
export const isStrictIp = (value: string): boolean => isIp(value) && !/\.0\d|(^|:)0\d+\./.test(value)

function tooLong(value: string, most: number, unit = 'characters'): string[] {
  return toBytes(value).length > most ? [`must be no more than ${most} ${unit}`] : []
}

function misshapen(value: string, pattern: string, shape: string, examples: readonly string[]): string[] {
  return whole(pattern).test(value) ? [] : [withExamples(shape, pattern, examples)]
}

/** Kubernetes' own grammar: a comma and a blank behind each example, and `or` before all but the first. */
function withExamples(shape: string, pattern: string, examples: readonly string[]): string {
  return `${shape} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`
}

const patterns = new Map<string, RegExp>()

function whole(pattern: string): RegExp {
  return getOrInsert(patterns, pattern, () => new RegExp(`^(?:${pattern})$`))
}
