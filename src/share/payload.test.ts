import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ownPod } from '../cases/own-pod.ts'
import { theStrangeCase } from '../cases/the-strange-case.ts'
import { MOST_LANES } from '../sim/scenario/scenario-fields.ts'
import { NEWEST, OLDEST } from '../sim/release/releases.ts'
import {
  documentOf,
  draftOf,
  knowsRelease,
  linkOf,
  MAX_LANES,
  readLink,
  readPayload,
  withoutShown,
  type Draft,
  type Payload,
} from './payload.ts'

/**
 * Links as the first format wrote them, character by character: somebody has each of them in a mail or a page, and it must open
 * for ever. Never make them anew.
 */
const GOLDEN_1 = {
  story:
    '1ey.7dvNToNAFIbhWyGsWVTqRNML8AZcu2itJCzsNLRajTfvd2agMGKiNTHpz9sVKXSAMsAz58z5yJfNvFJA5PTSg3HvGuXYD2xAKhLZiYb29M3Kr971wAhRjziM1XHZ7WwRlmSIHYIkYc95G8i31rsHg9FBJzQpnSMlSUqSlCQpSVKSpCRJSZKSJCVJSvKwlGQxZGM5YGOn1f1VznxVAUfgCByBI3AEjpcLx9Bi936M_Sm8DmElrISVY1ZOe1be1W_ZVaFeFG_q0O9AJagElaDymFCJHbHjv9kxHbHc6vPNuoXeY_2hpZI7W4D2_8VXgOJP_PlXf16n_iwLm0kXZ29hT-yJPbEnAU1QSkDzWDy5fVzfa67eL0U5Cl1iRIx4qBFdasRpkdmtJLkts3lWaQc7PVPRIlpEi2gRLaJF5k2S4AaPF4pHk19LQiu8WcTKIutdWtP4Z2lPnWRTq4THmNmut5KdyU8buPEGD1YYVeSv9dMu1EW9NBvf5DNX7rdVq1ufz25KLRjRhhM611owfqqISur9BA',
  ownPod:
    '1aa.vZlLDoIwEIavQro2ygaD3METGBYaqjYRalq1EuLd_WcKoUbS4MYd0FdK5_HP105UZn8EEJkBSrZtol2DYFz9AZHw6zQg8YujvKHuVIlCC9EOeTZ8aXTTIlIw7vD160BFiK18FNeMR3hh0SN8mn4ICSQaRJHOIzLqlig7l8I4efgVvfjDxcAYqQg6BYpTPnG1eJFLbU4rtBW9MohKpTzN-7w4LTC_83qc6o7zRRLwpKKiE0Hqh06xbGy0A0ZEUNESHCrZdeMSr9JjKuvGn9KhjquLJLULki_sAIjhcIGgcU2tZ1QMPuJ7_yix8kNJx95xN1YbUWyyZYZjxSBYegrn0AJX3nggkwgt44oHOl9UI7VCfY353g',
  fiveLanes:
    '1m6.7d1BTsJAFMbxqzRdowEEgxyAC7hmAUIjiVLSokiIiYfwOO68iSfxe1PaUlICGhIL_l0hpVMcYd68HzOPlT-KBoFA5AAo6WlQ9haDZex9vb17nx9_DSXJ5ZXm2AmWkWpOZH-pa0_3TMPpUiOGY48kj011xIylkGQ7JnGX9teUb82nQ4NNHvxu3U5y6XFCMwPd59_UYz27e0019UtxPuK_9k1hovFCKYo7Y5h0iM1CdCQKH3WO4k080YX1v8B9cB_cB_fBfXAf3Af3wX1wH9wH98F9cB_cB_c5nvvUNoGhuQEMKZlkEcELgwBigBggBogBYoAYIIZKEoMb2tPgnQyhLlYDEAAEAAFAABAABAABQFQNIDSyhsHFdS4Qevq2DGSXN-TrL_pbinGVt9GbvHiNmgbjZIrqBvG8TXtfQRgQBoQBYUAYEAaEUR3CKNZJ6Oin5NhQ0TcPIcXd5aftIDt3ypdmpXn3bOej4MehHVsOH_t79rTEo-qvK5gD5oA5YI7zXmfRKgpFs2ahLgmFrLCAJ-AJeAKegCfgCVZY_FYW5nezW20x_cGn3js-3_5vcnC0jqskDFT2ZUHiT-JP4k_if2aJv-XvD1bIYeWXzi40echy93RKoXPXNSq6GsutRkUJIbSLhHBV8yyrVGI_8gZeVmoCTAATwAQwAUwAE8AEKkKwIYMNGWzIACwAC8ACsAAsysHi0DqVAon18UZd0WDfA9pllS5dscvnyXjh6o4-RXEY-friwMZlM3t4o6mm56HfbXV0wzL5zXUUM90wrVCwHylRjSUl3w',
}

