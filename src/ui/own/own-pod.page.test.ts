import { type Locator, type Page, expect, type Playground, test, inMenu, paste, drop } from '../fixture/playground.ts'
import { DEPLOYMENT } from '../fixture/samples.ts'

const notice = (page: Page): Locator => page.locator('.notice')

const programs = (page: Page): Locator => page.getByRole('button', { name: 'behaviour: what its programs do' })

async function start(playground: Playground, page: Page, choice: string): Promise<void> {
  await playground.open()
  await (await inMenu(page, 'New')).click()
  await page.getByRole('dialog', { name: 'A scenario of your own' }).getByRole('button', { name: choice }).click()
  await playground.settled()
}

const OFF = 'Anonymous requests off'

test('form and YAML say the same, both ways; what cannot be read keeps the last good form', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await programs(page).click()
  await page.getByRole('button', { name: '+ Command' }).click()
  await page.getByRole('textbox', { name: 'command' }).fill("sh -c 'exit 3'")
  await page.getByRole('textbox', { name: 'with code' }).fill('3')
  await expect(page.locator('.script-form')).toLookLike(`
    section “Program in web”
      h2: web of the pod web
      legend: Listens
      fieldset “Port 1”
        on port
        input = “8080” aria-invalid=false
        input
        TLS
        after
        input = “” placeholder=0s aria-invalid=false
        button “Remove port 1”: ✕
      button: + Port
      legend: Answers
      fieldset “Answer 1”
        from
        input = “0s” placeholder=0s aria-invalid=false
        it answers
        select = “status”
        status
        input = “200” aria-invalid=false
        slow by
        input = “” placeholder=0s aria-invalid=false
        button “Remove answer 1”: ✕
      fieldset “Answer 2”
        from
        input = “60s” placeholder=0s aria-invalid=false
        it answers
        select = “status”
        status
        input = “500” aria-invalid=false
        slow by
        input = “” placeholder=0s aria-invalid=false
        button “Remove answer 2”: ✕
      button: + Answer
      legend: Ends by itself
      input
      it does
      legend: On SIGTERM
      it
      select = “at once”
      legend: Commands run in it
      fieldset “Command 1”
        command
        input = “sh -c 'exit 3'” aria-invalid=false
        it
        select = “ends”
        with code
        input = “3” aria-invalid=false
        after
        input = “” placeholder=0s aria-invalid=false
        and prints
        input = “” aria-invalid=false
        button “Remove command 1”: ✕
      button: + Command
      button: Back to what is assumed
  `)
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  const yaml = page.getByRole('textbox', { name: 'How the programs of As it is behave' })
  await expect(yaml).toHaveValue(/- \{command: \[sh, "-c", "exit 3"\], code: 3\}/)
  await playground.monaco()
  await yaml.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('web:\n  listens: [{port: 8080}]\n  onTerm: sometimes\n')
  await expect(playground.problems).toContainText('line 3')
  await expect(playground.problems).toContainText('found "sometimes"; allowed: ignore')
  await expect(playground.lane('As it is')).toContainText('last good run')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await expect(page.locator('.editor-bar')).toLookLike(`
    fieldset “Files”
      button aria-pressed=false title=web.yaml: web.yaml
      button “behaviour: what its programs do” aria-pressed=true: behaviour
    fieldset “Shown as”
      button aria-pressed=true: Form
      button aria-pressed=false: YAML
    button: 1 problem
    button “File” title=Add a file, begin anew, or take it out: ⋯
  `)
  await expect(page.locator('.script-form > .trouble')).toHaveText(
    'The YAML cannot be read, see below: correct it there. Until then this is what it said last.',
  )
  await expect(page.getByRole('textbox', { name: 'command' })).toHaveValue("sh -c 'exit 3'")
  await expect(page.getByRole('textbox', { name: 'command' })).toBeDisabled()
  // after a reload nothing is known of what it said, and nothing is offered that would write over it
  await page.reload()
  await playground.settled()
  await expect(page.getByText('The YAML cannot be read')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Describe it', exact: true })).toHaveCount(0)
  await expect(playground.problems.getByRole('listitem')).toHaveCount(1)
  await playground.problems.getByRole('button', { name: 'line 3' }).click()
  await expect(yaml).toHaveValue(/onTerm: sometimes/)
  await playground.monaco()
  await yaml.fill('web:\n  listens: [{port: 8080}] # mine\n  onTerm: ignore\n')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await page.getByRole('textbox', { name: 'on port' }).fill('8081')
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await expect(yaml).toHaveValue('web:\n  listens: [{port: 8081}] # mine\n  onTerm: ignore\n')
  // every kind of behaviour has its fields
  await yaml.fill(MANY)
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  const field = (group: string, name: string): Locator =>
    page.getByRole('group', { name: group, exact: true }).getByRole('textbox', { name, exact: true })
  const choose = (group: string, name: string, value: string): Promise<void> =>
    page.getByRole('group', { name: group, exact: true }).getByRole('combobox', { name, exact: true }).selectOption(value)
  await expect(field('Port 1', 'after')).toHaveValue('2s')
  await expect(page.locator('.script-form')).toLookLike(`
    section “Program in web”
      h2: web of the pod web
      legend: Listens
      fieldset “Port 1”
        on port
        input = “8080” aria-invalid=false
        input checked
        TLS
        after
        input = “2s” placeholder=0s aria-invalid=false
        button “Remove port 1”: ✕
      button: + Port
      legend: Answers
      fieldset “Answer 1”
        asked for /x,
        from
        input = “0s” placeholder=0s aria-invalid=false
        it answers
        select = “location”
        status
        input = “301” aria-invalid=false
        to
        input = “/y” aria-invalid=false
        slow by
        input = “” placeholder=0s aria-invalid=false
        button “Remove answer 1”: ✕
      fieldset “Answer 2”
        from
        input = “5s” placeholder=0s aria-invalid=false
        it answers
        select = “proxy”
        asked at
        input = “http://127.0.0.1:1/” aria-invalid=false
        slow by
        input = “” placeholder=0s aria-invalid=false
        button “Remove answer 2”: ✕
      fieldset “Answer 3”
        from
        input = “6s” placeholder=0s aria-invalid=false
        it answers
        select = “refuse”
        button “Remove answer 3”: ✕
      fieldset “Answer 4”
        from
        input = “7s” placeholder=0s aria-invalid=false
        it answers
        select = “reset”
        button “Remove answer 4”: ✕
      button: + Answer
      legend: Ends by itself
      input checked
      it does
      after
      input = “9s” placeholder=0s aria-invalid=false
      with code
      input = “3” aria-invalid=false
      legend: On SIGTERM
      it
      select = “later”
      after
      input = “4s” placeholder=0s aria-invalid=false
      with code
      input = “2” aria-invalid=false
      legend: Commands run in it
      fieldset “Command 1”
        command
        input = “a” aria-invalid=false
        it
        select = “missing”
        button “Remove command 1”: ✕
      button: + Command
      button: Back to what is assumed
  `)
  await page.getByRole('group', { name: 'Port 1' }).getByRole('checkbox', { name: 'TLS' }).uncheck()
  await field('Port 1', 'after').fill('3s')
  await field('Answer 1', 'status').fill('302')
  await field('Answer 1', 'to').fill('/z')
  await field('Answer 2', 'asked at').fill('http://127.0.0.1:2/')
  await field('Answer 2', 'slow by').fill('1s')
  await choose('Answer 3', 'it answers', 'location')
  await expect(field('Answer 3', 'status')).toHaveValue('302')
  await page.getByRole('group', { name: 'Answer 3' }).getByRole('textbox', { name: /^to/ }).fill('/q')
  await choose('Answer 4', 'it answers', 'status')
  await expect(field('Answer 4', 'status')).toHaveValue('200')
  await field('Answer 4', 'from').fill('8s')
  await choose('Command 1', 'it', 'ends')
  await field('Command 1', 'with code').fill('4')
  await field('Command 1', 'after').fill('2s')
  await field('Command 1', 'and prints').fill('no')
  await field('Ends by itself', 'after').fill('10s')
  await field('Ends by itself', 'with code').fill('5')
  await field('On SIGTERM', 'after').fill('6s')
  await field('On SIGTERM', 'with code').fill('7')
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await expect(yaml).toHaveValue(CHANGED)
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  // what is not asked for at a time is asked for again as it was
  await choose('On SIGTERM', 'it', 'ignore')
  await expect(field('On SIGTERM', 'after')).toHaveCount(0)
  await choose('On SIGTERM', 'it', 'later')
  for (const [name, value] of Object.entries({ after: '6s', 'with code': '7' })) await expect(field('On SIGTERM', name)).toHaveValue(value)
  await choose('On SIGTERM', 'it', 'ignore')
  await page.getByRole('group', { name: 'Ends by itself' }).getByRole('checkbox').uncheck()
  await expect(field('Ends by itself', 'after')).toHaveCount(0)
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  const ignoring = CHANGED.replace(/.*exits:.*\n/, '').replace(/(onTerm: ).*/, '$1ignore')
  await expect(yaml).toHaveValue(ignoring)
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await page.getByRole('button', { name: 'Remove answer 2' }).click()
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  await expect(yaml).toHaveValue(ignoring.replace(/.*proxy:.*\n/, ''))
  // who goes to a line sees it
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await expect(yaml).toHaveCount(0)
  const { visitLine } = await import('../state/why-subject.ts')
  visitLine('lane-1', 'scenario/processes', 2, () => undefined)
  await expect(yaml).toBeFocused()
})

