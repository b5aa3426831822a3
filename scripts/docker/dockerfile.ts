/** One instruction of a Dockerfile, such as `RUN npm ci`. */
export type Instruction = { name: string; flags: Record<string, string>; value: string };

/** Parses the instructions of a Dockerfile, without comments and line continuations. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, name = '', flags = '', value = ''] = /^(\w+)\s+((?:--[\w-]+=\S+\s+)*)(.*)$/.exec(line) ?? [];
    const pairs = [...flags.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, setting]) => [flag, setting]);
    return { name: name.toUpperCase(), flags: Object.fromEntries(pairs), value };
  });
}
