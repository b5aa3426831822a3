import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { switchTo } from '../history/branches.ts';
import { openTabNews } from '../tab-news.ts';
import { goToChat } from '../use-address.ts';

const APPEARS_WITHIN_MS = 5_000;
const MARKED_MS = 2_500;

/** Opens a chat at a message, on whichever branch that is, and marks it for a moment. */
export async function goToMessage(chatId: ChatId, messageId: string): Promise<void> {
  const id = `message-${messageId}`;
  const here = location.pathname === `/chats/${chatId}`;
  if (!here || document.getElementById(id) === null) {
    await switchTo(chatId, messageId);
    if (here) {
      // The chat is on the page, on another branch: it hears of it as it does of other tabs.
      const tabs = openTabNews(chatId, () => {});
      tabs.tell();
      tabs.close();
    } else goToChat(chatId, 'push');
  }
  const element = await appearance(id);
  if (element === null) return;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  element.dataset.found = '';
  setTimeout(() => delete element.dataset.found, MARKED_MS);
}

/** The element with this id, as soon as the page shows it; null when it does not within a few seconds. */
function appearance(id: string): Promise<HTMLElement | null> {
  const present = document.getElementById(id);
  if (present) return Promise.resolve(present);
  return new Promise((resolve) => {
    const settle = (element: HTMLElement | null) => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(element);
    };
    const observer = new MutationObserver(() => {
      const element = document.getElementById(id);
      if (element) settle(element);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => settle(null), APPEARS_WITHIN_MS);
  });
}
