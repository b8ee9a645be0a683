import type { LogFacts } from '../facts.ts'
import type { Fix } from './finding.ts'

/** A line with which a program ended, and what it usually means. */
export interface LastWords {
  /** As the program wrote it, without time and place. */
  text: string
  line: number
  /** An earlier line that it follows from. */
  before?: { text: string; line: number }
  /** What it means, as the rest of a sentence: `port 9100 of the node is in use already`. */
  means?: string
  fix?: Fix
  /** It is no mere warning. */
  isFatal: boolean
  /** Its words say that it ends. */
  isEnd: boolean
}

interface Meaning {
  words: RegExp
  means: (match: RegExpExecArray) => string
  fix: (match: RegExpExecArray) => Fix
  /** It ends no program by itself: where another line does, that one is the reason. */
  isWarning?: true
}

/** `10.0.0.5:2379`, or what there is. */
const at = (text: string | undefined): string => (text === undefined || text === '' ? 'what it asks' : text)
const portOf = (text: string): string => /:(\d{2,5})\b/.exec(text)?.[1] ?? ''

/** What programs' last words usually mean; the first that fits. */
const MEANINGS: readonly Meaning[] = [
  {
    words: /exec format error/,
    means: () => 'its image, or the program in it, is built for another processor than the node’s',
    fix: () => ({
      text: 'Take an image for the node’s architecture',
      change: 'docker buildx build --platform linux/amd64,linux/arm64 …',
      price: 'a new image',
    }),
  },
  {
    words:
      /(?:listen|bind).{0,80}(?:(?:address|port).{0,20}(?:already )?in use|EADDRINUSE)|EADDRINUSE.{0,60}|Address (?:already )?in use|[Pp]ort (?:\d+ )?(?:is|was) already (?:in use|allocated)/,
    means: (match) =>
      `port ${/:(\d{2,5})\b|[Pp]ort (\d{2,5})/.exec(match.input)?.slice(1).find(Boolean) ?? 'of it'} is in use already, so it cannot listen`,
    fix: (match) => ({
      text: `Free the port${portOf(match[0]) === '' ? '' : ` ${portOf(match[0])}`} or listen on another one; on hostNetwork the other program is on the node (ss -ltnp)`,
      change: 'another port in the arguments, or without hostNetwork',
      price: 'who asks at the port must know the new one',
    }),
  },
  {
    words: /plugin\/loop|Loop \(.*\) detected|loop detected/i,
    means: () =>
      'CoreDNS forwards to itself: the resolver that it asks, usually the node’s /etc/resolv.conf with 127.0.0.53, sends the query back (a loop)',
    fix: () => ({
      text: 'Let CoreDNS ask a real resolver',
      change: 'kubelet --resolv-conf=/run/systemd/resolve/resolv.conf, or forward . IP in the Corefile',
      price: 'a restart of CoreDNS',
    }),
  },
  {
    words: /leaderelection lost|failed to renew lease|lost lease|leader election lost|Lost leader/i,
    means: () =>
      'it lost its leader’s lease, for the kube-apiserver did not answer within the renew deadline, and ends so that another one can lead',
    fix: () => ({
      text: 'Look why the kube-apiserver, or etcd behind it, was slow or away then',
      change: '--leader-elect-renew-deadline helps against short hangs only',
      price: 'a failover takes longer',
    }),
  },
  {
    words: /certificate has expired|certificate is expired|x509: certificate has expired or is not yet valid/,
    means: (match) => `a certificate has expired${/2379|etcd/.test(match.input) ? ' (of etcd, or of its client)' : ''}`,
    fix: () => ({
      text: 'Renew the certificate',
      change: 'kubeadm certs renew all',
      price: 'the control plane’s pods must be started again',
    }),
  },
  {
    words:
      /x509: certificate signed by unknown authority|unknown certificate authority|unable to get local issuer certificate|self[- ]signed certificate/i,
    means: (match) =>
      `the certificate of the other side${/2379|etcd/.test(match.input) ? ' (etcd)' : ''} is of an authority that it does not know`,
    fix: (match) => ({
      text: /2379|etcd/.test(match.input) ? 'Name etcd’s own CA' : 'Give it the CA that signed the other side’s certificate',
      change: /2379|etcd/.test(match.input) ? '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt' : 'the CA file or bundle in its arguments',
      price: 'nothing',
    }),
  },
  {
    words: /x509: [^"\n]{5,120}/,
    means: (match) => `a certificate does not fit: ${match[0]}`,
    fix: () => ({
      text: 'Make the certificate fit the name and the use',
      change: 'the certificate or the address that is asked',
      price: 'a new certificate',
    }),
  },
  {
    words:
      /received signal;? ?(?:shutting down)?.*?(?:signal"?: ?"?)?\b(terminated|interrupt)|[Rr]eceived (?:signal |a )?(SIGTERM|terminated signal|SIGINT)|caught signal.*?(15|TERM)|signal 15 received|[Gg]ot SIGTERM|(SIGTERM): Shutting down/,
    means: (match) =>
      `it was told to end from outside (signal ${match[1] ?? match[2] ?? match[4] ?? 'terminated'}): it did not fail by itself`,
    fix: () => ({
      text: 'Look who ends it: the kubelet (its events and journal), the runtime as it restarts, or a cgroup driver that kubelet and runtime do not share',
      change: 'containerd: SystemdCgroup = true where the kubelet’s cgroupDriver is systemd',
      price: 'a restart of the runtime',
    }),
    isWarning: true,
  },
  {
    words:
      /OutOfMemoryError|Java heap space|heap out of memory|MemoryError|[Cc]annot allocate memory|ENOMEM|std::bad_alloc|runtime: out of memory|Allowed memory size of \d+ bytes exhausted/,
    means: () => 'it ran out of memory by its own measure (its heap), not at the kernel’s hand',
    fix: () => ({
      text: 'Give the program more heap, and the container room for it',
      change: '-XX:MaxRAMPercentage=75, --max-old-space-size, and a higher limits.memory',
      price: 'memory of the node',
    }),
  },
  {
    words:
      /flag provided but not defined: ?(\S+)|unknown (?:shorthand )?flag: ?(\S+)|unrecognized (?:option|argument)s?:? ?'?(\S+?)'?$|unknown option:? '?(\S+?)'?$/,
    means: (match) => `it does not know the flag ${match.slice(1).find(Boolean) ?? ''}`.trimEnd(),
    fix: (match) => ({
      text: 'Take the flag out, or take the release that knows it',
      change: `without ${match.slice(1).find(Boolean) ?? 'the flag'}`,
      price: 'what the flag was for',
    }),
  },
  {
    words: /permission denied|EACCES|Permission denied|wrong ownership|[Oo]peration not permitted|EPERM|[Rr]ead-only file system|EROFS/,
    means: (match) =>
      /[Rr]ead-only|EROFS/.test(match[0])
        ? 'it writes where its file system is read-only'
        : 'it may not use a file or a port (permission denied)',
    fix: () => ({
      text: 'Let its user have the file, or let it write elsewhere',
      change: 'securityContext.fsGroup / runAsUser, or an emptyDir at that path',
      price: 'more rights than before',
    }),
  },
  {
    words: /no space left on device|ENOSPC|database space exceeded|mvcc: database space exceeded|disk quota exceeded/i,
    means: (match) =>
      /database space/.test(match[0]) ? 'etcd’s database is full (NOSPACE)' : 'the disk is full (no space left on device)',
    fix: (match) => ({
      text: /database space/.test(match[0]) ? 'Compact and defragment etcd, then disarm the alarm' : 'Make room on the disk or the volume',
      change: /database space/.test(match[0])
        ? 'etcdctl compact …; etcdctl defrag; etcdctl alarm disarm'
        : 'a larger volume, or less that is kept',
      price: 'old revisions, or disk space',
    }),
  },
  {
    words: /too many open files|EMFILE|inotify|no more inotify watches|too many levels of symbolic links/,
    means: () => 'the node’s limit of open files or inotify watches is met',
    fix: () => ({
      text: 'Raise the limit on the node',
      change: 'sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288',
      price: 'kernel memory',
    }),
  },
  {
    words:
      /Cannot find module '?([^'\s]+)'?|ModuleNotFoundError: No module named '?([^'\s]+)'?|ImportError: [^\n]{3,80}|ClassNotFoundException:? ?(\S*)|Could not find or load main class (\S+)|Unable to access jarfile (\S+)|cannot open shared object file|error while loading shared libraries: (\S+?):/,
    means: (match) => `its image lacks a part of the program (${match.slice(1).find(Boolean) ?? match[0]})`,
    fix: () => ({
      text: 'Build the image with that part in it, or correct the command',
      change: 'the Dockerfile, or command and args',
      price: 'a new image',
    }),
  },
  {
    words:
      /executable file not found|exec: "?([^":]+)"?: not found|(?:sh|bash|\/bin\/\w+)(?:: line \d+)?: (\S+): (?:command )?not found|: (?:line )?\d+: (\S+): not found/,
    means: (match) => `the program ${match.slice(1).find(Boolean) ?? 'that is called'} is not in its image`,
    fix: () => ({ text: 'Correct the command, or put the program into the image', change: 'spec.containers[].command', price: 'nothing' }),
  },
  {
    words:
      /[Nn]o such file or directory|ENOENT|FileNotFoundError|cannot stat|[Ff]ile not found|could not find (?:file|config)|does not exist: ?(\S+)/,
    means: (match) => `a file is missing${fileIn(match.input) === undefined ? '' : `: ${fileIn(match.input)}`}`,
    fix: (match) => ({
      text: `Mount or create ${fileIn(match.input) ?? 'the file'}: a container sees only what is mounted into it`,
      change: 'volumes and volumeMounts, or the path in the arguments',
      price: 'nothing',
    }),
  },
  {
    words: /is a directory|[Nn]ot a directory/,
    means: (match) => `${fileIn(match.input) ?? 'a path'} is a directory where a file is expected, or the other way round`,
    fix: () => ({
      text: 'Mount a single file with subPath, or hostPath with type: File',
      change: 'volumeMounts[].subPath',
      price: 'it is not updated while the container runs',
    }),
  },
  {
    words:
      /lookup (\S+?)(?: on [\d.:[\]a-f]+)?: (?:no such host|server misbehaving|i\/o timeout)|getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ?(\S*)|[Nn]ame or service not known|Temporary failure in name resolution|host not found in upstream "([^"]+)"|bad address '([^']+)'|[Uu]nknown ?[Hh]ost(?:Exception)?:? ?(\S*)|could not translate host name "([^"]+)"/,
    means: (match) => `the name ${match.slice(1).find(Boolean) ?? 'that it asks for'} cannot be resolved (DNS)`,
    fix: () => ({
      text: 'Look at the name, its Service, and whether CoreDNS answers',
      change: 'the address in its configuration',
      price: 'nothing',
    }),
  },
  {
    words: /vm\.max_map_count \[\d+\] is (?:likely )?too low/,
    means: () => 'the node’s vm.max_map_count is too low for it',
    fix: () => ({ text: 'Raise it on the node', change: 'sysctl -w vm.max_map_count=262144', price: 'kernel memory' }),
  },
  {
    words: /Unable to lock \S+|[Ll]ock file .*already exists|could not (?:acquire|obtain) lock|lock is held by/,
    means: () => 'another process, perhaps its predecessor, still holds its files',
    fix: () => ({
      text: 'Let only one of it use the volume at a time',
      change: 'strategy: Recreate, or a StatefulSet',
      price: 'it is away while it is replaced',
    }),
  },
  {
    words:
      /password authentication failed|Access denied for user|[Aa]uthentication failed|NOAUTH|WRONGPASS|invalid credentials|401 Unauthorized|Unauthorized$|no pg_hba\.conf entry/,
    means: () => 'what it asks does not accept its user or password',
    fix: () => ({ text: 'Give it the right user and password', change: 'the Secret that it reads, and start it again', price: 'nothing' }),
  },
  {
    words:
      /(?:2379|etcd)[^\n]{0,200}(?:connection refused|context deadline exceeded|no route to host)|(?:Error creating leases|storage factory)[^\n]*|etcdserver: (?:request timed out|no leader)|etcd cluster is unavailable/,
    means: (match) =>
      `it does not reach etcd${/([\d.]+:\d{4})/.exec(match.input)?.[1] === undefined ? '' : ` at ${/([\d.]+:\d{4})/.exec(match.input)![1]}`}, and ends without it`,
    fix: () => ({
      text: 'Look at etcd first: without it no kube-apiserver stays up',
      change: 'crictl ps -a | grep etcd; crictl logs',
      price: 'nothing',
    }),
  },
  {
    words:
      /dial tcp (\S+?):? .{0,40}(?:connection refused|i\/o timeout|no route to host|network is unreachable)|ECONNREFUSED ?(\S*)|[Cc]onnection refused|ConnectionError|could not connect to server|ETIMEDOUT|[Cc]onnection timed out|Unable to connect|failed to connect|Can't connect to/,
    means: (match) =>
      `it does not reach ${at(/(?:dial tcp |ECONNREFUSED |connect to |host "?)([\w.[\]-]+:\d{2,5}|[\d.]+:\d+)/.exec(match.input)?.[1])}`,
    fix: () => ({
      text: 'Start what it needs first, or let it wait and try again',
      change: 'the address in its configuration; an init container that waits',
      price: 'it starts later',
    }),
  },
  {
    words: /context deadline exceeded|timed out waiting|[Tt]imeout|DeadlineExceeded/,
    means: () => 'something that it waited for did not answer in time',
    fix: () => ({ text: 'Look at what it waited for', change: 'the address or the time-out in its configuration', price: 'nothing' }),
  },
  {
    words:
      /[Uu]nmarshal|[Pp]arse? error|[Ss]yntax ?[Ee]rror|invalid character|yaml: |unexpected (?:token|end)|cannot unmarshal|[Ii]nvalid (?:configuration|value|argument|config)|[Cc]onfiguration (?:error|is invalid)|emerg\]/,
    means: () => 'it cannot read its configuration',
    fix: () => ({ text: 'Correct the configuration where the line says it', change: 'the ConfigMap, file or argument', price: 'nothing' }),
  },
  {
    words:
      /(?:environment variable|env(?:ironment)? var)[^\n]{0,60}(?:not set|missing|required|undefined|must)|KeyError: '?(\w+)'?|(?:required|missing)[^\n]{0,40}(?:environment|variable|env\b)|[Mm]issing required|is (?:not set|required)\b|You (?:must|need to) (?:set|specify)/,
    means: () => 'a setting that it needs is missing',
    fix: () => ({ text: 'Set what it asks for', change: 'env or envFrom of the container', price: 'nothing' }),
  },
  {
    words: /is forbidden: User|cannot (?:list|get|watch|create) resource|RBAC|Forbidden/,
    means: () => 'the kube-apiserver does not let its service account do what it needs (RBAC)',
    fix: () => ({
      text: 'Bind its service account to a role that allows it',
      change: 'kubectl create rolebinding …',
      price: 'more rights than before',
    }),
  },
  {
    words: /SIGSEGV|[Ss]egmentation (?:fault|violation)|invalid memory address or nil pointer/,
    means: () => 'it crashed on a bad memory access: a fault of the program',
    fix: () => ({ text: 'Take a version of the program without this fault', change: 'image', price: 'another version' }),
  },
  {
    words: /^panic: (.+)/,
    means: () => 'the program gave up by itself (panic): the stack below says where',
    fix: () => ({
      text: 'Take a version of the program without this fault, or what it was given without what it cannot bear',
      change: 'image, or its configuration',
      price: 'another version',
    }),
  },
  {
    words: /[Mm]igration|relation "\S+" does not exist|Table '\S+' doesn't exist/,
    means: () => 'its database is not in the state that it expects',
    fix: () => ({
      text: 'Run the migration, or take the version that fits the database',
      change: 'a Job before the rollout',
      price: 'a change of the database',
    }),
  },
]

