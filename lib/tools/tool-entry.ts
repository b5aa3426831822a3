import type { ToolConsent, ToolPlace, ToolReach } from './tool-definition.ts';

/** A tool as `GET /api/tools` lists it. */
export type ToolEntry = {
  name: string;
  title: string;
  description: string;
  /** The MCP server that brings it, by its name in `MCP_SERVERS`; absent for tools that come with Runnel. */
  server?: string;
  touches: ToolReach;
  runs: ToolPlace;
  consent: ToolConsent;
};

/** An MCP server whose tools are missing from the list now. */
export type ToolNotice = { code: 'server-unreachable'; server: string; message: string };

export type ToolCatalogue = { tools: ToolEntry[]; notices: ToolNotice[] };
