import type { ReactElement, ReactNode } from 'react'
import './two-runs.css'
import './evidence.css'
import { useModal } from '../kit/hooks.ts'
import { leave } from '../state/route.ts'

/** A view over the whole page; Escape, Back and its button leave it. */
export function FullPage({ title, children }: { title: string; children: ReactNode }): ReactElement {
  const dialog = useModal()
  return (
    <dialog className="evidence" ref={dialog} aria-labelledby="evidence-title" onClose={leave}>
      <div className="evidence-bar">
        <h2 id="evidence-title" tabIndex={-1}>
          {title}
        </h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
      <div className="evidence-body">{children}</div>
    </dialog>
  )
}

/** Upstream's file at a tag; a row may name several, and a few name another project. */
export function Sources({ paths, tag }: { paths: readonly string[]; tag: string }): ReactElement {
  return (
    <span className="wrap sources">
      {paths.map((path) => {
        const href = addressOf(path, tag)
        return (
          <a key={path} href={href} rel="noreferrer" target="_blank">
            {path}
          </a>
        )
      })}
    </span>
  )
}

/** A sentence of ours: what stands between backticks is code. */
export function Words({ of }: { of: string }): ReactElement {
  // The places of the parts are all that tells them apart.
  // oxlint-disable-next-line react/no-array-index-key
  return <>{of.split('`').map((part, n) => (n % 2 ? <code key={n}>{part}</code> : part))}</>
}

/** Other projects that rows name, and the branch or tag that is shown. */
const PROJECTS: ReadonlyMap<string, string> = new Map([
  ['cri-tools', 'kubernetes-sigs/cri-tools/blob/master'],
  ['etcd', 'etcd-io/etcd/blob/v3.4.0'],
  ['google.golang.org/grpc', 'grpc/grpc-go/blob/master'],
  ['moby', 'moby/moby/blob/v18.06.0-ce'],
])

function addressOf(path: string, tag: string): string {
  const [, go, whose = '', inner] = /^(Go )?([\w./-]+): (.+)$/.exec(path) ?? []
  if (go) return `https://github.com/golang/go/blob/go${whose}/src/${inner}`
  const repository = PROJECTS.get(whose)
  if (repository) return `https://github.com/${repository}/${inner}`
  return `https://github.com/kubernetes/kubernetes/blob/${tag}/${path}`
}
