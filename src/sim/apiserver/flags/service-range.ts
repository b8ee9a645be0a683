import type { Release } from '../../release/release.ts'
import type { FlagReader, FlagError } from './flag-reader.ts'
import { isIp } from '../../../manifest/names.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'

/**
 * An address range as Go prints it: the first address of it, and as few groups of zeros as can be.
 *
 * The text has to be a range. Follows: net/ip.go, ParseCIDR; net/netip, Addr.String (Go 1.24).
 */
function networkOf(cidr: string): string {
  const [address = '', mask = ''] = cidr.split('/')
  const isLong = address.includes(':')
  const size = isLong ? 16 : 8
  const kept = (isLong ? groupsOf(address) : address.split('.').map(Number)).map((part, i) => {
    const bits = Math.min(size, Math.max(0, Number(mask) - i * size))
    return part & ~(2 ** (size - bits) - 1)
  })
  if (!isLong) return `${kept.join('.')}/${Number(mask)}`
  const text = kept.map((part) => part.toString(16)).join(':')
  const zeros = [...text.matchAll(/\b0(?::0\b)+/g)].map(([all]) => all).toSorted((a, b) => b.length - a.length)[0]
  return `${zeros === undefined ? text : text.replace(new RegExp(`:?\\b${zeros}\\b:?`), '::')}/${Number(mask)}`
}

function groupsOf(address: string): number[] {
  const [head = [], tail = []] = address.split('::').map((part) =>
    part
      .split(':')
      .filter((group) => group !== '')
      .map((group) => Number.parseInt(group, 16)),
  )
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail]
}

const RANGE = 'service-cluster-ip-range'

/** How many of an address's bits may be left to the services. */
const MOST_RANGE_BITS = 20

/** What is wrong with the services' addresses. */
export function validateServiceRange(flags: FlagReader, release: Release): FlagError[] {
  const ranges = flags.text(RANGE).split(',')
  if (ranges[0] === '') return []
  const errors: FlagError[] = []
  if (ranges.length > 2) errors.push(['--service-cluster-ip-range must not contain more than two entries', RANGE])
  const check = (range: string, name: string): void => {
    const bits = range.includes(':') ? 128 : 32
    const tooLarge = release.serviceRangeLimited && bits - Number(range.split('/')[1]) > MOST_RANGE_BITS
    if (tooLarge) errors.push([release.rangeTooLargeText(name, bits, bits - MOST_RANGE_BITS), RANGE])
  }
  const [first = '', second] = ranges
  check(first, '--service-cluster-ip-range')
  if (second === undefined || !release.secondServiceRange) return errors
  if (first.includes(':') === second.includes(':'))
    errors.push(['--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family', RANGE])
  check(second, '--service-cluster-ip-range[1]')
  return errors
}

/**
 * The services' addresses and the server's own are of one family, unless nobody writes the latter down.
 *
 * Follows: cmd/kube-apiserver/app/options/validation.go, validatePublicIPServiceClusterIPRangeIPFamilies (v1.34.0).
 */
export function validateFamily(flags: FlagReader): FlagError[] {
  const [range = ''] = flags.text(RANGE).split(',')
  const address = flags.text('advertise-address')
  // where none is said it is that of the machine, of the usual family
  const same = range.includes(':') === address.includes(':')
  if (same || flags.text('endpoint-reconciler-type') === 'none') return []
  const text = `service IP family ${quoteGo(networkOf(range || '10.0.0.0/24'))} must match public address family ${quoteGo(address)}`
  return [[text, RANGE, 'advertise-address']]
}

/** What is wrong with the port of the service `kubernetes` on each node. */
export function validateNodePort(flags: FlagReader, release: Release): FlagError[] {
  const port = flags.number('kubernetes-service-node-port', 0)
  const [low, high] = (flags.text('service-node-port-range') || '30000-32767').split('-').map(Number)
  const errors: FlagError[] = []
  if (port < 0 || port > 65535)
    errors.push([
      `--kubernetes-service-node-port ${port} must be between 0 and 65535, inclusive. If 0, the Kubernetes master service will be of type ClusterIP`,
      'kubernetes-service-node-port',
    ])
  if (port > 0 && !(port >= low! && port <= high!))
    errors.push([
      `${release.nodePortRangeText} ${low}-${high} doesn't contain ${port}`,
      'kubernetes-service-node-port',
      'service-node-port-range',
    ])
  return errors
}

/** Fewer addresses are no range of services. */
const LEAST_ADDRESSES = 8

/**
 * What is wrong with --service-cluster-ip-range before anything else is looked at.
 *
 * Errors: the text. Follows: cmd/kube-apiserver/app/options/completion.go, getServiceIPAndRanges (v1.36.2).
 */
export function cidrError(flags: FlagReader, release: Release): string | undefined {
  const text = flags.text(RANGE)
  const bits = (text === '' ? [] : text.split(',')).slice(0, 2).map((range) => {
    const [address = '', mask = '', ...more] = range.split('/')
    const most = address.includes(':') ? 128 : 32
    return more.length === 0 && /^\d{1,3}$/.test(mask) && Number(mask) <= most && isIp(address) ? most - Number(mask) : undefined
  })
  for (const [i, left] of bits.entries()) {
    if (left === undefined)
      return i === 0 ? 'service-cluster-ip-range[0] is not a valid cidr' : 'service-cluster-ip-range[1] is not an ip net'
    if (2 ** left < LEAST_ADDRESSES) return release.rangeTooSmallText(i === 0 ? 'primary' : 'secondary', LEAST_ADDRESSES)
  }
  return undefined
}