function fileIn(text: string): string | undefined {
  return (
    /(?:open|stat|lstat|access|read|load|file|find|exec|to|mkdir|from|in)\S{0,3} ['"`]?(\/[\w./*-]{2,200})/i
      .exec(text)?.[1]
      ?.replace(/[.:,]+$/, '') ??
    /['"`](\/[\w./-]{2,200})['"`]/.exec(text)?.[1] ??
    /(\/[\w.-]+\/[\w./-]{2,200})/.exec(text)?.[1]?.replace(/[.:,]+$/, '')
  )
}

const FATAL =
  /\bFATAL\b|\[FATAL\]|"level":"(?:fatal|panic)"|level=(?:fatal|panic)|^F\d{4} |^panic: |^fatal error: |\bCRITICAL\b|\bemerg\b|Exception in thread "main"|exec user process caused|Unhandled|Uncaught|^Traceback|terminated abnormally|[Ff]ailed to (?:start|listen|run)|[Cc]annot start|[Uu]nable to start|leaderelection lost|npm ERR!|APPLICATION FAILED TO START|[Ee]xiting|[Ss]hutting down/
const ERROR =
  /\bERROR\b|\bERR\b|"level":"error"|level=error|^E\d{4} |^[Ee]rror\b|\bSEVERE\b|Error:|Exception|Caused by:|[Ff]ailed|[Cc]annot|[Uu]nable|refused|denied|[Cc]an't|[Cc]ould ?n[o']t|[Aa]borting|[Nn]o such|[Nn]ot found|[Ii]nvalid/
const WARNING =
  /\bWARN(?:ING)?\b|"level":"warn|level=warn|^W\d{4} |\bDEBUG\b|"level":"(?:info|debug)"|level=(?:info|debug)|^I\d{4} |\bINFO\b/

/** Says that it ends, and not why. */
const EMPTY = /^\W*(?:\d+ )?(?:\[?ERROR\]? )?(?:Aborting|Exiting|Shutting down|exit status \d+|exited.{0,20}|[Ee]rror|[Ff]atal)\W*$/

/** Without its time, its level and its place in a source. */
const bare = (text: string): string =>
  jsonWords(text)
    .trim()
    .replace(/^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ \S+\.go:\d+\] ?/, '')
    .replace(/^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]?[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?\]?\s*)/, '')
    .replace(/^(?:UTC|GMT) (?:\[\d+\] )?/, '')
    .replace(/^\d+ (?=\[(?:ERROR|FATAL|Note|Warning)\])/, '')
    .replace(/^\[?(?:FATAL|ERROR|CRITICAL|PANIC)\]?:? */, (level) => (/FATAL|PANIC/.test(level) ? level : ''))

