import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { ActionTold } from '../../sim/node/action-told.ts'
import { Glyph, shapeOf } from './Glyph.tsx'

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
  [{ action: 'slowDisk', target: 'node', by: 0 }, 'resume'],
  [{ action: 'fullDisk', target: 'node' }, 'etcd'],
  [{ action: 'freeDisk', target: 'node' }, 'resume'],
  [{ action: 'webhook', target: 'x', is: 'away' }, 'free'],
  [{ action: 'webhook', target: 'x', is: 'answers' }, 'resume'],
  [{ action: 'kubectl', target: 'delete pod' }, 'kubectl'],
  [{ action: 'toString', target: '' }, 'kubectl'],
])('%o has the shape %s', (told, shape) => {
  expect(shapeOf(told as ActionTold)).toBe(shape)
})

it('a glyph has the colour of the text beside it, and is nothing to be read', () =>
  expect(renderToStaticMarkup(createElement(Glyph, { shape: 'hang' }))).toMatch(
    /^<svg class="glyph" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1\.6" stroke-linejoin="round" aria-hidden="true"><path d="[^"]+"><\/path><\/svg>$/,
  ))
