import { Apiserver } from '../apiserver/server.ts'
import type { Node } from '../node/node.ts'
import type { Program } from '../node/process.ts'
import type { KnownProgram } from '../node/who-runs.ts'
import { etcdProgram } from './etcd.ts'
import { managerProgram } from './manager.ts'

/** The programs that are simulated by themselves. `isElsewhere`: whether the cluster's kube-apiserver is none of this node's pods. */
export const simulatedPrograms = (node: Node, isElsewhere: () => boolean): Record<KnownProgram, Program> => ({
  'kube-apiserver': { servesAPI: true, make: (site) => new Apiserver(node, site) },
  etcd: etcdProgram(node),
  'kube-controller-manager': managerProgram('kube-controller-manager', node, isElsewhere),
  'kube-scheduler': managerProgram('kube-scheduler', node, isElsewhere),
})
