import { escaped } from '../../views/text/words.ts'

interface SnippetPicture {
  address: string
  dark?: string
  /** For a phone, with letters that can be read there. */
  narrow?: string
  narrowDark?: string
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
  /** Pixels, in a column of text and on a phone. */
  height: number
  narrow: number
  /** The component's own attributes, beside the link. */
  attributes: readonly (readonly [string, string])[]
  /** A picture of the same, and what it shows, in words. */
  picture?: SnippetPicture | undefined
}

export const KINDS = { frame: 'Frame', component: 'Component', picture: 'Picture', markdown: 'Markdown' } as const
export type SnippetKind = keyof typeof KINDS

/** The code for somebody's page. */
export const SNIPPETS: Readonly<Record<SnippetKind, (snippet: Snippet) => string>> = {
  frame: (snippet) => {
    const { title, frame, height, picture } = snippet
    const high = heights(snippet)
    const own = `src="${escaped(frame)}" title="whyrestart: ${escaped(title)}"`
    const manners = 'loading="lazy" allow="clipboard-write"'
    if (!picture)
      return figure(
        `  <iframe ${own} width="100%" height="${height}" ${manners} style="height:${high};border:1px solid #ccc;border-radius:6px"></iframe>`,
        snippet,
      )
    // where a feed or a mail cuts the frame, the picture behind it is left
    return figure(
      `  <div style="position:relative;min-height:${high};overflow:hidden">
    ${image(picture)}
    <iframe ${own} width="100%" height="${height}" ${manners} style="position:absolute;inset:0;width:100%;height:100%;border:0"></iframe>
  </div>`,
      snippet,
    )
  },
  component: (snippet) => {
    const { title, page, source = page, site, height, narrow, attributes, picture } = snippet
    const all = [...attributes].map(([name, value]) => (value === '' ? ` ${name}` : ` ${name}="${escaped(value)}"`)).join('')
    const within = picture ? image(picture) : escaped(title)
    const first = narrow === height ? height : `${height} ${narrow}`
    return `<script async src="${escaped(site)}embed.js"></script>
<figure style="margin:0">
  <why-restart src="${escaped(source)}" height="auto" first-height="${first}"${all} style="display:block;min-height:${heights(snippet)}" aria-label="whyrestart: ${escaped(title)}">
    <a href="${escaped(page)}">${within}</a>
  </why-restart>
  <figcaption>${escaped(title)}${rest(snippet)}</figcaption>
</figure>`
  },
  picture: (snippet) => {
    const { page, picture } = snippet
    return figure(`  <a href="${escaped(page)}">${picture ? image(picture) : ''}</a>`, snippet)
  },
  markdown: ({ title, page, picture }) =>
    `[![${inBrackets(picture?.words ?? title)}](${picture?.address ?? ''})](${page})\n\n[${inBrackets(title)}](${page}), played in whyrestart`,
}

const figure = (within: string, snippet: Snippet): string => {
  const { page, title } = snippet
  return `<figure style="margin:0">
${within}
  <figcaption><a href="${escaped(page)}">${escaped(title)}</a>${rest(snippet)}</figcaption>
</figure>`
}

const rest = ({ release }: Snippet): string => ` on Kubernetes ${release}, second by second, in whyrestart`

/** In one declaration, for a style that stands in the text can ask for no width: of two the phone's below so many pixels. */
const NARROW = 540
const heights = ({ height, narrow }: Snippet): string =>
  narrow === height
    ? `${height}px`
    : narrow < height
      ? `clamp(${narrow}px,(100vw - ${NARROW}px)*999,${height}px)`
      : `clamp(${height}px,(${NARROW}px - 100vw)*999,${narrow}px)`

function image({ address, dark, narrow, narrowDark, words, width, height }: SnippetPicture): string {
  const plain = `<img src="${escaped(address)}" alt="${escaped(words)}" width="${width}" height="${height}" loading="lazy" style="width:100%;height:auto">`
  const source = (file: string | undefined, media: string): string =>
    file === undefined ? '' : `<source srcset="${escaped(file)}" media="${media}">`
  const [onPhone, inDark] = [`(max-width: ${NARROW}px)`, '(prefers-color-scheme: dark)']
  const sources = source(narrowDark, `${onPhone} and ${inDark}`) + source(narrow, onPhone) + source(dark, inDark)
  return sources === '' ? plain : `<picture>${sources}${plain}</picture>`
}

const inBrackets = (text: string): string => text.replaceAll(/[\\[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ')
