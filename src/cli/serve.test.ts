import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { serve } from './serve.ts'

/** What a browser gets of a path, by the name that it asked for. */
const get = (port: number, path: string, host = `127.0.0.1:${port}`, method = 'GET') =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
      let text = ''
      response.on('data', (data: Buffer) => (text += data.toString()))
      response.on('end', () => resolve({ status: response.statusCode!, text }))
    })
      .on('error', reject)
      .end()
  })

function started(argv: readonly string[] = ['--port', '0'], page: () => string = () => '<h1>page</h1>') {
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
      page,
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
  for (const host of ['localhost', '[::1]:1', '127.0.0.1']) expect((await get(port, '/', host)).status).toBe(200)
  expect(await get(port, '/', undefined, 'HEAD')).toEqual({ status: 200, text: '' })
  expect((await get(port, '/', undefined, 'POST')).status).toBe(404)
  const second = started(['--port', String(port)])
  expect(await second.ended).toBe(2)
  expect(second.said.err).toBe(`serve: port ${port} is in use already: --port takes another one, 0 any that is free\n`)
  listening.close()
  expect(await ended).toBe(0)
})

it('is at 4780 where no port is named, and may be at the last one', async () => {
  for (const [argv, port] of [
    [[], 4780],
    [['--port', '1', '--port', '65535'], 65_535],
  ] as const) {
    const { server, ended, said } = started(argv)
    await Promise.race([server.then((listening) => listening.close()), ended])
    await ended
    // another program may have it
    expect(said.out + said.err).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}/|^serve: port ${port} is in use already`))
  }
})

it('prints its usage', async () => {
  const { ended, said } = started(['--help'])
  expect([await ended, said.out]).toEqual([0, expect.stringMatching(/^usage: whyrestart serve \[--port 4780\]\n/)])
})

it('says that the page is not built yet', async () => {
  const { ended, said } = started([], () => {
    throw new Error('ENOENT')
  })
  expect([await ended, said.err]).toEqual([2, 'serve: the page is not built yet: npm run build makes it\n'])
})

it.each([
  [['--wrong'], 'serve: unknown option --wrong; known are --port, --help\n'],
  [['--port', '65536'], 'serve: --port 65536 is no port; allowed: 0 to 65535\n'],
  [['--port', '4e2'], 'serve: --port 4e2 is no port; allowed: 0 to 65535\n'],
  [['--port', '99999'], 'serve: --port 99999 is no port; allowed: 0 to 65535\n'],
  [['x.yaml'], 'serve: takes no files: x.yaml\n'],
])('refuses %j with a sentence', async (argv, sentence) => {
  const { ended, said } = started(argv)
  expect([await ended, said.err]).toEqual([2, sentence])
})
