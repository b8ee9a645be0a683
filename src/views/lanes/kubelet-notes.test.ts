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

it.each([
  ['syncFrequency: 10s', 'NOT_SIMULATED 3: syncFrequency: a pod is synced again every 60 to 90 s here.'],
  ['fileCheckFrequency: 5s', 'NOT_SIMULATED 3: fileCheckFrequency: the directory is listed again every 20 s here.'],
  [
    'staticPodPath: /srv/pods',
    'NOT_SIMULATED 3: staticPodPath: the files of /etc/kubernetes/manifests are the static pods’ here all the same.',
  ],
  [
    'featureGates: {A: true, ReduceDefaultCrashLoopBackOffDecay: true}',
    'NOT_SIMULATED 3: featureGates: A: such gates are as the release has them here.',
  ],
])('says of the kubelet’s own file what is not simulated: %s', (fields, said) => {
  expect(notes(fields)).toEqual([said])
})

it('says nothing of what kubeadm writes', () => {
  expect(
    notes(
      'authentication: {anonymous: {enabled: false}}\ncgroupDriver: systemd\nclusterDNS: [10.96.0.10]\nfileCheckFrequency: 0s\nsyncFrequency: 0s\nnodeStatusUpdateFrequency: 0s\nshutdownGracePeriod: 0s\nstaticPodPath: /etc/kubernetes/manifests\ncrashLoopBackOff: {}\nmemorySwap: {}',
    ),
  ).toEqual([])
})