const MANY = `web:
  listens: [{port: 8080, tls: true, after: 2s}]
  answers:
  - {path: /x, status: 301, location: /y}
  - {from: 5s, proxy: "http://127.0.0.1:1/"}
  - {from: 6s, refuse: true}
  - {from: 7s, reset: true}
  exits: {after: 9s, code: 3}
  onTerm: {after: 4s, code: 2}
  execs: [{command: [a], missing: true}]
`
const CHANGED = `web:
  listens: [{port: 8080, after: 3s}]
  answers:
  - {path: /x, status: 302, location: /z}
  - {from: 5s, proxy: "http://127.0.0.1:2/", after: 1s}
  - {from: 6s, status: 302, location: /q}
  - {from: 8s, status: 200}
  exits: {after: 10s, code: 5}
  onTerm: {after: 6s, code: 7}
  execs: [{command: [a], code: 4, after: 2s, output: "no"}]
`

test('a wrong field gets a sentence, and what it said last goes on', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await programs(page).click()
  const port = page.getByRole('textbox', { name: 'on port' })
  const undo = page.getByRole('button', { name: 'Undo' })
  await port.fill('80x')
  await expect(page.getByRole('group', { name: 'Port 1' })).toLookLike(`
    fieldset “Port 1”
      on port
      input = “80x” aria-invalid=true
      Found "80x"; allowed: a whole number from 1 to 65535.
      input
      TLS
      after
      input = “” placeholder=0s aria-invalid=false
      button “Remove port 1”: ✕
  `)
  await expect(playground.problems).toLookLike(`
    ul “Problems”
      li
        button: form
        Error: web.listens.0.port: found "80x"; allowed: a whole number from 1 to 65535. Until then the lane runs what it said last.
  `)
  await expect(port).toHaveAttribute('aria-invalid', 'true')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
  await port.fill('8081')
  await expect(port).toHaveAttribute('aria-invalid', 'false')
  await expect(playground.restarts('As it is')).not.toHaveText('5 restarts')
  await undo.click()
  await expect(port).toHaveValue('8080')
  // what is wrong has changed nothing, and is no step
  await port.fill('80x')
  await undo.click()
  await expect(port).toHaveCount(0)
})

