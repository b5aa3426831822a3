// The documentation of the variables that say who may use a server, and how much.
import type { Section } from './section.ts';

export const ACCESS = {
  ACCESS_CODES: {
    meaning: {
      en: 'one access code, or `name:code` pairs separated by commas: only people and programs with a code can [use the server](docs/deploy.md#access)',
      zh: '一个访问码，或用逗号分隔的 `名称:访问码`：只有持有访问码的人和程序才能[使用服务器](docs/deploy.md#access)',
    },
    example: 'ann:long-random-code,ben:another-long-code',
  },
  TRUSTED_USER_HEADER: {
    meaning: {
      en: 'header in which an authenticating proxy names the user; needs `TRUST_PROXY`',
      zh: '负责认证的代理用来标明用户的请求头；需同时设置 `TRUST_PROXY`',
    },
    example: 'x-auth-request-email',
  },
  TRUST_PROXY: {
    meaning: {
      en: 'number of proxies in front, whose `X-Forwarded-For` names the client',
      zh: '前置代理的层数，以其 `X-Forwarded-For` 识别客户端地址',
    },
    default: { en: '0; 1 on Vercel', zh: '0；在 Vercel 上为 1' },
    example: '1',
  },
  ALLOWED_HOSTS: {
    meaning: {
      en: 'without access control: the host names by which the server is reached, against DNS rebinding',
      zh: '没有访问控制时：允许访问本服务器的主机名，用于防范 DNS 重绑定',
    },
    default: {
      en: 'loopback names and `HOST`; any if `HOST` is not loopback',
      zh: '回环地址的名称和 `HOST`；`HOST` 不是回环地址时不限',
    },
    example: 'chat.example.com',
  },
  OPEN_TO_ALL: {
    meaning: {
      en: '`yes` lets everyone who can reach the server use your models; otherwise it refuses to start beyond loopback without access control',
      zh: '`yes` 表示任何能连上服务器的人都可以使用你的模型；否则没有访问控制的服务器拒绝在回环地址之外启动',
    },
    example: 'yes',
  },
  CORS_ORIGINS: {
    meaning: {
      en: 'origins whose pages may call `/v1` and `/chat/stream`, separated by commas',
      zh: '允许其网页调用 `/v1` 和 `/chat/stream` 的来源，用逗号分隔',
    },
    example: 'https://app.example.com',
  },
} satisfies Section['settings'];

export const BUDGETS = {
  RUNS_PER_MINUTE: {
    meaning: {
      en: 'answers that one caller may start in a minute; one address may start four times as many; 0 = no limit; see [limits](docs/deploy.md#limits)',
      zh: '每个调用者每分钟可开始的回答数，单个地址为其四倍；0 表示不限；见[限额](docs/deploy.md#limits)',
    },
  },
  LIVE_RUNS: {
    meaning: {
      en: 'answers that one caller may have in progress, likewise',
      zh: '每个调用者可同时进行的回答数，规则同上',
    },
  },
  TOKENS_PER_RUN: {
    meaning: {
      en: 'token budget of one answer, prompt included; it ends when the budget is used up',
      zh: '单个回答（含提示词）的 token 额度；用完即结束',
    },
    default: { en: 'no limit', zh: '不限' },
    example: '50000',
  },
  TOKENS_PER_DAY: {
    meaning: {
      en: 'token budget of one caller per day (UTC), likewise',
      zh: '每个调用者每天（UTC）的 token 额度，规则同上',
    },
    default: { en: 'no limit', zh: '不限' },
    example: '1000000',
  },
  MAX_STEPS: {
    meaning: {
      en: 'most model requests of one answer, each round of tool calls one; callers may ask for fewer',
      zh: '单个回答最多可请求模型的次数，每轮工具调用计一次；调用者可设得更小',
    },
  },
  MAX_OUTPUT_TOKENS: {
    meaning: {
      en: 'most output tokens that one answer may ask a model for',
      zh: '单个回答最多可向模型请求的输出 token 数',
    },
    default: { en: 'no limit', zh: '不限' },
    example: '8192',
  },
  V1_FIELDS: {
    meaning: {
      en: 'request fields that `/v1/chat/completions` passes on, separated by commas; `*` passes on all; a request with another is [refused](docs/deploy.md#limits)',
      zh: '`/v1/chat/completions` 允许转发的请求字段，用逗号分隔；`*` 表示全部；含其他字段的请求会被[拒绝](docs/deploy.md#limits)',
    },
    default: {
      en: 'the usual ones; all on loopback without access control',
      zh: '常用字段；仅监听回环地址且没有访问控制时为全部',
    },
    example: 'max_tokens,temperature,tools,tool_choice',
  },
} satisfies Section['settings'];
