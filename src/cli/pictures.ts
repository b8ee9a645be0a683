import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseDuration } from '../sim/scenario/duration.ts'
import { type Theme, THEMES } from '../views/picture/pen.ts'
import { LEAST_WIDTH, type Sheet, sizeOf, svgOf } from '../views/picture/sheet.ts'

/** What of a picture a command line says. */
export interface PictureArguments {
  svg?: string
  png?: string
  from?: number
  to?: number
  theme: Theme
  width: number
  /** Where whyrestart is served: a picture and a report carry the link to what they show. */
  site?: string
}

const MOST_WIDTH = 8000
export const DEFAULT_WIDTH = 1200

export const PICTURE_OPTIONS = {
  svg: 'value',
  png: 'value',
  from: 'value',
  to: 'value',
  theme: 'value',
  width: 'value',
  site: 'value',
} as const

/** Takes one option's value; a sentence where it is not what is allowed. */
export function takePicture(args: PictureArguments, option: keyof typeof PICTURE_OPTIONS, value: string): string | undefined {
  switch (option) {
    case 'svg':
    case 'png':
      args[option] = value
      return undefined
    case 'from':
    case 'to': {
      const at = parseDuration(value)
      if (at === undefined || at < 0) return `--${option} ${JSON.stringify(value)} is no duration such as 90s, 7m or 1h10m`
      args[option] = at
      return undefined
    }
    case 'theme': {
      const theme = THEMES.find((theme) => theme === value)
      if (!theme) return `--theme ${JSON.stringify(value)} is none; allowed: ${THEMES.join(', ')}`
      args.theme = theme
      return undefined
    }
    case 'site': {
      const site = siteOf(value)
      if (site === undefined) return `--site ${JSON.stringify(value)} is no address such as https://example.org/whyrestart/`
      args.site = site
      return undefined
    }
    case 'width': {
      const width = Number(value)
      if (!Number.isInteger(width) || width < LEAST_WIDTH || width > MOST_WIDTH)
        return `--width ${JSON.stringify(value)} is no width; allowed: ${LEAST_WIDTH} to ${MOST_WIDTH} pixels`
      args.width = width
      return undefined
    }
  }
}

/** Of a page or its folder, with a slash at its end. */
function siteOf(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined
  const { protocol, origin, pathname } = new URL(value)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `${origin}${pathname.replace(/\/[^/]*\.html$/, '/').replace(/\/?$/, '/')}`
}

/** The picture's files, in order; each a text or bytes. A sentence where one cannot be made. */
export function picturesOf(sheet: Sheet, args: PictureArguments): { files: readonly [string, string | Uint8Array][] } | { error: string } {
  if (sheet.to <= sheet.from) return { error: `--from ${sheet.from}s is not before --to ${sheet.to}s` }
  const svg = svgOf(sheet, args.theme, args.width)
  const files: [string, string | Uint8Array][] = args.svg === undefined ? [] : [[args.svg, svg]]
  if (args.png !== undefined) {
    const png = pngOf(svg, sizeOf(sheet, args.theme, args.width))
    if ('error' in png) return png
    files.push([args.png, png.bytes])
  }
  return { files }
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** A browser at hand: what CHROME_PATH names, else one on the path, else where they are installed. */
function browserAtHand(): string | undefined {
  const named = process.env['CHROME_PATH']
  if (named) return existsSync(named) ? named : undefined
  const folders = (process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':')
  const found = BROWSERS.flatMap((name) => folders.flatMap((folder) => [join(folder, name), join(folder, `${name}.exe`)]))
  return [...found, ...ELSEWHERE].find((file) => existsSync(file))
}

function pngOf(svg: string, { width, height }: { width: number; height: number }): { bytes: Uint8Array } | { error: string } {
  const browser = browserAtHand()
  if (browser === undefined)
    return { error: '--png needs Chromium, Chrome or Edge, and none was found; CHROME_PATH may name one, and --svg needs none' }
  const folder = mkdtempSync(join(tmpdir(), 'whyrestart-'))
  try {
    const [page, out] = [join(folder, 'picture.html'), join(folder, 'picture.png')]
    writeFileSync(page, `<!doctype html><meta charset="utf-8"><style>body{margin:0}svg{display:block}</style>${svg}`)
    const { status, error } = spawnSync(
      browser,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--hide-scrollbars',
        '--no-first-run',
        '--disable-background-networking',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--force-device-scale-factor=2',
        `--window-size=${width},${height}`,
        `--screenshot=${out}`,
        page,
      ],
      { stdio: 'ignore', timeout: 60_000 },
    )
    if (error || !existsSync(out)) return { error: `the browser made no picture (${error?.message ?? `exit ${status}`}); --svg needs none` }
    return { bytes: readFileSync(out) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
