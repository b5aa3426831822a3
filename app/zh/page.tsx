import { ChatPage } from '#components/chat-page.tsx';

export default function NewChat() {
  return <ChatPage shell="new" />;
}
