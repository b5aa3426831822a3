// The documentation of the variables that say who may watch a server, and how.
import type { Section } from './section.ts';

export const OPERATION = {
  METRICS_TOKEN: {
    meaning: {
      en: 'the token with which the operator may see `GET /api/metrics` and the page `/status` ([operations.md](docs/operations.md)); without it, neither exists',
      zh: '运维人员查看 `GET /api/metrics` 和 `/status` 页面所需的令牌（见 [operations.md](docs/operations.md)）；不设置则两者都不存在',
    },
    example: 'long-random-token',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: {
      en: 'OpenTelemetry collector that gets [traces and metrics](docs/operations.md#traces) over OTLP/HTTP; never prompts, answers or keys',
      zh: '通过 OTLP/HTTP 接收[链路与指标](docs/operations.md#traces)的 OpenTelemetry 采集器；绝不包含提问、回答或密钥',
    },
    example: 'http://localhost:4318',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    meaning: {
      en: 'headers that it requires, as `name=value` pairs separated by commas, percent-encoded',
      zh: '采集器要求的请求头：用逗号分隔的 `名称=值`，值需百分号编码',
    },
    example: 'authorization=Bearer%20token',
  },
  OTEL_SERVICE_NAME: { meaning: { en: 'name of this server there', zh: '本服务器在其中显示的名称' } },
} satisfies Section['settings'];
