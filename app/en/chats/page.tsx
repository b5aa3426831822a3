import { ChatPage } from '#components/chat/chat-page.tsx';
import { English } from '#lib/i18n/en/english.tsx';

/** The page of every stored chat. Chats are stored in the browser, which reads the chat's id from the URL. */
export default function StoredChat() {
  return (
    <English>
      <ChatPage shell="stored" />
    </English>
  );
}
