// @vitest-environment happy-dom
import { act, Profiler, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RenderSchedule } from '#lib/frames/render-schedule.ts';
import { ManualClock } from '#lib/frames/testing/manual-clock.ts';
import { englishLabels } from './fixtures/english-labels.ts';
import { visibleText } from './fixtures/visible-text.ts';
import { Markdown, MarkdownView } from './markdown.tsx';
import * as parser from './parse/parser.ts';
import { BlockStore } from './store/block-store.ts';

vi.mock('./parse/parser.ts', { spy: true });
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let page: HTMLElement;
let root: Root;
let clock: ManualClock;
let store: BlockStore;

beforeEach(() => {
  page = document.createElement('div');
  document.body.replaceChildren(page);
  root = createRoot(page);
  clock = new ManualClock();
  store = new BlockStore(new RenderSchedule(clock));
  vi.clearAllMocks();
});
afterEach(() => act(() => root.unmount()));

const show = (element: ReactNode) => act(() => root.render(element));
const showStore = () => show(<MarkdownView store={store} labels={englishLabels} />);
const write = async (text: string) => {
  await act(() => store.append(text));
  await act(() => clock.frame());
};
const one = (selector: string) => {
  const found = page.querySelectorAll(selector);
  expect(found.length, selector).toBe(1);
  return found[0] as HTMLElement;
};

