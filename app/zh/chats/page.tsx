import { ChatPage } from '#components/chat/chat-page.tsx';

/** The page of every stored chat. Chats are stored in the browser, which reads the chat's id from the URL. */
export default function StoredChat() {
  return <ChatPage shell="stored" />;
}
