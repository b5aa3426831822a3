import { describe, expect, test } from 'vitest';
import { drawableSource, restoreAddresses } from './diagram-source.ts';

/** The text that mermaid gets, with its addresses restored. */
function drawnSource(code: string): string | undefined {
  const source = drawableSource(code);
  return source && restoreAddresses(source);
}

describe('an ordinary diagram', () => {
  test.each([
    [
      'a flowchart',
      'flowchart LR\n  A[Start] --> B{n < 3?}\n  B -->|a < b| C((End))\n  B <--> C\n  A --x C o--o A',
    ],
    ['line breaks', 'flowchart LR\n  A["one<br/>two<br>three<br />four</br>"] --> B[a\\nb]'],
    [
      'a class diagram',
      'classDiagram\n  A <|-- B\n  <<interface>> A\n  A : +items() List~String~\n  A --> B: List<String>',
    ],
    [
      'sequence arrows',
      'sequenceDiagram\n  A->>B: GET /users/<id>\n  B--xA: Map<String, User>\n  A<<->>B: x\n  A-\\\\B: y\n  B//-A: z',
    ],
    [
      'an actor named Details',
      'sequenceDiagram\n  participant D as Details page\n  D->>D: show details of 1: x\n  D->>D: properties',
    ],
    ['states', 'stateDiagram-v2\n  state f <<fork>>\n  [*] --> f\n  note right of f : x'],
    [
      'colors',
      'flowchart LR\n  A:::hot --> B\n  classDef hot fill:#60a5fa,stroke:#333;\n  style B fill:#60a,color:#fff',
    ],
    [
      'functions',
      'classDiagram\n  A : +getUrl(x) String\n  A : +shortenUrl(url) URL\n  A : +image() Image\n  A : source()',
    ],
    [
      'slanted shapes and paths',
      'flowchart LR\n  A[/in/] --> B[\\out\\] --> C[/"GET /users/"/]\n  C --> D[src/app/*.ts and */5 * * * *]',
    ],
    ['named shapes', 'flowchart LR\n  A@{ shape: cyl, label: "Image store" } --> B@{ icon: "fa:user" }'],
    ['character references', 'flowchart LR\n  A["#quot;x#quot; #35;1 &amp; &lt;id&gt; #9829;"]'],
    ['formulas and paths', 'flowchart LR\n  A["C:\\Users\\x"] --> B["$$\\frac{a}{b} = \\sqrt{c}$$"]'],
    ['comments', 'flowchart LR\n  %% a {comment}\n  %% {init: x}%%\n  A --> B'],
  ])('stays unchanged: %s', (_, code) => {
    expect(drawableSource(code)).toBe(code);
  });

  test('keeps its addresses, none of which names a host while mermaid draws', () => {
    const code =
      'flowchart LR\n  A[https://a.example/b?c=//d] --> B[HTTP://x]\n  click A href "//a.example/x" _blank\n  B --> C[\\\\host\\share]';
    const source = drawableSource(code) ?? '';
    expect(source).not.toMatch(/https?:|[/\\]{2}/i);
    expect(restoreAddresses(source)).toBe(code);
    for (const address of source.match(/(?<=\[|")[^\]"]*[/\\][^\]"]*/g) ?? [])
      expect(new URL(address, 'https://runnel.example/chats/1').host).toBe('runnel.example');
  });
});

test('a joiner in the text cannot hide the scheme of a link from mermaid', () => {
  const source = drawableSource('flowchart LR\n  A\n  click A href "java\u2060script:x"');
  expect(source).toBe('flowchart LR\n  A\n  click A href "javascript:x"');
});

describe('configuration', () => {
  test.each([
    "%%{init: {'theme': 'dark'}}%%\nflowchart LR\n  A --> B",
    '%%{ initialize : { "htmlLabels": true } }%%\nflowchart LR\n  A --> B',
    '%%{\n  INIT: {\n    "themeCSS": ".node { fill: url(//a.example/x) }"\n  }\n}%%\nflowchart LR\n  A --> B',
    '%%{wrap}%%\n%%{init: {"fontFamily": "x"}}%%\nflowchart LR\n  A --> B',
    'flowchart LR\n%%{config: {"securityLevel": "loose"}}%%  A --> B',
    'flowchart LR\r\n%%{init: {}}%%\r\n  A --> B',
    '---\nconfig:\n  theme: dark\n  themeCSS: "@import x"\n---\nflowchart LR\n  A --> B',
    '  ---\n  "conf\\x69g": {htmlLabels: true}\n  displayMode: compact\n  ---\nflowchart LR\n  A --> B',
    '%%{init: {}}%%---\nconfig:\n  htmlLabels: true\n---\nflowchart LR\n  A --> B',
  ])('is dropped: %j', (code) => {
    expect(drawnSource(code)?.replace(/\s+/g, ' ').trim()).toBe('flowchart LR A --> B');
  });

  test('in front matter is dropped, but its title stays', () => {
    const code =
      '---\nconfig:\n  title: no\n  theme: dark\ntitle: "Rivers: all"\n---\nflowchart LR\n  A --> B';
    expect(drawnSource(code)).toBe('---\ntitle: "Rivers: all"\n---\nflowchart LR\n  A --> B');
  });

  test.each([
    ['is an unclosed directive', '%%{init: {"theme": "dark"}\nflowchart LR\n  A --> B'],
    [
      'is joined by removing another directive',
      '%%%{x}%%%{init: {"theme": "dark"}}%%\nflowchart LR\n  A --> B',
    ],
    ['mermaid itself would join', 'flowchart LR\n%%%}%%x\n%{init: {"theme": "dark"}}%%\n  A --> B'],
    ['is in a title', '---\ntitle: %%%{x}%%{init: {}}%%\n---\nflowchart LR\n  A --> B'],
    ['is unclosed front matter', '---\nconfig:\n  theme: dark\nflowchart LR\n  A --> B'],
    ['is second front matter', '---\na: 1\n---\n---\nconfig:\n  theme: dark\n---\nflowchart LR\n  A --> B'],
  ])('that %s makes the text refused', (_, code) => {
    expect(drawableSource(code)).toBeUndefined();
  });
});

describe('drawableSource refuses a text with', () => {
  const style = (value: string) => `stateDiagram-v2\n  classDef hot fill:${value}\n  [*] --> A:::hot`;
  const shape = (metadata: string) => `flowchart LR\n  A@{ ${metadata} }`;
  const label = (text: string) => `sequenceDiagram\n  A->>B: $$x$$ ${text}`;
  const actor = (statement: string) => `sequenceDiagram\n  participant A\n${statement}\n  A->>A: x`;

  test.each([
    'url(//a.example/x)',
    'URL("x")',
    'u\\72l(x)',
    '\\55 rl(x)',
    'u\\rl(x)',
    'u\\000072 l(x)',
    'ur/**/l(x)',
    'u/* */r/* /* */l(x)',
    'u;rl(/;/a.example/x)',
    'u\\,rl(x)',
    'u§rl(x)',
    'u#114;l(x)',
    'u&#114;l(x)',
    'u&#x72l(x)',
    'url#lpar;x)',
    'urlﬂ°°40¶ßx)',
    'image-set("x" 1x)',
    '-webkit-image-set("x" 1x)',
    '-webkit-cross-fade(x, y, 50%)',
    'src("x")',
    '@import "x"',
    '\\40 import "x"',
    '@\\69mport "x"',
    '#commat;import "x"',
  ])('a style with %j', (value) => {
    expect(drawableSource(style(value))).toBeUndefined();
  });

  test.each([
    'img: x',
    'IMG : x',
    '"img": x',
    "'img' : x",
    '"\\x69mg": x',
    '"\\u0069m\\u0067": x',
    '"\\U00000069mg": x',
    '? img # picture\n  : x',
    '? "im\\\n  g"\n  : x',
    'shape: rect, img:\n    x',
    '{img: x}',
    '"#105;mg": x',
  ])('a shape with %j', (metadata) => {
    expect(drawableSource(shape(metadata))).toBeUndefined();
  });

  test.each([
    '<img src=x>',
    '<IMG/src=x>',
    '<img\nsrc=x',
    '<a b="<" c>',
    '<b>x</b>',
    '<x onclick=y>',
    '<br class=x>',
    '<<br/>img src=x>',
    '<i<br/>mg src=x>',
    '<style>x',
    '<svg>',
    '</p>',
    '<!-- x -->',
    '<![CDATA[x',
    '#lt;img src=x#gt;',
    '#60;img src=x',
    '&lt;img src=x&gt;',
    '&ltimg src=x',
    '&LT;img src=x',
    '&#60img src=x',
    '&#x3C;img src=x',
    '&#0000000060;img src=x',
    '&amp;lt;img src=x',
    '&amp;amp;amp;#60;img src=x',
    '&#38;lt;img src&equals;x',
    'ﬂ°lt¶ßimg src=x',
    '\\u003cimg src=x',
    '\\3c img src=x',
  ])('a label with %j', (text) => {
    expect(drawableSource(label(text))).toBeUndefined();
  });

  test.each([
    '&#47;/a.example/x',
    '#sol;&bsol;a.example/x',
    '\\2f\\2f a.example/x',
    '/&Tab;/a.example/x',
    '&sol;\\n/a.example/x',
    'h&#116;tps:a.example/x',
    'https&colon;a.example/x',
    'ht\ntp:a.example/x',
    'http:\na.example/x',
  ])('an encoded address: %j', (address) => {
    expect(drawableSource(`flowchart LR\n  A["${address}"]`)).toBeUndefined();
  });

  test.each([
    '  properties A: {"icon": "x"}',
    '  details A: element',
    '  A->>A: x;details A: element',
    '  loop x\n  A->>A: x\n  end  properties A: {"icon": "x"}',
    '  accDescr {a: b} PROPERTIES A: {"icon": "x"}',
  ])('a sequence diagram with %j', (statement) => {
    expect(drawableSource(actor(statement))).toBeUndefined();
  });

  test('too many decoded forms', () => {
    expect(drawableSource(`flowchart LR\n  A[${'&amp;'.repeat(3)}${'amp;'.repeat(100)}]`)).toBeUndefined();
  });
});

describe('drawableSource takes linear time (quadratic time would exceed the timeout) for', () => {
  const UNITS =
    '%%{ %%{a}%% %%} @{ < <a <br </ / /; */ /*/ \\ \\5c & &# &#1 &amp; #a #lt; ﬂ° ; } " ~ ` ' +
    'http https: url -webkit- img @impor details';
  test.each([
    ...UNITS.split(' '),
    ...[' ', '\t', '\n', '<br ', '/* ', '---\n', '\\\n', 'img ', 'end ', 'details ', '\ntitle:'],
  ])('100,000 characters of %j', (unit) => {
    const text = unit.repeat(100_000 / unit.length);
    for (const start of ['', 'sequenceDiagram\n']) drawableSource(start + text);
  });
});
