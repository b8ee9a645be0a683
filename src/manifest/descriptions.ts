/** Hover texts of the editor: a sentence a field, by struct and field. Fields that no rule of the model reads have none. */
const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PodSpec: {
    containers: 'The containers of the pod; all of them run at the same time, once the init containers are done.',
    initContainers: 'Run one after another before the containers start; one with restartPolicy Always goes on running, a side-car.',
    restartPolicy: 'Whether a container that has ended is started again: Always, OnFailure (after an exit code other than 0) or Never.',
    terminationGracePeriodSeconds: 'How long a container may take from SIGTERM to its end before it gets SIGKILL; 30 by default.',
    hostNetwork: 'The pod uses its node’s network: its address is the node’s, and its ports are taken there.',
    volumes: 'What the containers may mount, by name.',
  },
  Container: {
    name: 'The container’s name in events, logs and statuses; unique in the pod.',
    image: 'What is started. Without a tag, or with the tag latest, it is pulled at every start.',
    command: 'The program and its arguments, in place of the image’s entry point.',
    args: 'Arguments for the image’s entry point, or for command.',
    ports: 'Ports that the program listens on; a probe may ask them by name.',
    restartPolicy: 'Always makes an init container a side-car; from 1.35 on any container may have its own.',
    livenessProbe:
      'Asked again and again while the container runs; failureThreshold failures in a row, and the container is killed and started anew.',
    readinessProbe: 'Asked again and again while the container runs; while it fails the pod is not Ready, and nothing is restarted.',
    startupProbe:
      'Until it has succeeded once, the two other probes wait; failureThreshold failures in a row, and the container is killed.',
    lifecycle: 'Hooks that run right after the container’s start and right before its end.',
    imagePullPolicy: 'Whether the image is fetched at each start (Always), only where it is missing (IfNotPresent), or Never.',
    volumeMounts: 'Which of the pod’s volumes the container sees, and where.',
  },
  Probe: {
    exec: 'Runs a command inside the container; exit code 0 is a success.',
    httpGet: 'Sends a GET request; a status from 200 to 399 is a success, 401 and 403 are failures like any other.',
    tcpSocket: 'Opens a TCP connection; that it opens is the success, nothing is sent.',
    grpc: 'Calls the gRPC health service on a port.',
    initialDelaySeconds: 'Seconds from the container’s start until the probe is first sent; 0 by default.',
    timeoutSeconds: 'After how many seconds without an answer the probe has failed; 1 by default.',
    periodSeconds: 'How many seconds lie between two probes; 10 by default.',
    successThreshold: 'How many successes in a row turn a failed probe good again; must be 1 for liveness and startup.',
    failureThreshold: 'How many failures in a row it takes; 3 by default.',
    terminationGracePeriodSeconds: 'The grace of a container killed by this probe, in place of the pod’s.',
  },
  HTTPGetAction: {
    host: 'Where the request goes; the pod’s own address by default.',
    path: 'The path of the request; / by default.',
    port: 'A number, or the name of one of this container’s ports.',
    scheme: 'HTTP or HTTPS. The certificate is not checked, and none is sent: the kubelet is anonymous to the server.',
    httpHeaders: 'Headers to send along, such as Authorization.',
  },
  HTTPHeader: { name: 'The header’s name.', value: 'The header’s value.' },
  TCPSocketAction: {
    host: 'Where the connection goes; the pod’s own address by default.',
    port: 'A number, or the name of one of this container’s ports.',
  },
  GRPCAction: { port: 'The gRPC server’s port, a number.', service: 'The service that the request asks about.' },
  ExecAction: { command: 'The program and its arguments. No shell is involved unless you name one.' },
  Lifecycle: {
    postStart: 'Runs right after the container’s start; if it fails, the container is killed.',
    preStop: 'Runs before the container gets SIGTERM; its time counts against the grace period.',
  },
  LifecycleHandler: {
    exec: 'Runs a command inside the container.',
    httpGet: 'Sends a GET request.',
    sleep: 'Waits for some seconds.',
  },
  SleepAction: { seconds: 'How long to wait.' },
  ContainerPort: {
    name: 'Stands for the number in probes: at most 15 small letters, digits and hyphens.',
    containerPort: 'The port that the program listens on.',
    hostPort: 'The port on the node; with hostNetwork it must equal containerPort.',
    protocol: 'TCP, UDP or SCTP.',
  },
  ObjectMeta: {
    name: 'The pod’s name; the kubelet appends a hyphen and the node’s name.',
    namespace: 'Where the mirror pod appears; default by default.',
    uid: 'The pod’s identity. By default it is made from the content, so every real edit is a new pod.',
  },
}

/**
 * What a field does, in a sentence, for a person who points at it.
 *
 * Errors: none; undefined for a field that has no text. Follows: nothing upstream; the sentences are our own.
 */
export function describeField(struct: string, field: string): string | undefined {
  return DESCRIPTIONS[struct]?.[field]
}
