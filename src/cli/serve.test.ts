import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { serve } from './serve.ts'

/** What a browser gets of a path, by the name that it asked for. */
const get = (port: number, path: string, host = `127.0.0.1:${port}`) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let text = ''
      response.on('data', (data: Buffer) => (text += data.toString()))
      response.on('end', () => resolve({ status: response.statusCode!, text }))
    })
      .on('error', reject)
      .end()
  })

function started(argv: readonly string[] = ['--port', '0']) {
  const said = { out: '', err: '' }
  let begun: (server: Server) => void = () => {}
  const server = new Promise<Server>((resolve) => (begun = resolve))
  const ended = serve(
    argv,
    {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      read: () => '',
      write: () => {},
      page: () => '<h1>page</h1>',
    },
    begun,
  )
  return { server, ended, said }
}

it('serves the page on this machine alone, to who asks for it by this machine’s name', async () => {
  const { server, ended, said } = started()
  const listening = await server
  const { port, address } = listening.address() as AddressInfo
  expect(address).toBe('127.0.0.1')
  expect(said.out).toContain(`http://127.0.0.1:${port}/`)
  expect(await get(port, '/?a=b')).toEqual({ status: 200, text: '<h1>page</h1>' })
  expect((await get(port, '/etc/passwd')).status).toBe(404)
  expect((await get(port, '/', 'evil.example.com')).status).toBe(403)
  const second = started(['--port', String(port)])
  expect(await second.ended).toBe(2)
  expect(second.said.err).toBe(`serve: port ${port} is in use already: --port takes another one, 0 any that is free\n`)
  listening.close()
  expect(await ended).toBe(0)
})

it.each([
  [['--port', '99999'], 'serve: --port 99999 is no port; allowed: 0 to 65535\n'],
  [['x.yaml'], 'serve: takes no files: x.yaml\n'],
])('refuses %j with a sentence', async (argv, sentence) => {
  const { ended, said } = started(argv)
  expect([await ended, said.err]).toEqual([2, sentence])
})
