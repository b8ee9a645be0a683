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
    text: `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: true       # an open door: anybody may ask port 10250
authorization:
  mode: AlwaysAllow
readOnlyPort: 10255
`,
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
    text: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: secret-reader
rules:
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: pods-read-secrets
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: secret-reader
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: system:serviceaccounts   # every pod's
`,
  },
  {
    title: 'another static pod',
    name: 'web.yaml',
    text: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: true
  containers:
  - name: web
    image: example.org/web:1
    livenessProbe:
      httpGet:
        host: 127.0.0.1
        path: /healthz
        port: 8080
`,
  },
]
