/** What a field must be. */
type Kind = 'string' | 'number' | 'count' | 'boolean' | 'object' | 'id' | 'event' | 'answer';
export type Shape = readonly { name: string; kind: Kind; isOptional: boolean }[];

/** @param fields what each field must be, with a `?` after it if it may be absent */
export function defineShape(fields: Readonly<Record<string, Kind | `${Kind}?`>>): Shape {
  return Object.entries(fields).map(([name, kind]) => ({
    name,
    kind: kind.replace('?', '') as Kind,
    isOptional: kind.endsWith('?'),
  }));
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The fields without which an answer cannot be built from an event. Events of other types need none. */
const EVENTS: Readonly<Record<string, Shape>> = {
  'text-start': defineShape({ id: 'string' }),
  'text-delta': defineShape({ id: 'string', delta: 'string' }),
  'text-end': defineShape({ id: 'string' }),
  'reasoning-start': defineShape({ id: 'string' }),
  'reasoning-delta': defineShape({ id: 'string', delta: 'string' }),
  'reasoning-end': defineShape({ id: 'string' }),
  'tool-input-start': defineShape({ toolCallId: 'string', toolName: 'string' }),
  'tool-input-delta': defineShape({ toolCallId: 'string', inputTextDelta: 'string' }),
  'tool-input-available': defineShape({ toolCallId: 'string', toolName: 'string' }),
  'tool-input-error': defineShape({ toolCallId: 'string', toolName: 'string', errorText: 'string' }),
  'tool-output-available': defineShape({ toolCallId: 'string' }),
  'tool-output-error': defineShape({ toolCallId: 'string', errorText: 'string' }),
  'tool-output-denied': defineShape({ toolCallId: 'string' }),
  'tool-approval-request': defineShape({ toolCallId: 'string', approvalId: 'string' }),
  'tool-approval-response': defineShape({ approvalId: 'string' }),
  'source-url': defineShape({ sourceId: 'string', url: 'string', title: 'string?' }),
  file: defineShape({ url: 'string', mediaType: 'string' }),
  'data-retry': defineShape({ data: 'object' }),
  error: defineShape({ errorText: 'string' }),
};

/** Fields that an event may have, whatever its type. */
const ANY_EVENT = defineShape({
  type: 'string',
  from: 'count?',
  messageId: 'string?',
  messageMetadata: 'object?',
  providerMetadata: 'object?',
  toolMetadata: 'object?',
});

/** Returns what is wrong with a value, as a sentence that names the field; undefined if nothing is. */
export function findFault(value: object, shape: Shape, path = ''): string | undefined {
  for (const { name, kind, isOptional } of shape) {
    const field = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (field === undefined && isOptional) continue;
    const fault = findFieldFault(field, kind, path + name);
    if (fault) return fault;
  }
  return undefined;
}

function findFieldFault(value: unknown, kind: Kind, path: string): string | undefined {
  switch (kind) {
    case 'string':
    case 'boolean':
      return typeof value === kind ? undefined : `"${path}" must be a ${kind}.`;
    case 'number':
      return isNumber(value) ? undefined : `"${path}" must be a number, at least 0.`;
    case 'count':
      return isNumber(value) && Number.isInteger(value)
        ? undefined
        : `"${path}" must be a whole number, at least 0.`;
    case 'id':
      return typeof value === 'string' && ID.test(value) ? undefined : `"${path}" must be an id.`;
    case 'object':
      return isObject(value) ? undefined : `"${path}" must be an object.`;
    case 'event':
      return findEventFault(value, path);
    case 'answer':
      return findAnswerFault(value, path);
    default:
      return kind satisfies never;
  }
}

function findEventFault(event: unknown, path: string): string | undefined {
  if (!isObject(event)) return `"${path}" must be an object.`;
  const fault = findFault(event, ANY_EVENT, `${path}.`);
  if (fault) return fault;
  const { type } = event as { type: string };
  return Object.hasOwn(EVENTS, type) ? findFault(event, EVENTS[type] as Shape, `${path}.`) : undefined;
}

function findAnswerFault(answer: unknown, path: string): string | undefined {
  if (!isObject(answer)) return `"${path}" must be an object.`;
  const { id, parts } = answer as { id?: unknown; parts?: unknown };
  if (typeof id !== 'string') return `"${path}.id" must be a string.`;
  if (!Array.isArray(parts)) return `"${path}.parts" must be a list.`;
  const bad = parts.findIndex(
    (part) => !isObject(part) || typeof (part as { type?: unknown }).type !== 'string',
  );
  return bad === -1 ? undefined : `"${path}.parts[${bad}]" must be a part of a message.`;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
