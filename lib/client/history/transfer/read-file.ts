import 'client-only';
import { ARCHIVE_FORMAT, type ArchivedChat, readArchive } from './archive.ts';
import { type Converted, convertChatGpt, isChatGptExport } from './chatgpt.ts';
import { TransferError } from './transfer-error.ts';

/** A larger file may exceed the maximum length of a string in some browsers. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

/**
 * Reads the chats of a file: Runnel's own export, ChatGPT's `conversations.json`, or a zip that contains either.
 * @throws TransferError
 */
export async function readChats(file: Blob): Promise<Converted> {
  if (file.size > MAX_FILE_BYTES) throw new TransferError('too-large', `File size: ${file.size} bytes.`);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new TransferError('unreadable', 'Cannot read the file.', { cause });
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
  const found = isZip ? merge((await unzip(bytes)).map(readJson)) : readJson(bytes);
  if (found.chats.length === 0) throw new TransferError('empty', 'No chats in the file.');
  return found;
}

function readJson(bytes: Uint8Array): Converted {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TransferError('unreadable', 'Invalid JSON.', { cause });
  }
  if (isChatGptExport(value)) return convertChatGpt(value);
  if (typeof value === 'object' && value !== null && 'format' in value && value.format === ARCHIVE_FORMAT) {
    return { chats: readArchive(value as { version?: unknown; chats?: unknown }), omitted: 0 };
  }
  throw new TransferError('unknown-format', 'Neither a Runnel export nor a ChatGPT export.');
}

/** Extracts the conversations from a zip: one file or several numbered ones. Other files are not unpacked. */
async function unzip(bytes: Uint8Array): Promise<Uint8Array[]> {
  const { unzipSync } = await import('fflate');
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const isWanted = /(^|\/)(conversations(-\d+)?|chats.*)\.json$/.test(name);
        if (isWanted) total += originalSize;
        if (total > MAX_FILE_BYTES)
          throw new TransferError('too-large', `Uncompressed size: over ${MAX_FILE_BYTES} bytes.`);
        return isWanted;
      },
    });
    return Object.keys(files)
      .toSorted()
      .flatMap((name) => files[name] ?? []);
  } catch (cause) {
    if (cause instanceof TransferError) throw cause;
    throw new TransferError('unreadable', 'Corrupt zip.', { cause });
  }
}

function merge(parts: Converted[]): Converted {
  const chats: ArchivedChat[] = parts.flatMap((part) => part.chats);
  return { chats, omitted: parts.reduce((sum, part) => sum + part.omitted, 0) };
}
