import type { FlagReader, Wrong } from './flag-reader.ts'
import type { Release } from '../../release/release.ts'
import { validateEmulation } from './emulated-version.ts'

/** Of the flags of any API server, those whose values have a form of their own. */
export const GENERIC_FORMS = [
  'strict-transport-security-directives',
  'emulated-version',
  'emulation-forward-compatible',
  'runtime-config-emulation-forward-compatible',
]

/**
 * What is wrong with those flags.
 *
 * Units: none. Errors: the texts, each with its flags.
 * Follows: staging/src/k8s.io/apiserver/pkg/server/options/server_run_options.go, Validate (v1.31.0, v1.34.0).
 */
export function validateForms(flags: FlagReader, release: Release): Wrong[] {
  return [...validateTransport(flags), ...validateEmulation(flags, release)]
}

function validateTransport(flags: FlagReader): Wrong[] {
  const flag = 'strict-transport-security-directives'
  return flags
    .list(flag)
    .filter((one) => !/^(includeSubDomains|preload|max-age=[^=]*)$/.test(one))
    .map((one) => [
      one.trim() === ''
        ? `empty value in ${flag}`
        : `--${flag} invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information`,
      flag,
    ])
}
