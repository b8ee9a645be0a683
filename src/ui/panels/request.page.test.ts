import { expect, test, inMenu } from '../fixture/playground.ts'

const OFF = 'Anonymous requests off'

test('anonymous GET /healthz from outside, on all five lanes', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Request')
  const table = page.getByRole('table', { name: 'The same request in all lanes' })
  const row = (lane: string) => table.getByRole('row').filter({ has: page.getByRole('button', { name: lane, exact: true }) })
  await expect(row('As kubeadm writes it')).toContainText(/200.*handler, answered/)
  await expect(row(OFF)).toContainText(/401.*anonymous, refused/)
  await expect(row('Fix 1, insecure port')).toContainText(/401.*anonymous, refused/)
  await expect(row('Fix 2, TCP probe')).toContainText(/401.*anonymous, refused/)
  await expect(row('Fix 3, RBAC and a firewall')).toContainText(/none.*firewall, refused/)
  const kinds = (): Promise<(string | null)[]> =>
    table.locator('.status').evaluateAll((cells: Element[]) => cells.map((status) => status.getAttribute('data-class')))
  expect(await kinds()).toEqual(['2', '4', '4', '4', '0'])
  await expect(playground.panel).toLookLike(
    `
    div tabindex=0
      form “Request”
        From
        select = “outside”
        As
        select = “anonymous”
        Method
        select = “GET”
        label style=--letters: 34;
          URL
          input = “https://192.168.1.100:6443/healthz”
      ul “curl -k at this time”
        li
          button title=curl -k https://192.168.1.100:6443/healthz, from outside: from outside: /healthz
          401 Unauthorized
        li
          button title=curl -k https://192.168.1.100:6443/version, from outside: from outside: /version
          401 Unauthorized
        li
          button title=curl -k https://192.168.1.100:6443/healthz, from the node: from the node: /healthz
          401 Unauthorized
        li
          button title=curl -k https://192.168.1.100:6443/version, from the node: from the node: /version
          401 Unauthorized
      h2: Why is the caller not let in, in “Anonymous requests off”?
      ol “Steps of the request”
        li data-verdict=no opinion
          ·
          authentication: front proxy no opinionNo client certificate was sent.
          button: kube-apiserver.yaml, line 17
        li data-verdict=no opinion
          ·
          authentication: client certificate no opinionNo client certificate was sent.
          button: kube-apiserver.yaml, line 23
        li data-verdict=no opinion
          ·
          authentication: bearer token no opinionNo bearer token was sent.
          button: kube-apiserver.yaml, line 22
        li data-verdict=refused aria-current=step
          ✕
          authentication: anonymous refuseddecidedThere are no credentials, and anonymous requests are off.
          button: kube-apiserver.yaml, line 39
          --anonymous-auth=false
      section “The answer”
        h2: The answer at 8 min 45 s
        pre tabindex=0 .wraps
          | $ curl -ik https://192.168.1.100:6443/healthz
          | HTTP/2 401
          | content-type: application/json
          | content-length: 165
          | date: Sat, 12 May 2018 09:38:57 GMT
          |
          | {
          |   "kind": "Status",
          |   "apiVersion": "v1",
          |   "metadata": {
          |
          |   },
          |   "status": "Failure",
          |   "message": "Unauthorized",
          |   "reason": "Unauthorized",
          |   "code": 401
          | }
      h2: The same request in all lanes
      table “The same request in all lanes”
        tr: Lane | Answer | What decided
        tr: button title=As kubeadm writes it aria-current=false: As kubeadm writes it | td data-class=2 .unbroken: 200 | td title=All checks of /healthz pass.: handler, answered
        tr data-selected=true: button title=Anonymous requests off aria-current=true: Anonymous requests off | td data-class=4 .unbroken: 401 | td title=There are no credentials, and anonymous requests are off.: anonymous, …
        tr: button title=Fix 1, insecure port aria-current=false: Fix 1, insecure port | td data-class=4 .unbroken: 401 | td title=There are no credentials, and anonymous requests are off.: anonymous, refused
        tr: button title=Fix 2, TCP probe aria-current=false: Fix 2, TCP probe | td data-class=4 .unbroken: 401 | td title=There are no credentials, and anonymous requests are off.: anonymous, refused
        tr: button title=Fix 3, RBAC and a firewall aria-current=false: Fix 3, RBAC and a firewall | td data-class=0 title=curl: (28) Failed to connect to 192.168.1.100 port 6443 after 130000 ms: Couldn't connect… .unbroken…
  `,
    { closely: true },
  )
})

