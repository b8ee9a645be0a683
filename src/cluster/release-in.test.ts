import { expect, it } from 'vitest'
import { incidentOf } from './cluster-incident.ts'

const described = (date: string, from = 'kubelet', image = 'registry.example.com/shop:2'): string => `Name:             shop-0
Namespace:        default
Node:             node-1/10.0.3.17
Start Time:       ${date} 07:12:04 +0000
Status:           Running
IP:               10.0.3.17
Containers:
  shop:
    Image:          ${image}
    Port:           8080/TCP
    State:          Running
      Started:      ${date} 07:12:06 +0000
    Ready:          True
    Restart Count:  0
    Mounts:
      /etc/shop from conf (ro)
      /data/logs from logs (rw,path="today")
      /token from token-abc (ro)
Volumes:
  conf:
    Type:          HostPath (bare host directory volume)
    Path:          /srv/shop
    HostPathType:  Directory
  logs:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     
    SizeLimit:  <unset>
  token-abc:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  token-abc
    Optional:    false
Events:
  Type    Reason   Age  From     Message
  ----    ------   ---- ----     -------
  Normal  Started  34s  ${from}  Started container shop
`
const PROBE = 'output="HTTP probe failed with statuscode: 503"'
const structured = `I0309 07:12:35.120000    9 prober.go:107] "Probe failed" probeType="Liveness" pod="default/shop-0" containerName="shop" probeResult="failure" ${PROBE}\n`
const older =
  'I0309 07:12:35.120000    9 prober.go:116] Liveness probe for "shop-0_default(fc13):shop" failed (failure): HTTP probe failed with statuscode: 503\n'

it.each([
  [
    'a node behind the kubelet',
    described('Fri, 09 Mar 2029', 'kubelet, node-1'),
    '1.18',
    /1\.18 is assumed, the newest that it can be: its describe names the node/,
  ],
  ['its day', described('Wed, 09 Feb 2022'), '1.23', /1\.23 is assumed, the newest that it can be: the texts are of 2022-02/],
  ['a log without structure', older, '1.20', /1\.20 is assumed, the newest that it can be: its kubelet writes logs without structure/],
  ['an image of all programs in one', described('Fri, 09 Mar 2029', 'kubelet', 'k8s.gcr.io/hyperkube:v1.13.2'), '1.13', /^$/],
  ['nothing', described('Fri, 09 Mar 2029'), '1.37', /1\.37 is assumed\. kubectl version/],
])('takes a release that the texts can be of: %s', (_, text, release, said) => {
  const incident = incidentOf([text], '1.37')
  expect(incident.release).toBe(release)
  expect(incident.untold.filter((line) => line.startsWith('The cluster’s release')).join('')).toMatch(said)
})

it('takes an older one for newer logs, and any that a person has asked for', () => {
  expect(incidentOf([structured], '1.9').release).toBe('1.21')
  expect(incidentOf([structured], '1.9', true).release).toBe('1.9')
  expect(incidentOf([older], '1.30', true).release).toBe('1.30')
})

it('takes volumes of the node out of a description, and its network from its address', () => {
  const { document } = incidentOf([described('Fri, 09 Mar 2029')], '1.37')
  const [text] = Object.values(document!.lanes[1]!.manifests!)
  expect(text).toContain('hostNetwork: true')
  expect(text).toMatch(/- name: conf\n +hostPath:\n +path: \/srv\/shop\n +type: Directory/)
  expect(text).toMatch(/- name: conf\n +mountPath: \/etc\/shop\n +readOnly: true/)
  expect(text).toMatch(/- name: logs\n +mountPath: \/data\/logs\n +subPath: today/)
  expect(text).not.toContain('token')
})

it('takes the node’s address from the manifest of a kube-apiserver where no text has it', () => {
  const server = `apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver-node-1, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    image: registry.k8s.io/kube-apiserver:v1.34.1
    command: [kube-apiserver, --advertise-address=172.20.9.4]
`
  const journal = structured.replace('default/shop-0', 'kube-system/kube-apiserver-node-1').replace('"shop"', '"kube-apiserver"')
  expect(incidentOf([server, journal], '1.37').document!.node.ip).toBe('172.20.9.4')
})

it('takes the oldest that is simulated where the words are of an older one', () => {
  const events = `FirstSeen  LastSeen  Count  From  SubObjectPath  Type  Reason  Message
  9m         10s       4      kubelet, node-1  spec.containers{shop}  Warning  BackOff  Back-off restarting failed container
  9m         2m        4      kubelet, node-1  spec.containers{shop}  Normal   Killing  Killing container with id docker://shop:Container failed liveness probe.. Container will be killed and recreated.`
  expect(incidentOf([events], '1.37').release).toBe('1.9')
})
