import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

/** A picture as PNG, as a browser at hand shows it; a sentence where there is none, or it makes none. */
export function pngOf(svg: string, { width, height }: { width: number; height: number }): { bytes: Uint8Array } | { error: string } {
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
