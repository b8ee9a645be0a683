import { expect, it } from 'vitest'
import { podInputs } from '../../sim/fixture.ts'
import { problemsOf } from './problems.ts'

const notes = (fields: string) =>
  problemsOf({
    ...podInputs({}),
    files: { '/var/lib/kubelet/config.yaml': `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n${fields}\n` },
  })
    .problems.filter(({ file }) => file === '/var/lib/kubelet/config.yaml')
    .map(({ code, range, message }) => `${code} ${range.start.line}: ${message}`)

it.each<[string, string | undefined]>([
  ['syncFrequency: 10s', 'NOT_SIMULATED 3: syncFrequency: a pod is synced again every 60 to 90 s here.'],
  ['fileCheckFrequency: 5s', 'NOT_SIMULATED 3: fileCheckFrequency: the directory is listed again every 20 s here.'],
  [
    'staticPodPath: /srv/pods',
    'NOT_SIMULATED 3: staticPodPath: the files of /etc/kubernetes/manifests are the static pods’ here all the same.',
  ],
  ['podManifestPath: /etc/kubernetes/manifests/', undefined],
  ['staticPodPath: ""', undefined],
  ['nodeStatusUpdateFrequency: 11s', 'NOT_SIMULATED 3: nodeStatusUpdateFrequency: the node’s status is written every 10 s here.'],
  ['syncFrequency: 1m', undefined],
  ['syncFrequency: 10', undefined],
  ['featureGates: A', undefined],
  ['staticPodURL: ""', undefined],
  ['staticPodURL: http://a', 'NOT_SIMULATED 3: staticPodURL: pods that an address tells of are not fetched here.'],
  ['maxPods: 109', 'NOT_SIMULATED 3: maxPods: how many pods a node may have is not simulated.'],
  ['maxPods: 110', undefined],
  ['evictionHard: {}', undefined],
  ['evictionHard: {memory.available: 1Gi}', 'NOT_SIMULATED 3: evictionHard: being evicted is not simulated.'],
  ['evictionSoft: {memory.available: 1Gi}', 'NOT_SIMULATED 3: evictionSoft: being evicted is not simulated.'],
  ['shutdownGracePeriod: 30s', 'NOT_SIMULATED 3: shutdownGracePeriod: a reboot ends all containers at once here.'],
  ['serializeImagePulls: true', undefined],
  ['serializeImagePulls: false', 'NOT_SIMULATED 3: serializeImagePulls: images are pulled one after the other here.'],
  ['enableServer: true', undefined],
  ['enableServer: false', 'NOT_SIMULATED 3: enableServer: the kubelet serves all the same.'],
  ['cpuManagerPolicy: none', undefined],
  [
    'cpuManagerPolicy: static',
    'NOT_SIMULATED 3: cpuManagerPolicy: whether the node has the CPUs is not simulated: a kubelet rejects a pod for which it has not.',
  ],
  ['featureGates: {ReduceDefaultCrashLoopBackOffDecay: true}', undefined],
  [
    'featureGates: {A: true, ReduceDefaultCrashLoopBackOffDecay: true}',
    'NOT_SIMULATED 3: featureGates: A: such gates are as the release has them here.',
  ],
])('says of the kubelet’s own file what is not simulated: %s', (fields, said) => {
  expect(notes(fields)).toEqual(said === undefined ? [] : [said])
})

it('says nothing of what kubeadm writes', () => {
  expect(
    notes(
      'authentication: {anonymous: {enabled: false}}\ncgroupDriver: systemd\nclusterDNS: [10.96.0.10]\nfileCheckFrequency: 0s\nsyncFrequency: 0s\nnodeStatusUpdateFrequency: 0s\nshutdownGracePeriod: 0s\nstaticPodPath: /etc/kubernetes/manifests\ncrashLoopBackOff: {}\nmemorySwap: {}',
    ),
  ).toEqual([])
})