test('what is said of a program in one lane is said in all of them by one press', { tags: 'whole' }, async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await (await inMenu(page, 'Add lane')).click()
  await expect(page.getByRole('dialog')).toLookLike(`
    dialog open
      h2: Add a lane
      button “Close”: ✕
      li: button: Copy of “As it is”To change one thing and see what it does.
      li: button: EmptyNo file yet: paste a manifest, or add one in the editor.
      li: button: Paste yoursPaste what kubectl and the kubelet’s journal print of a pod that restarts: what really happened, and a simulation of it to a…
      Choose files…
      input = “”
      or drop them here, or paste with Ctrl V: a Pod, a Deployment or another workload, several at once.
      details: summary: Ways out of the strange case: a kube-apiserver, made for kubeadm 1.37
  `)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Copy of/ })
    .click()
  await programs(page).click()
  await page.getByRole('button', { name: 'Remove answer 2' }).click()
  await expect(playground.restarts('As it is 2')).toHaveText('0 restarts')
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
  await page.getByRole('button', { name: 'The same in all lanes' }).click()
  await expect(playground.restarts('As it is')).toHaveText('0 restarts')
  await expect(page.getByRole('button', { name: 'The same in all lanes' })).toBeHidden()
  // what nobody has said goes back to what is assumed; a lane may be empty, or a way out of the strange case
  await page.getByRole('button', { name: 'Back to what is assumed' }).click()
  await expect(page.getByRole('button', { name: 'Describe it' })).toBeFocused()
  await expect(playground.problems).toContainText('Nothing says how the program in container web behaves')
  const add = async (name: string): Promise<void> => {
    await (await inMenu(page, 'Add lane')).click()
    await page.getByRole('dialog').getByText('Ways out of the strange case').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
    await playground.settled()
  }
  await add('Empty')
  await expect(playground.lane('Empty')).toContainText('No manifest yet')
  await add('TCP, all probes')
  await expect(playground.lane('TCP, all probes')).toContainText('Running')
})

