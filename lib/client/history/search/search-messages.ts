import 'client-only';
import type { SearchResult } from './search-history.ts';

/** What the page asks of the search worker. */
export type SearchRequest = { id: number; query: string; most: number };

/** Its answer, by the id of the question. */
export type SearchReply = { id: number } & ({ result: SearchResult } | { failed: string });
