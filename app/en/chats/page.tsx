import { ChatPage } from '#components/chat/chat-page.tsx';

/** Every stored chat: which one, the browser reads from its address, for the chats are kept there. */
export default function StoredChat() {
  return <ChatPage shell="stored" />;
}
