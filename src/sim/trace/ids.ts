/** Who runs a node's containers, as its ids say; a release has it, and its tables use this file. */
interface Runtime {
  readonly runtime: string
}

/** FNV-1a: 32 bits, the same for the same text; enough to tell one text from another. `salt` gives others of the same text. */
export function hashOf(text: string, salt = 0): number {
  let hash = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1)
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * A name of hex digits for something that has none in the trace: a container, an image, a sandbox. The same text gives the
 * same digits.
 *
 * Units: `digits` to give. Real ids are random.
 */
export function hexId(text: string, digits = 64): string {
  let out = ''
  for (let block = 0; out.length < digits; block++) {
    let hash = hashOf(text, block + 1)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
    out += ((hash ^ (hash >>> 15)) >>> 0).toString(16).padStart(8, '0')
  }
  return out.slice(0, digits)
}

/** The id of a container's life. Units: `attempt` counts from 0. */
export function containerId(uid: string, container: string, attempt: number): string {
  return hexId(`${uid}/${container}/${attempt}`)
}

/**
 * A container's id as its status has it, the runtime's name before it.
 *
 * Follows: pkg/kubelet/container/runtime.go, ContainerID (v1.37.2).
 */
export function runtimeId({ runtime }: Runtime, id: string): string {
  return `${runtime}://${id}`
}

/** An image's id as a container's status has it. */
export function imageId({ runtime }: Runtime, image: string): string {
  const [name = '', digest = `sha256:${hexId(image)}`] = image.split('@')
  return runtime === 'docker' ? `docker-pullable://${name.replace(/:[^/:]*$/, '')}@${digest}` : `sha256:${hexId(image)}`
}
