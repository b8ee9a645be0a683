import { build } from 'esbuild'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** A key, from when it was pressed to the frame that shows what came of it. */
interface Key {
  key: string
  /** Frames until a lane was drawn anew: 1 is the very next one; 0 where none was. */
  frames: number
  /** From the key to the end of that frame, or of the next one where nothing is drawn. */
  ms: number
}

declare global {
  interface Window {
    keys: Key[]
  }
}

/** Watches keys and lanes, from the page's start on. */
export async function watchKeys(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let drawn = 0
    const clear = CanvasRenderingContext2D.prototype.clearRect
    CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
      // Monaco draws on canvases too
      if (this.canvas.closest('.lane-track')) {
        drawn += 1
        performance.mark('drawn')
      }
      clear.call(this, x, y, width, height)
    }
    window.keys = []
    addEventListener(
      'keydown',
      ({ key, timeStamp }) => {
        performance.mark(/^\d$/.test(key) ? 'a digit' : 'a key')
        const before = drawn
        const seen: Key = { key, frames: 0, ms: 0 }
        window.keys.push(seen)
        let frames = 0
        const frame = (): void => {
          frames += 1
          // the first task after a frame
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => {
            if (frames === 1) seen.ms = performance.now() - timeStamp
            if (drawn > before) Object.assign(seen, { frames, ms: performance.now() - timeStamp })
            else if (frames < 60) requestAnimationFrame(frame)
          }
          port2.postMessage(0)
        }
        requestAnimationFrame(frame)
      },
      true,
    )
  })
}

/** Types numbers that were not there before, each digit an edit, and takes them away again; gives what the digits took. */
export async function typeNumbers(page: Page, count: number): Promise<Key[]> {
  await page.evaluate(() => void (window.keys = []))
  for (let n = 0; n < count; n++) {
    // another one each time: what is known already is no run
    for (const digit of String(10 + (n % 90))) {
      await page.keyboard.press(digit)
      await page.waitForTimeout(120 + ((n * 37) % 60))
    }
    for (let back = 0; back < 2; back++) {
      await page.keyboard.press('Backspace')
      await page.waitForTimeout(90)
    }
  }
  return (await page.evaluate(() => window.keys)).filter(({ key }) => /^\d$/.test(key))
}

/** Puts the caret at the end of the first line that has the words. */
export async function goToLine(page: Page, words: string): Promise<void> {
  const box = page.getByRole('textbox', { name: /^Manifest of/ })
  const line = (await box.inputValue()).split('\n').findIndex((text) => text.includes(words))
  await box.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+Home')
  for (let n = 0; n < line; n++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
}

/** `minimum 1.0, median 2.0, p95 3.0 ms` */
export function spread(values: readonly number[]): { median: number; p95: number; words: string } {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return {
    median: at(0.5),
    p95: at(0.95),
    words: `minimum ${at(0).toFixed(1)}, median ${at(0.5).toFixed(1)}, p95 ${at(0.95).toFixed(1)} ms`,
  }
}

/** A page that has the page's own Monaco, with a text, and nothing else. */
export async function openBareMonaco(page: Page, text: string): Promise<void> {
  const root = join(import.meta.dirname, '../..')
  const { outputFiles } = await build({
    stdin: {
      resolveDir: join(root, 'src/ui/editor'),
      loader: 'ts',
      contents: `import { monaco } from './monaco-setup.ts'
        self.MonacoEnvironment = { getWorker: () => new Worker(URL.createObjectURL(new Blob(['']))) }
        monaco.editor.create(document.querySelector('#editor'), {
          value: ${JSON.stringify(text)}, language: 'yaml', editContext: false, accessibilitySupport: 'on', accessibilityPageSize: 5000,
          ariaLabel: 'Manifest of nobody', minimap: { enabled: false }, glyphMargin: true, wordBasedSuggestions: 'off',
          quickSuggestions: { other: true, strings: true, comments: false }, stickyScroll: { enabled: false },
        })`,
    },
    bundle: true,
    format: 'esm',
    write: false,
    outdir: join(root, 'node_modules/.cache'),
    loader: { '.ttf': 'dataurl' },
    logLevel: 'error',
  })
  const styles = outputFiles.find(({ path }) => path.endsWith('.css'))!.text
  await page.route('**/bare.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><style>${styles}</style><div id="editor" style="width: 480px; height: 560px"></div><script type="module" src="bare.js"></script>`,
    }),
  )
  const script = outputFiles.find(({ path }) => path.endsWith('.js'))!.text
  await page.route('**/bare.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }))
  await page.goto('bare.html')
  await page.locator('.view-lines').waitFor()
}
