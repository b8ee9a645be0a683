interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown
}

/**
 * In the frame no text becomes code or HTML: its policy makes the browser ask here, and only a script of the page's own host, as its
 * web workers are, is let through. Browsers without Trusted Types go by the rest of the policy.
 */
const { trustedTypes } = globalThis as { trustedTypes?: Policies }
trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    const here = new URL(location.href)
    if (new URL(url, here).origin !== here.origin) throw new TypeError(`${url} is no script of this page`)
    return url
  },
})
