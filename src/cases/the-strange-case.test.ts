import { expect, it } from 'vitest'
import { theStrangeCase } from './the-strange-case.ts'

const text = (release: string, lane: number) => theStrangeCase(release).lanes[lane]!.manifests!['kube-apiserver.yaml']!

it('the story has the one liveness probe of 2018', () => {
  expect(text('1.9', 0)).toContain(`    livenessProbe:
      failureThreshold: 8
      httpGet:
        host: 127.0.0.1
        path: /healthz
        port: 6443
        scheme: HTTPS
      initialDelaySeconds: 15
      timeoutSeconds: 15
`)
})

it('one line is what made it restart', () => {
  const before = text('1.9', 0).split('\n')
  expect(
    text('1.9', 1)
      .split('\n')
      .filter((line) => !before.includes(line)),
  ).toEqual(['    - --anonymous-auth=false'])
})

it.each(['1.9', '1.19', '1.37'])('%s: each fix changes all of the probes', (release) => {
  expect(text(release, 2)).not.toMatch(/port: (6443|probe-port)\n +scheme|scheme: HTTPS|insecure-port=0/)
  expect(text(release, 3)).not.toContain('httpGet')
  expect(text(release, 3).match(/tcpSocket:\n {8}host: .*\n {8}port: /g)).toHaveLength(release === '1.9' ? 1 : 3)
  expect(text(release, 4)).toBe(text(release, 0))
})

it.each(['1.9', '1.37'])('%s: one lane alone has a firewall: before the kube-apiserver and both ports of the kubelet', (release) => {
  expect(theStrangeCase(release).lanes.map(({ firewall }) => firewall)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    [6443, 10250, 10255].map((block) => ({ block, from: 'outside' })),
  ])
})
