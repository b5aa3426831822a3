/** What a field must be. `?`: it may be absent. */
type Kind = 'string' | 'number' | 'count' | 'boolean' | 'object' | 'id' | 'event' | 'answer';
export type Shape = Readonly<Record<string, Kind | `${Kind}?`>>;

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The fields without which an answer cannot be built from an event. Events of other types need none. */
const EVENTS: Readonly<Record<string, Shape>> = {
  'text-start': { id: 'string' },
  'text-delta': { id: 'string', delta: 'string' },
  'text-end': { id: 'string' },
  'reasoning-start': { id: 'string' },
  'reasoning-delta': { id: 'string', delta: 'string' },
  'reasoning-end': { id: 'string' },
  'tool-input-start': { toolCallId: 'string', toolName: 'string' },
  'tool-input-delta': { toolCallId: 'string', inputTextDelta: 'string' },
  'tool-input-available': { toolCallId: 'string', toolName: 'string' },
  'tool-input-error': { toolCallId: 'string', toolName: 'string', errorText: 'string' },
  'tool-output-available': { toolCallId: 'string' },
  'tool-output-error': { toolCallId: 'string', errorText: 'string' },
  'tool-output-denied': { toolCallId: 'string' },
  'tool-approval-request': { toolCallId: 'string', approvalId: 'string' },
  'tool-approval-response': { approvalId: 'string' },
  'source-url': { sourceId: 'string', url: 'string', title: 'string?' },
  file: { url: 'string', mediaType: 'string' },
  'data-retry': { data: 'object' },
  error: { errorText: 'string' },
};

/** Fields that an event may have, whatever its type. */
const ANY_EVENT: Shape = {
  type: 'string',
  from: 'count?',
  messageId: 'string?',
  messageMetadata: 'object?',
  providerMetadata: 'object?',
  toolMetadata: 'object?',
};

/** Returns what is wrong with a value, as a sentence that names the field; undefined if nothing is. */
export function findFault(value: object, shape: Shape, path = ''): string | undefined {
  for (const [name, kind] of Object.entries(shape)) {
    const field = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (field === undefined && kind.endsWith('?')) continue;
    const fault = findFieldFault(field, kind.replace('?', '') as Kind, path + name);
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
