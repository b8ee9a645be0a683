import type { Release } from '../../../release/release.ts'
import type { SecretRow } from '../../config.ts'
import { readCsv } from './csv.ts'

/**
 * Reads a token file or a basic-auth file: secret, user name, user uid, and optionally groups in one quoted column.
 *
 * Errors: returned in upstream's words; empty and repeated secrets are only warned of, and the last one counts.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go, NewCSV (v1.36.2); passwordfile.go (v1.9.0).
 */
export function readSecrets(
  text: string,
  file: string,
  kind: 'token' | 'basic auth',
  release: Release,
): { rows: SecretRow[]; warnings: string[]; error?: string } {
  const rows: SecretRow[] = []
  const warnings: string[] = []
  const { records, error } = readCsv(text, release)
  if (error !== undefined) return { rows, warnings, error }
  let number = 0
  for (const columns of records) {
    number++
    if (columns.length < 3) {
      const names = kind === 'token' ? '(token, user name, user uid)' : '(password, user name, user uid)'
      return {
        rows,
        warnings,
        error: `${kind === 'token' ? 'token' : 'password'} file '${file}' must have at least 3 columns ${names}, found ${columns.length}`,
      }
    }
    const [secret = '', name = '', uid = '', groups = ''] = columns
    if (kind === 'token' && secret === '') {
      warnings.push(`empty token has been found in token file '${file}', record number '${number}'`)
      continue
    }
    if (kind === 'token' && rows.some((row) => row.secret === secret))
      warnings.push(`duplicate token has been found in token file '${file}', record number '${number}'`)
    rows.push({ secret, name, uid, groups: groups === '' ? [] : groups.split(',') })
  }
  return { rows, warnings }
}
