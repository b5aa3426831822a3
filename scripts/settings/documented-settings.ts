// The documentation of every variable in lib/server/platform/environment.ts. The compiler demands an entry for each.
import type { VariableName } from '#lib/server/platform/environment.ts';
import { ACCESS, BUDGETS } from './documented-access.ts';
import { OPERATION } from './documented-operation.ts';
import type { Section, Setting, Text } from './section.ts';

/** Variables that the platform sets, and the singular of ACCESS_CODES, which is accepted too. */
export const UNDOCUMENTED = ['NODE_ENV', 'VERCEL', 'ACCESS_CODE'] as const satisfies VariableName[];

export type DocumentedName = Exclude<VariableName, (typeof UNDOCUMENTED)[number]>;

const same = (text: string): Text => ({ en: text, zh: text });

const MODELS = {
  OPENAI_API_KEY: {
    meaning: { en: 'API key of the model provider', zh: '模型服务的 API 密钥' },
    example: 'sk-…',
  },
  OPENAI_BASE_URL: {
    meaning: { en: 'base URL of any OpenAI-compatible API', zh: '任何兼容 OpenAI 的接口地址' },
    default: same('`https://api.openai.com/v1`'),
    example: 'https://api.openai.com/v1',
  },
  OPENAI_MODELS: {
    meaning: {
      en: 'model ids to offer, separated by commas; the first is the default',
      zh: '可选的模型，用逗号分隔；第一个为默认模型',
    },
    default: { en: "the provider's list", zh: '模型服务返回的列表' },
    example: 'gpt-5,gpt-5-mini',
  },
  OPENAI_API: {
    meaning: {
      en: 'which API to use: `responses` or `chat` (chat completions)',
      zh: '使用哪种接口：`responses` 或 `chat`（chat completions）',
    },
    default: { en: '`responses` for OpenAI, else `chat`', zh: 'OpenAI 用 `responses`，其他用 `chat`' },
    example: 'chat',
  },
  OPENAI_BACKGROUND: {
    meaning: {
      en: '`on` or `off`: generate answers of the responses API in the background: neither a lost connection to OpenAI nor a killed server loses anything, and OpenAI stores them',
      zh: '`on` 或 `off`：让 responses 接口在后台生成回答：与 OpenAI 的连接断开、服务器被强制终止都不会丢失内容，回答会存储在 OpenAI',
    },
    default: { en: '`off`', zh: '`off`' },
    example: 'off',
  },
  MODEL_PRICES: {
    meaning: {
      en: 'what models cost per million input and output tokens, as JSON; shown with each answer, without a currency',
      zh: '各模型每百万输入、输出 token 的价格（JSON）；显示在每个回答的详情中，不带货币单位',
    },
    example: '{"gpt-5.2":{"input":1.75,"output":14}}',
  },
  USER_KEYS: {
    meaning: {
      en: '`on` lets people use [their own API keys](docs/deploy.md#own-keys), which only their browser stores',
      zh: '`on` 允许用户使用[自己的 API 密钥](docs/deploy.md#own-keys)，密钥仅保存在其浏览器中',
    },
    example: 'on',
  },
  USER_BASE_URLS: {
    meaning: {
      en: 'the OpenAI-compatible base URLs at which they may use them, separated by commas; public https only',
      zh: '允许使用自有密钥的 OpenAI 兼容接口地址，用逗号分隔；仅限公网 https 地址',
    },
    default: { en: 'twelve well-known providers', zh: '十二家知名服务商' },
    example: 'https://api.openai.com/v1,https://api.deepseek.com/v1',
  },
  LOCAL_MODELS: {
    meaning: {
      en: '`on` or `off`: look for model servers on this machine (Ollama, LM Studio, llama.cpp, vLLM)',
      zh: '`on` 或 `off`：是否在本机查找模型服务（Ollama、LM Studio、llama.cpp、vLLM）',
    },
    default: { en: '`on`; `off` on Vercel', zh: '`on`；在 Vercel 上为 `off`' },
    example: 'off',
  },
  DEMO_MODEL: {
    meaning: {
      en: '`on` or `off`: offer the built-in demo model',
      zh: '`on` 或 `off`：是否提供内置的演示模型',
    },
    default: { en: '`on` if no model is set or found', zh: '未配置也未找到其他模型时为 `on`' },
    example: 'off',
  },
} satisfies Section['settings'];

const LIMITS = {
  FIRST_TOKEN_TIMEOUT_MS: {
    meaning: {
      en: 'longest silence before the first token, in milliseconds; any byte ends a silence, keep-alive comments included; 0 = no limit',
      zh: '首个 token 之前允许的最长静默时间（毫秒）；收到任何字节（包括 keep-alive 注释）即重新计时；0 表示不限',
    },
  },
  IDLE_TIMEOUT_MS: {
    meaning: {
      en: 'longest silence after the first token, likewise',
      zh: '首个 token 之后允许的最长静默时间，规则同上',
    },
  },
  RUN_TIMEOUT_MS: {
    meaning: {
      en: 'longest duration of a run in milliseconds; 0 = no limit',
      zh: '整个回答的最长时间（毫秒）；0 表示不限',
    },
    default: { en: '3600000; 280000 on Vercel', zh: '3600000；在 Vercel 上为 280000' },
    example: '3600000',
  },
  CONNECTION_LIFETIME_MS: {
    meaning: {
      en: 'time in milliseconds after which a stream of an answer is closed, so that no proxy cuts it; clients continue with another. 0 = never',
      zh: '回答的流持续多久（毫秒）后由服务器主动关闭，以免被代理中途切断；客户端会接着用新的连接。0 表示从不',
    },
    default: { en: '60000; 0 on Vercel without Redis', zh: '60000；在没有 Redis 的 Vercel 上为 0' },
    example: '25000',
  },
  MAX_RETRIES: {
    meaning: {
      en: 'how often to retry a model that fails before its first token',
      zh: '模型在首个 token 之前失败时的重试次数',
    },
  },
} satisfies Section['settings'];

