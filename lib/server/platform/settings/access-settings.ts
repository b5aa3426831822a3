import 'server-only';
import { z } from 'zod';

/** A code that grants access. Codes with the same name belong to the same caller, so that a code can be replaced. */
export type AccessCode = { name: string; code: string };

/** The name of a code that has none. */
const ONLY_NAME = 'default';
const MIN_CODE_LENGTH = 4;

/** One code, or `name:code` pairs separated by commas. */
export const accessCodes = z.string().transform((text, context): AccessCode[] => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const codes = items.map((item): AccessCode => {
    const [, name, code] = /^([^:]*):(.*)$/.exec(item) ?? [item, ONLY_NAME, item];
    return { name: name?.trim() ?? '', code: code?.trim() ?? '' };
  });
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (codes.length > 1 && items.some((item) => !item.includes(':'))) {
    fail('several codes need names, such as ann:code,ben:code');
  }
  if (codes.some(({ name }) => !/^[\w.@-]{1,64}$/.test(name))) fail('a name has 1–64 of A-Z a-z 0-9 _ . @ -');
  if (codes.some(({ code }) => !/^[!-~]+$/.test(code) || code.length < MIN_CODE_LENGTH)) {
    fail(`a code has at least ${MIN_CODE_LENGTH} characters, all of them printable ASCII without spaces`);
  }
  return codes;
});

/** Whether only this machine can reach a server that listens on `host`, or a request to `host` can only be meant for it. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
