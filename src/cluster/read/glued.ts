/** Rows of `kubectl get pods` one space apart, as a page without line ends gives them. */
const POD = String.raw`(?:[a-z0-9][\w-]* )?[a-z0-9][\w.-]* \d{1,3}\/\d{1,3} [A-Z][\w:]* \d{1,7}(?: \([\dydhms]+ ago\))? \d[\dydhms]*`
const PODS = new RegExp(`^(.*?)((?:NAMESPACE )?NAME READY STATUS RESTARTS AGE) ((?:${POD}(?: |$))+)(.*)$`)
const EACH_POD = new RegExp(POD, 'g')

/** Events of a description, and of `kubectl get events`. */
const EVENTS =
  /^(.*?)(Type Reason Age From Message|LAST SEEN TYPE REASON OBJECT MESSAGE)(?: -{4} -{6} -{3,4} -{4} -{7})? ((?:\d\w* )?(?:Normal|Warning) [A-Z]\w+ (?:\d|<|\w+\/).*)$/
const EACH_EVENT =
  / (?=(?:Normal|Warning) [A-Z]\w+ (?:\d{1,6}[smhdy]|<unknown>)|(?:\d{1,6}[ydhms]\w{0,12}|<unknown>) (?:Normal|Warning) [A-Z]\w+ \w+\/)/

/** What Ansible prints of a task: all that its command said is in one line of JSON. */
const TASK = /^\s*(?:\w+: )?\[[^\]]{1,80}\].{0,200}=> \{/
const TOLD = /"(?:msg|stderr|stdout)": ?"((?:[^"\\]|\\.)*)/g

/** Fields of a description that a prompt, or each other, has before them. */
const EACH_FIELD = / (?=(?:Name|Namespace|Node|Status|Events): ?)/

/** The head of a description, right behind its prompt. */
const HEAD = /(?<=[a-z0-9])Name: {4,}\S/
const PROMPT = /\b(?:kubectl|oc|k) describe \S/

/** The lines of one in which a page has put a table behind its prompt, or Ansible what a command said; any other line as it is. */
export function unglued(line: string): string[] {
  if (TASK.test(line)) {
    // its error comes after what it said before
    const told = [...line.matchAll(TOLD)].toReversed().flatMap(([, text = '']) => text.split('\\n'))
    return [line, ...told.map((text) => text.replaceAll('\\t', '\t').replaceAll('\\"', '"'))].filter((part) => part.trim() !== '')
  }
  const pods = PODS.exec(line)
  if (pods) {
    const [, before = '', header = '', rows = '', after = ''] = pods
    return [before, header, ...(rows.match(EACH_POD) ?? []), after].filter((part) => part.trim() !== '')
  }
  const head = line.search(HEAD)
  if (head > 0 && PROMPT.test(line.slice(0, head))) return [line.slice(0, head), line.slice(head)]
  const events = EVENTS.exec(line)
  if (!events) return [line]
  const [, before = '', header = '', rows = ''] = events
  return [...before.split(EACH_FIELD), header, ...rows.split(EACH_EVENT)].filter((part) => part.trim() !== '')
}
