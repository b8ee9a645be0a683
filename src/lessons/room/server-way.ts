import type { ApiserverConfig } from '../../sim/apiserver/config.ts'
import { same } from './pod-way.ts'
import type { Phrase } from './phrases.ts'

const HEALTH = /^\/(?:healthz|livez|readyz)(?:\/|$)/

/** Flags whose effect is told, and the files that they name. */
export const TOLD_FLAGS: readonly string[] = [
  'anonymous-auth',
  'authentication-config',
  'authorization-config',
  'authorization-mode',
  'basic-auth-file',
  'bind-address',
  'client-ca-file',
  'insecure-bind-address',
  'insecure-port',
  'secure-port',
  'token-auth-file',
]

/**
 * What was done to a kube-apiserver: read off what it makes of its flags and files, whichever they are. A side that is undefined has
 * refused them.
 */
export function serverPhrases(old: ApiserverConfig | undefined, young: ApiserverConfig | undefined): Phrase[] {
  if (!old || !young)
    return old ? [{ text: 'flags that the server refuses' }] : young ? [{ text: 'flags that the server takes again' }] : []
  const texts = [
    anonymous(old.anonymous, young.anonymous),
    door(old.insecure, young.insecure),
    same(old.secure, young.secure) ? '' : `server moved to port ${young.secure.port}`,
    rows(old.tokenFile?.rows, young.tokenFile?.rows, 'token file'),
    rows(old.basicFile?.rows, young.basicFile?.rows, 'password file'),
    modes(old.authorization.modes, young.authorization.modes),
    same(old.clientCA?.authority, young.clientCA?.authority) ? '' : 'another CA for clients',
  ]
  return texts.filter(Boolean).map((text) => ({ text }))
}

type Anonymous = ApiserverConfig['anonymous']

function anonymous(old: Anonymous, young: Anonymous): string {
  const reach = ({ enabled, paths }: Anonymous): string =>
    !enabled
      ? 'refused'
      : !paths
        ? 'allowed'
        : paths.every((path) => HEALTH.test(path))
          ? 'allowed for health pages only'
          : 'allowed for some pages'
  return reach(old) === reach(young) ? '' : `anonymous requests ${reach(young)}`
}

function door(old: ApiserverConfig['insecure'], young: ApiserverConfig['insecure']): string {
  if (same(old, young)) return ''
  if (!young) return 'insecure port closed'
  return `insecure port opened ${/^(?:127\.|::1|localhost)/.test(young.bind) ? 'on the node alone' : 'to everybody'}`
}

function rows(old: readonly unknown[] | undefined, young: readonly unknown[] | undefined, what: string): string {
  if (same(old, young)) return ''
  return !young ? `${what} taken away` : old ? `${what} changed` : `${what} given to the server`
}

function modes(old: readonly string[], young: readonly string[]): string {
  if (same(old, young)) return ''
  return young.includes('AlwaysAllow') ? 'everything allowed to everybody' : `authorization by ${young.join(', ') || 'nobody'}`
}
