import { ChatPage } from '#components/chat/chat-page.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';

/** The page of every stored chat. Chats are stored in the browser, which reads the chat's id from the URL. */
export default function StoredChat() {
  return (
    <Chinese>
      <ChatPage shell="stored" />
    </Chinese>
  );
}
