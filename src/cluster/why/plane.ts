import type { Fix } from './finding.ts'
import type { Subject } from './subjects.ts'

/** What a kube-apiserver's failed probe most often comes from, by its words and its flags. */
export function ofServer(
  { command = [], spec, container, image = '', pod }: Subject,
  output: string,
): { means: string; fix: Fix } | undefined {
  const isServer = container === 'kube-apiserver' || /kube-apiserver/.test(`${image} ${pod}`) || /\[[+-]\]poststarthook\//.test(output)
  if (!isServer) return undefined
  const flag = (name: string): string | undefined => command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  const status = /statuscode: (\d{3})/.exec(output)?.[1]
  if (status === '401' || status === '403') {
    const isOff = flag('anonymous-auth') === 'false'
    return {
      means: isOff
        ? 'anonymous requests are off (--anonymous-auth=false): the kubelet asks without credentials'
        : 'anonymous requests are off or may not read its health: the kubelet asks without credentials',
      fix: {
        text: 'Let anonymous requests at the health paths alone',
        change: 'AuthenticationConfiguration, anonymous.conditions: /livez, /readyz, /healthz (1.31 and later), or --anonymous-auth=true',
        price: 'who asks without credentials is answered there',
      },
    }
  }
  const [port, asked] = [flag('secure-port'), spec?.probes.liveness?.port]
  if (/refused/.test(output) && port !== undefined && asked !== undefined && port !== String(asked))
    return {
      means: `the probe asks at port ${asked}, and it listens on ${port} (--secure-port)`,
      fix: { text: `Ask at port ${port}`, change: `livenessProbe.httpGet.port: ${port}`, price: 'nothing' },
    }
  if (status === '500' || /timeout|deadline|Timeout|\[-\]etcd/.test(output))
    return {
      means: 'etcd is away, slow or out of space: its health check waits for etcd',
      fix: {
        text: 'Look at etcd first',
        change: 'crictl logs of etcd; etcdctl endpoint status, alarm list; the disk’s latency',
        price: 'nothing',
      },
    }
  return undefined
}
