import { kubeadm } from './node/certificates.ts'
import { docker } from './node/docker.ts'
import { base64, stat } from './node/file-tools.ts'
import { openssl } from './node/openssl.ts'
import { jq } from './text/jq-command.ts'
import type { MoreCommands } from './shell/output.ts'
import { sed } from './text/sed.ts'

/** Commands that few lines have: a page fetches them when one of them is typed first. */
export const MORE: MoreCommands = { docker, openssl, kubeadm, stat, base64, jq, sed }
