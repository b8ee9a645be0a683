import { gateIsOn } from '../../apiserver/flags/feature-gates.ts'
import type { Release } from '../../release/release.ts'
import type { KubeletConfiguration } from '../../scenario/inputs.ts'

/** Which of 1.37's fields the kubelet heeds: with their gates off it probes as if they were not there. */
export interface ProbeGates {
  /** `httpGet.protocol` */
  http2: boolean
  /** `grpc.mode` */
  grpcTls: boolean
}

/**
 * What the kubelet's gates make of them.
 *
 * Units: none. Errors: none. Follows: pkg/features/kube_features.go (v1.37.2).
 */
export function probeGatesOf(gates: KubeletConfiguration['featureGates'] = {}, release: Release): ProbeGates {
  const set = Object.fromEntries(Object.entries(gates).map(([name, value]) => [name, String(value)]))
  return { http2: gateIsOn('H2CContainerProbe', set, release), grpcTls: gateIsOn('GRPCContainerProbeTLS', set, release) }
}
