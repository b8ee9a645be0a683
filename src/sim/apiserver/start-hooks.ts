import type { ApiserverConfig } from './config.ts'

/** Once etcd is there, the client of a server that has started without it finds it so much later: 9 to 19 s. */
export const ETCD_SEEN_SECONDS = 14

/** The hooks' first try comes a second after they begin, which is a moment after the server's first answer. */
const FIRST_TRY_SECONDS = 1.2
/** What a request waits for etcd: one that reads, one that writes. */
const READ_SECONDS = 60
const WRITE_SECONDS = 30

/** When a post-start hook gives up, and the server with it. */
export interface HookEnd {
  /** Seconds since the server's first answer. */
  after: number
  /** The line in its log. */
  says: string
  /** While the port is closed, a try that would follow fails at once. */
  onlyInShutdown: boolean
}

const failed = (hook: string, what: string): string =>
  `F hooks.go:188] PostStartHook "${hook}" failed: unable to initialize ${what}: timed out waiting for the condition`
const ROLES = failed('rbac/bootstrap-roles', 'roles')
const CLIENT_CA = failed('ca-registration', 'client CA configmap')

/**
 * How a server ends that has started without etcd and does not wait for it: its hooks try for 30 s, and once more; each of their
 * requests waits as long as the server lets it. In order of time.
 *
 * Units: seconds. Without RBAC and without a client CA no hook gives up.
 * Follows: pkg/registry/rbac/rest/storage_rbac.go, EnsureRBACPolicy; pkg/master/client_ca_hook.go;
 * staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go, parseTimeout (v1.9.4).
 */
export function hookEnds(config: ApiserverConfig): HookEnd[] {
  const end = (seconds: number, says: string, onlyInShutdown: boolean) => ({ after: FIRST_TRY_SECONDS + seconds, says, onlyInShutdown })
  const roles = config.authorization.modes.includes('RBAC') ? [end(READ_SECONDS, ROLES, true), end(2 * READ_SECONDS, ROLES, false)] : []
  // reads the namespace, then writes it
  const tries = READ_SECONDS + WRITE_SECONDS
  const clientCA =
    config.clientCA || config.requestHeader
      ? [
          end(READ_SECONDS, CLIENT_CA, true),
          end(tries, CLIENT_CA, true),
          end(tries + READ_SECONDS, CLIENT_CA, true),
          end(2 * tries, CLIENT_CA, false),
        ]
      : []
  return [...roles, ...clientCA].toSorted((a, b) => a.after - b.after)
}
