import { expect, it } from 'vitest'
import { releaseOf } from '../sim/release.ts'
import { readManifest } from './parse.ts'
import recorded119 from './recorded/1.19.json'
import recorded137 from './recorded/1.37.json'

const file = '/etc/kubernetes/manifests/x.yaml'
const read = (text: string, release = '1.37') => readManifest(text, { file, nodeName: 'master-node', release: releaseOf(release) })

const recordings = [...recorded137.map((one) => ({ release: '1.37', ...one })), ...recorded119.map((one) => ({ release: '1.19', ...one }))]

it.each(recordings)('says of "$name" what the kubelet of $release said', ({ release, text, error, added }) => {
  const manifest = read(text, release)
  expect(manifest.error).toBe(error?.replace(/^Unable to process watch event: /, ''))
  // 1.19 was seen to add a pod after an empty file, which was the pod of the run before
  expect(manifest.pod !== undefined).toBe(added && error === null)
})
