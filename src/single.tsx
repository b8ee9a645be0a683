import './worker.ts'

// One script is the page and each of its web workers: in one file there is nothing else that could be loaded.
if (typeof document !== 'undefined') void import('./main.tsx')
