import type { VariableName } from '#lib/server/platform/environment.ts';

export type Language = 'en' | 'zh';
export type Text = Record<Language, string>;

export type Setting = {
  /** Markdown. */
  meaning: Text;
  /** Markdown: how the default is chosen. Without it the schema's own default is shown, or a dash. */
  default?: Text;
  /** The value in .env.example where there is no default to show. */
  example?: string;
};

/** A group of settings under one heading. */
export type Section = { title: Text; settings: Partial<Record<VariableName, Setting>> };
