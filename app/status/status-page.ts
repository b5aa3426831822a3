import { LANGUAGE_TAGS, type Locale } from '#lib/i18n/locale.ts';
import type { ServerStatus } from '#lib/server/observability/status.ts';
import { formatUptime, renderFigures } from './figures.ts';
import { type Html, html } from './html.ts';
import { STATUS_TRANSLATIONS } from './translations.ts';

const NO_SCRIPT_REFRESH_SECONDS = 10;

/** The figures of this server. public/status-page/status.js refreshes them. */
export function renderStatusPage(status: ServerStatus, version: string, locale: Locale): string {
  const t = STATUS_TRANSLATIONS[locale];
  const refresh = html`<noscript><meta http-equiv="refresh" content="${NO_SCRIPT_REFRESH_SECONDS}"></noscript>
<script src="/status-page/status.js" type="module"></script>`;
  const uptime = t.uptime(formatUptime(status.uptimeMs, t));
  return renderDocument(
    locale,
    refresh,
    html`<header><div><h1>${t.title}</h1><p id="facts">${version} · ${uptime} · ${t.scope}</p></div>
<form method="post"><button type="button" id="pause" hidden data-pause="${t.pause}" data-resume="${t.resume}">${t.pause}</button>
<button name="action" value="sign-out">${t.signOut}</button></form></header>
<p id="unreachable" class="problem" role="alert" hidden>${t.unreachable}</p>
<main>${renderFigures(status, t)}</main>`,
  );
}

/** @param problem why the last attempt to sign in has failed */
export function renderSignIn(locale: Locale, problem?: 'wrong' | 'wait'): string {
  const { title, signIn: t } = STATUS_TRANSLATIONS[locale];
  return renderDocument(
    locale,
    undefined,
    html`<main class="sign-in"><h1>${title}</h1><form method="post">
<label for="token">${t.label}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="hint"${
      problem && html` aria-invalid="true"`
    }>
<p id="hint" class="${problem ? 'bad' : ''}">${problem ? t[problem] : t.hint}</p>
<button>${t.submit}</button></form></main>`,
  );
}

/** What there is instead without METRICS_TOKEN. */
export function renderOffPage(locale: Locale): string {
  const { off } = STATUS_TRANSLATIONS[locale];
  return renderDocument(
    locale,
    undefined,
    html`<main class="sign-in"><h1>${off.title}</h1><p>${off.hint}</p></main>`,
  );
}

function renderDocument(locale: Locale, head: Html | undefined, body: Html): string {
  return html`<!doctype html>
<html lang="${LANGUAGE_TAGS[locale]}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${STATUS_TRANSLATIONS[locale].title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/status-page/status.css">
${head}</head><body>${body}</body></html>`.text;
}
