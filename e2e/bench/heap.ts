import type { CDPSession, Page } from '@playwright/test'
import { theStrangeCase } from '../../src/cases/the-strange-case.ts'
import { encodeLink } from '../../src/share/link.ts'

/** A link to one lane, named Busy, that is probed each second for fourteen hours, and its manifest: 100,000 entries a run. */
export function fourteenHours(): { text: string; link: string } {
  const { lanes, ...common } = theStrangeCase('1.37')
  const text = lanes[0]!.manifests!['kube-apiserver.yaml']!.replaceAll('periodSeconds: 10', 'periodSeconds: 1')
  const lane = { id: 'lane-1', name: 'Busy', muted: false, fields: { manifests: { 'kube-apiserver.yaml': text } } }
  const draft = { common: { ...common, duration: '14h' }, lanes: [lane] }
  return { text, link: `#${encodeLink({ draft, view: { cursor: 600, from: 0, to: 50_400 } })}` }
}

/** What scripts hold after a collection of garbage, in MB: the page's own, and each of its web workers', by its name or file. */
export async function heapsOf(page: Page): Promise<Readonly<Record<string, number>>> {
  const session = await page.context().newCDPSession(page)
  const heaps: Record<string, number> = { page: await used((method) => session.send(method as 'Runtime.getHeapUsage')) }
  const workers: { sessionId: string; name: string }[] = []
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo: { type, title, url } }) => {
    if (type === 'worker') workers.push({ sessionId, name: `${title || url.replace(/^.*\//, '')} ${workers.length}` })
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  for (const { sessionId, name } of workers) heaps[name] = await used((method) => through(session, sessionId, method))
  await session.detach()
  return heaps
}

async function used(send: (method: string) => Promise<unknown>): Promise<number> {
  await send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize = 0 } = (await send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
  return (usedSize + backingStorageSize) / 1_000_000
}

let last = 0

/** Speaks with what the page has attached. */
function through(session: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = (last += 1)
  return new Promise((resolve) => {
    const listen = ({ message, sessionId: from }: { message: string; sessionId: string }): void => {
      const answer = JSON.parse(message) as { id?: number; result?: unknown }
      if (from !== sessionId || answer.id !== id) return
      session.off('Target.receivedMessageFromTarget', listen)
      resolve(answer.result)
    }
    session.on('Target.receivedMessageFromTarget', listen)
    void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
  })
}

/** `page 50, simulator 120: 170 MB in all` */
export function heapWords(heaps: Readonly<Record<string, number>>): { all: number; words: string } {
  const all = Object.values(heaps).reduce((sum, heap) => sum + heap, 0)
  const parts = Object.entries(heaps).map(([name, heap]) => `${name.replace(/ \d+$/, '')} ${heap.toFixed(0)}`)
  return { all, words: `${parts.join(', ')}: ${all.toFixed(0)} MB in all` }
}
