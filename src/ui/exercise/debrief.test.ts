import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Words } from './Debrief.tsx'
import type { Debriefing } from './exercise-tasks.ts'

const said = (of: Partial<Debriefing>): string => renderToStaticMarkup(createElement(Words, { shown: 'It runs.', others: [], ...of }))

it.each<[what: string, of: Partial<Debriefing>, html: string]>([
  ['nothing more', {}, '<p><b>What you have shown.</b> It runs.</p>'],
  ['what broke', { fault: 'etcd is gone' }, '<p><b>What it was.</b> etcd is gone.</p>'],
  [
    'the trainer’s words',
    { text: 'So *it* is' },
    '<p><b>What you have shown.</b> It runs.</p><div class="markdown"><p>So <em>it</em> is</p></div>',
  ],
  [
    'what else works, and what does not',
    {
      others: [
        { name: 'A threshold', works: true, price: 'It is slow.' },
        { name: 'No probe', works: false, price: '' },
      ],
    },
    '<p><b>What you have shown.</b> It runs.</p><ul><li><b>A threshold</b> works too. It is slow.</li><li><b>No probe</b> does not do. </li></ul>',
  ],
  [
    'what a cluster says',
    { cluster: { command: 'kubectl get po', line: 'web 0/1' } },
    '<p><b>What you have shown.</b> It runs.</p><p><b>In a real cluster</b> <code>kubectl get po</code> said before the fix:</p><pre>web 0/1</pre>',
  ],
  [
    'a rule',
    { rule: { text: 'Three fail.', source: 'worker.go' } },
    '<p><b>What you have shown.</b> It runs.</p><p><b>The rule.</b> Three fail. worker.go</p>',
  ],
  [
    'a rule of upstream’s',
    { rule: { text: 'Three fail.', source: 'pkg/kubelet/prober/worker.go', address: 'https://x/worker.go' } },
    '<p><b>What you have shown.</b> It runs.</p><p><b>The rule.</b> Three fail. In Kubernetes’ source: <a href="https://x/worker.go" target="_blank" rel="noreferrer">worker.go</a></p>',
  ],
])('once it is solved it tells %s', (_, of, html) => expect(said(of)).toBe(html))
