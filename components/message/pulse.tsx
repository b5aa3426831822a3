/** Stands where the first word of an answer will appear, until it does. */
export function Pulse() {
  return (
    <span className="flex h-7 items-center" data-pulse aria-hidden>
      <span className="size-2.5 animate-breathe rounded-full bg-accent" />
    </span>
  );
}
