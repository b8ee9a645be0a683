import { marshal } from './go/go-json.ts'
import type { Pod } from './types.ts'
import type { Json } from './yaml/resolve.ts'

/**
 * The UID that the kubelet gives a static pod: a hash of what the file means, so that comments and the order of keys do not
 * matter and every other edit makes a new pod; and of the node and the file's path.
 *
 * Units: none. Errors: none.
 * Follows: pkg/kubelet/config/common.go, applyDefaults (v1.37.2): FNV-128a, MD5 before it. The digits are not the kubelet's,
 * who hashes Go's own print of the struct; in v1.9 the path does not count, see `uidHasPath` in release.ts.
 */
export function podUid(pod: Pod, options: { file: string; nodeName: string; release: { uidHasPath: boolean } }): string {
  if (pod.metadata.uid !== undefined) return pod.metadata.uid
  const { file, nodeName, release } = options
  return fnv128a(`host:${nodeName}${release.uidHasPath ? `file:${file}` : ''}${marshal(pod.raw as Json)}`)
}

/**
 * FNV-128a over the UTF-16 units of a text, as 32 hexadecimal digits.
 *
 * Units: none. Errors: none. Follows: Go's hash/fnv, New128a, which takes bytes.
 */
function fnv128a(text: string): string {
  // the state in eight digits of base 65,536, lowest first; the prime is 2^88 + 315
  let [a, b, c, d, e, f, g, h] = [0xc58d, 0x6295, 0x2175, 0x62b8, 0x0142, 0x07bb, 0x272e, 0x6c62]
  for (let i = 0; i < text.length; i++) {
    const [low, second, third] = [a ^ text.charCodeAt(i), b, c]
    let sum = low * PRIME_LOW
    a = sum & 0xffff
    sum = b * PRIME_LOW + (sum >>> 16)
    b = sum & 0xffff
    sum = c * PRIME_LOW + (sum >>> 16)
    c = sum & 0xffff
    sum = d * PRIME_LOW + (sum >>> 16)
    d = sum & 0xffff
    sum = e * PRIME_LOW + (sum >>> 16)
    e = sum & 0xffff
    // 2^88: five digits up, then 256 times
    sum = f * PRIME_LOW + low * 256 + (sum >>> 16)
    f = sum & 0xffff
    sum = g * PRIME_LOW + second * 256 + (sum >>> 16)
    g = sum & 0xffff
    sum = h * PRIME_LOW + third * 256 + (sum >>> 16)
    h = sum & 0xffff
  }
  return [h, g, f, e, d, c, b, a].map((digit) => digit.toString(16).padStart(4, '0')).join('')
}

const PRIME_LOW = 0x13b
