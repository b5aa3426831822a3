import 'client-only';

/** Hands a file to the reader as a download. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken the file by the time the page next has nothing to do.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
