import { useMemo } from 'react';

/** No scripts, no network: styles and embedded pictures are all a previewed page may have. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

/** A page of HTML in a frame of its own origin, without scripts, forms, pop-ups or network. */
export function HtmlPreview({ code, label }: { code: string; label: string }) {
  const page = useMemo(() => restrictHtml(code), [code]);
  // An empty sandbox grants nothing.
  return <iframe className="md-page" title={label} sandbox="" srcDoc={page} referrerPolicy="no-referrer" />;
}

/** The page with a policy in front, and without what could lead the frame away: addresses, refreshes, frames. */
export function restrictHtml(code: string): string {
  const page = new DOMParser().parseFromString(code, 'text/html');
  for (const element of page.querySelectorAll('meta[http-equiv], base, iframe, frame, object, embed, script'))
    element.remove();
  for (const element of page.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) {
      const isAddress = /(?:^|:)href$|^(?:action|formaction|ping|target)$/.test(name);
      const value = element.getAttribute(name)?.trim() ?? '';
      // The policy would stop what is fetched from elsewhere too, but with a complaint for each.
      const isFetched = /^(?:src|srcset|poster|background)$/.test(name) && !value.startsWith('data:');
      if (isFetched || (isAddress && !value.startsWith('#'))) element.removeAttribute(name);
    }
  }
  const policy = page.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', POLICY);
  page.head.prepend(policy);
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
