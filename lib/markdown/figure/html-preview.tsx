import { useMemo } from 'react';

/** A previewed page may have inline styles, and embedded images and fonts: no scripts, no network and no address to go to. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

/**
 * Elements that run, load or navigate. A template without scripts is invisible, unless it is a shadow root, whose content would
 * escape the checks. `mglyph` and `malignmark` change how a parser reads what follows them, so that a page reads differently once it is
 * serialized and parsed again.
 */
const REFUSED =
  'meta[http-equiv], base, iframe, frame, frameset, object, embed, script, template, portal, fencedframe, link, mglyph, malignmark';

/**
 * Marks what could be the name of an event handler, so that the parser does not read it as one: the page's content security policy would
 * refuse and report each. The page loses this mark wherever else it has it.
 */
const MARK = 'data-refused-';
const HANDLER = /\bon(?=[a-z]+\s*=)/gi;
/** The policy refuses and reports this one too. */
const BASE = /<base(?:[\s/][^<>]*)?>/gi;

/** An HTML page in a frame with an opaque origin, without scripts, forms, pop-ups or network. */
export function HtmlPreview({ code, label }: { code: string; label: string }) {
  const page = useMemo(() => sealedPage(restrictHtml(code), label), [code, label]);
  // An empty `sandbox` allows nothing.
  return <iframe className="md-page" title={label} sandbox="" srcDoc={page} referrerPolicy="no-referrer" />;
}

/**
 * Puts a page in a frame inside a document whose policy allows no frame to go anywhere. A browser checks that policy before each
 * navigation, so a link that `restrictHtml` missed leads nowhere and requests nothing.
 */
function sealedPage(page: string, label: string): string {
  const [source, title] = [page, label].map((text) =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  );
  return (
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<style>html,body,iframe{display:block;margin:0;border:0;width:100%;height:100%}</style>' +
    `<iframe title="${title}" sandbox srcdoc="${source}"></iframe>`
  );
}

/** The page with a content security policy, and without anything that navigates or loads: links, refreshes, scripts, frames. */
export function restrictHtml(code: string): string {
  const marked = code.replaceAll(MARK, '').replace(BASE, '').replace(HANDLER, `${MARK}$&`);
  const page = new DOMParser().parseFromString(marked, 'text/html');
  for (const element of page.querySelectorAll(REFUSED)) element.remove();
  for (const element of page.querySelectorAll('*')) {
    // SMIL: an animation of `href` would make a link of any element around it.
    if (/href$/i.test(element.getAttribute('attributeName')?.trim() ?? '')) {
      element.remove();
      continue;
    }
    for (const name of element.getAttributeNames())
      if (isRefused(element, name)) element.removeAttribute(name);
  }
  const policy = page.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', POLICY);
  page.head.prepend(policy);
  return `<!doctype html>${page.documentElement.outerHTML.replaceAll(MARK, '')}`;
}

/** The policies would block these requests too, but with an error in the console for each. */
function isRefused(element: Element, name: string): boolean {
  const value = element.getAttribute(name)?.trim() ?? '';
  if (/^(?:src|srcset|poster|background)$/i.test(name)) return !value.startsWith('data:');
  // `#part` refers to a part of the page in `<use>`. In a link it would lead to the app: a srcdoc has the address of its parent.
  if (/(?:^|:)href$/i.test(name)) return /^(?:a|area)$/i.test(element.localName) || !value.startsWith('#');
  return name.startsWith(MARK) || /^(?:action|formaction|ping|target|srcdoc|attributionsrc)$/i.test(name);
}
