import { marshal } from './go/go-json.ts'
import type { Pod } from './types.ts'
import type { Json } from './yaml/resolve.ts'

/**
 * The UID that the kubelet gives a static pod: a hash of what the file means, so that comments and the order of keys do not
 * matter and every other edit makes a new pod; and of the node and the file's path.
 *
 * Follows: pkg/kubelet/config/common.go, applyDefaults (v1.37.2): FNV-128a, MD5 before it. The digits are not the kubelet's,
 * who hashes Go's own print of the struct; in v1.9 the path does not count, see `uidHasPath` in release.ts.
 */
export function podUid(pod: Pod, options: { file: string; nodeName: string; release: { uidHasPath: boolean } }): string {
  if (pod.metadata.uid !== undefined) return pod.metadata.uid
  const { file, nodeName, release } = options
  return fnv128a(`host:${nodeName}${release.uidHasPath ? `file:${file}` : ''}${marshal(pod.raw as Json)}`)
}

/** FNV-128a over the UTF-16 units of a text, as 32 hexadecimal digits. Follows: Go's hash/fnv, New128a, which takes bytes. */
function fnv128a(text: string): string {
  // the state in four digits of 32 bits, lowest first; the prime is 2^88 + 315
  let [a, b, c, d] = [0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e]
  for (let i = 0; i < text.length; i++) {
    const low = (a ^ text.charCodeAt(i)) >>> 0
    const second = b
    let sum = low * PRIME_LOW
    a = sum >>> 0
    sum = second * PRIME_LOW + ((sum / DIGIT) | 0)
    b = sum >>> 0
    // 2^88: two digits up, then 24 bits
    sum = c * PRIME_LOW + ((low << 24) >>> 0) + ((sum / DIGIT) | 0)
    c = sum >>> 0
    d = (d * PRIME_LOW + ((second << 24) >>> 0) + (low >>> 8) + ((sum / DIGIT) | 0)) >>> 0
  }
  return [d, c, b, a].map((digit) => digit.toString(16).padStart(8, '0')).join('')
}

const DIGIT = 2 ** 32
const PRIME_LOW = 0x13b
