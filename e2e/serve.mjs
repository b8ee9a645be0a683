import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Serves dist, or the folder that is named, as a plain static host would, packed as they do it, and the same once more below /some/where/. */
const TYPES = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
}
const root = join(import.meta.dirname, '..', process.argv[3] ?? 'dist')

const PACKED = /\.(html|js|css|svg|json|webmanifest)$/
/** @type {Map<string, Buffer>} */
const packed = new Map()

/** @param {string} file */
function pack(file) {
  const key = `${file} ${statSync(file).mtimeMs}`
  const known = packed.get(key) ?? gzipSync(readFileSync(file))
  packed.set(key, known)
  return known
}

createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).replace(/^\/some\/where\//, '/')
  const file = join(root, normalize(path.endsWith('/') ? `${path}index.html` : path))
  if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end()
    return
  }
  const isPacked = PACKED.test(file) && /\bgzip\b/.test(String(request.headers['accept-encoding']))
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    // their names change with what is in them
    ...(/^[/\\]assets[/\\]/.test(file.slice(root.length)) ? { 'cache-control': 'max-age=31536000, immutable' } : {}),
  })
  response.end(isPacked ? pack(file) : readFileSync(file))
}).listen(Number(process.argv[2] ?? 4173), '127.0.0.1')
