import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { readManifest } from '../manifest/parse.ts'
import { releaseOf } from '../sim/release/release.ts'
import { OFFERED } from '../sim/release/releases.ts'
import { kubeadmPlane } from './kubeadm-plane.ts'

it.each(OFFERED)('%s: the kubelet reads all four without a word', (name) => {
  const release = releaseOf(name)
  for (const [file, text] of Object.entries(kubeadmPlane(name))) {
    const { pod, diagnostics } = readManifest(text, { file, nodeName: 'master-node', release })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(pod?.metadata.name).toBe(file.replace('.yaml', ''))
    expect(pod?.spec.hostNetwork).toBe(true)
    expect(pod?.spec.containers[0]!.livenessProbe).toBeDefined()
    // strict: a key that stands twice throws
    expect(parse(text)).toHaveProperty('kind', 'Pod')
  }
})

it.each(['etcd', 'kube-controller-manager', 'kube-scheduler'])('%s.yaml is what kubeadm 1.28 and 1.37 wrote, byte for byte', (name) => {
  for (const patch of ['1.28.15', '1.37.2']) {
    const real = readFileSync(new URL(`recorded/${name}-${patch}.yaml`, import.meta.url), 'utf8')
    expect(kubeadmPlane(patch.replace(/\.\d+$/, ''))[`${name}.yaml`]).toBe(real)
  }
})

it.each([
  ['1.9', 'etcd.yaml', 'port: 2379'],
  ['1.15', 'etcd.yaml', 'etcdctl --endpoints=https://[127.0.0.1]:2379'],
  ['1.16', 'etcd.yaml', 'path: /health'],
  ['1.24', 'etcd.yaml', 'path: /health\n'],
  ['1.25', 'etcd.yaml', 'path: /health?exclude=NOSPACE&serializable=true'],
  ['1.30', 'etcd.yaml', 'path: /health?serializable=false'],
  ['1.31', 'etcd.yaml', 'path: /readyz'],
  ['1.16', 'kube-scheduler.yaml', 'port: 10251'],
  ['1.17', 'kube-scheduler.yaml', 'port: 10259'],
  ['1.31', 'kube-scheduler.yaml', 'path: /healthz'],
  ['1.32', 'kube-scheduler.yaml', 'path: /livez'],
  ['1.37', 'kube-controller-manager.yaml', 'path: /healthz'],
  ['1.9', 'kube-controller-manager.yaml', '--address=127.0.0.1'],
  ['1.37', 'kube-controller-manager.yaml', 'port: probe-port'],
])('%s %s says %s', (release, file, says) => {
  expect(kubeadmPlane(release)[file]).toContain(says)
})
