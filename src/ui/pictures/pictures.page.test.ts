import { expect, test } from '../fixture/playground.ts'

test('the timeline is saved and copied as a picture, and the chosen lane as a text; what cannot be is said', async ({
  playground,
  page,
}) => {
  const drawn: string[] = []
  let isTooLarge = false
  let hasCanvas = true
  const copied: unknown[] = []
  await page.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype as unknown as { getContext: (kind: string) => unknown }
    Object.assign(HTMLCanvasElement.prototype, {
      getContext(this: HTMLCanvasElement, kind: string) {
        return hasCanvas ? getContext.call(this, kind) : null
      },
      toBlob(this: HTMLCanvasElement, done: (blob: Blob | null) => void) {
        drawn.push(`${this.width} wide`)
        done(isTooLarge ? null : new Blob(['png']))
      },
    })
    Object.assign(globalThis, { ClipboardItem: class {} })
    const clipboard = {
      writeText: async (text: string) => {
        if (copied.length > 2) throw new DOMException('denied', 'NotAllowedError')
        copied.push(text.split('\n')[0])
      },
      write: async (items: unknown[]) => {
        copied.push(items.length)
        if (copied.length > 2) throw new DOMException('denied', 'NotAllowedError')
      },
    }
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
  })
  await playground.open()
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  await expect(dialog.getByRole('button')).toHaveText([
    ...['As large as the screen', 'Copy', 'Close', 'Save the scenario', 'Save kube-apiserver.yaml', 'Save as one HTML file'],
    ...['Embed', 'Present'],
  ])
  await expect(dialog.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await expect(dialog).toContainText(/looking at\. It has \d{3} characters\. Nothing is sent anywhere\./)
  await dialog.getByText('As a picture, a report or a table').click()
  const pictures = dialog.locator('.pictures')
  await expect(pictures).toLookLike(`
    img
    Theme
    select = “light”
    button: Save SVG
    button: Save PNG
    button: Copy picture
    Anonymous requests off, up to the cursor:
    button: Copy report
    button: Save report
    button: Save rows (CSV)
    button: Save trace (JSON)
  `)
  const press = (name: string) => pictures.getByRole('button', { name, exact: true })
  for (const [name, file, first] of [
    ['Save SVG', 'the-strange-case.svg', /^<svg/],
    ['Save PNG', 'the-strange-case.png', /^png$/],
    // up to the cursor, with the way back to it
    ['Save report', 'the-strange-case.md', /^# The strange case[^]*http:\/\/127\.0\.0\.1\/#2/],
    ['Save rows (CSV)', 'the-strange-case.csv', /Anonymous requests off(?![^]*\n5[3-9]\d)/],
    ['Save trace (JSON)', 'the-strange-case.json', /^\{"whyrestart":1,"lanes":\[\{"name":"Anonymous requests off"(?!.*"t":5[3-9]\d)/],
  ] as const) {
    const saving = page.waitForEvent('download')
    await press(name).click()
    await expect(pictures.locator('output')).toHaveText(`${file} is saved.`)
    const saved = await saving
    expect([saved.suggestedFilename(), first.test(await saved.text())]).toEqual([file, true])
  }
  await press('Copy report').click()
  await expect(pictures.locator('output')).toHaveText('The report is copied.')
  await press('Copy picture').click()
  await expect(pictures.locator('output')).toHaveText('The picture is copied.')
  await press('Copy picture').click()
  await expect(pictures.locator('output')).toHaveText('Copying a picture is not allowed here: save it instead.')
  isTooLarge = true
  await press('Save PNG').click()
  await expect(pictures.locator('output')).toHaveText('This is too large for a PNG here; the SVG is not.')
  hasCanvas = false
  await press('Save PNG').click()
  await expect(pictures.locator('output')).toHaveText('This browser gives no canvas to draw on; the SVG needs none.')
  hasCanvas = true
  await press('Copy report').click()
  await expect(pictures.locator('output')).toHaveText('Copying is not allowed here: save it instead.')
  expect([drawn, copied]).toEqual([Array(4).fill('2400 wide'), ['# The strange case', 1, 1]])
  const image = pictures.getByRole('img')
  await expect(image).toHaveAttribute('src', /^data:image\/svg\+xml/)
  await pictures.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
  await expect(image).toHaveAttribute('src', /%23161b21/)
  // the text is of the lane that is chosen now
  const { selectLane } = await import('../state/actions.ts')
  selectLane('lane-3')
  await expect(pictures).toContainText('Fix 1, insecure port, up to the cursor:')
  // what lies behind the curtain is in no picture
  await expect(image).toHaveAttribute('src', /%3E12%3A00%3C/)
  const { usePage } = await import('../state/page.ts')
  usePage.setState({ seen: 300 })
  await expect(image).not.toHaveAttribute('src', /%3E12%3A00%3C/)
  await expect(image).toHaveAttribute('src', /%3E5%3A00%3C/)
  usePage.setState({ seen: 0 })
  await expect(dialog).toContainText('There is no picture of these inputs: a part is hidden, or nothing could be run.')
})
