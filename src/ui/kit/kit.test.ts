import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { encode } from 'uqr'
import { expect, it, vi } from 'vitest'
import { staticText } from '../fixture/static-text.ts'
import { PaperQr, Qr } from './Qr.tsx'
import { saveFile, slug } from './save-file.ts'

it.each([
  ['Anonymous requests off', 'anonymous-requests-off'],
  ['  --A/b: (1.9)!', 'a-b-1-9'],
  ['x'.repeat(70), 'x'.repeat(60)],
  ['…', 'scenario'],
  ['', 'scenario'],
])('%s is as the name of a file %s', (title, name) => expect(slug(title)).toBe(name))

it('what has no letter that a name of a file may have is called otherwise', () => expect(slug('日本', 'other')).toBe('other'))

it.each<[what: string, text: string, shown: string]>([
  ['a text', 'https://whyrestart.example/', 'As large as the screen'],
  ['as long as is easily read', 'x'.repeat(700), 'As large as the screen'],
  ['a longer one', 'x'.repeat(701), 'As large as the screen | Many small squares: show it large, and bring the camera near.'],
  ['the longest', 'x'.repeat(2900), 'As large as the screen | Many small squares: show it large, and bring the camera near.'],
  ['one that is too long', 'x'.repeat(2901), 'Link: 2,901 characters are too many for a QR code, which holds 2,900.'],
  // what counts is its bytes
  ['one of longer letters', 'é'.repeat(1451), 'Link: 1,451 characters are too many for a QR code, which holds 2,900.'],
])('the picture of %s has beside it what is to be known', (_, text, shown) => {
  expect(staticText(Qr, { text, label: 'Link' })).toBe(shown)
})

it('on paper there is no picture of what is too long for one', () => {
  expect([10, 2901].map((count) => PaperQr({ text: 'x'.repeat(count), label: 'Link' }) === null)).toEqual([false, true])
})

it('the squares of the picture are those of the code, in a white border of four', () => {
  const text = 'https://whyrestart.example/#2abc'
  const markup = renderToStaticMarkup(createElement(PaperQr, { text, label: 'Link' }))
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(markup)![1])
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  for (const [, x, y, wide, back] of / d="([^"]*)"/.exec(markup)![1]!.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    expect(back).toBe(wide)
    dark[Number(y)]!.fill(true, Number(x), Number(x) + Number(wide))
  }
  expect(dark).toEqual(encode(text, { ecc: 'L', border: 4 }).data)
  const first = dark.findIndex((row) => row.includes(true))
  expect([first, dark[4]!.indexOf(true), size - dark.findLastIndex((row) => row.includes(true))]).toEqual([4, 4, 5])
})

it.each([
  ['a.json', 'application/json'],
  ['a.svg', 'image/svg+xml'],
  ['a.md', 'text/markdown'],
  ['a.csv', 'text/csv'],
  ['a.html', 'text/html'],
  ['a.yaml', 'application/yaml'],
  ['a', 'application/yaml'],
])('%s is given as %s, and let go of once it has been taken', async (name, type) => {
  vi.useFakeTimers()
  const given: string[] = []
  const link = { href: '', download: '', click: () => given.push(`${link.download} from ${link.href}`) }
  vi.stubGlobal('document', { createElement: () => link })
  const make = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:1')
  const letGo = vi.spyOn(URL, 'revokeObjectURL').mockReturnValue()
  saveFile(name, 'text')
  saveFile(name, new Blob(['bytes'], { type: 'image/png' }))
  const blobs = make.mock.calls.map(([blob]) => blob as Blob)
  expect([given, blobs.map((blob) => blob.type), await blobs[0]!.text()]).toEqual([
    [`${name} from blob:1`, `${name} from blob:1`],
    [type, 'image/png'],
    'text',
  ])
  vi.advanceTimersByTime(5000)
  expect(letGo).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(letGo).toHaveBeenCalledWith('blob:1')
  vi.restoreAllMocks()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
