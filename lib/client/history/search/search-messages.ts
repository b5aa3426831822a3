import 'client-only';
import type { SearchResult } from './search-history.ts';

/** A message from the page to the search worker. */
export type SearchRequest = { id: number; query: string; limit: number };

/** The worker's reply to the request with the same id. */
export type SearchReply = { id: number } & ({ result: SearchResult } | { error: string });
