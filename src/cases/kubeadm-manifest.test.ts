import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OFFERED } from '../sim/release/releases.ts'
import { kubeadmManifest } from './kubeadm-manifest.ts'

it.each(['kube-apiserver-1.19.16', 'kube-apiserver-1.28.15', 'kube-apiserver-1.37.2'])(
  'the manifest %s is what that kubeadm wrote, byte for byte',
  (file) => {
    const [, release] = /-(1\.\d+)\.\d+$/.exec(file)!
    expect(kubeadmManifest(release!)).toBe(readFileSync(new URL(`recorded/${file}.yaml`, import.meta.url), 'utf8'))
  },
)

it('up to 1.18 there is a liveness probe and no other', () => {
  for (const release of ['1.9', '1.13', '1.18']) {
    expect(kubeadmManifest(release)).toContain('livenessProbe:\n      failureThreshold: 8\n')
    expect(kubeadmManifest(release)).not.toMatch(/readinessProbe|startupProbe/)
  }
})

it('the port has a name from 1.34 on', () => {
  expect(kubeadmManifest('1.33')).not.toContain('probe-port')
  expect(kubeadmManifest('1.34').match(/probe-port/g)).toHaveLength(4)
})

it.each(OFFERED)('%s: more flags come last', (release) => {
  expect(kubeadmManifest(release, { flags: ['--anonymous-auth=false'] })).toContain('\n    - --anonymous-auth=false\n    image: ')
})
