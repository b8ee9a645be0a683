import { WORK } from './ui/single/work.ts'

// One script is the page and each of its web workers: in one file there is nothing else that could be loaded.
if (typeof document === 'undefined') {
  postMessage({ kind: 'here' })
  void WORK.get(self.name)?.()
} else {
  void import('./main.tsx')
}