function jsonWords(text: string): string {
  const message =
    /^\{.*?"(?:msg|message)": ?"((?:[^"\\]|\\.)*)"/.exec(text.trim())?.[1] ??
    /^\{.*?"(?:error|err)": ?"((?:[^"\\]|\\.)*)"/.exec(text.trim())?.[1]
  if (message === undefined) return text
  const more = [...text.matchAll(/"(?:error|err|signal|reason)": ?"((?:[^"\\]|\\.)*)"/g)]
    .map(([, said]) => said!)
    .filter((said) => said !== message)
  return [message, ...more].join(': ')
}

/**
 * The line with which a log ends a program: the last one that says so, else the last that fits a meaning, else the last error. The first
 * warning of many is none of them.
 */
export function lastWordsOf(logs: readonly LogFacts[]): LastWords | undefined {
  const all = logs
    .toSorted((a, b) => Number(b.isPrevious) - Number(a.isPrevious))
    .map((log) => ofLog(log))
    .filter((words) => words !== undefined)
  return all.find(({ isFatal, means }) => isFatal && means !== undefined) ?? all.find(({ isFatal }) => isFatal) ?? all[0]
}

function ofLog({ lines }: LogFacts): LastWords | undefined {
  const said = lines
    .map(({ text, line }, i) => ({ text: bare(text), raw: text, line, i, meaning: meaningOf(bare(text)) }))
    .filter(({ text }) => text !== '')
  const isFatal = (raw: string): boolean => FATAL.test(raw) && !/^I\d{4} |"level":"info"|\bINFO\b/.test(raw)
  const fatal = said.findLast(({ raw }) => isFatal(raw))
  const understood = said.findLast(({ raw, meaning }) => meaning && !(WARNING.test(raw) && !FATAL.test(raw)))
  const error = said.findLast(({ raw }) => ERROR.test(raw) && !WARNING.test(raw))
  const any = said.findLast(({ meaning }) => meaning)
  const stack =
    fatal && /^(?:panic|fatal error|Traceback|Exception)/.test(fatal.text)
      ? said.slice(fatal.i).findLast(({ raw }) => /Caused by:|^\w+(?:Error|Exception):/.test(raw.trim()))
      : undefined
  // of a log that ends without an error its last line is shown, and nothing is concluded
  const chosen = stack ?? fatal ?? understood ?? error ?? any ?? said.at(-1)
  if (!chosen) return undefined
  // the line that ends it may say less than the one above that it follows from
  const own = chosen.meaning
  const isEmpty = EMPTY.test(chosen.text)
  const isOpen = own === undefined || own.isWeak || (/etcd/.test(own.means) && !/\d:\d/.test(own.means))
  const above = isOpen
    ? said
        .slice(0, said.indexOf(chosen))
        .findLast(({ meaning }) => meaning && !meaning.isWeak && (own === undefined || own.isWeak || /etcd/.test(meaning.means)))
    : undefined
  const earlier =
    isEmpty && !above ? said.slice(0, said.indexOf(chosen)).findLast(({ raw, text }) => ERROR.test(raw) && !EMPTY.test(text)) : undefined
  const before = above ?? earlier
  const explained = above?.meaning ?? own
  return {
    text: chosen.text.slice(0, 300),
    line: chosen.line,
    ...(before ? { before: { text: before.text.slice(0, 300), line: before.line } } : {}),
    isEnd:
      fatal !== undefined ||
      // nothing comes after it
      (chosen === said.at(-1) && (error !== undefined || understood === chosen)) ||
      /exec format error|told to end/.test(chosen.text + (explained?.means ?? '')),
    isFatal: fatal !== undefined || chosen === understood || error !== undefined,
    ...(explained ? { means: explained.means, fix: explained.fix } : {}),
  }
}

function meaningOf(text: string): { means: string; fix: Fix; isWeak: boolean } | undefined {
  for (const { words, means, fix } of MEANINGS) {
    const match = words.exec(text)
    // a time-out alone says little
    if (match)
      return { means: means(match), fix: fix(match), isWeak: /^(?:context deadline|timed out|[Tt]imeout|DeadlineExceeded)/.test(match[0]) }
  }
  return undefined
}

/** What such words mean wherever they stand: in a state's message, in an event. */
export const meaningIn = (text: string): { means: string; fix: Fix } | undefined => meaningOf(text)

/** A log's last words, and what they mean. */
export const saidOf = (words: LastWords | undefined, most = 220): string =>
  words === undefined
    ? ''
    : `“${short(words.text, most)}”${words.before ? `, after “${short(words.before.text, most)}”` : ''}${words.means ? `, which means that ${words.means}` : ''}`

export const linesOf = (words: LastWords | undefined): number[] => (words ? [...(words.before ? [words.before.line] : []), words.line] : [])

/** One line of at most so many characters. */
export const short = (text: string, most = 220): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
