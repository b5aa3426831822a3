import { ChatPage } from '#components/chat/chat-page.tsx';

export default function NewChat() {
  return <ChatPage shell="new" />;
}
