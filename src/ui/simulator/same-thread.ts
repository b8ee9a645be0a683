// The page's own copy of the web worker's code; by this name it is told apart from the web worker itself.
export { answerTo, receive } from './worker.ts'
