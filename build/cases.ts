import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import '../src/views/all.ts'
import { theStrangeCase } from '../src/cases/the-strange-case.ts'
import { documentText } from '../src/cases/own-pod.ts'
import { parseScenario } from '../src/sim/scenario/scenario.ts'
import { simulate } from '../src/sim/simulate.ts'
import { CASES } from '../src/ui/state/slot.ts'
import { stateAt, type LaneDrawing } from '../src/views/lanes/lanes.ts'
import { drawingOf } from '../src/views/lanes/drawing-of.ts'
import { layoutOf, THEMES } from '../src/views/picture/layout.ts'
import { type Sheet, sheetWords, svgOf } from '../src/views/picture/sheet.ts'
import { escaped } from '../src/views/text/words.ts'

/** Seconds that a picture shows, and where its numbers are from: as the page opens. */
const [SHOWN, AT] = [720, 525]
const WIDTH = 1200
/** For a phone. */
const NARROW = 360
/** What stands around the lanes of a frame 720 px wide: title, axis, clock, and a sentence of two lines. */
const AROUND = 212
/** A lane's head. */
const HEAD = 64
/** Below each lane. */
const LINE = 1

/** Where the page will be served, with a slash at its end, from `WHYRESTART_SITE`; undefined where nobody has said it. */
export function siteAddress(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new Error(`WHYRESTART_SITE is ${JSON.stringify(given)}: an address such as https://example.org/whyrestart/ is needed`)
  const { origin, pathname } = new URL(given)
  return `${origin}${pathname.replace(/\/?$/, '/')}`
}

/**
 * Of each ready case its picture, light and dark; and where the site's address is known, a page with what social networks read.
 */
export const casePages = (site = siteAddress(process.env['WHYRESTART_SITE'])): Plugin => ({
  name: 'case-pages',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { path }) => {
      if (path.endsWith('/embed.html')) return withPosters(html.replaceAll(/\n *<meta property="og:[^>]*>/g, ''))
      // an address that is not whole is read by nobody
      if (site === undefined) return html.replaceAll(/\n *<meta property="og:image"[^>]*>/g, '')
      return html
        .replace('content="./social.png"', `content="${site}social.png"`)
        .replace('</title>', `</title>\n    ${social(site).join('\n    ')}`)
    },
  },
  generateBundle() {
    for (const id of Object.keys(CASES) as (keyof typeof CASES)[]) {
      const sheet = sheetOf(id)
      for (const [kind, width] of [
        ['', WIDTH],
        ['-narrow', NARROW],
      ] as const)
        for (const theme of THEMES)
          this.emitFile({
            type: 'asset',
            fileName: `pictures/${id}${kind}${theme === 'dark' ? '-dark' : ''}.svg`,
            source: svgOf(sheet, theme, width),
          })
      if (site === undefined) continue
      this.emitFile({ type: 'asset', fileName: `case/${id}.html`, source: casePage(site, id, sheet) })
    }
  },
})

function sheetOf(id: keyof typeof CASES): Sheet {
  const document = theStrangeCase(CASES[id])
  const { scenario } = parseScenario(documentText(document))
  if (!scenario) throw new Error(`the case ${id} is no scenario`)
  const lanes = scenario.lanes.map(({ name, inputs }) => ({
    name,
    kubernetes: inputs.kubernetes,
    drawing: drawingOf(simulate(inputs), inputs.duration),
  }))
  return { title: `${scenario.title}, Kubernetes ${CASES[id]}`, lanes, from: 0, to: SHOWN, cursor: AT }
}

/**
 * The height that a case's frame measures 720 px wide, so that nothing of it is cut and nothing moves once it is there.
 *
 * Units: pixels. A test in a browser holds it to what the frame itself says.
 */
export function frameHeight(id: keyof typeof CASES): number {
  return sheetOf(id).lanes.reduce(
    (sum, { drawing }) => sum + Math.max(HEAD, layoutOf(drawing, 1, { hasMirror: false }).height) + LINE,
    AROUND,
  )
}

const social = (site: string): string[] => [
  `<link rel="canonical" href="${site}" />`,
  `<meta property="og:url" content="${site}" />`,
  `<meta property="og:type" content="website" />`,
  `<meta name="twitter:card" content="summary_large_image" />`,
  `<meta name="twitter:image" content="${site}social.png" />`,
]

/** For whoever is given the address of a case, and for programs that read none of what stands behind a `#`. */
function casePage(site: string, id: keyof typeof CASES, sheet: Sheet): string {
  const [title, words] = [sheet.title, sheetWords(sheet)].map(escaped) as [string, string]
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}: whyrestart</title>
    <meta name="description" content="${words}" />
    <meta name="color-scheme" content="light dark" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${words}" />
    <meta property="og:url" content="${site}case/${id}.html" />
    <meta property="og:image" content="${site}social.png" />
    <meta property="og:type" content="article" />
    <meta name="twitter:card" content="summary_large_image" />
    <meta name="twitter:image" content="${site}social.png" />
    <link rel="icon" href="../favicon.svg" type="image/svg+xml" />
    <script async src="../embed.js"></script>
  </head>
  <body>
    <h1>${title}</h1>
    <why-restart src="../#case=${id}" height="auto" first-height="${frameHeight(id)}" aria-label="${title}">
      <a href="../#case=${id}"><img src="../pictures/${id}.svg" alt="${words}" width="${WIDTH}" /></a>
    </why-restart>
    <p><a href="../#case=${id}">Open it in whyrestart</a></p>
  </body>