/** The same for what is written today. */
const GOLDEN_2 = {
  ownPod:
    '29r.dY2j772Z0QqCMBSGXyV2LTWCRHyHHsGLohWCbbBVS2Lv3n_ONJVk2E03ip65gzvbzn--vQRVPIwqtuAW9nAGHFkATfbtyniNjfn0B1zCj_OwJDpHqUPNqSqFLqK_5d7wRhvdYtdg9BFr2Z6QEGeZFNqMStix6HA-dd9vDyQgRCmX0Zn6tqrdUiLj1fFXDBMDjQ9T1GLUaKQ-1RPHjI1aG3vZwFZ2KiEpmwpZdDlyXmx-5_g04R36SyTjWXVFEYEMgGZxFAIePLo1UNRKx6CQD1GSj1AhxNp5jAlbUM9dMcqSQhOXAma9lCH7mPKJbQdbhWWCSyYetfK8NO7WGSvKXMaZMMyAEN4',
}

function open(link: string): Payload {
  const read = readLink(link)
  if ('error' in read) throw new Error(read.error)
  return read.value
}

const texts = ({ lanes }: Draft): string[] => lanes.flatMap(({ fields }) => Object.values(fields.manifests ?? {}))

it('the story of the first format opens: five lanes of 1.9 at the sixth restart', () => {
  const { draft, view } = open(GOLDEN_1.story)
  expect(view).toEqual({ cursor: 525, from: 0, to: 720, lane: 'lane-2', panel: 'why' })
  expect(draft.common).toMatchObject({ title: 'The strange case', kubernetes: '1.9', clock: '2018-05-12T09:30:12.400Z', duration: '30m' })
  expect(draft.lanes.map(({ name }) => name)).toEqual([
    'As kubeadm writes it',
    'Anonymous requests off',
    'Fix 1, insecure port',
    'Fix 2, TCP probe',
    'Fix 3, RBAC and a firewall',
  ])
  expect(texts(draft)[1]).toContain('    - --anonymous-auth=false\n')
  expect(draft.lanes[4]!.fields['firewall']).toEqual([6443, 10250, 10255].map((block) => ({ block, from: 'outside' })))
})

it('an own pod of the first format opens, with how its program behaves', () => {
  const { draft, view } = open(GOLDEN_1.ownPod)
  expect(view).toEqual({ cursor: 95.5, from: 10, to: 300, lane: 'lane-1', panel: 'terminal' })
  expect(draft.common).toMatchObject({ title: 'My own pod', kubernetes: '1.37', node: { name: 'node', ip: '192.168.1.100' } })
  expect(draft.lanes[0]!.fields['processes']).toContain('- {from: 60s, hang: true}\n')
  expect(texts(draft)[0]).toMatch(/^apiVersion: v1\nkind: Pod\n/)
})

it('a draft of five lanes and a proof of the first format opens whole', () => {
  const { draft, view } = open(GOLDEN_1.fiveLanes)
  expect(view).toEqual({ cursor: 301.25, from: 120, to: 480, lane: 'lane-4', panel: 'verdicts' })
  expect(draft.common).toMatchObject({
    title: 'Five ways — ü',
    actions: [{ at: '90s', hang: 'kube-apiserver' }],
    firewall: [{ block: 6443, from: 'outside' }],
  })
  expect(draft.lanes.map(({ id, muted }) => [id, muted])).toEqual([
    ['lane-1', false],
    ['lane-2', false],
    ['proof-6', false],
    ['lane-3', true],
    ['lane-4', false],
    ['lane-5', false],
  ])
  expect(draft.lanes[4]!.fields.files).toEqual({ '/etc/kubernetes/pki/auth.yaml': 'anonymous: {enabled: false}\n' })
  expect(draft.lanes[2]!.fields).toEqual({ actions: [] })
})

it('a link of today opens for ever', () => {
  const { draft, view } = open(GOLDEN_2.ownPod)
  expect(view).toEqual({ cursor: 60, lane: 'lane-1' })
  expect(documentOf(draft)).toMatchObject({ title: 'My own pod', lanes: [{ name: 'As it is' }] })
})

it('what is written is read again', () => {
  const draft = draftOf(theStrangeCase('1.37'))
  const view = { cursor: 12.5, from: 0, to: 30, lane: 'lane-2', panel: 'events' as const }
  expect(open(linkOf(draft, view)!)).toEqual({ draft, view })
})

it('a file becomes a draft and the same file again', () => {
  const file = { ...ownPod('1.37'), lanes: [{ name: 'a', seed: 1 }, { name: 'b' }] }
  const { lanes } = draftOf(file)
  expect(lanes).toEqual([
    { id: 'lane-1', name: 'a', muted: false, fields: { seed: 1 } },
    { id: 'lane-2', name: 'b', muted: false, fields: {} },
  ])
  expect(documentOf(draftOf(file))).toEqual(file)
})

it('a run that is merely shown is no part of a draft, unless there is nothing else', () => {
  const [lane] = draft.lanes
  const shown = { ...lane!, id: 'proof-1', isShown: true as const }
  expect(withoutShown(draft)).toBe(draft)
  expect(withoutShown({ ...draft, lanes: [lane!, shown] })).toEqual(draft)
  expect(withoutShown({ ...draft, lanes: [shown] }).lanes).toEqual([shown])
})

