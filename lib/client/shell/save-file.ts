import 'client-only';

/** Downloads a file in the reader's browser. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download starts asynchronously and reports no progress. A minute is ample.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
