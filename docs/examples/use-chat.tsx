import { useChat } from '@ai-sdk/react';
import { type FormEvent, useState } from 'react';
import { RunnelTransport } from '#lib/client/run/runnel-transport.ts';

// A chat with the AI SDK's hook. Only the line with the transport differs from any other such chat.

/** @param id the chat's id, which a reloaded page must know */
export function ExampleChat({ id }: { id: string }) {
  const { messages, sendMessage, status, stop, error } = useChat({
    id,
    resume: true,
    transport: new RunnelTransport({ api: '/api/chats' }),
  });
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    void sendMessage({ text });
    setText('');
  };
  return (
    <main>
      {messages.map(({ id: messageId, role, parts }) => (
        <p key={messageId} data-role={role}>
          {parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}
        </p>
      ))}
      <output>{error ? error.message : status}</output>
      <form onSubmit={send}>
        <input aria-label="Message" value={text} onChange={({ target }) => setText(target.value)} />
        <button type="submit">Send</button>
        <button type="button" onClick={() => void stop()}>
          Stop
        </button>
      </form>
    </main>
  );
}