test('a program that nothing is said of is told in the list of problems, and a wrong name too', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await playground.rewrite(
    'As it is',
    () => 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: x}]}\n',
  )
  await expect(playground.problems).toLookLike(`
    ul “Problems”
      li
        button: behaviour
        Warning: No container is named web: what processes says of it comes to nothing. There is main.
      li
        button: behaviour
        Warning: Nothing says how the program in container main behaves. Assumed: it runs for ever and listens on no port that is asked; on SIGTERM it en…
  `)
  await playground.problems.getByRole('button', { name: 'behaviour' }).first().click()
  await page.getByRole('button', { name: 'Describe it' }).click()
  await expect(playground.problems).not.toContainText('Nothing says')
  // of two programs each says its own
  await page.getByRole('button', { name: 'web.yaml', exact: true }).click()
  await playground.rewrite(
    'As it is',
    () => 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main, image: x}, {name: side, image: x}]}\n',
  )
  await programs(page).click()
  const [main, side] = ['main', 'side'].map((name) => page.getByRole('region', { name: `Program in ${name}` })) as [Locator, Locator]
  const port = (of: Locator): Locator => of.getByRole('textbox', { name: 'on port' })
  await side.getByRole('button', { name: 'Describe it' }).click()
  await port(main).fill('81')
  await port(side).fill('82')
  await expect(port(main)).toHaveValue('81')
  await main.getByRole('button', { name: 'Back to what is assumed' }).click()
  await expect(port(side)).toHaveValue('82')
  await expect(main.getByRole('button', { name: 'Describe it' })).toBeVisible()
  await page.getByRole('button', { name: 'YAML', exact: true }).click()
  const yaml = page.getByRole('textbox', { name: 'How the programs of As it is behave' })
  await expect(yaml).toHaveValue(/^side:\n {2}listens:\n {2}- \{port: 82\}/m)
  await expect(yaml).not.toHaveValue(/main:/)
})

