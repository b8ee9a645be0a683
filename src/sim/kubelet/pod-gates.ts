import type { PodGates } from '../../manifest/types.ts'
import { gateIsOn } from '../apiserver/flags/feature-gates.ts'
import type { Release } from '../release/release.ts'
import type { KubeletConfiguration } from '../scenario/inputs.ts'

/**
 * Which of the fields that hang on a gate the kubelet heeds.
 *
 * Follows: pkg/features/kube_features.go (v1.37.2).
 */
export function podGatesOf(gates: KubeletConfiguration['featureGates'] = {}, release: Release): PodGates {
  const set = Object.fromEntries(Object.entries(gates).map(([name, value]) => [name, String(value)]))
  const isOn = (gate: string): boolean => gateIsOn(gate, set, release)
  return {
    http2: isOn('H2CContainerProbe'),
    grpcTls: isOn('GRPCContainerProbeTLS'),
    restartAll: isOn('RestartAllContainersOnContainerExits'),
  }
}
