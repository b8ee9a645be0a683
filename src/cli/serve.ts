import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf } from '../manifest/own.ts'
import { builtPage, type Io, refusalOf } from './io.ts'
import { readOptions } from './arguments.ts'

export const DEFAULT_PORT = 4780

const USAGE = `usage: whyrestart serve [--port ${DEFAULT_PORT}]
Serves the page itself on 127.0.0.1, for this machine alone: without a build and without a network. --port 0 takes any free port.
`

const refuse = refusalOf('serve')

/**
 * Serves the page in one file, on this machine alone. Resolves to the exit code once it does not serve (any more): 0 when the server is
 * closed, 2 where it cannot begin.
 *
 * `begun`: is handed the server as soon as it listens.
 */
export async function serve(argv: readonly string[], io: Io, begun: (server: Server) => void = () => {}): Promise<number> {
  const read = readOptions(argv, { port: 'value' })
  if (typeof read === 'string') return refuse(io, read)
  if (read.help) {
    io.out(USAGE)
    return 0
  }
  if (read.words.length > 0) return refuse(io, `takes no files: ${read.words[0]!}`)
  const said = read.options.at(-1)?.value ?? String(DEFAULT_PORT)
  const port = /^\d{1,5}$/.test(said) ? Number(said) : Number.NaN
  if (!(port <= 65_535)) return refuse(io, `--port ${said} is no port; allowed: 0 to 65535`)
  const page = builtPage(io)
  if (page === undefined) return refuse(io, 'the page is not built yet: npm run build makes it')
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      // a name that somebody else’s DNS points here is none of this machine’s
      const host = request.headers.host?.replace(/:\d+$/, '')
      const isOwn = host === '127.0.0.1' || host === 'localhost' || host === '[::1]'
      const isPage = request.url?.split(/[?#]/)[0] === '/' && (request.method === 'GET' || request.method === 'HEAD')
      if (!isOwn || !isPage) {
        response.writeHead(isOwn ? 404 : 403, { 'Content-Type': 'text/plain; charset=utf-8' })
        response.end(isOwn ? 'There is the page alone: /\n' : 'Served to this machine alone: http://127.0.0.1\n')
        return
      }
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
      response.end(request.method === 'HEAD' ? undefined : page)
    })
    server.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        refuse(
          io,
          error.code === 'EADDRINUSE' ? `port ${port} is in use already: --port takes another one, 0 any that is free` : messageOf(error),
        ),
      ),
    )
    server.on('close', () => resolve(0))
    server.listen(port, '127.0.0.1', () => {
      const { port: actual } = server.address() as AddressInfo
      io.out(`whyrestart is at http://127.0.0.1:${actual}/, for this machine alone. Ctrl C ends it.\n`)
      begun(server)
    })
  })
}
