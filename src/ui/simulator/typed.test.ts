import { beforeEach, expect, it } from 'vitest'
import { useStore } from '../state/store.ts'
import { change, fillIn, isCommand, setTerminal, typeCommand, useTyped } from './typed.ts'

const BEGIN = useTyped.getState()
beforeEach(() => useTyped.setState(BEGIN))

it('the form of a request begins with an anonymous GET of the usual address', () => {
  expect(BEGIN).toEqual({
    terminal: { typed: [], history: [], variables: {}, showsLook: true },
    wanted: null,
    request: { from: null, method: 'GET', url: null, who: 'anonymous', account: 'default/default', token: '', password: 'admin:secret' },
  })
})

it.each<[caller: object, form: object]>([
  [{}, { who: 'anonymous' }],
  [{ bearer: 'sesame' }, { who: 'bearer', token: 'sesame' }],
  [{ basic: 'a:b' }, { who: 'basic', password: 'a:b' }],
  [{ serviceAccount: 'kube-system/x' }, { who: 'account', account: 'kube-system/x' }],
  [
    { bearer: 'sesame', serviceAccount: 'kube-system/x' },
    { who: 'account', account: 'kube-system/x', token: 'sesame' },
  ],
  [
    { bearer: '', basic: 'a:b' },
    { who: 'bearer', token: '', password: 'a:b' },
  ],
])('a request of %j fills in who asks, and leaves the rest of the form: %j', (caller, form) => {
  change({ token: 'typed before' })
  fillIn({ from: 'node', method: 'PUT', url: 'https://a/', caller } as never)
  expect(useTyped.getState().request).toEqual({
    ...BEGIN.request,
    ...{ token: 'typed before', from: 'node', method: 'PUT', url: 'https://a/' },
    ...form,
  })
})

it.each([
  ['kubectl get pods', true, true],
  ['kubectl get pods -n NAMESPACE', true, false],
  ['kubectl delete pod a', true, false],
  ['kubectl', false, false],
  ['ls', true, true],
  ['vi /etc/a', true, false],
  ['livenessProbe', false, false],
])('%s is a command: %s, and is run at once as it reads and lacks nothing: %s', (line, isOne, isWhole) => {
  useStore.setState({ panel: 'events' })
  typeCommand(line)
  expect([isCommand(line), useTyped.getState().wanted, useStore.getState().panel]).toEqual([isOne, { line, isWhole }, 'terminal'])
})

it('of the terminal and of the form one part is changed, and the others stay', () => {
  setTerminal({ history: ['ls'] })
  setTerminal({ showsLook: false })
  change({ method: 'PUT' })
  expect(useTyped.getState()).toEqual({
    ...BEGIN,
    terminal: { ...BEGIN.terminal, history: ['ls'], showsLook: false },
    request: { ...BEGIN.request, method: 'PUT' },
  })
})
