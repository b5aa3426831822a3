import 'server-only';
import { z } from 'zod';
import { parsePublicAddress } from '../public-address.ts';

/** The base URLs of well-known providers with an OpenAI-compatible API that lists its models. */
const WELL_KNOWN = [
  'https://api.openai.com/v1',
  'https://openrouter.ai/api/v1',
  'https://api.deepseek.com/v1',
  'https://dashscope.aliyuncs.com/compatible-mode/v1',
  'https://api.moonshot.cn/v1',
  'https://open.bigmodel.cn/api/paas/v4',
  'https://api.siliconflow.cn/v1',
  'https://generativelanguage.googleapis.com/v1beta/openai',
  'https://api.mistral.ai/v1',
  'https://api.groq.com/openai/v1',
  'https://api.x.ai/v1',
  'https://api.together.xyz/v1',
];

/** Public https URLs without a query, separated by commas. */
const baseUrls = z.string().transform((text, context) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => {
      try {
        const url = parsePublicAddress(item);
        if (url.search === '') return url.href.replace(/\/+$/, '');
        context.addIssue({ code: 'custom', message: `${item}: must have no query` });
      } catch (error) {
        const reason = error instanceof Error ? error.message : '';
        context.addIssue({ code: 'custom', message: `${item}: ${reason}` });
      }
      return z.NEVER;
    }),
);

export const userKeyVariables = {
  USER_KEYS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  USER_BASE_URLS: baseUrls.default(WELL_KNOWN),
};
