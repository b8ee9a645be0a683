import type { Origin } from '../../sim/scenario/inputs.ts'
import type { Caller } from '../../sim/scenario/scenario-programs.ts'
import { releaseOf } from '../../sim/release/release.ts'
import { type ReactElement, type CSSProperties, useMemo } from 'react'
import { AS_TYPED } from '../kit/hooks.ts'
import { Select } from '../kit/Select.tsx'
import { results } from '../state/results.ts'
import { change, type RequestForm as Form, type Who } from '../simulator/typed.ts'

/** From where a request comes, in words. */
export const FROM: Readonly<Record<Origin, string>> = { outside: 'outside', pod: 'a pod', node: 'the node' }

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

const WHO: Readonly<Record<Who, string>> = {
  anonymous: 'nobody (no credentials)',
  account: 'a pod’s service account …',
  bearer: 'a bearer token …',
  basic: 'a user with a password …',
  admin: 'kubernetes-admin, by certificate',
  kubelet: 'the kubelet, by certificate',
  apiserver: 'the kube-apiserver as the kubelet’s client, by certificate',
  stranger: 'certificate of an unknown CA',
}

/** Who asks, by the form. */
export function callerOf({ who, account, token, password }: Form, node: string, release: string): Caller {
  const admins = releaseOf(release).adminGroup
  switch (who) {
    case 'anonymous':
      return {}
    case 'account':
      return { serviceAccount: account.includes('/') ? account : `default/${account}` }
    case 'bearer':
      return { bearer: token }
    case 'basic':
      return { basic: password }
    case 'admin':
      return { certificate: { cn: 'kubernetes-admin', o: [admins], ca: 'cluster' } }
    case 'kubelet':
      return { certificate: { cn: `system:node:${node.toLowerCase()}`, o: ['system:nodes'], ca: 'cluster' } }
    case 'apiserver':
      return { certificate: { cn: 'kube-apiserver-kubelet-client', o: [admins], ca: 'cluster' } }
    case 'stranger':
      return { certificate: { cn: 'kubernetes-admin', o: ['system:masters'], ca: 'stranger' } }
  }
}

/** A service account’s token is in a pod. */
function asWhom(who: Who): Partial<Form> {
  return who === 'account' ? { who, from: 'pod' } : { who }
}

/** Who asks, from where, for what. */
export function RequestForm({
  form,
  from: origin,
  url,
  urls,
}: {
  form: Form
  from: Origin
  url: string
  urls: readonly string[]
}): ReactElement {
  return (
    <form className="ask-form" aria-label="Request" onSubmit={(event) => event.preventDefault()}>
      <div className="row">
        <Select
          label="From"
          className="from"
          value={origin}
          options={Object.entries(FROM) as [Origin, string][]}
          set={(from) => change({ from })}
        />
        <Select
          label="As"
          className="as"
          value={form.who}
          options={Object.entries(WHO) as [Who, string][]}
          set={(who) => change(asWhom(who))}
        />
      </div>
      {form.who === 'account' && <Credential label="namespace/name" value={form.account} onChange={(account) => change({ account })} />}
      {form.who === 'bearer' && (
        <Credential label="Token" value={form.token} placeholder="any text" onChange={(token) => change({ token })} />
      )}
      {form.who === 'basic' && <Credential label="user:password" value={form.password} onChange={(password) => change({ password })} />}
      <div className="row">
        <Select
          label={<span className="hidden-text">Method</span>}
          className="method"
          value={form.method}
          options={METHODS}
          set={(method) => change({ method })}
        />
        <label className="url" style={{ '--letters': url.length } as CSSProperties}>
          <span className="hidden-text">URL</span>
          <Typed list="usual-urls" value={url} onChange={(value) => change({ url: value })} />
          <datalist id="usual-urls">
            {urls.map((url) => (
              <option key={url}>{url}</option>
            ))}
          </datalist>
        </label>
      </div>
    </form>
  )
}

interface TypedProps {
  value: string
  placeholder?: string
  list?: string
  onChange: (value: string) => void
}

function Typed({ onChange, ...props }: TypedProps): ReactElement {
  return <input type="text" className="mono" {...AS_TYPED} {...props} onChange={(event) => onChange(event.target.value)} />
}

function Credential({ label, ...props }: TypedProps & { label: string }): ReactElement {
  return (
    <label className="credential">
      {label}
      <Typed {...props} />
    </label>
  )
}

interface Usual {
  hasApiserver: boolean
  url: string
  from: Origin
  urls: readonly string[]
}

/** What one would ask a lane: its kube-apiserver, or where it has none what its pods' probes ask. */
export function useUsual(lane: string, ip: string): Usual {
  const result = results((state) => state.lanes[lane])
  return useMemo(() => {
    const hasApiserver = !result || result.containers.some((container) => container.isApiserver)
    return usualOf(hasApiserver ? null : result.index.targets, ip)
  }, [result, ip])
}

/** `targets`: what the probes ask, where there is no kube-apiserver. */
export function usualOf(targets: readonly string[] | null, ip: string): Usual {
  const all = usualUrls(ip)
  if (!targets) return { hasApiserver: true, url: all[0]!, from: 'outside', urls: all }
  const probed = targets.flatMap((target) => (target.startsWith('GET ') ? [target.slice(4)] : []))
  const urls = [...probed, ...all.filter((url) => /:(10250|10255|10248)\//.test(url))]
  return { hasApiserver: false, url: urls[0]!, from: 'node', urls }
}

function usualUrls(ip: string): string[] {
  const secure = [
    '/healthz',
    '/livez',
    '/livez?verbose',
    '/readyz',
    '/version',
    '/api/v1/namespaces/kube-system/pods',
    '/api/v1/namespaces/kube-system/secrets',
    '/api/v1/namespaces/kube-system/configmaps',
    '/api/v1/namespaces/kube-public/configmaps/cluster-info',
    '/api/v1/nodes',
    '/metrics',
  ].map((path) => `https://${ip}:6443${path}`)
  const insecure = [
    `http://127.0.0.1:8888/healthz`,
    `http://127.0.0.1:8888/api/v1/namespaces/kube-system/secrets`,
    `http://${ip}:8888/healthz`,
    `http://127.0.0.1:8080/version`,
  ]
  const kubelet = ['/pods', '/metrics', '/logs/', '/configz', '/healthz'].map((path) => `https://${ip}:10250${path}`)
  return [...secure, ...insecure, ...kubelet, `http://${ip}:10255/pods`, 'http://127.0.0.1:10248/healthz']
}
