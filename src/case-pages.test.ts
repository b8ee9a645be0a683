import { expect, it } from 'vitest'
import { casePages, siteAddress } from '../build/cases.ts'

/** What the plugin makes for a site, and what it makes of a page's head. */
function made(site: string | undefined): { files: Map<string, string>; head: (path: string, html: string) => string } {
  const plugin = casePages(site) as unknown as {
    generateBundle: () => void
    transformIndexHtml: { handler: (html: string, context: { path: string }) => string }
  }
  const files = new Map<string, string>()
  plugin.generateBundle.call({ emitFile: ({ fileName, source }: { fileName: string; source: string }) => files.set(fileName, source) })
  return { files, head: (path, html) => plugin.transformIndexHtml.handler(html, { path }) }
}

const HEAD = `<title>whyrestart</title>
    <meta property="og:title" content="whyrestart" />
    <meta property="og:image" content="./social.png" />`

it('takes the site’s address with or without a slash, and refuses what is none', () => {
  expect(siteAddress('https://example.org/why')).toBe('https://example.org/why/')
  expect(siteAddress('https://example.org')).toBe('https://example.org/')
  expect(siteAddress('')).toBeUndefined()
  expect(() => siteAddress('example.org')).toThrow('WHYRESTART_SITE is "example.org"')
})

it('without an address of the site there are the pictures, and nothing that would need one', () => {
  const { files, head } = made(undefined)
  expect([...files.keys()].toSorted()).toEqual(
    ['story', 'today'].flatMap((name) => ['-dark', '-narrow-dark', '-narrow', ''].map((kind) => `pictures/${name}${kind}.svg`)),
  )
  expect(files.get('pictures/story.svg')).toContain('Anonymous requests off: 6 restarts, Running.')
  expect(head('/index.html', HEAD)).not.toMatch(/og:image|canonical/)
  expect(head('/embed.html', HEAD)).not.toContain('og:')
})

it('with one, each case has a page, and all addresses are whole', () => {
  const { files, head } = made('https://example.org/why/')
  for (const id of ['story', 'today']) {
    const page = files.get(`case/${id}.html`)!
    expect(page).toContain('<meta property="og:image" content="https://example.org/why/social.png" />')
    expect(page).not.toMatch(/content="\.\.?\//)
  }
  const index = head('/index.html', HEAD)
  expect(index).toContain('content="https://example.org/why/social.png"')
  expect(index).toContain('<meta name="twitter:card" content="summary_large_image" />')
})
