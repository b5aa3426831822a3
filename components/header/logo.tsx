/** Runnel's logo: three streams that join. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      className={className}
      aria-hidden="true"
    >
      <path d="M4 3c0 5 8 5 8 11v7" />
      <path d="M20 3c0 5-8 5-8 11" opacity="0.55" />
      <path d="M12 3v5" opacity="0.3" />
    </svg>
  );
}
