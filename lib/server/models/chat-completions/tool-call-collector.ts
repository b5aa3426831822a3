import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { newMessageId } from '#lib/protocol/ids.ts';

/** `choices[].delta.tool_calls[]` of a chat completion chunk, as servers send it and not as it is documented. */
export type ToolCallDelta = {
  index?: number | null;
  id?: string | null;
  function?: { name?: string | null; arguments?: unknown } | null;
};

type Call = { id: string; index: number | undefined; name: string; json: string; begun: boolean };

/**
 * Collects tool calls from their deltas. A call is known by its index; where there is none, by its id, else it is the one
 * being written. Ids may come late or never, names in pieces or again with every delta, arguments empty or as an object,
 * and a new id with a name at a used index is a new call.
 */
export class ToolCallCollector {
  readonly #calls: Call[] = [];

  /** The parts that a delta brings. */
  add(delta: ToolCallDelta): LanguageModelV4StreamPart[] {
    const name = delta.function?.name?.trim() ?? '';
    const call = this.#callFor(delta, name);
    if (name !== '' && name !== call.name && !call.begun) call.name += name;
    const piece = textOfArguments(delta.function?.arguments);
    if (piece === '' || call.name === '') {
      call.json += piece;
      return [];
    }
    const parts: LanguageModelV4StreamPart[] = [];
    if (!call.begun) {
      call.begun = true;
      parts.push({ type: 'tool-input-start', id: call.id, toolName: call.name });
      if (call.json !== '') parts.push({ type: 'tool-input-delta', id: call.id, delta: call.json });
    }
    call.json += piece;
    parts.push({ type: 'tool-input-delta', id: call.id, delta: piece });
    return parts;
  }

  /** The parts that complete every call, in the order of their indexes. */
  finish(): LanguageModelV4StreamPart[] {
    const order = (call: Call, place: number) => call.index ?? place;
    const calls = this.#calls
      .map((call, place) => ({ call, order: order(call, place) }))
      .sort((a, b) => a.order - b.order)
      .map(({ call }) => call);
    return calls.flatMap((call): LanguageModelV4StreamPart[] => [
      ...(call.begun ? [] : [{ type: 'tool-input-start' as const, id: call.id, toolName: call.name }]),
      { type: 'tool-input-end', id: call.id },
      {
        type: 'tool-call',
        toolCallId: call.id,
        toolName: call.name,
        input: call.json.trim() === '' ? '{}' : call.json,
      },
    ]);
  }

  #callFor({ index, id }: ToolCallDelta, name: string): Call {
    const known =
      typeof index === 'number'
        ? this.#calls.findLast((call) => call.index === index)
        : id
          ? this.#calls.find((call) => call.id === id)
          : name === ''
            ? this.#calls.at(-1)
            : undefined;
    const another = known?.begun === true && !!id && name !== '' && known.id !== id;
    if (known !== undefined && !another) {
      if (id && !known.begun) known.id = id;
      return known;
    }
    const call: Call = {
      id: id || `call_${newMessageId()}`,
      index: index ?? undefined,
      name: '',
      json: '',
      begun: false,
    };
    this.#calls.push(call);
    return call;
  }
}

/** Arguments are JSON in a string; some servers send the object itself. */
function textOfArguments(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
