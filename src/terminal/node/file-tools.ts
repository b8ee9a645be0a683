import { decodeBase64, encodeBase64 } from '../../manifest/utf8.ts'
import { day, time, calendar } from '../../sim/clock.ts'
import { type CommandContext, done, fails, notHere, type Output } from '../shell/output.ts'
import { absolute, isFile, noText, pathsAt } from '../shell/paths.ts'
import { inputOf } from '../shell/filter-tools.ts'
import { modeOf, sizeOf, writtenAt } from './host.ts'
import { BEFORE_SECONDS } from './kubelet-process.ts'
import { hexId } from '../../sim/trace/ids.ts'

const WIDTH = 76

/**
 * `base64`, and `-d` back; `-w 0` without line breaks.
 *
 * Errors: returned, in base64's words. Follows: GNU coreutils.
 */
export function base64(context: CommandContext, args: readonly string[]): Output {
  const decode = args.some((arg) => arg === '-d' || arg === '--decode' || arg === '-D')
  const at = args.findIndex((arg) => arg === '-w' || arg === '--wrap')
  const joined = args.find((arg) => /^(-w|--wrap=)\d+$/.test(arg))
  const width = at >= 0 ? Number(args[at + 1]) : joined !== undefined ? Number(/\d+$/.exec(joined)![0]) : WIDTH
  const files = args.filter((arg, i) => !(arg.startsWith('-') && arg !== '-') && !(at >= 0 && i === at + 1))
  const odd = args.find((arg) => arg.startsWith('-') && !/^(-d|-D|--decode|-w\d*|--wrap(=\d+)?|-i|-)$/.test(arg))
  if (odd !== undefined) return notHere(`base64 ${odd}`, 'This terminal knows: base64 [-d] [-w COLUMNS] [FILE]')
  const from = inputOf('base64', files, context)
  if ('error' in from) return from.error
  if (decode) {
    const text = decodeBase64(from.text.replace(/\s/g, ''))
    return text === undefined ? fails('base64: invalid input') : done(text)
  }
  const whole = encodeBase64(from.text)
  context.budget.write(whole.length)
  if (!(width > 0)) return done(whole)
  return done(whole.replace(new RegExp(`.{1,${Math.min(width, 1e6)}}`, 'g'), '$&\n'))
}

/**
 * `stat FILE…`: size, kind and times; owner and places on the disk are made up.
 *
 * Errors: returned, in stat's words. Follows: GNU coreutils.
 */
export function stat(context: CommandContext, args: readonly string[]): Output {
  const odd = args.find((arg) => arg.startsWith('-'))
  if (odd !== undefined) return notHere(`stat ${odd}`, 'This terminal knows: stat FILE…')
  if (args.length === 0) return fails("stat: missing operand\nTry 'stat --help' for more information.")
  const out = { stdout: '', stderr: '', exit: 0 }
  for (const name of args) {
    const path = absolute(context, name)
    if (!pathsAt(context).has(path)) {
      out.stderr += `${noText(context, name, `stat: cannot statx '${name}': No such file or directory`)}\n`
      out.exit = 1
      continue
    }
    const file = isFile(context, path)
    const size = sizeOf(context, path)
    const { digits, letters } = modeOf(context, path)
    const c = calendar(context.inputs.clock, writtenAt(context, path))
    const b = calendar(context.inputs.clock, -BEFORE_SECONDS)
    const stamp = (d: typeof c): string => `${day(d)} ${time(d)}.${String(d.nano).padStart(9, '0')} +0000`
    const inode = Number.parseInt(hexId(path, 5), 16)
    out.stdout += [
      `  File: ${name}`,
      `  Size: ${String(size).padEnd(10)}\tBlocks: ${String(Math.ceil(size / 4096) * 8).padEnd(10)} IO Block: 4096   ${file ? (size === 0 ? 'regular empty file' : 'regular file') : 'directory'}`,
      `Device: 8,1\tInode: ${String(inode).padEnd(11)} Links: ${file ? 1 : 2}`,
      `Access: (${digits}/${letters})  Uid: (    0/    root)   Gid: (    0/    root)`,
      `Access: ${stamp(c)}`,
      `Modify: ${stamp(c)}`,
      `Change: ${stamp(c)}`,
      ` Birth: ${stamp(b)}`,
      '',
    ].join('\n')
  }
  return out
}
