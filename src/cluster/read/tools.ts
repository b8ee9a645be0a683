import toolWords from '../../texts/tool-words.tsv?raw'
import { readPatterns } from '../../texts/text-table.ts'
import { filled } from '../sentence-template.ts'
import { either, lineForm } from './reading.ts'

/** What kubectl, kubeadm, Helm and others say of what did not come to be, by the cause that it is: no program's last words. */
const TOOLS = readPatterns(toolWords, 'words', 'who', 'cause')
const TOOL = either(...TOOLS.map(({ words }) => words))
export const OF_TOOLS: ReadonlySet<string> = new Set(TOOLS.map(({ cause }) => cause))

/** What kubectl was refused as it asked a kubelet for a log. */
const OF_KUBELETS_PORT = /^\s*Error from server: (?:Get "?https:\/\/[^"\s]+:10250\/|error dialing backend)/

export const toolLine = lineForm('kubectl', 'what a command says of its failure', TOOL, ({ input: text }, i, { facts, command }) => {
  // of what is printed as a log kubectl’s own words alone are none of a program’s
  if (command?.verb === 'logs' && !OF_KUBELETS_PORT.test(text)) return false
  for (const { words, who, cause } of TOOLS) {
    const match = words.exec(text)
    if (!match) continue
    // Helm says it twice, the second time without why
    if (!match[0].includes(': ') && facts.nodeWords.some(({ reason }) => reason === cause)) return true
    facts.nodeWords.push({ node: filled(who, match), reason: cause, message: match[0].trim(), line: i })
    return true
  }
  return false
})
