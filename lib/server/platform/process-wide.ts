import 'server-only';

/**
 * Returns the value that all code of this process shares under `name`; the first caller creates it. Next's edge sandbox gives each
 * route file globals and classes of its own; only `performance` is the one of the Node.js process in all of them. So do
 * not test a shared value, or an error that it throws, with `instanceof`: the class may be that of another sandbox.
 */
export function processWide<Value>(name: string, create: () => Value): Value {
  const shared = performance as Performance & { runnel?: Map<string, unknown> };
  shared.runnel ??= new Map();
  if (!shared.runnel.has(name)) shared.runnel.set(name, create());
  return shared.runnel.get(name) as Value;
}
