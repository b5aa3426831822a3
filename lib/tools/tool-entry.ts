import type { ToolConsent, ToolPlace, ToolReach } from './tool-definition.ts';

/** A tool as `GET /api/tools` lists it. */
export type ToolEntry = {
  name: string;
  title: string;
  description: string;
  /** The MCP server that provides it, by its name in `MCP_SERVERS`. Absent for tools that ship with Runnel. */
  server?: string;
  touches: ToolReach;
  runs: ToolPlace;
  consent: ToolConsent;
};

/** Reports an MCP server whose tools are missing from the list. */
export type ToolNotice = { code: 'server-unreachable'; server: string; message: string };

export type ToolCatalogue = { tools: ToolEntry[]; notices: ToolNotice[] };
