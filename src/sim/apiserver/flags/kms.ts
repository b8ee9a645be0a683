import { isRecord } from '../../../manifest/own.ts'
import { readYaml } from '../../../manifest/yaml/read.ts'

/** A KMS plugin of the encryption configuration. */
export interface KmsPlugin {
  name: string
  /** `v1` where nothing says it. */
  version: string
  /** The path of its socket. */
  socket: string
  /** Whether the socket is there: somebody listens on it. */
  isThere: boolean
}

/**
 * The KMS plugins that an EncryptionConfiguration names, in order; what it says else is of no consequence here.
 *
 * Errors: none; a text that cannot be read names none.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go (v1.36.0).
 */
export function kmsPlugins(text: string, hasFile: (path: string) => boolean): readonly KmsPlugin[] {
  return listOf(readYaml(text, { yamlScannerLine: 'exact' }).value, 'resources')
    .flatMap((one) => listOf(one, 'providers'))
    .flatMap((provider) => {
      const kms = isRecord(provider) ? provider['kms'] : undefined
      if (!isRecord(kms) || typeof kms['endpoint'] !== 'string') return []
      const socket = kms['endpoint'].replace(/^unix:\/\/(?=\/)/, '')
      return [{ name: String(kms['name'] ?? ''), version: String(kms['apiVersion'] ?? 'v1'), socket, isThere: hasFile(socket) }]
    })
}

function listOf(value: unknown, field: string): readonly unknown[] {
  const found = isRecord(value) ? value[field] : undefined
  return Array.isArray(found) ? (found as unknown[]) : []
}