const draft = draftOf(ownPod('1.37'))
const withCommon = (common: object): unknown => ({ version: 2, draft: { ...draft, common: { ...draft.common, ...common } } })

it.each([
  ['nothing', null, 'it holds no scenario'],
  ['a list', [], 'it holds no scenario'],
  ['a newer version', { version: 3 }, 'it was made by a newer whyrestart (version 3); this one knows 2'],
  ['a version that never was', { version: 'x' }, 'it holds no version that there has been'],
  ['a version before the first', { version: 0 }, 'it holds no version that there has been'],
  ['a title of 501 characters', withCommon({ title: 'x'.repeat(501) }), 'it holds no valid scenario (draft.common.title)'],
  [
    'a lane’s name of 201 characters',
    { version: 2, draft: { ...draft, lanes: [{ ...draft.lanes[0], name: 'x'.repeat(201) }] } },
    'it holds no valid scenario (draft.lanes.0.name)',
  ],
  [
    'a file that is no text, and its long name',
    { version: 2, draft: { ...draft, lanes: [{ ...draft.lanes[0], fields: { files: { ['x'.repeat(90)]: 3 } } }] } },
    `it holds no valid scenario (draft.lanes.0.fields.files.${'x'.repeat(60)})`,
  ],
  ['no lanes', { version: 2, draft: { ...draft, lanes: [] } }, 'it holds no valid scenario (draft.lanes)'],
  ['no title', withCommon({ title: 7 }), 'it holds no valid scenario (draft.common.title)'],
  [
    'a release to come',
    withCommon({ kubernetes: '1.99' }),
    `it is of Kubernetes 1.99, and this whyrestart knows 1.${OLDEST} to 1.${NEWEST}`,
  ],
  [
    'a release of many digits',
    withCommon({ kubernetes: `1.${'9'.repeat(30)}` }),
    `it is of Kubernetes 1.${'9'.repeat(18)}, and this whyrestart knows 1.${OLDEST} to 1.${NEWEST}`,
  ],
  [
    'twenty lanes',
    { version: 2, draft: { ...draft, lanes: Array.from({ length: 20 }, (_, i) => ({ ...draft.lanes[0], id: `lane-${i}` })) } },
    'it has more than 16 lanes',
  ],
  ['two lanes of one id', { version: 2, draft: { ...draft, lanes: [draft.lanes[0], draft.lanes[0]] } }, 'two of its lanes have one id'],
  [
    'a lane that is called as what every object has',
    { version: 2, draft: { ...draft, lanes: [{ ...draft.lanes[0], id: 'constructor' }] } },
    'one of its lanes has an id that none can have',
  ],
])('%s is refused in words', (_, value, error) => {
  expect(readPayload(value)).toEqual({ error })
})

it('one run behind a verdict may come on top of all lanes, and no more', () => {
  const lanes = (own: number, proofs: number): object[] => [
    ...Array.from({ length: own }, (_, i) => ({ ...draft.lanes[0], id: `lane-${i}` })),
    ...Array.from({ length: proofs }, (_, i) => ({ ...draft.lanes[0], id: `proof-${i}` })),
  ]
  const read = (own: number, proofs: number): unknown => readPayload({ version: 2, draft: { ...draft, lanes: lanes(own, proofs) } })
  expect(read(16, 1)).toHaveProperty('value')
  expect(read(15, 2)).toHaveProperty('value')
  for (const [own, proofs] of [
    [16, 2],
    [17, 0],
  ] as const)
    expect(read(own, proofs)).toEqual({ error: 'it has more than 16 lanes' })
})

it('no lane has an id by which something is found that nobody has put there', () => {
  const hostile = fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype))
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(fc.string(), hostile), { minLength: 1, maxLength: 5 }), (ids) => {
      const read = readPayload({ version: 2, draft: { ...draft, lanes: ids.map((id) => ({ ...draft.lanes[0], id })) } })
      const isSound = ids.every((id) => ({} as Record<string, unknown>)[id] === undefined)
      expect('value' in read).toBe(isSound)
    }),
    { seed: 1 },
  )
})

it('a link that cannot be opened is refused in words', () => {
  expect(readLink('x')).toEqual({ error: 'The link is damaged: it holds characters that no link has.' })
})

it('a damaged view is left out, and the inputs stay', () => {
  expect(readPayload({ version: 2, draft, view: { cursor: 'soon' } })).toEqual({ value: { draft, view: {} } })
})

it('every release that there is can be in a link, and no other', () => {
  for (let minor = 0; minor <= NEWEST + 2; minor++) expect(knowsRelease(`1.${minor}`)).toBe(minor >= OLDEST && minor <= NEWEST)
  expect(['1.09', '1.9.6', '2.9', 'v1.20', ''].filter(knowsRelease)).toEqual([])
})

it('a draft has as many lanes as a scenario', () => {
  expect(MAX_LANES).toBe(MOST_LANES)
})
