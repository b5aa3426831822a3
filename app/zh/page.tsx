import { ChatPage } from '#components/chat/chat-page.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';

export default function NewChat() {
  return (
    <Chinese>
      <ChatPage shell="new" />
    </Chinese>
  );
}