test('what a new scenario takes the place of is set aside, even over a reload', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await (await inMenu(page, 'Rename')).click()
  await page.keyboard.type('Mine')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mine')
  // nor does what was printed of it stand on the screen of another
  const typed = async (line: string): Promise<void> => {
    await playground.tab('Terminal')
    await page.getByRole('textbox', { name: 'Command' }).fill(line)
    await page.getByRole('textbox', { name: 'Command' }).press('Enter')
  }
  const output = page.getByRole('log', { name: 'Output' })
  await typed('echo of mine')
  await expect(output).toContainText('of mine')
  await (await inMenu(page, 'New')).click()
  await page.getByRole('button', { name: 'Empty' }).click()
  await playground.tab('Terminal')
  await expect(output).not.toContainText('of mine')
  await typed('echo of the new one')
  await expect(output).toContainText('of the new one')
  await page.reload()
  await playground.settled()
  await playground.tab('Terminal')
  await expect(output).toContainText('of the new one')
  await (await inMenu(page, 'New')).click()
  await expect(page.getByRole('dialog')).toLookLike(`
    dialog open
      h2: A scenario of your own
      button “Close”: ✕
      li: button: A small podOne container with a liveness probe; its program begins to fail after a minute. A place to begin.
      li: button: A whole control planekubeadm’s four static pods, etcd among them: with anonymous requests off, with a wrong etcd port, and with etcd ta…
      li: button: Paste yoursPaste what kubectl and the kubelet’s journal print of a pod that restarts: what really happened, and a simulation of it to a…
      li: button: EmptyNo file yet.
      Choose files…
      input = “”
      or drop them here, or paste with Ctrl V: a Pod, a Deployment or another workload, several at once, or a scenario.
      h3: Set aside earlier
      li: button: MineKubernetes 1.37, 1 lane: As it is; web.yaml
      button: Forget everything on this device
  `)
  await page.getByRole('button', { name: 'Mine' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mine')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(playground.restarts('As it is')).toHaveText('5 restarts')
})

test('sixteen lanes are all that there may be, and it is said so', { tags: 'whole' }, async ({ playground, page }) => {
  await playground.open()
  for (let n = 5; n < 16; n++) {
    await playground
      .lane('As kubeadm writes it')
      .getByRole('button', { name: /^Actions on/ })
      .click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  }
  const full = 'There are 16 lanes, and there may be no more: remove one first.'
  await (await inMenu(page, 'Add lane')).click()
  await expect(page.getByRole('dialog')).toContainText(full)
  await expect(page.getByRole('dialog')).toLookLike(`
    dialog open
      h2: Add a lane
      button “Close”: ✕
      There are 16 lanes, and there may be no more: remove one first.
      li: button: Paste yoursPaste what kubectl and the kubelet’s journal print of a pod that restarts: what really happened, and a simulation of it to a…
  `)
  // what is pasted there would be one more
  await paste(page, DEPLOYMENT)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(notice(page)).toHaveText(new RegExp(full))
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await playground
    .lane('As kubeadm writes it')
    .getByRole('button', { name: /^Actions on/ })
    .click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(notice(page)).toContainText(full)
})

test('a Deployment typed into the editor is one press away from a static pod', async ({ playground, page }) => {
  await start(playground, page, 'Empty')
  await playground.rewrite('As it is', () => DEPLOYMENT)
  await playground.settled()
  await expect(playground.problems).toContainText('no kind "Deployment" is registered')
  await playground.problems.getByRole('button', { name: 'Use its pod template' }).click()
  await expect(playground.editor('As it is')).toHaveValue(/^apiVersion: v1\nkind: Pod\n/)
  await expect(playground.restarts('As it is')).toHaveText('0 restarts')
  await expect(playground.lane('As it is')).toContainText('1/1 Running')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.editor('As it is')).toHaveValue(DEPLOYMENT)
})

test('what is wrong in the form is a problem of the lane, wherever one looks', async ({ playground, page }) => {
  await start(playground, page, 'A small pod')
  await programs(page).click()
  const port = page.getByRole('textbox', { name: 'on port' }).first()
  const good = await port.inputValue()
  await port.fill('80x80')
  await expect(playground.problems).toContainText('listens.0.port: found "80x80"')
  const lane = playground.lane('As it is')
  await expect(lane).toHaveAttribute('data-stale')
  await expect(lane).toContainText('What you see is the last good run.')
  await page.getByRole('button', { name: 'web.yaml', exact: true }).click()
  await playground.problems.getByRole('button', { name: 'form' }).click()
  await expect(port).toBeFocused()
  await expect(port).toHaveValue('80x80')
  await port.fill(good)
  await expect(playground.problems.getByRole('listitem')).toHaveCount(0)
  await expect(lane).not.toHaveAttribute('data-stale')
})

test('a Deployment is pasted, told to hang after a minute, and restarts; a reload keeps it', async ({ playground, page }) => {
  await start(playground, page, 'Empty')
  await expect(playground.lane('As it is')).toContainText('No manifest yet')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, DEPLOYMENT)
  await expect(notice(page)).toContainText(
    'What was pasted is a Deployment: its pod template runs as a static pod named shop, without its service account',
  )
  await expect(notice(page)).toContainText('Assumed: shop listens on 8080 and answers 200')
  await playground.settled()
  await expect(playground.restarts('shop')).toHaveText('0 restarts')
  await expect(playground.panel).toContainText(/shop-node +1\/1 +Running +0 /)

  await programs(page).click()
  const program = page.getByRole('region', { name: 'Program in shop' })
  await program.getByRole('button', { name: '+ Answer' }).click()
  const second = program.getByRole('group', { name: 'Answer 2' })
  await expect(second.getByRole('textbox', { name: 'from' })).toHaveValue('60s')
  await expect(second.getByRole('combobox', { name: 'it answers' })).toHaveValue('hang')
  await expect(playground.restarts('shop')).toHaveText(/^[4-6] restarts$/)
  // what is said of it has taken the place of what was assumed
  await expect(notice(page)).not.toContainText('Assumed')

  await page.reload()
  await playground.settled()
  await expect(playground.restarts('shop')).toHaveText(/^[4-6] restarts$/)
  await expect(page.getByRole('group', { name: 'Answer 2' }).getByRole('combobox', { name: 'it answers' })).toHaveValue('hang')
})

