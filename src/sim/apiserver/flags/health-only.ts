/** An AuthenticationConfiguration, of a version, that lets anonymous requests see the paths of health and nothing else. */
export function healthOnly(version: 'v1beta1' | 'v1'): string {
  return `apiVersion: apiserver.config.k8s.io/${version}
kind: AuthenticationConfiguration
anonymous:
  enabled: true
  conditions:
  - path: /livez
  - path: /readyz
  - path: /healthz
`
}
