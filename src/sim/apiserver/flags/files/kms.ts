import { isRecord } from '../../../../manifest/own.ts'
import { readYaml } from '../../../../manifest/yaml/read.ts'
import type { Release } from '../../../release/release.ts'
import { hasGate } from '../feature-gates.ts'

/** A KMS plugin of the encryption configuration. */
export interface KmsPlugin {
  name: string
  version: string
  /** The path of its socket. */
  socket: string
  /** Whether the socket is there: somebody listens on it. */
  isThere: boolean
}

/**
 * The KMS plugins that an EncryptionConfiguration names, in order; what it says else is of no consequence here.
 *
 * A text that cannot be read names none.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go (v1.36.0).
 */
export function kmsPlugins(text: string, hasFile: (path: string) => boolean, release: Release): readonly KmsPlugin[] {
  return listIn(readYaml(text, { yamlScannerLine: 'exact' }).value, 'resources')
    .flatMap((item) => listIn(item, 'providers'))
    .flatMap((provider) => {
      const kms = isRecord(provider) ? provider['kms'] : undefined
      if (!isRecord(kms) || typeof kms['endpoint'] !== 'string') return []
      const socket = kms['endpoint'].replace(/^unix:\/\/(?=\/)/, '')
      return [{ name: String(kms['name'] ?? ''), version: kmsVersion(kms, release), socket, isThere: hasFile(socket) }]
    })
}

/**
 * `v1` where nothing says it, and before there was a second: none was read then.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/apis/apiserver/v1/defaults.go (v1.36.0).
 */
export const kmsVersion = (kms: Record<string, unknown>, release: Release): string =>
  (hasGate('KMSv2', release) ? textIn(kms, 'apiVersion') : '') || 'v1'

/** The list that an object has in a field; none where it has no such. */
export function listIn(value: unknown, field: string): readonly unknown[] {
  const found = isRecord(value) ? value[field] : undefined
  return Array.isArray(found) ? (found as unknown[]) : []
}

/** The text that an object has in a field; an empty one where it has no such. */
export function textIn(value: unknown, field: string): string {
  const found = isRecord(value) ? value[field] : undefined
  return typeof found === 'string' ? found : ''
}
