import { setPodResourceDefaults } from './pod-resources.ts'
import { type ObjectTree, child, childOrEmpty, children, containersIn, flag, number, text } from './tree.ts'
import { newObject } from './yaml/decode-yaml.ts'
import { type ManifestRules, PROBE_DEFAULTS } from './types.ts'

type Filled = Pick<ManifestRules, 'podResourcesFilled' | 'imagePolicyFilled'>

/**
 * Fills in what a Pod leaves open, in place.
 *
 * Units: seconds.
 * Follows: pkg/apis/core/v1/defaults.go, SetDefaults_Pod, _PodSpec, _Container, _Probe, _HTTPGetAction, _Volume, and
 * zz_generated.defaults.go (v1.37.2).
 */
export function setDefaults(pod: ObjectTree, { podResourcesFilled, imagePolicyFilled }: Filled): void {
  const spec = (pod['spec'] ??= newObject()) as ObjectTree
  const hostNetwork = flag(spec, 'hostNetwork')
  preset(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  })
  spec['securityContext'] ??= newObject()
  spec['enableServiceLinks'] ??= true
  if (text(spec, 'serviceAccountName') === '' && text(spec, 'serviceAccount') !== '')
    spec['serviceAccountName'] = text(spec, 'serviceAccount')
  for (const volume of children(spec, 'volumes')) setVolumeDefaults(volume, imagePolicyFilled)
  const lists = ['initContainers', 'containers', 'ephemeralContainers']
  for (const [container] of containersIn(spec, lists)) setContainerDefaults(container, hostNetwork)
  if (podResourcesFilled) setPodResourceDefaults(spec)
}

function setContainerDefaults(container: ObjectTree, hostNetwork: boolean): void {
  preset(container, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' })
  preset(container, { imagePullPolicy: isLatest(text(container, 'image')) ? 'Always' : 'IfNotPresent' })
  for (const port of children(container, 'ports')) {
    preset(port, { protocol: 'TCP' })
    if (hostNetwork && number(port, 'hostPort') === 0 && number(port, 'containerPort') !== 0)
      port['hostPort'] = number(port, 'containerPort')
  }
  for (const variable of children(container, 'env')) setFieldRefDefaults(child(variable, 'valueFrom'))
  setResourceDefaults(container)
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = child(container, name)
    if (!probe) continue
    preset(probe, PROBE_DEFAULTS)
    setHandlerDefaults(probe)
  }
  const lifecycle = childOrEmpty(container, 'lifecycle')
  for (const hook of ['postStart', 'preStop']) setHandlerDefaults(childOrEmpty(lifecycle, hook))
}

function setHandlerDefaults(handler: ObjectTree): void {
  const http = child(handler, 'httpGet')
  if (http) preset(http, { path: '/', scheme: 'HTTP' })
  const grpc = child(handler, 'grpc')
  if (grpc) grpc['service'] ??= ''
}

/** A limit without a request is a request as well. */
function setResourceDefaults(container: ObjectTree): void {
  const resources = child(container, 'resources')
  const limits = resources && child(resources, 'limits')
  if (!resources || !limits) return
  const requests = (resources['requests'] ??= newObject()) as ObjectTree
  for (const [name, limit] of Object.entries(limits)) requests[name] ??= limit
}

function setVolumeDefaults(volume: ObjectTree, imagePolicyFilled: boolean): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = newObject()
  const image = child(volume, 'image')
  if (image && imagePolicyFilled) preset(image, { pullPolicy: isLatest(text(image, 'reference')) ? 'Always' : 'IfNotPresent' })
  const hostPath = child(volume, 'hostPath')
  if (hostPath) hostPath['type'] ??= ''
  for (const name of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const source = child(volume, name)
    if (source) source['defaultMode'] ??= 0o644
  }
  for (const source of children(childOrEmpty(volume, 'projected'), 'sources')) {
    const token = child(source, 'serviceAccountToken')
    if (token) token['expirationSeconds'] ??= 3600
    for (const file of children(childOrEmpty(source, 'downwardAPI'), 'items')) setFieldRefDefaults(file)
  }
  for (const file of children(childOrEmpty(volume, 'downwardAPI'), 'items')) setFieldRefDefaults(file)
}

function setFieldRefDefaults(of: ObjectTree | undefined): void {
  const field = child(of ?? newObject(), 'fieldRef')
  if (field) preset(field, { apiVersion: 'v1' })
}

/** Fills in what is missing; a zero that Go cannot tell from that is not decoded. */
function preset(of: ObjectTree, values: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(values)) of[name] ??= value
}

/** No tag and no digest is `latest` too. Follows: pkg/util/parsers/parsers.go, ParseImageName (v1.37.2). */
function isLatest(image: string): boolean {
  const [name = '', digest] = image.split('@')
  const tag = /:([^/:]*)$/.exec(name)?.[1]
  return tag === undefined ? digest === undefined : tag === 'latest'
}
