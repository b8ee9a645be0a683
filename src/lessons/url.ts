import { type Check, name } from '../sim/scenario/check.ts'
import { closer } from '../sim/scenario/schema.ts'
import { parseUrl } from '../sim/apiserver/requests/request.ts'

const text = name('a URL')

/** What can be asked for: a question to nowhere would be answered the same by every fix. */
export const url: Check<string> = closer(text, (value, at) => {
  const found = text(value, at)
  if (found !== '' && !parseUrl(found)) at.wrong('VALUE', value, 'a URL such as https://192.168.1.100:6443/version')
  return found
})
