import 'server-only';
import { z } from 'zod';

/** `name=value` pairs separated by commas, whose values may be percent-encoded, as OpenTelemetry defines it. */
const headerPairs = z.string().transform((text, context): Record<string, string> => {
  const headers = new Headers();
  for (const pair of text.split(',').filter((item) => item.trim() !== '')) {
    const [, name = '', value = ''] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    try {
      headers.set(name, decodeURIComponent(value));
    } catch {
      context.addIssue({ code: 'custom', message: 'must be headers, such as authorization=Bearer%20token' });
      return z.NEVER;
    }
  }
  return Object.fromEntries(headers);
});

export const operationVariables = {
  METRICS_TOKEN: z
    .string()
    .trim()
    .regex(/^[!-~]{4,}$/, 'must have at least 4 characters, all of them printable ASCII without spaces')
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as http://localhost:4318' })
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headerPairs.optional(),
  OTEL_SERVICE_NAME: z.string().trim().max(255).default('runnel'),
};

type OperationValues = z.infer<z.ZodObject<typeof operationVariables>>;

/** What the operator sees of the server, and where it is sent. */
export function operationSettings(values: OperationValues) {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    /** Undefined: nobody may see the server's figures. */
    metricsToken: values.METRICS_TOKEN,
    /** Where traces and metrics go; undefined: nowhere. */
    otlp: endpoint === undefined ? undefined : otlpSettings(endpoint, values),
  };
}

/** `fetch` takes no user and password in a URL. */
function otlpSettings(endpoint: string, values: OperationValues) {
  const url = new URL(endpoint);
  const login = `${decode(url.username)}:${decode(url.password)}`;
  const headers: Record<string, string> = login === ':' ? {} : { authorization: `Basic ${toBase64(login)}` };
  return {
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    headers: { ...headers, ...values.OTEL_EXPORTER_OTLP_HEADERS },
    serviceName: values.OTEL_SERVICE_NAME,
    /** As it was configured; it may contain secrets. */
    endpoint,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that encodes nothing
  }
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
