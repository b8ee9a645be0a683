import type { Moment } from '../../sim/trace/moment.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { done, type Output } from '../shell/output.ts'
import { type Acting, reach } from './reach.ts'

/**
 * `kubectl config view`: admin.conf, without its secrets.
 *
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/config/view.go (v1.37.2).
 */
export function configView({ inputs }: Moment): Output {
  const { hiddenAuthority, hiddenCertificate, emptyPreferences } = releaseOf(inputs.kubernetes)
  return done(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${hiddenAuthority}
    server: https://${inputs.node.ip}:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
${emptyPreferences ? 'preferences: {}\n' : ''}users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${hiddenCertificate}
    client-key-data: ${hiddenCertificate}
`)
}

/**
 * `kubectl cluster-info`.
 *
 * Units: `at` in seconds on the simulated clock. Errors: returned, in kubectl's words.
 * Follows: staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go (v1.37.2).
 */
export function clusterInfo(moment: Moment, acting: Acting): Output {
  const dump = "To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n"
  const reached = reach(moment, { path: '/api/v1/namespaces/kube-system/services', words: 'get services' }, acting)
  if (!reached.answers) return { ...reached, stdout: `\n${dump}`, screen: `\n${dump}${reached.stderr}` }
  const { controlPlaneWord } = releaseOf(moment.inputs.kubernetes)
  return done(`${controlPlaneWord} is running at https://${moment.inputs.node.ip}:6443\n\n${dump}`)
}
