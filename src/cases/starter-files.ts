import kubelet from './starter/kubelet-configuration.yaml?raw'
import roles from './starter/roles.yaml?raw'
import web from './starter/web.yaml?raw'
import { healthOnly } from '../sim/apiserver/flags/health-only.ts'

/** Files that a person may add to a lane, with a text to begin with. */
export interface StarterFile {
  title: string
  /** A bare name stands in the static-pod directory, an absolute path anywhere else on the host. */
  name: string
  text: string
  /** Its objects are in etcd from the start. */
  inEtcd?: true
}

export const STARTER_FILES: readonly StarterFile[] = [
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
