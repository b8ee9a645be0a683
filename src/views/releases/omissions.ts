export interface Omission {
  what: string
  /** What happens instead. */
  instead: string
}

/** What a real node does and this model does not, as far as it could change a restart or an answer. */
export const NOT_SIMULATED: readonly Omission[] = [
  {
    what: 'Images',
    instead:
      'Whether one is there, what it holds and how pulling it ends is what `images` says. Of any other nothing is known: it is there, and holds whatever program is asked for.',
  },
  {
    what: 'CPU, disk, and memory of a whole pod',
    instead:
      'A program takes the time and the memory that its script says, and is killed beyond its container’s limit. Nothing is throttled or evicted. A machine without CPU to spare is one where the scenario has containers start late.',
  },
  {
    what: 'A wall clock that is set',
    instead:
      'The node’s clock runs evenly. A kubelet compares its back-off and a probe’s initial delay with that clock, so a jump would shorten or lengthen them.',
  },
  {
    what: 'How a slow kube-apiserver slows the kubelet',
    instead:
      'What is slow are the answers to probes and to requests; what the kubelet writes itself, mirror pods and statuses, comes at once.',
  },
  { what: 'Eviction and preemption', instead: 'The node is never under pressure, and no pod goes for another.' },
  {
    what: 'Volumes of other kinds',
    instead:
      'hostPath, secret, configMap and projected are mounted or not as the node and the API have it; any other volume is always mounted. What a node of kubeadm’s has, beside the scenario’s files, is a list.',
  },
  {
    what: 'Real programs',
    instead:
      'kube-apiserver, etcd, kube-controller-manager and kube-scheduler are modelled as far as they read their flags and files, serve, elect a leader and end. Any other container does what its script under `processes` says; without one it listens where its manifest says so, answers 200, and ends on SIGTERM as programs of its kind do.',
  },
  {
    what: 'Fields of a pod and flags that no rule reads',
    instead:
      'Node affinity, runtime classes, sysctls, profiles, owners of files, devices, other volumes and the like: where one could matter, the editor, the shell and the verdicts say at its line that it is not simulated.',
  },
  { what: 'UDP, DNS and proxies', instead: 'No name is known but localhost and the node’s own; probes go straight to an address.' },
  {
    what: 'Network policies and CNI',
    instead: 'Each pod without hostNetwork has a fixed address; the firewall knows ports and where a request comes from.',
  },
  {
    what: 'Container garbage collection',
    instead: 'It can take the last exited instance away, and then the next kill restarts at once. Here that instance always stays.',
  },
  {
    what: 'When a resync or a retry falls due',
    instead: 'A kubelet draws it at random. Here the seed does, or the scenario pins it; the recordings’ own draws were read off them.',
  },
  { what: 'The machine’s own latencies', instead: 'Pulling, creating and starting take their measured medians, every time.' },
  {
    what: 'The kubelet’s own troubles',
    instead:
      'It restarts, and the node reboots, when the scenario says so, and its client certificate may run out. Its health, its serving certificate and the rotation of both are left out.',
  },
  {
    what: 'Pods that the API assigns',
    instead:
      'Only static pods and their mirrors, which can be deleted. No scheduler places anything, and of all controllers only the one that watches nodes does its work: nobody gathers garbage, or fills an aggregated role.',
  },
  { what: 'A changed stop signal', instead: 'A process always gets SIGTERM first, whatever its image or `stopSignal` says.' },
  {
    what: 'Ephemeral containers, readiness gates, restart rules of a container’s own, deadlines',
    instead: 'They are decoded and checked; the page says at the field that nothing comes of them.',
  },
  {
    what: 'Feature gates of the kubelet',
    instead: 'Each release runs with its defaults: no shorter maximum of the back-off, no in-place resize, no checkpoint.',
  },
  { what: 'Log rotation and termination messages', instead: 'Logs grow for ever, and a status carries no message of the process.' },
  {
    what: 'etcd’s own inside',
    instead:
      'One member: the static pod where there is one, else one outside that is up, down or hung as the scenario says. No quorum, no compaction, no room that runs out; where nothing keeps its data it is said that it is lost, and the objects stay. They are those of a fresh kubeadm cluster; roles, bindings, Secrets, ConfigMaps, service accounts and namespaces can be changed, by the scenario and by kubectl.',
  },
  {
    what: 'Admission, webhooks, aggregated APIs',
    instead:
      'Their flags are checked. Writes of roles, bindings, Secrets, ConfigMaps, service accounts and namespaces are carried out, and deleting pods; any other gets no further than authorization. No other server is asked.',
  },
  {
    what: 'OIDC and webhook authentication, ABAC and webhook authorization',
    instead: 'Their flags are checked, but not what they name. They know nobody, and have no opinion.',
  },
  {
    what: 'Signatures of tokens',
    instead:
      'In place of a service account’s signature stands a number that anybody could work out of what it signs: it tells a token of this cluster from one that was changed, and protects nothing.',
  },
  {
    what: 'Writes by curl in the terminal',
    instead: 'They are answered, but the run stays as it is; kubectl’s writes are actions of the scenario.',
  },
  {
    what: 'TLS itself',
    instead:
      'A certificate is a name, its groups, the authority that signed it and its dates; keys, versions and ciphers are not looked at.',
  },
  { what: 'Rate limits and audit', instead: 'No request is turned away for there being too many; the audit log is not written.' },
  { what: 'Several control planes', instead: 'One node, one kube-apiserver, no load balancer.' },
  {
    what: 'Windows, CRI-O',
    instead: 'Linux with containerd, or with Docker, which kubelets up to 1.23 know by themselves; `runtime` says which.',
  },
]
