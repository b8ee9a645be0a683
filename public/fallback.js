// Where the page's own script does not come, such as in a frame that may load none, or from a disk: says so at once, and what to do.
{
  const links = document.querySelectorAll('#root a.whole-page')
  for (const link of links) link.href = `./index.html${location.hash}`
  const other = location.protocol === 'file:' ? '.from-host' : '.from-disk'
  for (const element of document.querySelectorAll(`#root > .instead > ${other}`)) element.remove()
  const show = () => document.querySelector('#root > .instead')?.classList.add('now')
  addEventListener('load', () => setTimeout(show, 300))
}