test('the step that decided leads to the line of the flag', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.tab('Request')
  const steps = page.getByRole('list', { name: 'Steps of the request' })
  const deciding = steps.locator('[aria-current=step]')
  await expect(deciding).toContainText('There are no credentials, and anonymous requests are off.')
  await deciding.getByRole('button', { name: 'kube-apiserver.yaml, line 39' }).click()
  await expect(page.locator('.line-lit')).toBeVisible()
  await expect(playground.panel).toContainText('"message": "Unauthorized"')
  await playground.tab('Events')
  await expect(page.locator('.line-lit')).toHaveCount(0)
})

test('a server that hangs is waited for, as curl does, and the panel says how long', async ({ playground, page }) => {
  await playground.open()
  await playground.select('Fix 2, TCP probe')
  await playground.goTo(120)
  await (await inMenu(page, /^Fault at/)).click()
  await page.getByRole('button', { name: 'Hang', exact: true }).click()
  await playground.settled()
  await playground.goTo(130)
  await playground.tab('Request')
  const answer = page.getByRole('region', { name: 'The answer' })
  await expect(answer).toContainText('after 5 min')
  await expect(playground.panel.locator('.columns')).toLookLike(
    `
    h2: Why is there no answer, in “Fix 2, TCP probe”?
    ol “Steps of the request”
      li data-verdict=refused aria-current=step
        ✕
        answer refuseddecidedThe process is stopped: the kernel accepts the connection, nobody answers.
    section “The answer”
      h2: The answer at 2 min 10 s, after 5 min
      pre tabindex=0 .wraps
        | $ curl -ik https://192.168.1.100:6443/healthz
        | curl: (28) SSL connection timeout
    h2: The same request in all lanes
    table “The same request in all lanes”
      tr: Lane | Answer | What decided
      tr: button title=As kubeadm writes it aria-current=false: As kubeadm writes it | td data-class=0 title=curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to 192.168.1.100:6… .unbroken: none | td ti…
      tr: button title=Anonymous requests off aria-current=false: Anonymous requests off | td data-class=0 title=curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to 192.168.1.100:6… .unbroken: none | t…
      tr: button title=Fix 1, insecure port aria-current=false: Fix 1, insecure port | td data-class=0 title=curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to 192.168.1.100:6… .unbroken: none | td ti…
      tr data-selected=true: button title=Fix 2, TCP probe aria-current=true: Fix 2, TCP probe | td data-class=0 title=curl: (28) SSL connection timeout, after 5 min .unbroken: none | td title=The process is stopped: the ke…
      tr: button title=Fix 3, RBAC and a firewall aria-current=false: Fix 3, RBAC and a firewall | td data-class=0 title=curl: (28) Failed to connect to 192.168.1.100 port 6443 after 130000 ms: Couldn't connect… .unbroken: …
  `,
    { closely: true },
  )
  await expect(answer).toContainText('curl: (28) SSL connection timeout')
  await expect(page.getByRole('list', { name: 'Steps of the request' })).toContainText('The process is stopped')
  await playground.select('As kubeadm writes it')
  await expect(answer).toContainText('curl: (35)')
  await expect(answer).toContainText(/after \d+ (s|min)/)
})

