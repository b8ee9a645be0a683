/** A file as its text: Vite's own way to say so; where esbuild bundles, its `loader` says the same. */
declare module '*?raw' {
  const text: string
  export default text
}
declare module 'virtual:recordings' {
  /** Where the files are, from the script that asks. */
  export const BASE: string
  /** Each file of recordings, and the names of those in it; all of it where the page is one file. */
  export const FILES: readonly { file: string; names: readonly string[]; base64?: string }[]
}
