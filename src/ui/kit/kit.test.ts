import { expect, it } from 'vitest'
import { staticText } from '../fixture/static-text.ts'
import { PaperQr, Qr } from './Qr.tsx'
import { slug } from './save-file.ts'

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
