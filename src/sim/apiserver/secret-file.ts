import type { SecretRow } from './config.ts'

/**
 * Reads a token file or a basic-auth file: secret, user name, user uid, and optionally groups in one quoted column.
 *
 * Units: none.
 * Errors: returned in upstream's words; empty and repeated secrets are only warned of, and the last one counts.
 * Follows: staging/src/k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go, NewCSV (v1.36.2); passwordfile.go (v1.9.0).
 */
export function readSecrets(text: string, file: string, kind: 'token' | 'basic auth'): { rows: SecretRow[]; warnings: string[]; error?: string } {
  const rows: SecretRow[] = []
  const warnings: string[] = []
  const { records, error } = readCsv(text)
  if (error !== undefined) return { rows, warnings, error }
  let number = 0
  for (const columns of records) {
    number++
    if (columns.length < 3) {
      const names = kind === 'token' ? '(token, user name, user uid)' : '(password, user name, user uid)'
      return { rows, warnings, error: `${kind === 'token' ? 'token' : 'password'} file '${file}' must have at least 3 columns ${names}, found ${columns.length}` }
    }
    const [secret = '', name = '', uid = '', groups = ''] = columns
    if (kind === 'token' && secret === '') {
      warnings.push(`empty token has been found in token file '${file}', record number '${number}'`)
      continue
    }
    if (kind === 'token' && rows.some((row) => row.secret === secret)) warnings.push(`duplicate token has been found in token file '${file}', record number '${number}'`)
    rows.push({ secret, name, uid, groups: groups === '' ? [] : groups.split(',') })
  }
  return { rows, warnings }
}

/** Go's encoding/csv: fields may be quoted, `""` is a quote, empty lines are skipped. */
function readCsv(text: string): { records: string[][]; error?: string } {
  const records: string[][] = []
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (line === '') continue
    const fields: string[] = []
    let at = 0
    while (at <= line.length) {
      if (line[at] !== '"') {
        const end = line.indexOf(',', at) < 0 ? line.length : line.indexOf(',', at)
        const field = line.slice(at, end)
        if (field.includes('"')) return { records, error: `parse error on line ${i + 1}, column ${at + field.indexOf('"') + 1}: bare " in non-quoted-field` }
        fields.push(field)
        at = end + 1
        continue
      }
      const quoted = /^"((?:[^"]|"")*)"/.exec(line.slice(at))
      if (!quoted) return { records, error: `record on line ${i + 1}; parse error on line ${i + 2}, column 0: extraneous or missing " in quoted-field` }
      fields.push(quoted[1]!.replaceAll('""', '"'))
      at += quoted[0].length
      if (at < line.length && line[at] !== ',') return { records, error: `parse error on line ${i + 1}, column ${at + 1}: extraneous or missing " in quoted-field` }
      at++
      if (at > line.length) break
    }
    records.push(fields)
  }
  return { records }
}
