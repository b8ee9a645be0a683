import { firstSight } from './layout.ts'
import { expect, test } from './playground.ts'

for (const { name, path, width, height, line, least } of [
  { name: 'the front page', path: '', width: 1440, height: 900, line: /--anonymous-auth=false/, least: 20 },
  { name: 'the front page', path: '', width: 1280, height: 720, line: /--anonymous-auth=false/, least: 14 },
  { name: 'a first exercise', path: '#e=a-probe', width: 1280, height: 720, line: /failureThreshold/, least: 12 },
  { name: 'the strange case as an exercise', path: '#e=the-strange-case', width: 1280, height: 720, line: /livenessProbe/, least: 12 },
] as const)
  test(`${name} in a window of ${width} × ${height} is its reader’s: the text that matters, and few things to press and to read`, async ({
    playground,
    page,
  }) => {
    await page.setViewportSize({ width, height })
    await playground.open(path)
    await playground.monaco()
    if (path !== '') await page.getByRole('region', { name: 'Exercise', exact: true }).waitFor()
    await expect(playground.panel).toContainText(/restart/i)
    const isExercise = path !== ''
    const seen = await firstSight(page)
    test.info().annotations.push({ type: 'first sight', description: JSON.stringify({ ...seen, lines: seen.lines.length }) })
    expect(seen.controls).toBeGreaterThan(20)
    expect(seen.controls).toBeLessThanOrEqual(isExercise ? 45 : 60)
    expect(seen.header).toBeLessThanOrEqual(10)
    expect(seen.words).toBeGreaterThan(100)
    expect(seen.words).toBeLessThanOrEqual(330)
    expect(seen.lines.length).toBeGreaterThanOrEqual(least)
    const text = await page.getByRole('textbox', { name: /^Manifest of / }).inputValue()
    expect(seen.lines).toContain(text.split('\n').findIndex((text) => line.test(text)) + 1)
  })
