// Refreshes the figures of /status, unless they are paused or nobody sees them.
const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 4_000;

const pause = document.querySelector('#pause');
const unreachable = document.querySelector('#unreachable');
let isPaused = false;

pause.hidden = false;
pause.addEventListener('click', () => {
  isPaused = !isPaused;
  pause.textContent = isPaused ? pause.dataset.resume : pause.dataset.pause;
  if (!isPaused) refresh();
});
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, INTERVAL_MS);

async function refresh() {
  if (isPaused || document.hidden) return;
  try {
    const response = await fetch(location.pathname, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status === 401 || response.status === 404) return location.reload();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of ['#facts', 'main']) {
      document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
    }
    unreachable.hidden = true;
  } catch {
    unreachable.hidden = false;
  }
}
