/** Words of an answer, with a caret behind the last one while more are coming. */
export function TextPart({ text, streaming }: { text: string; streaming: boolean }) {
  if (text === '' && !streaming) return null;
  return (
    <div className="wrap-break-word whitespace-pre-wrap" dir="auto" data-part="text">
      {text}
      {streaming && <span className="caret" aria-hidden="true" />}
    </div>
  );
}
