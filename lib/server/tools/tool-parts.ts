import 'server-only';
import type { RequestPart, ToolPart } from '#lib/protocol/message-schema.ts';

/** Returns the parts of a message's last step. */
export function getLastStep(parts: readonly RequestPart[]): readonly RequestPart[] {
  return parts.slice(parts.findLastIndex(({ type }) => type === 'step-start') + 1);
}

export function isToolPart(part: RequestPart): part is ToolPart {
  return part.type === 'dynamic-tool' || part.type.startsWith('tool-');
}

export function getToolName(part: ToolPart): string {
  return part.type === 'dynamic-tool' ? (part.toolName ?? 'unknown') : part.type.slice('tool-'.length);
}
