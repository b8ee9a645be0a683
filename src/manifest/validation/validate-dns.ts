import type { PodErrors } from '../field-error.ts'
import { dnsSubdomain, isIp, isStrictIp, underscoredSubdomain } from '../names.ts'
import { type ObjectTree, child, children, text, texts } from '../tree.ts'

/** How a pod resolves names. Follows: pkg/apis/core/validation/validation.go, validatePodDNSConfig (v1.37.2). */
export function validateDnsConfig(spec: ObjectTree, errors: PodErrors): void {
  const config = child(spec, 'dnsConfig')
  if (text(spec, 'dnsPolicy') === 'None') {
    if (!config) return errors.required('spec.dnsConfig', 'must provide `dnsConfig` when `dnsPolicy` is None')
    if (texts(config, 'nameservers').length === 0) {
      return errors.required('spec.dnsConfig.nameservers', 'must provide at least one DNS nameserver when `dnsPolicy` is None')
    }
  }
  if (!config) return
  const servers = texts(config, 'nameservers')
  if (servers.length > 3) errors.invalid('spec.dnsConfig.nameservers', servers, 'must not have more than 3 nameservers')
  servers.forEach((server, i) => {
    validateAddress(`spec.dnsConfig.nameservers[${i}]`, server, errors)
  })
  const searches = texts(config, 'searches')
  const characters = errors.rules.dnsSearches === 6 ? 256 : 2048
  if (searches.length > errors.rules.dnsSearches) {
    errors.invalid('spec.dnsConfig.searches', searches, `must not have more than ${errors.rules.dnsSearches} search paths`)
  }
  if (searches.join(' ').length > characters) {
    errors.invalid(
      'spec.dnsConfig.searches',
      searches,
      `must not have more than ${characters} characters (including spaces) in the search list`,
    )
  }
  searches.forEach((given, i) => {
    const search = given.replace(/\.$/, '')
    const relaxed = errors.rules.underscoredSearches
    if (!relaxed || given !== '.')
      errors.each(`spec.dnsConfig.searches[${i}]`, search, relaxed ? underscoredSubdomain(search) : dnsSubdomain(search, errors.rules))
  })
  children(config, 'options').forEach((option, i) => {
    if (text(option, 'name') === '') errors.required(`spec.dnsConfig.options[${i}]`, 'must not be empty')
  })
}

/** An address. Follows: apimachinery/pkg/util/validation/ip.go, IsValidIPForLegacyField (v1.36.2). */
export function validateAddress(path: string, ip: string, errors: PodErrors): void {
  if (!isIp(ip)) return errors.invalid(path, ip, errors.rules.hostAliasText)
  if (!errors.rules.strictAddresses) return
  if (!isStrictIp(ip)) errors.invalid(path, ip, 'must not have leading 0s')
  else if (/^(0*:)*0*:?:?:ffff:[^:]*$/i.test(ip) && ip.includes('.')) errors.invalid(path, ip, 'must not be an IPv4-mapped IPv6 address')
}
