import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };

/** Serves a folder, and `page` for paths that are not files. Returns the origin to open and the server to close. */
export async function serve(
  folder: string,
  page: (url: URL) => string,
): Promise<{ origin: string; server: Server }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // The bundle refers to the worker by its source file.
    const file = url.pathname.replace(/\.ts$/, '.js');
    const type = TYPES[extname(file)];
    if (extname(url.pathname) === '') {
      response.setHeader('content-type', 'text/html').end(page(url));
      return;
    }
    response.setHeader('content-type', type ?? 'application/octet-stream');
    createReadStream(join(folder, file))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  return { origin: `http://localhost:${address && typeof address === 'object' ? address.port : ''}`, server };
}

/** Flags that turn off background activity of the browser. */
export const browserOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
