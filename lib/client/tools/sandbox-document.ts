import 'client-only';

/**
 * What runs inside the worker. It is text, not a function of ours turned into text: a build may rewrite functions.
 * `report` and the limits are kept from the program; what it does to its own globals is its own affair.
 */
const WORKER = `
const report = self.postMessage.bind(self);
const show = (value) => {
  if (typeof value === 'string') return value;
  if (value instanceof Error) {
    // In some engines a stack begins with what went wrong, in others with where.
    const [told, stack] = [String(value), String(value.stack || '')];
    const lines = (stack.startsWith(told) ? stack : told + '\\n' + stack).split('\\n');
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
      if (seen.has(item)) return '[again]';
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

/** What runs inside the frame: it starts the worker, passes on what it says, and ends it when its time is over. */
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
  worker.onerror = (event) => end({ error: event.message || 'The program could not be started.' });
  worker.onmessage = ({ data }) => {
    const cut = (text) => {
      const kept = String(text).slice(0, left);
      left -= kept.length;
      return kept;
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
 * A page that may run scripts and do nothing else: its policy, which its worker inherits, lets it load and reach nothing.
 * It belongs in a frame with `sandbox="allow-scripts"`, whose origin is opaque: no storage, no cookies, no way out.
 */
export const SANDBOX_DOCUMENT = `<!doctype html>
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:">
<script>${FRAME.replaceAll('</', '<\\/')}</script>`;
