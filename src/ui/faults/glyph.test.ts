import { expect, it } from 'vitest'
import type { ActionTold } from '../../sim/node/action-told.ts'
import { shapeOf } from './Glyph.tsx'

it.each([
  [{ action: 'hang', target: 'web' }, 'hang'],
  [{ action: 'crictl stop', target: 'web' }, 'crictl'],
  [{ action: 'write', target: 'web.yaml' }, 'edit'],
  [{ action: 'etcd', target: 'kill' }, 'etcd'],
  [{ action: 'etcd', target: 'start' }, 'resume'],
  [{ action: 'etcd', target: 'defrag' }, 'resume'],
  [{ action: 'take', target: 'start' }, 'take'],
  [{ action: 'slow', target: 'web', by: 5 }, 'slow'],
  [{ action: 'slow', target: 'web', by: 0 }, 'resume'],
  [{ action: 'startDelay', target: '8s' }, 'startDelay'],
  [{ action: 'startDelay', target: '0s' }, 'resume'],
  [{ action: 'slowDisk', target: 'node', by: 3 }, 'slow'],
  [{ action: 'fullDisk', target: 'node' }, 'etcd'],
  [{ action: 'freeDisk', target: 'node' }, 'resume'],
  [{ action: 'webhook', target: 'x', is: 'away' }, 'free'],
  [{ action: 'webhook', target: 'x', is: 'answers' }, 'resume'],
  [{ action: 'kubectl', target: 'delete pod' }, 'kubectl'],
  [{ action: 'toString', target: '' }, 'kubectl'],
])('%o has the shape %s', (told, shape) => {
  expect(shapeOf(told as ActionTold)).toBe(shape)
})
