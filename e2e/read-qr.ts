import jsQR from 'jsqr'
import type { Locator } from '@playwright/test'

const decode = (typeof jsQR === 'function' ? jsQR : (jsQR as { default: typeof jsQR }).default) as typeof jsQR

/** What a telephone reads off the screen. */
export async function readQr(picture: Locator): Promise<string | undefined> {
  const png = (await picture.screenshot()).toString('base64')
  // the browser takes the picture apart, on a page of its own
  const blank = await picture.page().context().newPage()
  const { width, height, pixels } = await blank.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    let text = ''
    for (const byte of data) text += String.fromCharCode(byte)
    return { width: image.width, height: image.height, pixels: btoa(text) }
  }, png)
  await blank.close()
  return decode(new Uint8ClampedArray(Buffer.from(pixels, 'base64')), width, height)?.data
}
