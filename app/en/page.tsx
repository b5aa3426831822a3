import { ChatPage } from '#components/chat/chat-page.tsx';
import { English } from '#lib/i18n/en/english.tsx';

export default function NewChat() {
  return (
    <English>
      <ChatPage shell="new" />
    </English>
  );
}