</html>
`
}

/** Seen until the frame's own picture is there: what the address names is shown by the browser alone, before any script. */
const POSTER_STYLE = `.poster{display:none;position:absolute;inset:0 0 auto;z-index:9;margin:0;padding:8px 16px;background:#fff;color:#171b20;font:15px/1.3 system-ui,sans-serif;animation:gone 0s 20s forwards}
:target+.poster,body:not(:has(:target)) .poster.any{display:block}
html:not([data-state=running]) .poster.poster,body:has(.instead.now) .poster.poster{display:none}
@keyframes gone{to{visibility:hidden}}
.poster div{display:grid;grid-template-columns:minmax(0,14em) 3em minmax(0,1fr);align-items:center;height:61px;border-top:1px solid #dbdfe3}
.poster i{font:600 26px system-ui;text-align:right;padding-right:12px}
.poster svg{width:100%;height:44px;overflow:visible}
.poster .l{fill:#cfe3f4;stroke:#2f78b7}.poster .k{stroke:#bf4300;stroke-width:2}.poster .w{fill:#a05a0055}.poster .p{stroke:#007a58;stroke-width:5}.poster .f{stroke:#bf4300;stroke-width:5}
.poster path{vector-effect:non-scaling-stroke}
@media (prefers-color-scheme:dark){.poster{background:#161b21;color:#e9edf1}.poster div{border-color:#2b333c}.poster .l{fill:#1f3f5b;stroke:#6fb0e3}.poster .k,.poster .f{stroke:#ff8a50}.poster .p{stroke:#35c495}}
@media (max-width:540px){.poster div{grid-template-columns:minmax(0,1fr) 3em;height:auto}.poster svg{grid-column:1/-1}}`

/** The frame's page with a poster for each case, and one for whatever else it is asked for; its policy lets their style in. */
function withPosters(html: string): string {
  const posters = (Object.keys(CASES) as (keyof typeof CASES)[]).map((id) => poster(id, sheetOf(id)))
  const any = '<figure class="poster any" aria-hidden="true"><figcaption>whyrestart: a simulated cluster starts …</figcaption></figure>'
  const hash = createHash('sha256').update(POSTER_STYLE).digest('base64')
  return html
    .replace("style-src 'self'", `style-src 'self' 'sha256-${hash}'`)
    .replace('</head>', `  <style>${POSTER_STYLE}</style>\n  </head>`)
    .replace('<body>', `<body>\n    ${[...posters, any].join('\n    ')}`)
}

/** The address names what has no box of its own: to a picture the browser would scroll, and the article around with it. */
const poster = (id: string, { title, lanes }: Sheet): string =>
  `<a hidden id="case=${id}"></a><figure class="poster" aria-hidden="true"><figcaption>${escaped(title)}</figcaption>${lanes
    .map(({ name, drawing }) => `<div><b>${escaped(name)}</b><i>${stateAt(drawing, AT).restarts}</i>${track(drawing)}</div>`)
    .join('')}</figure>`

/** A lane's marks as a few paths: a second is a unit across. */
function track({ tracks }: LaneDrawing): string {
  const s = (t: number): number => Math.round(Math.min(SHOWN, t))
  const seen = <T>(marks: readonly T[], from: (mark: T) => number): readonly T[] => marks.filter((mark) => from(mark) < SHOWN)
  const boxes = (spans: readonly { from: number; to: number }[]): string =>
    seen(spans, ({ from }) => from)
      .map(({ from, to }) => `M${s(from)} 3h${s(to) - s(from)}v18h${s(from) - s(to)}z`)
      .join('')
  const probes = tracks.flatMap(({ probes: rows }) =>
    rows.flatMap(({ times, results }) => [...times].map((t, n) => ({ t, isBad: results[n] === 1 }))),
  )
  const dots = (isBad: boolean): string =>
    seen(
      probes.filter((probe) => probe.isBad === isBad),
      ({ t }) => t,
    )
      .map(({ t }) => `M${s(t)} 34h4`)
      .join('')
  const paths = {
    l: boxes(tracks.flatMap(({ lives }) => lives)),
    w: boxes(tracks.flatMap(({ waits }) => waits)),
    p: dots(false),
    f: dots(true),
    k: seen(
      tracks.flatMap(({ kills }) => kills),
      ({ t }) => t,
    )
      .map(({ t }) => `M${s(t)} 0v24`)
      .join(''),
  }
  const drawn = Object.entries(paths).flatMap(([kind, d]) => (d === '' ? [] : `<path class="${kind}" d="${d}"/>`))
  return `<svg viewBox="0 0 ${SHOWN} 40" preserveAspectRatio="none">${drawn.join('')}</svg>`
}
