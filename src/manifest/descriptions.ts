/** Hover texts of the editor: a sentence a field, by struct and field. Fields that no rule of the model reads have none. */
const DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PodSpec: {
    containers: 'The containers of the pod; all of them run at the same time, once the init containers are done.',
    initContainers: 'Run one after another before the containers start; one with restartPolicy Always is a side-car that goes on running.',
    restartPolicy:
      'What the kubelet does when a container has ended: Always starts it again, OnFailure only after an exit code other than 0, Never does not.',
    terminationGracePeriodSeconds:
      'How long a container may take from SIGTERM to its end before it gets SIGKILL; 30 where nothing is said.',
    hostNetwork: 'The pod uses the network of its node: its address is the node’s, and its ports are taken on the node.',
    volumes: 'What the containers may mount, by name.',
  },
  Container: {
    name: 'Names the container in events, logs and statuses; must be unique in the pod.',
    image: 'What is started. Without a tag, or with the tag latest, it is pulled at every start.',
    command: 'The program and its arguments, in place of the image’s entry point.',
    args: 'Arguments for the image’s entry point, or for command.',
    ports: 'Ports that the program listens on. A name given here can stand for the number in a probe.',
    restartPolicy: 'On an init container, Always makes it a side-car.',
    livenessProbe:
      'Asked again and again while the container runs; when it has failed failureThreshold times in a row, the container is killed and started anew.',
    readinessProbe: 'Asked again and again while the container runs; while it fails the pod is not Ready, but nothing is restarted.',
    startupProbe:
      'Until it has succeeded once, the two other probes wait; when it has failed failureThreshold times in a row, the container is killed.',
    lifecycle: 'Hooks that run right after the container’s start and right before its end.',
    imagePullPolicy: 'Whether the image is fetched at each start (Always), only where it is not there yet (IfNotPresent), or Never.',
    volumeMounts: 'Which of the pod’s volumes the container sees, and where.',
  },
  Probe: {
    exec: 'Runs a command inside the container; exit code 0 is a success.',
    httpGet: 'Sends a GET request; a status from 200 to 399 is a success, 401 and 403 are failures like any other.',
    tcpSocket: 'Opens a TCP connection; that it opens is the success, nothing is sent.',
    grpc: 'Calls the gRPC health service on a port.',
    initialDelaySeconds: 'How many seconds after the container’s start the probe is first sent; 0 where nothing is said.',
    timeoutSeconds: 'After how many seconds without an answer the probe has failed; 1 where nothing is said.',
    periodSeconds: 'How many seconds lie between two probes; 10 where nothing is said.',
    successThreshold: 'How many successes in a row turn a failed probe good again; must be 1 for liveness and startup.',
    failureThreshold: 'How many failures in a row it takes; 3 where nothing is said.',
    terminationGracePeriodSeconds: 'The grace of a container killed by this probe, in place of the pod’s.',
  },
  HTTPGetAction: {
    host: 'Where the request goes; the pod’s own address where nothing is said.',
    path: 'The path of the request; / where nothing is said.',
    port: 'A number, or the name of one of this container’s ports.',
    scheme: 'HTTP or HTTPS. The certificate is not checked, and no client certificate is sent: to the server the kubelet is anonymous.',
    httpHeaders: 'Headers to send along, such as Authorization.',
  },
  HTTPHeader: { name: 'The header’s name.', value: 'The header’s value.' },
  TCPSocketAction: {
    host: 'Where the connection goes; the pod’s own address where nothing is said.',
    port: 'A number, or the name of one of this container’s ports.',
  },
  GRPCAction: { port: 'The port of the gRPC server; must be a number.', service: 'The service name that the health request asks about.' },
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
    namespace: 'Where the mirror pod appears; default where nothing is said.',
    uid: 'The pod’s identity. Where nothing is said, the kubelet makes it from the content, so every real edit is a new pod.',
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
