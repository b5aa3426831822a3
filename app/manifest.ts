import type { MetadataRoute } from 'next';
import { english } from '#lib/i18n/en/page.ts';
import { SITE_DESCRIPTION } from '#lib/i18n/site-description.ts';
import { chinese } from '#lib/i18n/zh/page.ts';

/** The web app manifest. scripts/icons.ts renders the icons. */
export default function manifest(): MetadataRoute.Manifest {
  const { name } = english;
  return {
    name: `${name} ${chinese.name}`,
    short_name: name,
    description: SITE_DESCRIPTION.en,
    id: '/',
    start_url: '/',
    display: 'standalone',
    background_color: '#fcfdfe',
    theme_color: '#fcfdfe',
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  };
}
