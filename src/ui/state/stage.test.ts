import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => vi.unstubAllGlobals())

/** A page at an address, with what the browser is asked for. */
async function pageAt(address: string, isOnDisk = false) {
  vi.resetModules()
  const url = new URL(address)
  const asked: string[] = []
  let isLocked = false
  vi.stubGlobal('location', url)
  vi.stubGlobal('history', {
    state: 'kept',
    replaceState: (state: unknown, _title: string, next: string) => {
      if (isOnDisk) throw new DOMException('not allowed', 'SecurityError')
      asked.push(`${String(state)} ${next}`)
      url.href = new URL(next, url.href).href
    },
  })
  vi.stubGlobal('document', {
    querySelector: () => null,
    documentElement: {
      toggleAttribute: (name: string, isOn: boolean) => void (isLocked = name === 'data-locked' && isOn),
      requestFullscreen: async () => void asked.push('the whole screen'),
    },
  })
  const [stage, { usePage }, { environment, useStore }] = await Promise.all([
    import('./stage.ts'),
    import('./page.ts'),
    import('./store.ts'),
  ])
  stage.keepStage()
  const state = (): object => {
    const { isOnStage, onStage, isLocked: isBlocked } = usePage.getState()
    const { notice, presenting } = useStore.getState()
    return { isOnStage, onStage, isLocked: [isBlocked, isLocked, environment.isReadonly], notice, presenting }
  }
  return { ...stage, environment, useStore, asked, state }
}

const OFF = { isOnStage: false, onStage: 'panel', isLocked: [false, false, false], notice: '', presenting: false }
const ON = { ...OFF, isOnStage: true, isLocked: [true, true, true], presenting: true }

it('a stage is in the address, blocks changes but those of an exercise, and ends as it began', async () => {
  const { togglePresent, useStore, asked, state } = await pageAt('https://why.example/?course=a&x#case=today')
  expect([state(), asked]).toEqual([OFF, []])
  useStore.setState({ notice: 'Said before.' })
  togglePresent()
  expect(state()).toEqual(ON)
  expect(asked.splice(0)).toEqual(['kept /?course=a&x&present#case=today', 'the whole screen'])
  useStore.setState({ slot: 'exercise:a' })
  expect(state()).toEqual({ ...ON, onStage: 'task', isLocked: [false, false, false] })
  useStore.setState({ slot: 'own' })
  expect(state()).toEqual(ON)
  useStore.setState({ notice: 'Said on it.' })
  togglePresent()
  expect([state(), asked]).toEqual([{ ...OFF, notice: 'Said on it.' }, ['kept /?course=a&x#case=today']])
  // off it another thing that is opened blocks nothing
  useStore.setState({ slot: 'case:today' })
  expect(state()).toEqual({ ...OFF, notice: 'Said on it.' })
})

it('an address that names it begins on it, and one that cannot be changed stays', async () => {
  const { state, asked, togglePresent } = await pageAt('https://why.example/?present')
  expect([state(), asked.splice(0)]).toEqual([ON, ['kept /?present']])
  togglePresent()
  expect([state(), asked]).toEqual([OFF, ['kept /']])
  const onDisk = await pageAt('file:///why.html', true)
  onDisk.togglePresent()
  expect([onDisk.state(), onDisk.asked]).toEqual([ON, ['the whole screen']])
})

it('what is done on purpose is done while changes are blocked, which they are again, whatever came of it', async () => {
  const { onPurpose, environment } = await pageAt('https://why.example/?present')
  const seen: boolean[] = []
  onPurpose(() => void seen.push(environment.isReadonly))
  expect([seen, environment.isReadonly]).toEqual([[false], true])
  const fail = (): never => {
    throw new Error('no')
  }
  expect(() => onPurpose(fail)).toThrow('no')
  expect(environment.isReadonly).toBe(true)
  // a frame that may be read only is, whoever asks
  const frame = await pageAt('https://why.example/embed.html?readonly')
  frame.onPurpose(() => void seen.push(frame.environment.isReadonly))
  expect(seen).toEqual([false, true])
})
