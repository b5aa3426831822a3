/** The usual ending of a file in a language, where it is not the language's own name. */
const ENDINGS: Record<string, string> = {
  bash: 'sh',
  'c#': 'cs',
  'c++': 'cpp',
  clojure: 'clj',
  csharp: 'cs',
  docker: 'dockerfile',
  elixir: 'ex',
  erlang: 'erl',
  fsharp: 'fs',
  golang: 'go',
  haskell: 'hs',
  javascript: 'js',
  julia: 'jl',
  kotlin: 'kt',
  latex: 'tex',
  markdown: 'md',
  matlab: 'm',
  mermaid: 'mmd',
  'objective-c': 'm',
  perl: 'pl',
  powershell: 'ps1',
  python: 'py',
  python3: 'py',
  ruby: 'rb',
  rust: 'rs',
  shell: 'sh',
  shellscript: 'sh',
  solidity: 'sol',
  terraform: 'tf',
  typescript: 'ts',
  zsh: 'sh',
};

/** A name for code that has none. A language that is not a plain word gives a text file. */
export function fileName(language: string): string {
  const ending = Object.hasOwn(ENDINGS, language) ? ENDINGS[language] : language;
  return `code.${ending && /^[a-z0-9]{1,10}$/.test(ending) ? ending : 'txt'}`;
}

/** Hands text to the reader as a file. Nothing leaves the browser. */
export function download(text: string, name: string, type = 'text/plain;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the file by the end of this task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
