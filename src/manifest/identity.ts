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
  const state = [0xc58d, 0x6295, 0x2175, 0x62b8, 0x0142, 0x07bb, 0x272e, 0x6c62]
  for (let i = 0; i < text.length; i++) {
    state[0] = (state[0] as number) ^ text.charCodeAt(i)
    multiply(state)
  }
  return state
    .toReversed()
    .map((digit) => digit.toString(16).padStart(4, '0'))
    .join('')
}

const PRIME_LOW = 0x13b
/** 2^88: five digits up, then 256 times. */
const SHIFT_DIGITS = 5
const SHIFT_FACTOR = 256

function multiply(state: number[]): void {
  const [s0, s1, s2] = state as [number, number, number]
  let carry = 0
  for (let i = 0; i < 8; i++) {
    const shifted = i === SHIFT_DIGITS ? s0 : i === SHIFT_DIGITS + 1 ? s1 : i === SHIFT_DIGITS + 2 ? s2 : 0
    const sum = (state[i] as number) * PRIME_LOW + shifted * SHIFT_FACTOR + carry
    state[i] = sum & 0xffff
    carry = Math.floor(sum / 0x10000)
  }
}
