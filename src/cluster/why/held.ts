import { type Finding, type Fix, RULES } from './finding.ts'
import type { Subject } from './subjects.ts'

/** What keeps a pod's containers from being made, by the words of an event or a state. */
interface Hold {
  reasons: RegExp
  words: RegExp
  /** Its status in a table of pods, where that is all that there is. */
  status?: RegExp
  text: (words: string) => string
  fix: (words: string) => Fix
  rules?: Finding['rules']
  help?: string
}

const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}

const HOLDS: readonly Hold[] = [
  {
    reasons: /^Failed$/,
    words:
      /couldn't find key|(?:secret|configmap) "[^"]+" not found|references non-existent (?:secret|config) key|runAsNonRoot|CreateContainerConfigError|host IP unknown|failed to sync (?:secret|configmap) cache/i,
    status: /^CreateContainerConfigError$/,
    text: (words) => {
      const key = /couldn't find key (\S+) in (Secret|ConfigMap) (\S+)/.exec(words)
      const gone = /(secret|configmap) "([^"]+)" not found/.exec(words)
      if (key) return `it cannot be made (CreateContainerConfigError): the ${key[2]} ${key[3]} has no key ${key[1]}`
      if (gone)
        return `it cannot be made (CreateContainerConfigError): the ${gone[1] === 'secret' ? 'Secret' : 'ConfigMap'} ${gone[2]} is not there`
      if (/runAsNonRoot/.test(words))
        return `it cannot be made (CreateContainerConfigError): runAsNonRoot is asked for, and the image runs as root: “${short(words)}”`
      return `it cannot be made (CreateContainerConfigError)${words === '' ? '; what is missing is not in the text' : `: “${short(words)}”`}`
    },
    fix: (words) =>
      /runAsNonRoot/.test(words)
        ? { text: 'Name a user that is not root', change: 'securityContext.runAsUser: 1000', price: 'files may belong to root' }
        : {
            text: 'Create what is missing, or correct its name or key',
            change: /couldn't find key (\S+) in (\w+)/.exec(words)?.slice(1).join(' in ') ?? 'env.valueFrom, envFrom',
            price: 'nothing',
          },
    rules: [RULES.config],
    help: 'kubectl describe pod says which Secret, ConfigMap or key is missing (Failed).',
  },
  {
    reasons: /^(?:Failed|BackOff|ErrImageNeverPull|InspectFailed)$/,
    words:
      /Failed to pull image|ErrImagePull|ImagePullBackOff|Back-off pulling image|ErrImageNeverPull|InvalidImageName|couldn't parse image|is not present with pull policy of Never/,
    status: /^(?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable)$/,
    text: (words) => {
      const image = /image "([^"]+)"/.exec(words)?.[1]
      const why = /manifest unknown|not found|does not exist|NotFound/i.test(words)
        ? 'there is no such image or tag'
        : /unauthorized|authentication required|denied|forbidden|no basic auth/i.test(words)
          ? 'the registry does not let it in'
          : /no such host|timeout|refused|unreachable|deadline|EOF/i.test(words)
            ? 'the registry does not answer'
            : /toomanyrequests|rate limit/i.test(words)
              ? 'the registry’s rate limit is met'
              : /x509|certificate/i.test(words)
                ? 'the registry’s certificate is not trusted'
                : /no match for platform|no matching manifest/i.test(words)
                  ? 'the image has no build for the node’s processor'
                  : /Never/.test(words)
                    ? 'it is not on the node, and may not be pulled (imagePullPolicy: Never)'
                    : undefined
      return `its image${image === undefined ? '' : ` ${image}`} cannot be pulled${why === undefined ? '' : `: ${why}`}${words === '' ? ' (ImagePullBackOff); why is not in the text' : `, “${short(words)}”`}`
    },
    fix: (words) =>
      /unauthorized|authentication|denied|forbidden|no basic auth/i.test(words)
        ? { text: 'Give the pod the registry’s credentials', change: 'imagePullSecrets', price: 'a Secret to keep' }
        : {
            text: 'Correct the image’s name or tag, or make the registry reachable from the node',
            change: 'spec.containers[].image',
            price: 'nothing',
          },
    help: 'kubectl describe pod has the registry’s words (Failed).',
  },
  {
    reasons: /^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/,
    words: /./,
    text: (words) => {
      const volume = /for volume "([^"]+)"/.exec(words)?.[1]
      const gone = /(secret|configmap|persistentvolumeclaim) "([^"]+)" not found/.exec(words)
      if (gone)
        return `its volume ${volume ?? gone[2]} cannot be mounted: the ${{ secret: 'Secret', configmap: 'ConfigMap' }[gone[1]!] ?? gone[1]} ${gone[2]} is not there, so the pod stays in ContainerCreating`
      if (/Multi-Attach/.test(words))
        return `its volume${volume === undefined ? '' : ` ${volume}`} is attached to another node still (Multi-Attach): “${short(words)}”`
      return `a volume cannot be mounted, so the pod stays in ContainerCreating: “${short(words)}”`
    },
    fix: (words) => {
      const gone = /(secret|configmap) "([^"]+)" not found/.exec(words)
      return gone
        ? {
            text: `Create the ${gone[1] === 'secret' ? 'Secret' : 'ConfigMap'} ${gone[2]}, or correct its name`,
            change: `kubectl create ${gone[1] === 'secret' ? 'secret generic' : 'configmap'} ${gone[2]} …`,
            price: 'nothing',
          }
        : { text: 'Make the volume available on that node', change: 'volumes, or the claim that it names', price: 'nothing' }
    },
  },
  {
    reasons: /^(?:FailedCreatePodSandBox|NetworkNotReady|FailedCreatePodContainer)$/,
    words: /./,
    text: (words) => `its sandbox or network cannot be made: “${short(words)}”`,
    fix: () => ({
      text: 'Look at the network plugin and the runtime of that node',
      change: 'the CNI’s pods in kube-system; journalctl -u containerd',
      price: 'nothing',
    }),
  },
  {
    reasons: /^FailedCreate$/,
    words: /./,
    text: (words) => `its pods are not created: “${short(words)}”`,
    fix: (words) =>
      /quota/.test(words)
        ? { text: 'Ask for less, or raise the quota', change: 'resources, or the ResourceQuota', price: 'room in the namespace' }
        : { text: 'Make the pod such that it is admitted', change: 'the template, or the policy that refuses it', price: 'nothing' },
  },
  {
    reasons: /^FailedScheduling$/,
    words: /./,
    status: /^Pending$/,
    text: (words) => (words === '' ? 'it is Pending; why no node takes it is not in the text' : `no node takes it: “${short(words)}”`),
    fix: (words) =>
      /Insufficient (\S+)/.test(words)
        ? {
            text: `Request less ${/Insufficient (\w+)/.exec(words)![1]}, or add a node`,
            change: 'resources.requests',
            price: 'a node, or less room for the pod',
          }
        : /taint/.test(words)
          ? { text: 'Let it tolerate the taint, or take the taint away', change: 'tolerations', price: 'it may run where it was kept away' }
          : {
              text: 'Make its claims, selectors and affinities such that a node fits',
              change: 'nodeSelector, affinity, PersistentVolumeClaim',
              price: 'nothing',
            },
    help: 'kubectl describe pod has the scheduler’s words (FailedScheduling).',
  },
  {
    reasons: /^$/,
    words: /$./,
    status: /^(?:ContainerCreating|PodInitializing)$/,
    text: () => 'its containers are not made yet (ContainerCreating); what holds them up is not in the text',
    fix: () => ({ text: '', change: '', price: '' }),
    help: 'kubectl describe pod says what it waits for: a volume, the network, the image.',
  },
]

