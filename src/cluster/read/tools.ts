import toolWords from '../../texts/tool-words.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import { filled } from '../sentence-template.ts'
import { JOURNAL } from './journal.ts'
import { either, type Form } from './reading.ts'

/** What kubectl, kubeadm, Helm and others say of what did not come to be, by the cause that it is: no program's last words. */
const TOOLS = readPatterns(toolWords, 'words', 'who', 'cause')
const TOOL = either(...TOOLS.map(({ words }) => words))
export const OF_TOOLS: ReadonlySet<string> = new Set(TOOLS.map(({ cause }) => cause))

/** What kubectl was refused as it asked a kubelet for a log. */
const OF_KUBELETS_PORT = /^\s*Error from server: (?:Get "?https:\/\/[^"\s]+:10250\/|error dialing backend)/

/** What of a machine's first boot has before it: who wrote it there. */
const BOOT = /^(?!kubelet|containerd|dockerd|kernel|systemd|crio)/

/** A tool's own words, also where a journal has taken them down. */
function wordsIn(text: string): string {
  const [, , , by = '', words = text] = JOURNAL.exec(text) ?? []
  return BOOT.test(by) ? words : text
}

export const toolLine: Form = {
  kind: 'kubectl',
  label: 'what a command says of its failure',
  sign: TOOL,
  take: (whole, i, { facts, command }) => {
    const text = wordsIn(whole)
    if (!TOOL.test(text)) return 0
    // of what is printed as a log kubectl’s own words alone are none of a program’s
    if (command?.verb === 'logs' && !OF_KUBELETS_PORT.test(text)) return 0
    for (const { words, who, cause } of TOOLS) {
      const match = words.exec(text)
      if (!match) continue
      // Helm says it twice, the second time without why
      const isAgain = !match[0].includes(': ') && facts.nodeWords.some(({ reason }) => reason === cause)
      if (!isAgain)
        facts.nodeWords.push({ node: filled(who, match), reason: cause, message: match[0].trim().replaceAll('\\"', '"'), line: i })
      return 1
    }
    return 0
  },
}
