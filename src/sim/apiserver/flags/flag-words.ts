import type { FieldError } from '../../../manifest/field-error.ts'
import type { Release } from '../../release/release.ts'
import { quoteGo } from '../../../manifest/go/strconv.ts'

/**
 * Several errors as one text, as Go's aggregate prints them.
 *
 * Follows: staging/src/k8s.io/apimachinery/pkg/util/errors/errors.go, aggregate.Error (v1.36.2).
 */
export function aggregate(errors: readonly string[]): string {
  const different = [...new Set(errors)]
  return different.length === 1 ? different[0]! : `[${different.join(', ')}]`
}

/** What is wrong with several fields, as one text. */
export const aggregateFields = (errors: readonly FieldError[]): string => aggregate(errors.map(({ text }) => text))

/**
 * The lines with which the program ends because of an error after its flags were read.
 *
 * Follows: staging/src/k8s.io/component-base/cli/run.go (v1.36.2); printed by cobra up to v1.22, by main.go in v1.9.
 */
export function sayFailed(error: string, release: Release): string[] {
  if (release.commandFailedLog) return [`E ${release.commandFailedAt}] "command failed" err=${inKlog(error)}`]
  if (release.flagErrorsExit2) return [error]
  return release.usagePrinted ? [`Error: ${error}`, 'Usage:', '  kube-apiserver [flags]', `error: ${error}`] : [`Error: ${error}`]
}

/**
 * The lines with which the program ends because its flags cannot be read.
 *
 * Follows: spf13/cobra, Command.ExecuteC; spf13/pflag, FlagSet.failf for v1.9 (its list of flags is left out).
 */
export function sayBadFlags(error: string, release: Release): string[] {
  if (release.flagErrorsExit2) return [error, 'Usage of kube-apiserver:']
  return release.usagePrinted ? sayFailed(error, release) : [`Error: ${error}`]
}

/** What wants etcd first: the leases of the servers that proxy to each other, those behind the Service kubernetes, or the objects. */
export type FirstInEtcd = 'peers' | 'leases' | 'objects'

/** Without etcd the client's own time is over, be it that nobody listens; only the client up to 1.15 says the latter. */
const DEADLINE = 'context deadline exceeded'

/**
 * The lines and the exit code with which a start ends that finds no etcd; `refusing` is the server that refuses connections, if one
 * does. What Go prints of the storage's configuration, and of the stack, is left out.
 *
 * Follows: staging/src/k8s.io/apiserver/pkg/registry/generic/storage_decorator.go (v1.15);
 * staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go, NewREST (v1.18).
 */
export function sayWithoutEtcd(refusing: string | undefined, first: FirstInEtcd, release: Release): { says: string[]; exit: number } {
  const fatal = isFatal(release)
  const error =
    fatal && refusing !== undefined ? `dial tcp ${refusing.replace(/^\w+:\/\//, '')}: ${release.refusedCall}: connection refused` : DEADLINE
  return sayNoStorage(error, first, release)
}

/**
 * The lines and the exit code of a start whose client of etcd cannot be made.
 *
 * Follows: as `sayWithoutEtcd`; pkg/controlplane/instance.go, createLeaseReconciler, and pkg/controlplane/apiserver/config.go,
 * CreatePeerEndpointLeaseReconciler (v1.36.2): either makes a storage of its own.
 */
export function sayNoStorage(error: string, first: FirstInEtcd, release: Release): { says: string[]; exit: number } {
  const ofLeases = `error creating storage factory: ${error}`
  if (first === 'leases') return { says: [`F ${release.controlPlaneFile}:…] Error creating leases: ${ofLeases}`], exit: 255 }
  if (release.withoutEtcd === 'panic') return { says: [`panic: ${error}`], exit: 2 }
  if (!isFatal(release)) return { says: sayFailed(first === 'peers' ? ofLeases : error, release), exit: 1 }
  return { says: [`F storage_decorator.go:57] Unable to create storage backend: config (…), err (${error})`], exit: 255 }
}

/** Whether a start that finds no storage ends in klog's Fatal. */
export const isFatal = ({ withoutEtcd }: Release): boolean => withoutEtcd === 'hooks' || withoutEtcd === 'fatal'

/** klog puts a text of several lines in a block of its own. */
function inKlog(text: string): string {
  return text.includes('\n') ? `<\n\t${text.split('\n').join('\n\t')}\n >` : quoteGo(text)
}
