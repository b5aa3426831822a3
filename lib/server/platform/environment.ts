import 'server-only';
import { z } from 'zod';
import { accessCodes, isLoopback } from './settings/access-settings.ts';
import { capVariables } from './settings/cap-settings.ts';
import { mcpServers } from './settings/mcp-settings.ts';
import { operationSettings, operationVariables } from './settings/operation-settings.ts';
import { modelPrices } from './settings/price-settings.ts';
import { userKeyVariables } from './settings/user-key-settings.ts';
import { count, duration, list, milliseconds, onOff, redisUrl, secrets } from './settings/value-types.ts';

/** An environment variable with an invalid value. `message` is one line that starts with its name. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Loopback, because everyone who can reach the server without access control uses its API key. */
const DEFAULT_HOST = '127.0.0.1';

/** What a server says that refuses to serve because `isExposed`. */
export const EXPOSED =
  'Everyone who can reach this server could use its models. Set ACCESS_CODES, or OPEN_TO_ALL=yes if that is what you want.';

/** Every variable that Runnel reads. scripts/settings/ holds the documentation of each and generates README and .env.example. */
export const environmentSchema = z.object({
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as https://api.openai.com/v1' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  OPENAI_MODELS: list.optional(),
  OPENAI_API: z.enum(['chat', 'responses'], 'must be chat or responses').optional(),
  OPENAI_BACKGROUND: onOff.optional(),
  ...userKeyVariables,
  DEMO_MODEL: onOff.optional(),
  LOCAL_MODELS: onOff.optional(),
  FIRST_TOKEN_TIMEOUT_MS: milliseconds.default(300_000),
  IDLE_TIMEOUT_MS: milliseconds.default(120_000),
  RUN_TIMEOUT_MS: milliseconds.optional(),
  CONNECTION_LIFETIME_MS: milliseconds
    .refine((value) => value === 0 || value >= 1_000, 'must be 0 or at least 1000')
    .optional(),
  MAX_RETRIES: z.coerce.number('must be a whole number').int().min(0).max(10).default(2),
  LOG_CONTENT: z.enum(['full', 'off'], 'must be full or off').optional(),
  UPSTASH_REDIS_REST_URL: redisUrl.optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  KV_REST_API_URL: redisUrl.optional(),
  KV_REST_API_TOKEN: z.string().optional(),
  SESSION_SECRET: secrets.optional(),
  DATA_DIR: z.string().trim().optional(),
  KEEP_ANSWERS_FOR: duration.optional(),
  ACCESS_CODES: accessCodes.optional(),
  ACCESS_CODE: accessCodes.optional(),
  TRUSTED_USER_HEADER: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[\w-]+$/, 'must be the name of a header, such as x-auth-request-email')
    .optional(),
  TRUST_PROXY: z.coerce.number('must be a number of proxies').int().min(0).max(16).optional(),
  ALLOWED_HOSTS: list.optional(),
  OPEN_TO_ALL: z.enum(['yes', 'no'], 'must be yes or no').optional(),
  CORS_ORIGINS: list
    .refine(
      (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
      'must be origins, such as https://app.example.com, separated by commas',
    )
    .optional(),
  RUNS_PER_MINUTE: count.default(30),
  LIVE_RUNS: count.default(5),
  TOKENS_PER_RUN: count.optional(),
  TOKENS_PER_DAY: count.optional(),
  ...capVariables,
  MODEL_PRICES: modelPrices.optional(),
  ...operationVariables,
  WEB_FETCH: onOff.optional(),
  MCP_SERVERS: mcpServers.optional(),
  PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).optional(),
  HOST: z.string().trim().optional(),
  NODE_ENV: z.string().optional(),
  /** Set by Vercel. */
  VERCEL: z.string().optional(),
});

export type VariableName = keyof typeof environmentSchema.shape;

export type Environment = ReturnType<typeof parseEnvironment>;

/**
 * Parses the settings in `variables`. An empty value counts as unset.
 * @throws EnvironmentError for the first variable with an invalid value
 */
