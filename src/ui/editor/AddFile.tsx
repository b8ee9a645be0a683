import type { ReactElement } from 'react'
import { writeFile, writeObjects } from '../state/actions.ts'
import { useStore } from '../state/store.ts'
import kubelet from '../../cases/starter/kubelet-configuration.yaml?raw'
import roles from '../../cases/starter/roles.yaml?raw'
import web from '../../cases/starter/web.yaml?raw'
import { healthOnly } from '../../sim/apiserver/flags/health-only.ts'

/** Files that a person may add to a lane, with a text to begin with. */
interface StarterFile {
  title: string
  /** A bare name stands in the static-pod directory, an absolute path anywhere else on the host. */
  name: string
  text: string
  /** Its objects are in etcd from the start. */
  inEtcd?: true
}

const STARTER_FILES: readonly StarterFile[] = [
  {
    title: "the kubelet's configuration",
    name: '/var/lib/kubelet/config.yaml',
    text: kubelet,
  },
  {
    title: 'an authentication configuration (--authentication-config)',
    name: '/etc/kubernetes/pki/auth.yaml',
    text: healthOnly('v1'),
  },
  {
    title: 'a token file (--token-auth-file)',
    name: '/etc/kubernetes/pki/tokens.csv',
    text: 'sesame,probe,1000,"probes"\n',
  },
  {
    title: 'roles and bindings in etcd',
    name: '/root/roles.yaml',
    inEtcd: true,
    text: roles,
  },
  {
    title: 'another static pod',
    name: 'web.yaml',
    text: web,
  },
]

/**
 * A second file beside the manifest: the kubelet's configuration, one that a flag names, or another pod.
 *
 * @public The page loads it by its name, once it is needed.
 */
export function AddFile({ lane, has }: { lane: string; has: readonly string[] }): ReactElement {
  const left = STARTER_FILES.filter(({ name }) => !has.includes(name))
  return (
    <select
      aria-label="Add a file"
      value=""
      disabled={left.length === 0}
      onChange={(event) => {
        const starter = STARTER_FILES.find(({ name }) => name === event.target.value)
        if (!starter) return
        const write = starter.inEtcd ? writeObjects : writeFile
        write(lane, starter.name, starter.text)
        useStore.setState({ file: starter.name })
        event.target.closest<HTMLElement>('[popover]')?.hidePopover()
      }}
    >
      <option value="">Add a file …</option>
      {left.map(({ name, title }) => (
        <option key={name} value={name}>
          {title}: {name}
        </option>
      ))}
    </select>
  )
}
