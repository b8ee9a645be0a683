import type { QuestionId } from './cell.ts'

/** A question that is asked of every lane. */
export interface Question {
  id: QuestionId
  /** Over its column. */
  head: string
  /** Exactly what is asked, in one sentence. */
  definition: string
  /** As a person says it to whom it matters. */
  matters: string
  /** Only a simulated kube-apiserver can be asked. */
  server: boolean
}

/** In the order of the columns. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'calm', head: 'Restarts, calm', matters: 'No needless restarts', server: false,
    definition: 'How often the kubelet starts the lane’s containers again in 30 minutes in which nothing goes wrong (the scenario’s own actions are left out), and whether its pods are ready at 30:00.',
  },
  {
    id: 'hang', head: 'Hang ends', matters: 'A hang is noticed', server: false,
    definition: 'How long it takes from a SIGSTOP of the main process at 10:00, or as soon after it as it is up, until its container is started again; never means not within 20 minutes.',
  },
  {
    id: 'etcd', head: 'Restarts, etcd lost', matters: 'A lost etcd restarts nothing', server: true,
    definition: 'How often the kube-apiserver is started again in the 10 minutes after etcd is killed at 10:00 and stays down, which helps nobody, and whether the pod still counts as ready; a second number is for an etcd that is stopped (SIGSTOP) instead, where it differs.',
  },
  {
    id: 'crash', head: 'After a crash', matters: 'A crash is soon over', server: false,
    definition: 'How long it takes from the end of the main process with exit code 1 at 10:00, or as soon after it as it is up, until it serves again.',
  },
  {
    id: 'edit', head: 'After an edit', matters: 'An edit is soon over', server: false,
    definition: 'How long it takes from an edit of the manifest at 10:00 that adds one annotation until the new pod serves, and for how long of that nobody serves.',
  },
  {
    id: 'outside', head: 'Read from outside', matters: 'Nobody outside reads anything', server: true,
    definition: 'What a request without credentials may read from outside the cluster at 2:00, of 15 paths of the kube-apiserver, on its secure and its insecure port.',
  },
  {
    id: 'pod', head: 'Read from a pod', matters: 'Pods read nothing', server: true,
    definition: 'What a request without credentials may read from a pod of the cluster at 2:00, of the same paths on the same ports.',
  },
  {
    id: 'node', head: 'Read from the node', matters: 'Programs on the node read nothing', server: true,
    definition: 'What a request without credentials may read from the node itself at 2:00, of the same paths on the same ports, 127.0.0.1 included.',
  },
  {
    id: 'account', head: 'A pod’s account', matters: 'A pod’s account reads no more', server: true,
    definition: 'What a request from a pod with the token of its service account, default in the namespace default, may read at 2:00, of the same paths on the secure port.',
  },
  {
    id: 'kubelet', head: 'Kubelet’s ports', matters: 'The kubelet tells nobody', server: true,
    definition: 'What a request without credentials may read of the kubelet at 2:00, of 7 paths on 10250 and on its read-only port, one that runs a command included, and from how far away.',
  },
  {
    id: 'admin', head: 'Admin ports', matters: 'No open admin port', server: true,
    definition: 'Ports on which a request without credentials may list all secrets, or run a command in a container, at 2:00, and from where.',
  },
  {
    id: 'secrets', head: 'Spec’s secrets', matters: 'No secret in the spec', server: true,
    definition: 'Tokens and passwords that stand in the httpHeaders, env, command and args of the lane’s pods, where whoever may read the pod reads them; accepted means that the kube-apiserver does not answer 401 to a request with one at 2:00.',
  },
  {
    id: 'runs', head: 'Runs on', matters: 'Runs on today’s release', server: true,
    definition: 'Releases from 1.9 to 1.37 on which the same files bring up a kube-apiserver that serves, and is not ended by anybody, in the first 6 minutes.',
  },
  {
    id: 'passes', head: 'Probes pass on', matters: 'Its probes pass on today’s release', server: true,
    definition: 'Releases from 1.9 to 1.37 on which, besides, each of its probes has passed last and the pod is ready after 6 minutes.',
  },
]
