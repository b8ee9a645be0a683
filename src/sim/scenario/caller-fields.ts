import { parseUrl } from '../apiserver/requests/request.ts'
import type { Caller } from './caller.ts'
import { closer, describe } from './schema.ts'
import { type Check, list, name, object, oneOf, optional, string, whole, withDefault } from './check.ts'

/** A port's number. */
export const port = whole(1, 65535)

const serviceAccount: Check<string> = describe(
  () => ({ type: 'string', pattern: '^[a-z0-9-]+/[a-z0-9.-]+$' }),
  (value, at) => {
    const found = name('a service account as namespace/name')(value, at)
    if (found !== '' && !/^[a-z0-9-]+\/[a-z0-9.-]+$/.test(found)) at.wrong('VALUE', value, 'a service account as namespace/name')
    return found
  },
)

const callerFields = object({
  bearer: optional(string()),
  basic: optional(string('user:password')),
  certificate: optional(
    object({
      cn: string(),
      o: withDefault(list(string()), []),
      ca: withDefault(oneOf(['cluster', 'stranger', 'front-proxy', 'etcd']), 'cluster'),
    }),
  ),
  serviceAccount: optional(serviceAccount),
})

/** Who asks. */
export const caller: Check<Caller> = closer(callerFields, (value, at) => {
  const found: Caller = callerFields(value, at)
  const headers = (['bearer', 'basic', 'serviceAccount'] as const).filter((text) => found[text] !== undefined)
  if (headers.length > 1) at.wrong('VALUE', value, `one of ${headers.join(', ')}: a request has one Authorization header`)
  return found
})

/** Whom a program asks. */
export const url: Check<string> = describe(
  () => ({ type: 'string', description: 'a URL such as https://127.0.0.1:6443/livez' }),
  (value, at) => {
    if (typeof value === 'string' && parseUrl(value)) return value
    at.wrong(typeof value === 'string' ? 'VALUE' : 'TYPE', value, 'a URL such as https://127.0.0.1:6443/livez')
    return 'http://127.0.0.1/'
  },
)