const TOOLS = {
  WEB_FETCH: {
    meaning: {
      en: '`on` lets the model ask to read web pages; [how safe that is](docs/tools.md#safety)',
      zh: '`on` 允许模型请求读取网页；[安全性说明](docs/tools.md#safety)',
    },
    default: same('`off`'),
    example: 'on',
  },
  MCP_SERVERS: {
    meaning: {
      en: 'MCP servers whose tools to offer, as [JSON](docs/tools.md#mcp-servers)',
      zh: '要接入的 MCP 服务器，[JSON 格式](docs/tools.md#mcp-servers)',
    },
    example: '{"docs":{"url":"https://mcp.example.com/mcp"}}',
  },
} satisfies Section['settings'];

const SERVER = {
  PORT: { meaning: { en: 'port to listen on', zh: '监听端口' }, default: same('3000'), example: '3000' },
  HOST: {
    meaning: {
      en: 'address to listen on; `0.0.0.0` lets other machines connect',
      zh: '监听地址；`0.0.0.0` 允许其他机器访问',
    },
    default: same('127.0.0.1'),
    example: '127.0.0.1',
  },
  SESSION_SECRET: {
    meaning: {
      en: 'signs cookies and the approvals of tool calls; at least 16 characters (`openssl rand -hex 32`); a second value after a comma is still accepted, which rotates the secret',
      zh: '为 cookie 和工具调用的授权签名；至少 16 个字符（`openssl rand -hex 32`）；逗号后的第二个值仍被接受，可用来轮换密钥',
    },
    default: {
      en: 'generated once and stored in `DATA_DIR`; without a disk, derived from the API key, or random at each start',
      zh: '自动生成一次并保存在 `DATA_DIR`；不使用磁盘时由 API 密钥派生，或每次启动随机生成',
    },
    example: '',
  },
  DATA_DIR: {
    meaning: {
      en: 'directory of the [embedded store](docs/deploy.md#storage), where answers outlast a restart; `memory` turns the disk off',
      zh: '[内置存储](docs/deploy.md#storage)的目录，重启后回答仍在；`memory` 表示不使用磁盘',
    },
    default: { en: '`.runnel`; `memory` on Vercel', zh: '`.runnel`；在 Vercel 上为 `memory`' },
    example: '/var/lib/runnel',
  },
  KEEP_ANSWERS_FOR: {
    meaning: {
      en: 'how long to retain an answer that no browser has collected, such as `12h` or `30d`',
      zh: '尚未被浏览器取走的回答保留多久，例如 `12h` 或 `30d`',
    },
    default: { en: '`7d`; `24h` in memory', zh: '`7d`；只用内存时为 `24h`' },
    example: '7d',
  },
  LOG_CONTENT: {
    meaning: {
      en: '`full` or `off`: include prompts and answers in the run records on stdout',
      zh: '`full` 或 `off`：标准输出的运行记录是否包含提问和回答的原文',
    },
    default: { en: '`off`; `full` under `npm run dev`', zh: '`off`；`npm run dev` 时为 `full`' },
    example: 'off',
  },
} satisfies Section['settings'];

const REDIS = {
  UPSTASH_REDIS_REST_URL: {
    meaning: {
      en: 'Redis with an Upstash-compatible REST API, for [several servers](docs/multiple-servers.md); without it, run logs live in `DATA_DIR`',
      zh: '提供 Upstash 兼容 REST 接口的 Redis，供[多台服务器](docs/multiple-servers.md)共享；不设置则运行日志存在 `DATA_DIR`',
    },
    example: 'https://example.upstash.io',
  },
  UPSTASH_REDIS_REST_TOKEN: { meaning: { en: 'its token', zh: '对应的令牌' }, example: 'token' },
  KV_REST_API_URL: {
    meaning: { en: 'another name for `UPSTASH_REDIS_REST_URL`', zh: '`UPSTASH_REDIS_REST_URL` 的别名' },
    example: 'https://example.upstash.io',
  },
  KV_REST_API_TOKEN: {
    meaning: { en: 'another name for `UPSTASH_REDIS_REST_TOKEN`', zh: '`UPSTASH_REDIS_REST_TOKEN` 的别名' },
    example: 'token',
  },
} satisfies Section['settings'];

/** Fails to compile when a variable is in no section. */
type Documented = typeof MODELS &
  typeof LIMITS &
  typeof TOOLS &
  typeof SERVER &
  typeof ACCESS &
  typeof BUDGETS &
  typeof OPERATION &
  typeof REDIS;
export const SETTINGS: Record<DocumentedName, Setting> & Documented = {
  ...MODELS,
  ...LIMITS,
  ...TOOLS,
  ...SERVER,
  ...ACCESS,
  ...BUDGETS,
  ...OPERATION,
  ...REDIS,
};

export const SECTIONS: Section[] = [
  { title: { en: 'Models', zh: '模型' }, settings: MODELS },
  { title: { en: 'Timeouts and retries', zh: '时限与重试' }, settings: LIMITS },
  { title: { en: 'Tools', zh: '工具' }, settings: TOOLS },
  { title: { en: 'Server', zh: '服务器' }, settings: SERVER },
  { title: { en: 'Access', zh: '访问控制' }, settings: ACCESS },
  { title: { en: 'Limits', zh: '限额' }, settings: BUDGETS },
  { title: { en: 'Operation', zh: '运维' }, settings: OPERATION },
  { title: { en: 'Redis', zh: 'Redis' }, settings: REDIS },
];
