import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

/** Serves dist as a plain static host would, and the same once more below /some/where/. */
const TYPES = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
}
const root = join(import.meta.dirname, '..', 'dist')

createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).replace(/^\/some\/where\//, '/')
  const file = join(root, normalize(path.endsWith('/') ? `${path}index.html` : path))
  if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    // their names change with what is in them
    ...(/^[/\\]assets[/\\]/.test(file.slice(root.length)) ? { 'cache-control': 'max-age=31536000, immutable' } : {}),
  })
  createReadStream(file).pipe(response)
}).listen(Number(process.argv[2] ?? 4173), '127.0.0.1')
