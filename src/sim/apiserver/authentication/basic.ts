import type { ApiserverConfig } from '../config.ts'
import { decodeBase64 } from '../requests/request.ts'
import type { Authenticator } from './authenticator.ts'

/**
 * User and password against --basic-auth-file.
 *
 * Errors: a wrong pair is an error; another scheme is no opinion.
 * Follows: staging/src/k8s.io/apiserver/plugin/pkg/authenticator/password/passwordfile/passwordfile.go and
 * request/basicauth/basicauth.go (v1.9.0); gone in v1.19, see release.ts.
 */
export function basic(config: ApiserverConfig): Authenticator | undefined {
  const file = config.basicFile
  if (!file) return undefined
  return {
    name: 'basic auth file',
    because: { flag: 'basic-auth-file', file: file.file },
    authenticate({ headers }) {
      const encoded = /^basic (.*)$/i.exec(headers['authorization'] ?? '')?.[1]
      const pair = encoded === undefined ? undefined : decodeBase64(encoded)
      const colon = pair?.indexOf(':') ?? -1
      if (pair === undefined || colon < 0) return { reason: 'No user and password were sent.' }
      const row = file.rows.findLast((row) => row.name === pair.slice(0, colon))
      if (row?.secret !== pair.slice(colon + 1))
        return { error: 'invalid username/password combination', reason: 'User and password are not in the file.' }
      return { user: { name: row.name, uid: row.uid, groups: row.groups }, reason: `The password file says ${row.name}.` }
    },
  }
}
