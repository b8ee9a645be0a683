import { MANIFEST_DIRECTORY } from '../../node/file-changes.ts'
import type { Release } from '../../release/release.ts'
import type { KubeletSettings } from '../configuration.ts'

/**
 * /configz: the configuration that the kubelet runs with, as far as it matters to who is let in and what runs.
 *
 * Units: lengths as Go writes them.
 * Follows: staging/src/k8s.io/component-base/configz/configz.go and staging/src/k8s.io/kubelet/config/v1beta1/types.go (v1.37.2).
 */
export function configz(settings: KubeletSettings, { manifestField }: Release): string {
  const { authentication, authorization, readOnlyPort, clientCA, webhookTokens, address, port, healthzPort, healthzBindAddress } = settings
  const kubeletconfig = {
    ...(manifestField === 'podManifestPath' ? { configTrialDuration: '10m0s' } : { enableServer: true }),
    [manifestField]: MANIFEST_DIRECTORY,
    syncFrequency: '1m0s',
    fileCheckFrequency: '20s',
    httpCheckFrequency: '20s',
    ...(manifestField === 'podManifestPath' ? { manifestURL: '', manifestURLHeader: null, enableServer: true } : {}),
    address,
    port,
    ...(readOnlyPort === 0 ? {} : { readOnlyPort }),
    authentication: {
      x509: clientCA === undefined ? {} : { clientCAFile: clientCA },
      webhook: { enabled: webhookTokens, cacheTTL: '2m0s' },
      anonymous: authentication.anonymous,
    },
    authorization: { mode: authorization.mode, webhook: { cacheAuthorizedTTL: '5m0s', cacheUnauthorizedTTL: '30s' } },
    enableDebuggingHandlers: true,
    healthzPort,
    healthzBindAddress,
  }
  return `${JSON.stringify({ kubeletconfig })}\n`
}
