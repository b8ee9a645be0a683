import type { Container } from '../../../manifest/types.ts'
import { imageNameProblem, imageOf, wholeName } from '../../node/images.ts'
import { goDuration } from '../../scenario/duration.ts'
import { hashOf } from '../../trace/ids.ts'
import type { KubeletPod } from '../kubelet-host.ts'
import type { ImageBackOff } from './backoff.ts'
import { objectProblem, objectReader } from './environment.ts'
import type { Waiting } from './pod-status.ts'

/**
 * Tells of the pull secrets of a pod that are not to be had: that is no error, and its images are pulled without them.
 *
 * A kubelet without an API is a warning, for it ends there. Follows: pkg/kubelet/kubelet_pods.go, getPullSecretsForPod (v1.33.13).
 */
export function tellPullSecrets({ node, pod, name, apiName, roots }: KubeletPod, cause: number): void {
  const { trace, release, inputs } = node
  const root = roots.field('spec.imagePullSecrets')
  if (!inputs.cluster.attached) {
    const message = `A kubelet without an API server ends by a nil pointer where it is to read a pull secret of ${name}: that is not simulated.`
    return void trace.warnOnce(message, { cause: root, pod: name })
  }
  const objects = objectReader(node, pod)
  const { namespace } = pod.metadata
  const missing: string[] = []
  for (const secret of pod.spec.imagePullSecrets) {
    const problem = objectProblem(node, namespace, 'Secret', secret, objects, 'environment')
    if (!problem) continue
    missing.push(secret)
    trace.kubeletLog(release.pullSecretLog(namespace, apiName, secret, problem.text), [root, cause])
  }
  const message = missing.length > 0 ? release.pullSecretsText?.(missing) : undefined
  if (message === undefined) return
  trace.event(name, undefined, 'Warning', 'FailedToRetrieveImagePullSecret', message, [root, cause])
}

const INITIAL_SECONDS = 10
const MAX_SECONDS = 300
/** An image that is there already is only asked for its manifest. */
const CHECK_SECONDS = 0.1
/** What it takes until a registry, or the way to it, has said no: assumed, save for a port where nobody listens. */
const FAILURE_SECONDS = { notFound: 1.2, unauthorized: 1.2, unreachable: 30, refused: 0.01 } as const

/** What became of an image: it is there, with what is said of that; or why its container waits. */
export type Ensured = { pulled: string } | { waiting: Omit<Waiting, 'until'> }

/**
 * The images of one pod's containers: whether they are on the node, and pulling them, with a back-off of its own.
 *
 * What cannot be pulled is a waiting reason.
 * Follows: pkg/kubelet/images/image_manager.go, EnsureImageExists (v1.36.2); the back-off is that of client-go/util/flowcontrol.
 */
export class ImagePulls {
  private readonly backOff: ImageBackOff
  private readonly pod: KubeletPod

  constructor(pod: KubeletPod) {
    this.backOff = pod.kubelet.imageBackOff(pod.uid)
    this.pod = pod
  }

