// Where the page's own script does not come, such as in a frame that may load none: says so at once, and where the page can be opened.
{
  const links = document.querySelectorAll('#root a.whole-page')
  for (const link of links) link.href = `./index.html${location.hash}`
  const show = () => document.querySelector('#root > .instead')?.classList.add('now')
  addEventListener('load', () => setTimeout(show, 300))
}
