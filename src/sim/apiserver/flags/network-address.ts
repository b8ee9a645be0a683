/**
 * An address range as Go prints it: the first address of it, and as few groups of zeros as can be.
 *
 * Units: none. Errors: none; the text has to be a range. Follows: net/ip.go, ParseCIDR; net/netip, Addr.String (Go 1.24).
 */
export function networkOf(cidr: string): string {
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
