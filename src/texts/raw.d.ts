/** A file as its text: Vite's own way to say so; where esbuild bundles, its `loader` says the same. */
declare module '*?raw' {
  const text: string
  export default text
}
