import { CHANGES } from '../../sim/release/release.ts'
import { RULES } from '../../views/releases/model-rules.ts'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { vi } from 'vitest'
import { clock } from '../fixture/clock.ts'
import { expect, failNext, test } from '../fixture/playground.ts'
import { LEFT } from '../fixture/window.ts'

/** A few of the recordings: all of them would take their time here. */
vi.mock('virtual:recordings', () => {
  const text = (name: string): string => readFileSync(`src/sim/recorded/${name}`, 'utf8')
  const names = ['control-plane/anonymous-off-1.9', 'life-1.37/success-2-a', 'random-1.37/random-34-a']
  const texts = Object.fromEntries(names.map((name) => [name, [text(`${name}.scenario.yaml`), text(`${name}.trace.json`)]]))
  const all = { file: 'all.bin', names, base64: gzipSync(JSON.stringify(texts)).toString('base64') }
  return {
    BASE: '/recorded/',
    get FILES() {
      return recordings.areGone ? [{ file: 'gone.bin', names: ['pods-1.37/gone'] }] : [all]
    },
  }
})
const recordings = vi.hoisted(() => ({ areGone: false }))

test('how we know: the story’s recording beside its replay, the rules, the recordings, and what is not simulated', async ({
  page,
  playground,
}) => {
  await page.addInitScript(() => Object.assign(globalThis, { devicePixelRatio: 2 }))
  await playground.open()
  const door = page.getByRole('button', { name: 'A real cluster printed the same' })
  await door.click()
  await expect(page).toHaveURL(/#how-we-know\/control-plane\/anonymous-off-1\.9$/)
  await expect(page.getByRole('heading', { name: 'How we know' })).toBeFocused()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page).toHaveURL(/\/$/)
  await expect(door).toBeFocused()
  await page.goto('#how-we-know')
  const shown = page.getByRole('region', { name: 'The recording' })
  const claims = page.getByRole('region', { name: 'What the model claims' })
  await expect(page.locator('.evidence-summary')).toLookLike(
    `
    output aria-live=polite data-done=true
      b .unbroken: 2 of 3
      recordings replayed without a difference,
      b .unbroken: 132 of 136
      entries matched; 1 recording differs by what no rule can tell, each with its reason
    Real kubelets, kube-apiservers and whole control planes were recorded, with Kubernetes 1.9 to 1.37. Your browser has just run the simulator on the same inputs and held the two against each other: every probe, event and …
    What was chance in a real run, such as the moment of a resync, was read off it; all else follows by rule. In a shell: npm run fidelity.
  `,
    { closely: true },
  )
  await expect(shown).toLookLike(
    `
    section “The recording”
      h3
        control-plane/anonymous-off-1.9
        span data-same=true: ✓ 121 of 121 entries, differences: none
      div aria-busy=false
        Show
        select = “Infinity”
        small style=width: 48px;: min:s
        span style=left: 50px;: 0:00
        span style=left: 135.802469px;: 0:30
        span style=left: 221.604938px;: 1:00
        span style=left: 307.407407px;: 1:30
        span style=left: 393.209877px;: 2:00
        span style=left: 479.012346px;: 2:30
        span style=left: 564.814815px;: 3:00
        span style=left: 650.617284px;: 3:30
        span style=left: 736.419753px;: 4:00
        span style=left: 822.222222px;: 4:30
        span style=left: 908.024691px;: 5:00
        span style=left: 993.82716px;: 5:30
        span style=left: 1079.62963px;: 6:00
        span style=left: 1165.432099px;: 6:30
        span style=left: 1251.234568px;: 7:00
        span style=left: 1337.037037px;: 7:30
        span style=left: 1422.839506px;: 8:00
        figure
          figcaption
            Real run, Kubernetes 1.9 5 restarts, 5 kills, 42 probes
            output aria-live=off
        figure
          figcaption
            Simulated run 5 restarts, 5 kills, 42 probes
            output aria-live=off
        ul “Legend” data-look=light
          li: button: passed
          li: button: failed
          li: button: killed
          li: button: ready
          li: button: not ready
          li: button: back-off
          li: button: serving
          li: button: starting
          li: button: shutting down
          li: button: mirror pod
        details: summary: Both as a table
      A recording has no processes: a life ends where the kubelet first showed that it knew of it.
      details: summary: The manifest, Kubernetes 1.9
      It shows: The back-off looks at the exit before this one; Without anonymous requests, no credentials means 401.
  `,
    { closely: true },
  )
  await shown.getByText('Both as a table').click()
  await expect(shown.locator('table').getByRole('row').nth(5)).toLookLike(
    `
    tr: 17.4 s | Simulated run | liveness probe failed | HTTP probe failed with statuscode: 401
  `,
    { closely: true },
  )
  await shown.getByText('Both as a table').click()
  await expect(shown.locator('table')).toHaveCount(0)
  await expect(shown.getByRole('combobox', { name: 'Show' }).getByRole('option')).toHaveText([
    ...['the whole run', '5 minutes', '2 minutes', '30 seconds'],
  ])
  await shown.getByRole('combobox', { name: 'Show' }).selectOption('5 minutes')
  await shown.getByRole('slider').fill('60')
  await expect(shown.locator('.two-runs-bar')).toLookLike(
    `
    Show
    select = “300”
    from 1 min
    input = “60” min=0 max=186 step=1 aria-valuetext=1 min
  `,
    { closely: true },
  )
  const box = shown.locator('.two-runs-box')
  await box.dispatchEvent('pointermove', { clientX: LEFT + 700 })
  await expect(box).toLookLike(
    `
    small style=width: 48px;: min:s
    span style=left: 50px;: 1:00
    span style=left: 189px;: 1:30
    span style=left: 328px;: 2:00
    span style=left: 467px;: 2:30
    span style=left: 606px;: 3:00
    span style=left: 745px;: 3:30
    span style=left: 884px;: 4:00
    span style=left: 1023px;: 4:30
    span style=left: 1162px;: 5:00
    span style=left: 1301px;: 5:30
    span style=left: 1440px;: 6:00
    figure
      figcaption
        Real run, Kubernetes 1.9 5 restarts, 5 kills, 42 probes
        output aria-live=off: life 3, started at 2 min 47.9 s, killed by the kubelet at 4 min 7.8 s with exit code 0
      span style=left: 700px;
    figure
      figcaption
        Simulated run 5 restarts, 5 kills, 42 probes
        output aria-live=off: life 3, started at 2 min 47.9 s, killed by the kubelet at 4 min 7.6 s with exit code 0
      span style=left: 700px;
  `,
    { closely: true },
  )
  // from the first time to the last one of the axis; where nothing lies under a time its state is said
  const gutter = await box
    .locator('.tick')
    .first()
    .evaluate(({ style }: HTMLElement) => Number.parseFloat(style.left))
  const read: string[] = []
  for (const x of [gutter - 1, gutter, gutter + 12, gutter + 200, gutter + 640, gutter + 655, 1440, 1441]) {
    await box.dispatchEvent('pointermove', { clientX: LEFT + x })
    read.push(`${x}: ${(await box.locator('figcaption output').allTextContents()).join(' | ')}`)
  }
  expect(read).toMatchInlineSnapshot(`
    [
      "49:  | ",
      "50: life 1, started at 0.7 s, killed by the kubelet at 1 min 27.8 s with exit code 0 | life 1, started at 0.7 s, killed by the kubelet at 1 min 27.6 s with exit code 0",
      "62: life 1, started at 0.7 s, killed by the kubelet at 1 min 27.8 s with exit code 0 | life 1, started at 0.7 s, killed by the kubelet at 1 min 27.6 s with exit code 0",
      "250: life 2, started at 1 min 28 s, killed by the kubelet at 2 min 47.8 s with exit code 0 | life 2, started at 1 min 28 s, killed by the kubelet at 2 min 47.6 s with exit code 0",
      "690: 3 min 17.4 s, liveness failure: HTTP probe failed with statuscode: 401 | 3 min 17.4 s, liveness failure: HTTP probe failed with statuscode: 401",
      "705: life 3, started at 2 min 47.9 s, killed by the kubelet at 4 min 7.8 s with exit code 0 | life 3, started at 2 min 47.9 s, killed by the kubelet at 4 min 7.6 s with exit code 0",
      "1440: life 5, started at 5 min 28.2 s, killed by the kubelet at 6 min 47.8 s with exit code 0 | life 5, started at 5 min 28.2 s, killed by the kubelet at 6 min 47.6 s with exit code 0",
      "1441:  | ",
    ]
  `)
  await shown.getByRole('slider').fill('0')
  await box.dispatchEvent('pointermove', { clientX: LEFT + gutter })
  await expect(box.locator('figcaption output').first()).toHaveText('0 s: nothing yet')
  await box.dispatchEvent('pointermove', { clientX: 5 })
  await expect(box.locator('.cursor-line')).toHaveCount(0)
  await box.hover()
  await box.dispatchEvent('pointermove', { clientX: LEFT + gutter })
  await expect(box.locator('.cursor-line')).toHaveCount(2)
  await page.getByRole('searchbox').hover()
  await expect(box.locator('.cursor-line')).toHaveCount(0)
  // each source is of a project that is known, at a tag or branch of it
  const sources = claims.locator('a').elements() as HTMLAnchorElement[]
  const projects = new Set(sources.map(({ href }) => /^https:\/\/github\.com\/(.+\/blob\/[^/]+)\/\w/.exec(href)?.[1] ?? href))
  expect([...projects].toSorted()).toMatchInlineSnapshot(`
    [
      "kubernetes/kubernetes/blob/v1.19.16",
      "kubernetes/kubernetes/blob/v1.37.2",
    ]
  `)
  expect(
    await box
      .locator('canvas')
      .evaluateAll((all: HTMLCanvasElement[]) => all.map(({ width, height, style }) => [width, height, style.height])),
  ).toEqual([
    [2880, 128, '64px'],
    [2880, 128, '64px'],
  ])
  await page.getByRole('searchbox').fill('BACK-OFF looks at the exit')
  await expect(claims).toLookLike(
    `
    section “What the model claims”
      fieldset “List”
        button aria-pressed=true: Rules
        button aria-pressed=false: Recordings
        button aria-pressed=false: Not simulated
      input “Search rules” = “BACK-OFF looks at the exit” placeholder=Search rules
      1 of 71 rules
      section “Back-off”
        h3: Back-off
        li data-shown=true
          h4: The back-off looks at the exit before this one
          A start is held back if its container’s newest exited instance, as this sync was handed it, ended less than the back-off ago. The instance just killed is not among them, so what counts is the length of the last cy…
          dl
            dt: Kubernetes
            dd
              a href=https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/client-go/util/f…: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go
              a href=https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubelet/kuberuntime/kuberuntime…: pkg/kubelet/kuberuntime/kuberuntime_manager.go
            dt: Here
            dd: sim/kubelet/pods/backoff.ts, sim/kubelet/pods/starts.ts
            dt: Recorded
            dd
              live-seed
              button “1.9: the recording live-seed” aria-pressed=false title=not replayed yet: 1.9
              button “1.19: the recording live-seed” aria-pressed=false title=not replayed yet: 1.19
              button “1.30: the recording live-seed” aria-pressed=false title=not replayed yet: 1.30
              button “1.37: the recording live-seed” aria-pressed=false title=not replayed yet: 1.37
              live-late
              button “1.9: the recording live-late” aria-pressed=false title=not replayed yet: 1.9
              button “1.19: the recording live-late” aria-pressed=false title=not replayed yet: 1.19
              button “1.30: the recording live-late” aria-pressed=false title=not replayed yet: 1.30
              button “1.37: the recording live-late” aria-pressed=false title=not replayed yet: 1.37
              fast
              button “1.9: the recording fast” aria-pressed=false title=not replayed yet: 1.9
              button “1.19: the recording fast” aria-pressed=false title=not replayed yet: 1.19
              button “1.30: the recording fast” aria-pressed=false title=not replayed yet: 1.30
              button “1.37: the recording fast” aria-pressed=false title=not replayed yet: 1.37
              anonymous-off-liveness-only
              button “1.37: the recording anonymous-off-liveness-only” aria-pressed=false title=not replayed yet: 1.37
              anonymous-off
              button “1.9: the recording anonymous-off” aria-pressed=true title=121 of 121 entries matched, differences: none: 1.9
  `,
    { closely: true },
  )
  // what no run shows
  for (const [rule, says] of [
    [RULES.find(({ recordings, answers }) => recordings.length === 0 && answers), 'No run shows it; recorded answers do'],
    [RULES.find(({ recordings, answers }) => recordings.length === 0 && !answers), 'No recording reaches it: read in the source'],
  ] as const) {
    await page.getByRole('searchbox').fill(rule!.title)
    await expect(claims.locator('.rule')).toContainText(says)
    await expect(claims.locator('dt')).toHaveText(['Kubernetes', 'Here', ...(rule!.answers ? ['Answers'] : [])])
  }
  await page.getByRole('searchbox').fill('no such words')
  await expect(claims).toContainText('No rule has these words.')
  await page.getByRole('searchbox').fill('')
  // a rule leads to its recordings
  for (const [name, address] of [
    ['1.19: the recording fast', /#how-we-know\/[^/]*1\.19\/fast/],
    ['1.9: the recording anonymous-off', /#how-we-know\/control-plane\/anonymous-off-1\.9$/],
  ] as const) {
    await claims.getByRole('button', { name, exact: true }).first().click()
    await expect(page).toHaveURL(address)
  }
  await page.getByRole('button', { name: 'Recordings' }).click()
  await expect(claims).toLookLike(
    `
    section “What the model claims”
      fieldset “List”
        button aria-pressed=false: Rules
        button aria-pressed=true: Recordings
        button aria-pressed=false: Not simulated
      input “Search recordings” = “” placeholder=Search recordings
      table
        caption: Without a difference, by kind and release; after +, with one that is explained
        tr: Kind | 1.9 | 1.37
        tr: control-plane | 1 of 1 | 
        tr: life |  | 0+1 of 1
        tr: random |  | 1 of 1
      table
        caption: 3 recordings
        tr: Recording | Matched | Difference
        tr data-shown=true: button aria-pressed=true: control-plane/anonymous-off-1.9 | 121 of 121 | none
        tr: button aria-pressed=false: life-1.37/success-2-a | 7 of 11 | A sync, the readiness worker that it wakes and the Events of one relist run beside each other: which of them is earlier by a fraction of a millisecond…
        tr: button aria-pressed=false: random-1.37/random-34-a | 4 of 4 | none
  `,
    { closely: true },
  )
  await page.getByRole('searchbox').fill(' RANDOM ')
  await expect(claims.locator('caption')).toHaveText(['1 of 3 recordings'])
  await page.getByRole('searchbox').fill('success')
  page.scrolled()
  await page.getByRole('button', { name: 'life-1.37/success-2-a', exact: true }).click()
  expect(page.scrolled()).toEqual(['The recording'])
  await expect(page).toHaveURL(/#how-we-know\/life-1\.37\/success-2-a$/)
  // another recording leaves the list as it is
  await expect(claims).toContainText('1 of 3 recordings')
  await expect(page.getByRole('searchbox')).toHaveValue('success')
  await expect(shown.locator('.shown-name')).toLookLike(
    `
    h3: life-1.37/success-2-a✕ 7 of 11 entries, differences: 2
  `,
    { closely: true },
  )
  await expect(shown.locator('.differences')).toLookLike(
    `
    li: readiness probe of main #2: recorded 3.21 s failure HTTP probe failed with statuscode: 503 | simulated 7.202 s failure HTTP probe failed with statuscode: 503
    li: readiness events of main #2: recorded 3.21 s Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503 | simulated 7.202 s Warning Unhealthy: Readiness probe failed: HTTP probe failed with st…
  `,
    { closely: true },
  )
  await expect(shown).toContainText('It shows: Only equal results in a row count.')
  await expect(shown).toContainText('A sync, the readiness worker that it wakes and the Events of one relist run beside each other')
  await failNext('pair')
  await page.goto('#how-we-know/random-1.37/random-34-a')
  await expect(shown.getByRole('alert')).toHaveText('The simulator failed.')
  await page.goto('#how-we-know/pods-1.37/none')
  await expect(shown.getByRole('alert')).toHaveText('There is no recording pods-1.37/none. The list beside has those that there are.')
  await page.getByRole('button', { name: 'Not simulated' }).click()
  await page.getByRole('searchbox').fill('runtime classes')
  await expect(page.getByRole('term')).toHaveText('Fields of a pod and flags that no rule reads')
  await expect(claims).not.toContainText('Nothing here has these words.')
  await page.getByRole('searchbox').fill('no such words')
  await expect(claims).toContainText('Nothing here has these words.')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/\/$/)
  // what was replayed is not replayed again
  const { WorkerClient } = await import('../worker/client.ts')
  const call = vi.spyOn(WorkerClient.prototype, 'call')
  await page.goto('#how-we-know')
  await expect(page.locator('.evidence-score')).toContainText('2 of 3 recordings replayed')
  expect(call.mock.calls.map(([task]) => task)).toEqual(['pair'])
  // of two questions about releases the later one alone is answered
  const { differencesOf } = await import('./evidence-client.ts')
  const { results } = await import('../state/results.ts')
  const { inputs } = results.getState().lanes['lane-2']!
  const ends: string[] = []
  for (const release of ['1.9', '1.10'])
    void differencesOf(inputs, release, release, () => undefined).then(
      ({ outcomes }) => ends.push(outcomes.map((outcome) => `${outcome.release}: ${outcome.restarts}`).join()),
      ({ message }: Error) => ends.push(message),
    )
  await page.waitForFunction(() => ends.length === 2)
  expect(ends).toEqual(['The simulator was ended.', '1.10: 11,1.10: 11'])
})

test('what changed between two releases, and what of it the lane feels', { tags: 'whole' }, async ({ page, playground }) => {
  await playground.open('#what-changed/1.9..1.10')
  const dialog = page.getByRole('dialog')
  const rows = CHANGES.filter(({ since }) => since === 10).length
  const upTo11 = CHANGES.filter(({ since }) => since > 9 && since <= 11).length
  await expect(dialog.locator('.outcomes')).toLookLike(
    `
    dl
      dt: Kubernetes 1.9
      dd
        b data-many=true: 11
        restarts
        The first at 1 min 35 s: 8 of 8 liveness probes failed in a row (HTTP probe failed with statuscode: 401), because of --anonymous-auth=false (kube-apiserver.yaml, line 39). Now it waits for its back-off, until 34 min…
      dt: Kubernetes 1.10
      dd
        b data-many=true: 11
        restarts
        The first at 1 min 35 s: 8 of 8 liveness probes failed in a row (HTTP probe failed with statuscode: 401), because of --anonymous-auth=false (kube-apiserver.yaml, line 39). Now it waits for its back-off, until 34 min…
  `,
    { closely: true },
  )
  await expect(dialog.locator('.evidence-list')).toLookLike(`
    section “Differences”
      h3: 0 of ${rows} differences touch “Anonymous requests off”
      ul “Differences that touch the manifest”
      details open
        summary: 0 more change only what is printed
        ul “Differences in texts”
      details: summary: ${rows} more make no difference to this lane
  `)
  await expect(dialog.locator('.restart-bars')).toLookLike(
    `
    li
      button “11 restarts on 1.9. Compare with it” aria-pressed=true title=Compare with it
        span style=height: 3.2rem;
        111.9
    li
      button “11 restarts on 1.10. Compare with it” aria-pressed=true title=Compare with it
        span style=height: 3.2rem;
        111.10
    li
      button “11 restarts on 1.11. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 3.2rem;
        111.11
    li
      button “11 restarts on 1.12. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 3.2rem;
        111.12
    li
      button “11 restarts on 1.13. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 3.2rem;
        111.13
    li
      button “10 restarts on 1.14. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.14
    li
      button “10 restarts on 1.15. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.15
    li
      button “10 restarts on 1.16. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.16
    li
      button “10 restarts on 1.17. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.17
    li
      button “10 restarts on 1.18. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.18
    li
      button “10 restarts on 1.19. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.19
    li
      button “10 restarts on 1.20. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.20
    li
      button “10 restarts on 1.21. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.21
    li
      button “10 restarts on 1.22. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.22
    li
      button “10 restarts on 1.23. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.23
    li
      button “10 restarts on 1.24. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.24
    li
      button “10 restarts on 1.25. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.25
    li
      button “10 restarts on 1.26. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.26
    li
      button “10 restarts on 1.27. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.27
    li
      button “10 restarts on 1.28. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.28
    li
      button “10 restarts on 1.29. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.29
    li
      button “10 restarts on 1.30. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.30
    li
      button “10 restarts on 1.31. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.31
    li
      button “10 restarts on 1.32. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.32
    li
      button “10 restarts on 1.33. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.33
    li
      button “10 restarts on 1.34. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.34
    li
      button “10 restarts on 1.35. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.35
    li
      button “10 restarts on 1.36. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.36
    li
      button “10 restarts on 1.37. Compare with it” aria-pressed=false title=Compare with it
        span style=height: 2.909091rem;
        101.37
  `,
    { closely: true },
  )
  const bars = dialog.locator('.restart-bars .bar').elements()
  expect([0, 28].map((n) => Number.parseFloat(bars[n]!.style.height).toFixed(2))).toEqual(['3.20', '2.91'])
  const lane = page.getByRole('combobox', { name: 'for the lane' })
  // how far it is, where it takes long
  clock.lookMs = 13
  await lane.selectOption('Fix 3, RBAC and a firewall')
  await expect(dialog.getByText(/^The lane is run with each difference alone: \d+ of \d+\.$/)).toBeVisible()
  clock.lookMs = 0
  // what fails says so, until something else is asked
  const alert = dialog.getByRole('alert')
  for (const task of ['differences', 'restarts']) {
    await lane.selectOption('Fix 1, insecure port')
    await expect(alert).toHaveCount(0)
    await failNext(task)
    await lane.selectOption('Fix 2, TCP probe')
    await expect(alert).toHaveText('The simulator failed.')
  }
  await lane.selectOption('As kubeadm writes it')
  await expect(alert).toHaveCount(0)
  await dialog.getByText('Both as a table').click()
  const ofRuns = (): string[] => [
    ...new Set(
      dialog
        .locator('.run-twin td:nth-child(2)')
        .elements()
        .map(({ textContent }) => textContent),
    ),
  ]
  await page.waitForFunction(() => ofRuns().join() === 'Kubernetes 1.9,Kubernetes 1.10')
  await expect(dialog.locator('.outcomes dd')).toHaveText(Array(2).fill('0 restartsIn 30 min.'))
  await page.getByRole('button', { name: /restarts? on 1\.11\./ }).click()
  await expect(page).toHaveURL(/#what-changed\/1\.9\.\.1\.11$/)
  await page.waitForFunction(() => ofRuns().join() === 'Kubernetes 1.9,Kubernetes 1.11')
  await expect(dialog.locator('.evidence-list')).toLookLike(`
    section “Differences”
      h3: 1 of ${upTo11} differences touch “As kubeadm writes it”
      ul “Differences that touch the manifest”
        li data-shown=true
          1.11
          h4: --authorization-mode may be given more than once.
          At 0 s: The kube-apiserver is gone. Before, at 0 s: kube-apiserver is listening.
          a href=https://github.com/kubernetes/kubernetes/blob/v1.11.0/pkg/kubeapiserver/options/authorization.go: pkg/kubeapiserver/options/authorizatio…
          Read at v1.10.13 and v1.11.0.
      details: summary: 1 more change only what is printed
      details: summary: ${upTo11 - 2} more make no difference to this lane
  `)
  // each source is of a project that is known, at a tag or branch of it
  const sources = dialog.locator('.evidence-list a').elements() as HTMLAnchorElement[]
  const projects = new Set(sources.map(({ href }) => /^https:\/\/github\.com\/(.+\/blob\/[^/]+)\/\w/.exec(href)?.[1] ?? href))
  expect([...projects].toSorted()).toMatchInlineSnapshot(`
    [
      "golang/go/blob/go1.10",
      "kubernetes/kubernetes/blob/v1.10.0",
      "kubernetes/kubernetes/blob/v1.10.13",
      "kubernetes/kubernetes/blob/v1.11.0",
      "kubernetes/kubernetes/blob/v1.11.10",
      "kubernetes/kubernetes/blob/v1.22.17",
    ]
  `)
  await page.goto('#what-changed/1.9..nowhere')
  await expect(dialog.getByRole('heading', { level: 2 })).toHaveText('What changed between 1.9 and 1.37')
  // of a release beside itself there is one picture
  await page.getByRole('combobox', { name: 'to', exact: true }).selectOption('1.10')
  await expect(page).toHaveURL(/#what-changed\/1\.9\.\.1\.10$/)
  await page.getByRole('combobox', { name: 'From' }).selectOption('1.10')
  await expect(page).toHaveURL(/#what-changed\/1\.10\.\.1\.10$/)
  await expect(dialog.getByText('Nothing that is modelled changed between the two.')).toBeVisible()
  await expect(dialog.locator('.two-runs figure')).toHaveCount(1)
  await expect(dialog.locator('.run-twin summary')).toHaveText('As a table')
  const end = await dialog.getByRole('combobox', { name: 'Show' }).getByRole('option').allTextContents()
  expect(end).toEqual(['the whole run', '10 minutes', '5 minutes', '2 minutes', '30 seconds'])

  // what does not come is said, and asked for again the next time
  const asked: string[] = []
  recordings.areGone = true
  globalThis.fetch = (async (address: URL) => (asked.push(address.pathname), { ok: false })) as never
  await page.goto('#how-we-know')
  await expect(page.locator('.evidence-score')).toHaveText(
    'Not all recordings could be replayed: the recordings gone.bin could not be loaded.',
  )
  await expect(page.locator('.evidence-summary progress')).toHaveCount(0)
  await page.keyboard.press('Escape')
  expect(asked).toEqual(['/recorded/gone.bin'])
  await page.goto('#how-we-know')
  await page.waitForFunction(() => asked.length > 1)
  recordings.areGone = false
  await page.keyboard.press('Escape')
  await page.goto('#how-we-know/pods-1.37/none')
  await expect(page.locator('.evidence-score')).toContainText('2 of 3 recordings replayed')
})
