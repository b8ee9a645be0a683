import type { Json } from '../../manifest/yaml/resolve.ts'

/** `http-get https://:6443/livez delay=10s timeout=15s period=10s #success=1 #failure=8`. */
export function probeOf(text: string): Json | undefined {
  const match =
    /^(.*?)\s*delay=(\S+?)s? timeout=(\S+?)s? period=(\S+?)s? (?:#success|successThreshold)=(\d+) (?:#failure|failureThreshold)=(\d+)(?:\s.*)?$/.exec(
      text.trim(),
    )
  if (!match) return undefined
  const [, how = '', delay, timeout, period, success, failure] = match
  const handler = handlerOf(how.trim())
  if (!handler) return undefined
  const number = (value: string | undefined): number => Math.max(0, Math.round(Number(value)) || 0)
  return {
    ...handler,
    initialDelaySeconds: number(delay),
    timeoutSeconds: Math.max(1, number(timeout)),
    periodSeconds: Math.max(1, number(period)),
    successThreshold: Math.max(1, number(success)),
    failureThreshold: Math.max(1, number(failure)),
  }
}

function handlerOf(how: string): Record<string, Json> | undefined {
  // without a host some releases put brackets round what is left: http://[:8080]/
  const http = /^http-get (https?):\/\/([^/]*?)(?::([\w-]+))?(\/.*)?$/i.exec(how.replace(/\/\/\[:([\w-]+)\]/, '//:$1'))
  if (http) {
    const [, scheme = 'http', host = '', port = '', path = ''] = http
    return {
      httpGet: {
        ...(path === '' ? {} : { path }),
        ...(host === '' ? {} : { host }),
        port: /^\d+$/.test(port) ? Number(port) : port || (scheme.toLowerCase() === 'https' ? 443 : 80),
        ...(scheme.toLowerCase() === 'https' ? { scheme: 'HTTPS' } : {}),
      },
    }
  }
  const tcp = /^tcp-socket ([^\s]*):([\w-]+)$/.exec(how)
  if (tcp) return { tcpSocket: { ...(tcp[1] ? { host: tcp[1] } : {}), port: /^\d+$/.test(tcp[2]!) ? Number(tcp[2]) : tcp[2]! } }
  const grpc = /^grpc <pod>:(\d+)\s*(\S*)$/.exec(how)
  if (grpc) return { grpc: { port: Number(grpc[1]), ...(grpc[2] ? { service: grpc[2] } : {}) } }
  const exec = /^exec \[(.*)\]$/s.exec(how)
  // where one argument ends and the next begins describe does not say
  return exec ? { exec: { command: exec[1]!.split(' ').filter((word) => word !== '') } } : undefined
}