export function parseEnvironment(variables: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EnvironmentError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const values = parsed.data;
  if (values.OPENAI_BACKGROUND === 'on' && values.OPENAI_API === 'chat') {
    throw new EnvironmentError(
      'OPENAI_BACKGROUND: only the responses API generates answers in the background',
    );
  }
  const serverless = values.VERCEL !== undefined;
  const access = accessSettings(values);
  return {
    apiKey: values.OPENAI_API_KEY,
    /** Undefined without a key and a base URL: then there is no configured upstream. */
    baseUrl: values.OPENAI_BASE_URL ?? (values.OPENAI_API_KEY ? 'https://api.openai.com/v1' : undefined),
    models: values.OPENAI_MODELS,
    api: values.OPENAI_API,
    background: values.OPENAI_BACKGROUND === 'on',
    /** The base URLs at which people may use their own keys. */
    userBaseUrls: values.USER_KEYS === 'on' ? values.USER_BASE_URLS : [],
    demoModel: values.DEMO_MODEL,
    localModels: (values.LOCAL_MODELS ?? (serverless ? 'off' : 'on')) === 'on',
    timeouts: timeoutLimits(values),
    /** 0: connections last as long as their runs. Without shared memory, the next one might not find the run. */
    connectionLifetimeMs:
      values.CONNECTION_LIFETIME_MS ?? (serverless && !redisConnection(values) ? 0 : 60_000),
    maxRetries: values.MAX_RETRIES,
    logContent: (values.LOG_CONTENT ?? (values.NODE_ENV === 'production' ? 'off' : 'full')) === 'full',
    /** Undefined: run logs live in `dataDirectory`. */
    redis: redisConnection(values),
    dataDirectory: dataDirectory(values),
    /** Undefined: as long as the store in use retains answers by default. */
    keepAnswersMs: values.KEEP_ANSWERS_FOR,
    /** Whether requests reach several instances that share no memory. */
    serverless,
    /** The first signs, all are accepted. Empty: see `signature.ts`. */
    sessionSecrets: values.SESSION_SECRET ?? [],
    ...access,
    /** 0 switches a limit off. Runs are limited per caller. */
    limits: {
      runsPerMinute: values.RUNS_PER_MINUTE,
      liveRuns: values.LIVE_RUNS,
      tokensPerRun: values.TOKENS_PER_RUN ?? 0,
      tokensPerDay: values.TOKENS_PER_DAY ?? 0,
    },
    /** The most that a request may ask for; undefined: no limit. */
    maxSteps: values.MAX_STEPS,
    maxOutputTokens: values.MAX_OUTPUT_TOKENS,
    /** What the models' tokens cost, by model id. */
    modelPrices: values.MODEL_PRICES,
    ...operationSettings(values),
    /** The fields of a chat completion request that callers may set. Undefined: see `request-caps.ts`. */
    v1Fields: values.V1_FIELDS ?? (access.isShared ? undefined : ['*']),
    /** Whether to offer the tool that fetches web pages from this server. */
    webFetch: values.WEB_FETCH === 'on',
    mcpServers: values.MCP_SERVERS ?? [],
    port: values.PORT ?? 3000,
    host: values.HOST ?? DEFAULT_HOST,
  };
}

function timeoutLimits(values: z.infer<typeof environmentSchema>) {
  return {
    firstTokenMs: values.FIRST_TOKEN_TIMEOUT_MS,
    idleMs: values.IDLE_TIMEOUT_MS,
    runMs: values.RUN_TIMEOUT_MS ?? (values.VERCEL === undefined ? 3_600_000 : 280_000),
  };
}

/** Who may use the server, and by which names. */
function accessSettings(values: z.infer<typeof environmentSchema>) {
  const serverless = values.VERCEL !== undefined;
  const host = values.HOST ?? DEFAULT_HOST;
  const codes = [...(values.ACCESS_CODES ?? []), ...(values.ACCESS_CODE ?? [])];
  const userHeader = values.TRUSTED_USER_HEADER;
  const trustProxy = values.TRUST_PROXY ?? (serverless ? 1 : 0);
  if (userHeader !== undefined && trustProxy === 0) {
    throw new EnvironmentError(
      'TRUSTED_USER_HEADER: needs TRUST_PROXY, the number of proxies in front of this server',
    );
  }
  const isControlled = codes.length > 0 || userHeader !== undefined;
  const isLocal = !serverless && isLoopback(host);
  const hasUpstream = values.OPENAI_API_KEY !== undefined || values.OPENAI_BASE_URL !== undefined;
  return {
    /** Undefined: everyone who reaches the server may use it. */
    access: isControlled ? { codes, userHeader } : undefined,
    /** Whether others than whoever uses this machine may reach the server. */
    isShared: isControlled || !isLocal || trustProxy > 0,
    /** The number of proxies in front, whose `x-forwarded-for` counts. */
    trustProxy,
    /** The `Host` names to answer, besides those of loopback. Undefined: any. */
    allowedHosts: isControlled ? undefined : (values.ALLOWED_HOSTS ?? (isLocal ? [host] : undefined)),
    /** Strangers could spend the operator's key: the server must not serve. */
    isExposed: !isControlled && !isLocal && hasUpstream && values.OPEN_TO_ALL !== 'yes',
    /** Pages of these origins may call the OpenAI-compatible and the text-stream endpoint. */
    corsOrigins: values.CORS_ORIGINS ?? [],
  };
}

/** Where the embedded store lives; undefined: in memory. Relative to the folder of the app, where the server runs. */
function dataDirectory({ DATA_DIR, VERCEL }: z.infer<typeof environmentSchema>): string | undefined {
  const directory = DATA_DIR ?? (VERCEL === undefined ? '.runnel' : 'memory');
  return directory === 'memory' ? undefined : directory;
}

/** Reads either pair of names. With Redis, all servers must recognize a caller's cookie, so they need a secret in common. */
function redisConnection(
  values: z.infer<typeof environmentSchema>,
): { url: string; token: string } | undefined {
  const pairs = [
    ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
    ['KV_REST_API_URL', 'KV_REST_API_TOKEN'],
  ] as const;
  for (const [urlName, tokenName] of pairs) {
    const [url, token] = [values[urlName], values[tokenName]];
    if (url === undefined && token === undefined) continue;
    if (url === undefined) throw new EnvironmentError(`${urlName}: must be set together with ${tokenName}`);
    if (token === undefined) throw new EnvironmentError(`${tokenName}: must be set together with ${urlName}`);
    if (values.SESSION_SECRET === undefined && values.OPENAI_API_KEY === undefined) {
      throw new EnvironmentError(
        'SESSION_SECRET: is required with Redis and without an API key, with the same value on every server',
      );
    }
    return { url, token };
  }
  return undefined;
}

let parsed: Environment | undefined;

/** Returns the settings of this process, parsed once. @throws EnvironmentError */
export function environment(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}
