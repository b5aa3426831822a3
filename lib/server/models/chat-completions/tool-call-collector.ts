import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { newMessageId } from '#lib/protocol/ids.ts';

/** `choices[].delta.tool_calls[]` of a chat completion chunk as servers send it in practice. */
export type ToolCallDelta = {
  index?: number | null;
  id?: string | null;
  function?: { name?: string | null; arguments?: unknown } | null;
};

type Call = { id: string; index: number | undefined; name: string; json: string; started: boolean };

/**
 * Collects tool calls from their deltas. A delta belongs to the call with its index, else to the one with its id, else to the
 * latest one. Ids may arrive late or never, names in pieces or repeated in every delta, arguments empty or as an object. A
 * new id with a name at a used index starts a new call.
 */
export class ToolCallCollector {
  readonly #calls: Call[] = [];

  /** Returns the parts of a delta. */
  add(delta: ToolCallDelta): LanguageModelV4StreamPart[] {
    const name = delta.function?.name?.trim() ?? '';
    const call = this.#findOrAddCall(delta, name);
    if (name !== '' && name !== call.name && !call.started) call.name += name;
    const piece = toArgumentText(delta.function?.arguments);
    if (piece === '' || call.name === '') {
      call.json += piece;
      return [];
    }
    const parts: LanguageModelV4StreamPart[] = [];
    if (!call.started) {
      call.started = true;
      parts.push({ type: 'tool-input-start', id: call.id, toolName: call.name });
      if (call.json !== '') parts.push({ type: 'tool-input-delta', id: call.id, delta: call.json });
    }
    call.json += piece;
    parts.push({ type: 'tool-input-delta', id: call.id, delta: piece });
    return parts;
  }

  /** Returns the parts that complete all calls, ordered by index. */
  finish(): LanguageModelV4StreamPart[] {
    const order = (call: Call, place: number) => call.index ?? place;
    const calls = this.#calls
      .map((call, place) => ({ call, order: order(call, place) }))
      .sort((a, b) => a.order - b.order)
      .map(({ call }) => call);
    return calls.flatMap((call): LanguageModelV4StreamPart[] => [
      ...(call.started ? [] : [{ type: 'tool-input-start' as const, id: call.id, toolName: call.name }]),
      { type: 'tool-input-end', id: call.id },
      {
        type: 'tool-call',
        toolCallId: call.id,
        toolName: call.name,
        input: call.json.trim() === '' ? '{}' : call.json,
      },
    ]);
  }

  #findOrAddCall({ index, id }: ToolCallDelta, name: string): Call {
    const known =
      typeof index === 'number'
        ? this.#calls.findLast((call) => call.index === index)
        : id
          ? this.#calls.find((call) => call.id === id)
          : name === ''
            ? this.#calls.at(-1)
            : undefined;
    const isNewCall = known?.started === true && !!id && name !== '' && known.id !== id;
    if (known !== undefined && !isNewCall) {
      if (id && !known.started) known.id = id;
      return known;
    }
    const call: Call = {
      id: id || `call_${newMessageId()}`,
      index: index ?? undefined,
      name: '',
      json: '',
      started: false,
    };
    this.#calls.push(call);
    return call;
  }
}

/** Arguments are JSON in a string; some servers send the object itself. */
function toArgumentText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
