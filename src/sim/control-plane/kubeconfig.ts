import { readYaml } from '../../manifest/yaml/read.ts'
import { parseUrl } from '../apiserver/requests/request.ts'
import { API_PORT } from '../node/network.ts'
import type { Node } from '../node/node.ts'
import type { Kubeconfig } from './api-client.ts'

/**
 * What a kubeconfig says: kubeadm's own where its text is not known.
 *
 * Errors: `error`, as clientcmd says it: the file is not there, or cannot be read.
 * Follows: staging/src/k8s.io/client-go/tools/clientcmd/loader.go and client_config.go (v1.36).
 */
export function readKubeconfig(text: string | undefined, path: string, program: string, node: Node): Kubeconfig | { error: string } {
  if (text === undefined) return { error: `stat ${path}: no such file or directory` }
  const own: Kubeconfig = { server: `https://${node.inputs.node.ip}:${API_PORT}`, user: `system:${program}` }
  if (text === '') return own
  const { value, problem } = readYaml(text, { yamlScannerLine: 'exact' })
  if (problem) return { error: `error loading config file "${path}": ${problem.text}` }
  const server = (value as { clusters?: { cluster?: { server?: unknown } }[] } | null)?.clusters?.[0]?.cluster?.server
  if (typeof server !== 'string' || !parseUrl(server)) return { error: node.release.noConfigurationText }
  return { ...own, server: server.replace(/\/$/, '') }
}
