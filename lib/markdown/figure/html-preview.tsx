import { useMemo } from 'react';

/** A previewed page may have inline styles, and embedded images and fonts: no scripts and no network. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

/** An HTML page in a frame with an opaque origin, without scripts, forms, pop-ups or network. */
export function HtmlPreview({ code, label }: { code: string; label: string }) {
  const page = useMemo(() => restrictHtml(code), [code]);
  // An empty `sandbox` allows nothing.
  return <iframe className="md-page" title={label} sandbox="" srcDoc={page} referrerPolicy="no-referrer" />;
}

/** The page with a content security policy, and without anything that navigates or loads: links, refreshes, scripts, frames. */
export function restrictHtml(code: string): string {
  const page = new DOMParser().parseFromString(code, 'text/html');
  for (const element of page.querySelectorAll('meta[http-equiv], base, iframe, frame, object, embed, script'))
    element.remove();
  for (const element of page.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) {
      const isAddress = /(?:^|:)href$|^(?:action|formaction|ping|target)$/.test(name);
      const value = element.getAttribute(name)?.trim() ?? '';
      // The policy would block these requests too, but with an error in the console for each.
      const isExternal = /^(?:src|srcset|poster|background)$/.test(name) && !value.startsWith('data:');
      if (isExternal || (isAddress && !value.startsWith('#'))) element.removeAttribute(name);
    }
  }
  const policy = page.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', POLICY);
  page.head.prepend(policy);
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
