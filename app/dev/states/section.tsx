import type { ReactNode } from 'react';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(24rem,100%),1fr))] gap-4">{children}</div>
    </section>
  );
}

export function State({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div data-state-name={name} className="flex min-w-0 flex-col gap-2 rounded-xl border border-line p-4">
      <h3 className="font-mono text-sm text-muted">{name}</h3>
      <div className="relative">{children}</div>
    </div>
  );
}
