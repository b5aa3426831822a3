// npm run icons: renders the icons in public/icons from app/icon.svg.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { ROOT } from './project.mjs';

/** `share`: the logo's share of the width. A platform may crop a maskable icon to a circle of 80 % of its width. */
const ICONS = [
  { name: 'icon-192', size: 192, share: 0.66, radius: 0.22 },
  { name: 'icon-512', size: 512, share: 0.66, radius: 0.22 },
  { name: 'icon-maskable', size: 512, share: 0.5, radius: 0 },
];

const logo = readFileSync(join(ROOT, 'app/icon.svg'), 'utf8');
const folder = join(ROOT, 'public/icons');
mkdirSync(folder, { recursive: true });

const browser = await launchBrowser();
for (const { name, size, share, radius } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>
    body { margin: 0; background: transparent }
    main { width: 100vw; height: 100vh; display: grid; place-items: center; background: #f1f6f8; border-radius: ${radius * 100}% }
    svg { width: ${share * 100}%; height: ${share * 100}% }
  </style><main>${logo}</main>`);
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