test('files are dropped on a case: they open beside it, and the case is one click away', async ({ playground, page }) => {
  await playground.open()
  await playground.rewrite(OFF, (text) => `# my own\n${text}`)
  await drop(page, { 'shop.yaml': DEPLOYMENT, 'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: shop}\n' })
  await expect(notice(page)).toContainText('shop.yaml is a Deployment: its pod template runs as a static pod named shop')
  await expect(notice(page)).toContainText('service.yaml is a Service, which has no pods and is left out')
  await expect(playground.lane('shop')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('shop')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.37')
  await (await inMenu(page, 'As it was, 1.9')).click()
  await playground.settled()
  await expect(playground.editor(OFF)).toHaveValue(/^# my own/)
  await (await inMenu(page, 'My own')).click()
  await expect(playground.lane('shop')).toBeVisible()
})

test('a kube-apiserver from elsewhere brings its release and its address along', async ({ playground, page }) => {
  await playground.open()
  await (await inMenu(page, 'Today, 1.37')).click()
  await playground.settled()
  await playground.select('As kubeadm writes it')
  const text = await playground.editor('As kubeadm writes it').inputValue()
  const mine = text.replaceAll('192.168.1.100', '10.1.2.3').replace('v1.37.2', 'v1.35.1')
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, mine)
  await expect(notice(page)).toContainText('a static pod named kube-apiserver. It opens on Kubernetes 1.35, as its image says.')
  await expect(page.getByRole('combobox', { name: 'Kubernetes release' })).toHaveValue('1.35')
  await expect(playground.restarts('kube-apiserver')).toHaveText('0 restarts')
  await expect(playground.lane('kube-apiserver')).toContainText('1/1 Running')
  await expect(playground.problems.getByRole('listitem')).toHaveCount(0)
  // beside it another one has another node
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, mine.replaceAll('10.1.2.3', '10.9.9.9'))
  await expect(page.getByRole('region', { name: /^kube-apiserver/ })).toHaveCount(2)
  const { draft } = (await import('../state/store.ts')).useStore.getState()
  expect([draft.common.node.ip, ...draft.lanes.map(({ fields }) => (fields['node'] as { ip?: string } | undefined)?.ip)]).toEqual([
    '10.1.2.3',
    undefined,
    '10.9.9.9',
  ])
})

test('what is no manifest gets one sentence, and changes nothing', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Play' }).focus()
  await paste(page, 'hello')
  await expect(notice(page)).toContainText('What was pasted is no Kubernetes object')
  await paste(page, 'exercise:\n  title: Nothing else\n')
  await expect(notice(page)).toContainText('This exercise cannot be opened: ')
  await drop(page, { 'big.yaml': 'x'.repeat(1_000_001) })
  await expect(notice(page)).toContainText('big.yaml has 1,000,001 bytes: at most 1,000,000 are read.')
  await expect(playground.restarts(OFF)).toHaveText('6 restarts')
})

test(
  'what was said of a paste is not said on a stage, nor of another thing that is open',
  { tags: 'whole' },
  async ({ playground, page }) => {
    await start(playground, page, 'Empty')
    await page.getByRole('button', { name: 'Play' }).focus()
    await paste(page, DEPLOYMENT)
    await expect(notice(page)).toContainText('What was pasted is a Deployment')
    await (await inMenu(page, 'Present')).click()
    await expect(notice(page)).not.toContainText('What was pasted')
    await page.getByRole('button', { name: 'Present', pressed: true }).click()
    await page.getByRole('button', { name: 'Play' }).focus()
    await paste(page, DEPLOYMENT)
    await expect(notice(page)).toContainText('What was pasted is a Deployment')
    await (await inMenu(page, 'As it was, 1.9')).click()
    await expect(notice(page)).not.toContainText('What was pasted')
    // the way to paste is still there by its name
    await (await inMenu(page, 'Paste yours')).click()
    await expect(page.getByRole('dialog').getByRole('textbox')).toBeVisible()
  },
)
