import { z } from 'zod';
import { signIn, signOut } from '#lib/server/access/sign-in.ts';
import { readJson, requireJson } from '#lib/server/http/request-body.ts';
import { openRoute } from '#lib/server/http/route.ts';

export const runtime = 'edge';

const MAX_BYTES = 4 * 1024;
const signInSchema = z.object({ code: z.string().max(1024) });

/** Signs a browser in with an access code. */
export const POST = openRoute(async (request: Request) => {
  requireJson(request);
  const { code } = await readJson(request, signInSchema, MAX_BYTES);
  return signIn(request, code);
});

/** Signs the browser out. */
export const DELETE = openRoute(async (request: Request) => signOut(request));