  /** Tells at once where nothing is to be pulled. `causes`: what the start follows from. */
  ensure(container: Container, causes: readonly number[], done: (ensured: Ensured) => void): void {
    const { node } = this.pod
    const { image, imagePullPolicy } = container
    const wrong = imageNameProblem(image, node.release)
    if (wrong !== undefined) return done({ waiting: this.wrongName(container, wrong, causes) })
    const said = imageOf(node.inputs, image)
    const isPresent = said === undefined || said.present || node.pulledImages.has(wholeName(image))
    const { release } = node
    if (isPresent && imagePullPolicy !== 'Always') return done({ pulled: release.pulledText(image) })
    if (imagePullPolicy === 'Never') return done({ waiting: this.never(container, causes) })
    const held = this.backOff.get(image)
    if (held && node.engine.now - held.since < held.seconds) return done({ waiting: this.inBackOff(container, held.error, causes) })
    const pulling = this.event(container, 'Normal', 'Pulling', release.pullingText(image), causes)
    const pull = said?.pull ?? { after: CHECK_SECONDS }
    const { pulls } = this.pod.kubelet
    if (typeof pull === 'string')
      return pulls.add({
        holds: true,
        seconds: () => FAILURE_SECONDS[pull],
        done: () => done({ waiting: this.failed(container, pull, pulling) }),
      })
    const from = node.engine.now
    pulls.add({
      holds: !isPresent,
      // another pod may have pulled it meanwhile
      seconds: () => (isPresent || node.pulledImages.has(wholeName(image)) ? Math.min(pull.after, CHECK_SECONDS) : pull.after),
      done: (seconds) => {
        node.pulledImages.add(wholeName(image))
        const [took, withWaiting] = [seconds, node.engine.now - from].map((length) => goDuration(Math.round(length * 1000) / 1000))
        done({ pulled: release.pulledInText(image, took!, withWaiting!, sizeOf(image)) })
      },
    })
  }

  private wrongName(container: Container, why: string, causes: readonly number[]): Omit<Waiting, 'until'> {
    const message = this.pod.node.release.imageNameText(container.image, why)
    const told = this.event(container, 'Warning', 'InspectFailed', message, this.fromLine(container, 'image', causes))
    return { reason: 'InvalidImageName', message, cause: this.error(container, 'InvalidImageName', [told]) }
  }

  private never(container: Container, causes: readonly number[]): Omit<Waiting, 'until'> {
    const message = `Container image "${container.image}" is not present with pull policy of Never`
    const told = this.event(container, 'Warning', 'ErrImageNeverPull', message, this.fromLine(container, 'imagePullPolicy', causes))
    return { reason: 'ErrImageNeverPull', message, cause: this.error(container, 'ErrImageNeverPull', [told]) }
  }

  private inBackOff(container: Container, error: string, causes: readonly number[]): Omit<Waiting, 'until'> {
    const plain = `Back-off pulling image "${container.image}"`
    const told = this.event(container, 'Normal', 'BackOff', plain, this.fromLine(container, 'image', causes))
    const message = this.pod.node.release.pullErrorKept ? `${plain}: ErrImagePull: ${error}` : plain
    return { reason: 'ImagePullBackOff', message, cause: this.error(container, 'ImagePullBackOff', [told]) }
  }

  private failed(container: Container, why: keyof typeof FAILURE_SECONDS, pulling: number): Omit<Waiting, 'until'> {
    const { engine, release } = this.pod.node
    const { image } = container
    const before = this.backOff.get(image)
    const isOld = before !== undefined && engine.now - before.since > 2 * MAX_SECONDS
    const seconds = before && !isOld ? Math.min(2 * before.seconds, MAX_SECONDS) : INITIAL_SECONDS
    const message = release.pullErrorText(why, image, wholeName(image))
    this.backOff.set(image, { seconds, since: engine.now, error: message })
    const told = this.event(container, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`, [pulling])
    return { reason: 'ErrImagePull', message, cause: this.error(container, 'ErrImagePull', [told]) }
  }

  /** The line comes first: each further try would else go back through all those before. */
  private fromLine(container: Container, field: string, causes: readonly number[]): number[] {
    const line = this.pod.roots.ofContainer(container, field)
    return [line, ...causes.filter((cause) => cause !== line)]
  }

  private error(container: Container, what: string, causes: readonly number[]): number {
    return this.event(container, 'Warning', 'Failed', `Error: ${what}`, causes)
  }

  private event(container: Container, type: 'Normal' | 'Warning', reason: string, message: string, cause: readonly number[]): number {
    const { node, name } = this.pod
    return node.trace.event(name, container.name, type, reason, message, cause)
  }
}

/** Some size, the same for the same image. */
const sizeOf = (image: string): number => 20_000_000 + (hashOf(image) % 60_000_000)