test('a pod’s service account may ask for health, not for secrets', async ({ playground, page }) => {
  await playground.open()
  await playground.tab('Request')
  await page.getByRole('combobox', { name: 'As', exact: true }).selectOption('account')
  await expect(page.getByRole('combobox', { name: 'From' })).toHaveValue('pod')
  const steps = page.getByRole('list', { name: 'Steps of the request' })
  await expect(steps).toContainText('The token is default/default’s.')
  await expect(page.getByRole('form', { name: 'Request' })).toLookLike(
    `
    form “Request”
      From
      select = “pod”
      As
      select = “account”
      namespace/name
      input = “default/default”
      Method
      select = “GET”
      label style=--letters: 34;
        URL
        input = “https://192.168.1.100:6443/healthz”
  `,
    { closely: true },
  )
  await page.getByRole('combobox', { name: 'URL' }).fill('https://192.168.1.100:6443/api/v1/secrets')
  await expect(steps.locator('[aria-current=step]')).toContainText('RBAC')
  await expect(page.getByRole('region', { name: 'The answer' })).toContainText('HTTP/2 403')
  // each control asks anew
  const as = page.getByRole('combobox', { name: 'As', exact: true })
  const url = page.getByRole('combobox', { name: 'URL' })
  const asks = page.locator('.way .ask')
  await page.getByRole('textbox', { name: 'namespace/name' }).fill('kube-system/default')
  await expect(steps).toContainText('kube-system/default')
  await as.selectOption('bearer')
  await page.getByRole('textbox', { name: 'Token' }).fill('sesame')
  await expect(asks).toContainText("-H 'Authorization: Bearer sesame'")
  await as.selectOption('basic')
  await page.getByRole('textbox', { name: 'user:password' }).fill('me:secret')
  await expect(asks).toContainText(/-u '?me:secret/)
  await as.selectOption('anonymous')
  await page.getByRole('combobox', { name: 'Method' }).selectOption('POST')
  await expect(asks).toContainText(/-X POST/)
  await url.fill(' ')
  await expect(asks).toContainText('https://192.168.1.100:6443/')
  await url.press('Enter')
  await page.getByRole('combobox', { name: 'From' }).selectOption('outside')
  const story = page.getByRole('list', { name: 'curl -k at this time' }).getByRole('button')
  await story.nth(3).click()
  await expect(page.getByRole('form', { name: 'Request' })).toLookLike(
    `
    form “Request”
      From
      select = “node”
      As
      select = “anonymous”
      Method
      select = “GET”
      label style=--letters: 34;
        URL
        input = “https://192.168.1.100:6443/version”
  `,
    { closely: true },
  )
  await page.getByRole('table').getByRole('button', { name: 'Fix 2, TCP probe' }).click()
  await expect(page.locator('.lane-name[aria-current]')).toHaveText('Fix 2, TCP probe')
  await expect(page.locator('.way h2').first()).toContainText('in “Fix 2, TCP probe”?')
  const { usePage } = await import('../state/page.ts')
  usePage.setState({ framedLanes: [2, 5] })
  await expect(page.getByRole('table').getByRole('rowheader')).toHaveText(['Anonymous requests off', 'Fix 3, RBAC and a firewall'])
  await expect(page.getByRole('table').locator('.status')).toHaveText(['401', '200'])
  // where none of them is there, all are
  usePage.setState({ framedLanes: [9] })
  await expect(page.getByRole('table').getByRole('rowheader')).toHaveCount(5)
})

test('a role of one’s own decides, and the step leads to its line', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await (await inMenu(page, 'Add a file')).selectOption('/root/roles.yaml')
  await playground.settled()
  await playground.tab('Request')
  await page.getByRole('combobox', { name: 'As', exact: true }).selectOption('account')
  await page.getByRole('combobox', { name: 'URL' }).fill('https://192.168.1.100:6443/api/v1/secrets')
  const steps = page.getByRole('list', { name: 'Steps of the request' })
  await expect(steps).toContainText('allowed by ClusterRoleBinding "pods-read-secrets" of ClusterRole "secret-reader"')
  await page.getByRole('button', { name: 'kube-apiserver.yaml', exact: true }).click()
  await steps.getByRole('button', { name: /^roles.yaml, line \d+$/ }).click()
  await expect(page.getByRole('button', { name: 'roles.yaml', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('.line-lit')).toBeVisible()
  await (await inMenu(page, 'Remove this file')).click()
  await playground.settled()
  await expect(page.getByRole('region', { name: 'The answer' })).toContainText('HTTP/2 403')
})

test('the story’s four answers stand there without a click, and follow the lane', async ({ page }) => {
  await page.goto('./')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await page.getByRole('tab', { name: 'Request' }).click()
  const answers = page.getByRole('list', { name: 'curl -k at this time' }).getByRole('listitem')
  await expect(answers).toHaveText([
    /^from outside: \/healthz.*401 Unauthorized$/,
    /^from outside: \/version.*401 Unauthorized$/,
    /^from the node: \/healthz.*401 Unauthorized$/,
    /^from the node: \/version.*401 Unauthorized$/,
  ])
  await page.getByRole('region', { name: 'As kubeadm writes it' }).getByRole('button').first().click()
  await expect(answers).toHaveText([/200 ok$/, /200 v1\.9\.6$/, /200 ok$/, /200 v1\.9\.6$/])
})
