/** File extensions of languages, where they differ from the language's name. */
const EXTENSIONS: Record<string, string> = {
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

/** A file name for code in a language. A language that is not a plain word gives a text file. */
export function fileName(language: string): string {
  const extension = Object.hasOwn(EXTENSIONS, language) ? EXTENSIONS[language] : language;
  return `code.${extension && /^[a-z0-9]{1,10}$/.test(extension) ? extension : 'txt'}`;
}

/** Saves text as a file, without a request to the server. */
export function download(text: string, name: string, type = 'text/plain;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has opened the URL by the end of this task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