/** It has never run, and why: nothing restarts then. */
export function notHeld(subject: Subject): Finding | undefined {
  const { events, state, lastState, row, restarts = 0 } = subject
  const hasRun =
    lastState !== undefined ||
    state?.is === 'running' ||
    restarts > 0 ||
    events.some(
      ({ reason, message }) =>
        reason === 'Started' || reason === 'Killing' || reason === 'Unhealthy' || (reason === 'BackOff' && /restarting/.test(message)),
    )
  for (const { reasons, words, status, text, fix, rules, help } of HOLDS) {
    const own = events.filter(
      (event) =>
        reasons.test(event.reason) &&
        words.test(event.message) &&
        !/^Error: (?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/.test(event.message),
    )
    const event =
      own.findLast(({ message }) => /Multi-Attach|not found|denied|unauthorized|couldn't find/i.test(message)) ??
      own.findLast(({ message }) => !/^Back-off pulling/.test(message)) ??
      own.at(-1)
    const inState = state?.is === 'waiting' && status?.test(state.reason ?? '') ? state : undefined
    const isRow = row !== undefined && status?.test(row.status) === true
    if (!event && !inState && !isRow) continue
    // it runs in spite of it, or ran before and the table says that it waits for something else
    const isNow = inState !== undefined || isRow
    if (hasRun && !isNow) continue
    if (isRow && !event && (row.status === 'Pending' ? row.restarts > 0 : false)) continue
    const after = event && events.some((eventFacts) => eventFacts.reason === 'Started' && eventFacts.last > event.last)
    if (after && !isNow) continue
    const said = event?.message ?? inState?.message ?? ''
    const isTold = said !== ''
    const advice = isTold ? fix(said) : undefined
    return {
      is: 'held',
      text: text(said),
      isCertain: isTold,
      isKnown: isTold,
      lines: [event?.line ?? inState?.line ?? row?.line ?? 0],
      ...(rules ? { rules } : {}),
      ...(advice && advice.text !== '' ? { fix: advice } : {}),
      help: isTold || help === undefined ? [] : [help],
    }
  }
  return undefined
}
