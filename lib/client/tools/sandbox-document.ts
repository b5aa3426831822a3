import 'client-only';

/**
 * The worker's script, a string because the build may rewrite functions. The program can change the worker's globals, but
 * reaches neither `report` nor the limits.
 */
const WORKER = `
const report = self.postMessage.bind(self);
const show = (value) => {
  if (typeof value === 'string') return value;
  if (value instanceof Error) {
    // In some engines the stack starts with the message, in others it omits it.
    const [message, stack] = [String(value), String(value.stack || '')];
    const lines = (stack.startsWith(message) ? stack : message + '\\n' + stack).split('\\n');
    return lines.filter((line) => !/blob:|<anonymous>/.test(line)).join('\\n').trimEnd();
  }
  if (typeof value === 'bigint') return value + 'n';
  if (typeof value !== 'object' || value === null) return String(value);
  const seen = new WeakSet();
  try {
    return JSON.stringify(value, (key, item) => {
      if (typeof item === 'bigint') return item + 'n';
      if (typeof item === 'function') return '[function ' + item.name + ']';
      if (typeof item !== 'object' || item === null) return item;
      if (seen.has(item)) return '[circular]';
      seen.add(item);
      if (item instanceof Map) return { Map: [...item] };
      if (item instanceof Set) return { Set: [...item] };
      return item;
    }, 2);
  } catch { return String(value); }
};
for (const [name, level] of [['log','log'],['info','log'],['debug','log'],['table','log'],['dir','log'],['warn','warn'],['error','error']]) {
  console[name] = (...values) => report({ type: 'console', level, text: values.map(show).join(' ') });
}
self.onmessage = async ({ data }) => {
  self.onmessage = null;
  const AsyncFunction = (async () => {}).constructor;
  try {
    const value = await new AsyncFunction(data)();
    report(value === undefined ? { type: 'end' } : { type: 'end', result: show(value) });
  } catch (error) { report({ type: 'end', error: show(error) }); }
};`;

/** The frame's script, which starts the worker, forwards its messages and enforces the limits. */
const FRAME = `
addEventListener('message', ({ data: { code, runMs, outputLength }, ports: [port] }) => {
  const startedAt = performance.now();
  const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(WORKER)}], { type: 'text/javascript' })));
  let left = outputLength;
  const end = (message) => {
    clearTimeout(timer);
    worker.terminate();
    port.postMessage({ ...message, type: 'end', durationMs: Math.round(performance.now() - startedAt) });
    worker.onmessage = worker.onerror = null;
  };
  const timer = setTimeout(() => end({ timedOut: true }), runMs);
  worker.onerror = (event) => end({ error: event.message || 'The program failed to start.' });
  worker.onmessage = ({ data }) => {
    const cut = (text) => {
      const head = String(text).slice(0, left);
      left -= head.length;
      return head;
    };
    if (data.type === 'console') {
      const text = cut(data.text);
      port.postMessage({ type: 'console', level: String(data.level), text });
      left -= 1;
      if (text.length < String(data.text).length || left <= 0) end({ truncated: true });
      return;
    }
    const message = {};
    if (data.error !== undefined) message.error = cut(data.error);
    if (data.result !== undefined) {
      message.result = cut(data.result);
      if (message.result.length < String(data.result).length) message.truncated = true;
    }
    end(message);
  };
  worker.postMessage(code);
}, { once: true });`;

/**
 * A document that can run scripts but has no network access, by a content security policy that its worker inherits. Must be
 * loaded in a frame with `sandbox="allow-scripts"`, whose opaque origin has no storage and no cookies.
 */
export const SANDBOX_DOCUMENT = `<!doctype html>
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:">
<script>${FRAME.replaceAll('</', '<\\/')}</script>`;
