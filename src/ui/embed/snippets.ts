import { escaped } from '../../views/text/markup.ts'

interface SnippetPicture {
  address: string
  dark?: string
  /** For a phone, with letters that can be read there. */
  narrow?: string
  words: string
  /** Pixels. */
  width: number
  height: number
}

/** What a snippet is made of; addresses are whole, texts as they are. */
export interface Snippet {
  title: string
  /** The frame's address, and the page's. */
  frame: string
  page: string
  /** What the component opens, where it is not the page's address. */
  source?: string | undefined
  /** Of the site, with a slash at its end. */
  site: string
  /** The release that it is of. */
  release: string
  /** Pixels. */
  height: number
  /** The component's own attributes, beside the link. */
  attributes: readonly (readonly [string, string])[]
  /** A picture of the same, and what it shows, in words. */
  picture?: SnippetPicture | undefined
}

export const KINDS = { frame: 'Frame', component: 'Component', picture: 'Picture', markdown: 'Markdown' } as const
export type Kind = keyof typeof KINDS

/** The code for somebody's page. */
export const SNIPPETS: Readonly<Record<Kind, (snippet: Snippet) => string>> = {
  frame: (snippet) => {
    const { title, frame, height, picture } = snippet
    const own = `src="${escaped(frame)}" title="whyrestart: ${escaped(title)}"`
    const rest = 'loading="lazy" allow="clipboard-write"'
    if (!picture)
      return figure(
        `  <iframe ${own} width="100%" height="${height}" ${rest} style="border:1px solid #ccc;border-radius:6px"></iframe>`,
        snippet,
      )
    // where a feed or a mail cuts the frame, the picture behind it is left
    return figure(
      `  <div style="position:relative;min-height:${height}px;overflow:hidden">
    ${image(picture)}
    <iframe ${own} width="100%" height="${height}" ${rest} style="position:absolute;inset:0;width:100%;height:100%;border:0"></iframe>
  </div>`,
      snippet,
    )
  },
  component: (snippet) => {
    const { title, page, source = page, site, height, attributes, picture } = snippet
    const all = [...attributes].map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`)).join('')
    const within = picture ? image(picture) : escaped(title)
    return `<script async src="${escaped(site)}embed.js"></script>
<why-restart src="${escaped(source)}" height="auto" first-height="${height}"${all} style="display:block;min-height:${height}px" aria-label="whyrestart: ${escaped(title)}">
  <a href="${escaped(page)}">${within}</a>
</why-restart>`
  },
  picture: (snippet) => {
    const { page, picture } = snippet
    return figure(`  <a href="${escaped(page)}">${picture ? image(picture) : ''}</a>`, snippet)
  },
  markdown: ({ title, page, picture }) =>
    `[![${inBrackets(picture?.words ?? title)}](${picture?.address ?? ''})](${page})\n\n[${inBrackets(title)}](${page}), played in whyrestart`,
}

const figure = (within: string, { page, title, release }: Snippet): string => `<figure style="margin:0">
${within}
  <figcaption><a href="${escaped(page)}">${escaped(title)}</a> on Kubernetes ${release}, second by second, in whyrestart</figcaption>
</figure>`

function image({ address, dark, narrow, words, width, height }: SnippetPicture): string {
  const plain = `<img src="${escaped(address)}" alt="${escaped(words)}" width="${width}" height="${height}" loading="lazy" style="width:100%;height:auto">`
  const source = (file: string | undefined, media: string): string =>
    file === undefined ? '' : `<source srcset="${escaped(file)}" media="(${media})">`
  const sources = source(narrow, 'max-width: 540px') + source(dark, 'prefers-color-scheme: dark')
  return sources === '' ? plain : `<picture>${sources}${plain}</picture>`
}

const inBrackets = (text: string): string => text.replaceAll(/[\\[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ')