describe('a growing text', () => {
  test('a delta parses its own block once and no other', async () => {
    await showStore();
    await write(`${'Paragraph.\n\n'.repeat(60)}end`);
    vi.clearAllMocks();
    await write(' more');
    expect(vi.mocked(parser.parseOpen)).toHaveBeenCalledTimes(1);
    expect(vi.mocked(parser.parseSealed)).not.toHaveBeenCalled();
  });

  test('commits once a frame', async () => {
    const committed = vi.fn();
    await show(
      <Profiler id="text" onRender={committed}>
        <MarkdownView store={store} labels={englishLabels} />
      </Profiler>,
    );
    await write('one');
    committed.mockClear();
    await act(() => {
      for (let count = 0; count < 500; count++) store.append(' word');
    });
    await act(() => clock.frame());
    // The first word at once, the others in the next frame.
    expect(committed).toHaveBeenCalledTimes(2);
  });

  test('keeps its elements and text nodes when a block is sealed', async () => {
    await showStore();
    await write('- one **two**\n- three\n\n');
    const list = one('ul');
    const text = one('strong').firstChild;
    await write('Next.\n\n');
    await act(() => store.finish());
    expect(one('ul')).toBe(list);
    expect(one('strong').firstChild).toBe(text);
  });

  test('keeps the lines of a fence when it closes', async () => {
    await showStore();
    await write('```\none\ntwo\n');
    const line = page.querySelector('.md-line');
    await write('```\n\nNext.');
    expect(page.querySelector('.md-line')).toBe(line);
    expect(one('pre').textContent).toBe('one\ntwo\n');
  });

  test('has the same HTML as a fresh render after an item gains a nested list', async () => {
    await showStore();
    for (const piece of ['- a', ' *b*', '\n  - c', ' *d*\n', '  - e\n', '\n  f *g*\n', '- h'])
      await write(piece);
    const inner = page.innerHTML;
    const fresh = BlockStore.of('- a *b*\n  - c *d*\n  - e\n\n  f *g*\n- h', false);
    await show(<MarkdownView key="fresh" store={fresh} labels={englishLabels} />);
    expect(inner).toBe(page.innerHTML);
  });

  test('marks full groups as skippable, but not the last one', async () => {
    await showStore();
    await write('Paragraph.\n\n'.repeat(60));
    expect([...page.querySelectorAll('.md-group')].map((group) => group.hasAttribute('data-full'))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('a late definition parses only the blocks with a bracket again', async () => {
    await showStore();
    await write('first\n\n[a]\n\nlast\n\n');
    vi.clearAllMocks();
    await write('[a]: /b\n\nend');
    const parsed = vi.mocked(parser.parseSealed).mock.calls.map(([text]) => text);
    expect(parsed).toContain('[a]\n\n');
    expect(parsed).not.toContain('first\n\n');
    expect(one('a').getAttribute('href')).toBe('/b');
  });
});

describe('the caret', () => {
  test.each([
    ['a paragraph', 'one **two', 'p'],
    ['a heading', '# one', 'h1'],
    ['an item', '- one\n  - two', 'ul ul li'],
    ['a quote', '> one', 'blockquote p'],
    ['a cell', '| a | b |\n|---|---|\n| c', 'td:first-child'],
    ['a heading cell', '| a | b', 'th:last-child'],
    ['a line of code', '```\none\ntwo', '.md-line'],
    ['a fence in an item', '- a\n\n  ```\n  b', 'li .md-line'],
    ['a link', 'see [the page](http', 'p'],
    ['a finished paragraph', 'one\n\n', 'p'],
    ['a footnote', '[^1]: note', '.md-footnote p'],
    ['a task', '- [ ] one', 'li'],
    ['display math', '$$\nx^2', '.md-formula .md-tex'],
    ['a finished line of code', '```\none\n', '.md-line'],
    ['an empty block of code', '```\n', '.md-line'],
  ])('is at the end of %s', async (_, text, place) => {
    await showStore();
    await write(text);
    const caret = one('.md-caret');
    expect(caret.matches(place)).toBe(true);
    // No visible text follows the caret.
    expect(visibleText(page.innerHTML).endsWith(visibleText(caret.outerHTML))).toBe(true);
  });

  test('disappears when the text is finished', async () => {
    await showStore();
    await write('one');
    await act(() => store.finish());
    expect(page.querySelector('.md-caret')).toBeNull();
  });
});

describe('<Markdown>', () => {
  test('renders a stored text in its first render, without a caret', async () => {
    await show(<Markdown text={'# a\n\nb'} streaming={false} labels={englishLabels} />);
    expect(page.textContent).toBe('ab');
    expect(page.querySelector('.md-caret')).toBeNull();
  });

  test('keeps its elements while the text grows and when it is finished', async () => {
    const props = { labels: englishLabels, streaming: true };
    await show(<Markdown {...props} text="one" />);
    const paragraph = one('p');
    await show(<Markdown {...props} text="one two" />);
    expect(one('p')).toBe(paragraph);
    expect(paragraph.textContent).toBe('one two');
    await show(<Markdown {...props} streaming={false} text="one two." />);
    expect(one('p')).toBe(paragraph);
    expect(paragraph.textContent).toBe('one two.');
  });
});

describe('a reader can', () => {
  const press = (name: string) =>
    act(async () => {
      const button = [...page.querySelectorAll('button')].find((each) => each.textContent === name);
      expect(button, name).toBeDefined();
      button?.click();
    });

  test('copy code without its fence', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await show(<Markdown text={'```js\nlet a;\n\nlet b;\n```'} streaming={false} labels={englishLabels} />);
    await press('Copy');
    expect(written).toHaveBeenCalledWith('let a;\n\nlet b;\n');
    await vi.waitFor(() => expect(one('[data-state=copied]').textContent).toBe('Copied'));
  });

  test('see that copying failed', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'));
    await show(<Markdown text={'```js\nlet a;\n```'} streaming={false} labels={englishLabels} />);
    await press('Copy');
    await vi.waitFor(() => expect(one('[data-state=failed]').textContent).toBe("Couldn't copy"));
  });

  test('copy a table as Markdown and as CSV', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const table = '| a | b |\n|---|---|\n| 1, "2" | =x |\n';
    await show(<Markdown text={`one\n\n${table}\ntwo`} streaming={false} labels={englishLabels} />);
    await press('Copy Markdown');
    await press('Copy CSV');
    await act(() => vi.waitFor(() => expect(written).toHaveBeenCalledTimes(2)));
    expect(written.mock.calls.map(([text]) => text)).toEqual([table.trimEnd(), `a,b\r\n"1, ""2""",'=x`]);
  });

  test('wrap long lines', async () => {
    await show(<Markdown text={'```\na\n```'} streaming={false} labels={englishLabels} />);
    await press('Wrap');
    expect(one('pre').hasAttribute('data-wrap')).toBe(true);
  });

  test('load an image from another host', async () => {
    Object.assign(Reflect.get(window, 'happyDOM').settings, { disableIframePageLoading: true });
    await show(<Markdown text="![a](https://b.com/c.png)" streaming={false} labels={englishLabels} />);
    await press('Load image from b.com');
    expect(one('iframe').getAttribute('sandbox')).toBe('allow-scripts');
    expect(one('iframe').getAttribute('src')).toBe('/frames/picture.html');
  });
});

test('a block that fails to render is shown as text, and the other blocks as usual', async () => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { parseSealed } = await vi.importActual<typeof parser>('./parse/parser.ts');
  vi.mocked(parser.parseSealed).mockImplementation((text, environment) => {
    if (text.includes('bad')) throw new Error('broken');
    return parseSealed(text, environment);
  });
  await show(<Markdown text={'*one*\n\n*bad*\n\n*two*'} streaming={false} labels={englishLabels} />);
  expect(page.textContent).toBe('one*bad*\n\ntwo');
  expect(silenced).toHaveBeenCalled();
  silenced.mockRestore();
  vi.mocked(parser.parseSealed).mockRestore();
});
