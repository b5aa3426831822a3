import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import type { RunTranslations } from '../en/run.ts';

function formatWait(seconds: number): string {
  if (seconds < 120) return `${seconds} 秒`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} 分钟` : `${Math.ceil(seconds / 3_600)} 小时`;
}

const interruptions: Partial<Record<ErrorCode, string>> = {
  'connection-lost': '与模型的连接中断',
  restarting: '服务器已重启',
  'run-lost': '服务器丢失了回答的其余部分',
  'run-timeout': '回答超出服务器的时间限制',
};

export const chineseRun: RunTranslations = {
  reasoning: '思考过程',
  thinking: '正在思考',
  thoughtFor: (seconds) => `思考了 ${seconds} 秒`,

  connecting: '正在连接',
  waiting: '正在等待模型响应',
  writing: '正在回答',
  calling: (tools) => `正在调用 ${tools.join('、')}`,
  running: (tools) => `正在运行 ${tools.join('、')}`,
  stalled: (seconds, keepAlives) =>
    `已连接，${seconds} 秒没有输出${keepAlives > 0 ? ` · 模型服务器发来 ${keepAlives} 次保活信号` : ''}`,
  keepWaiting: '继续等待',
  waitExtended: '服务器将再等待 5 分钟。',
  answers: '回答',
  continueByItself: {
    label: '自动续写中断的回答',
    hint: '服务器重启、与模型的连接中断或超出时间限制后，从断开处继续。每个回答最多两次。',
  },
  goesOn: (after) => `${interruptions[after] ?? '回答中断'}，正在从断开处继续`,
  stopping: '正在停止…',
  reconnecting: '连接已断开，正在重新连接…',
  buffered: '代理未及时转发回答，页面已改用轮询获取。',
  offline: '当前处于离线状态，回答仍在服务器上继续生成',
  offlineUnasked: '当前处于离线状态，联网后自动发送',
  retryIn: (seconds, retry, of) =>
    seconds > 0 ? `${seconds} 秒后重试（${retry}/${of}）` : `正在重试（${retry}/${of}）`,
  seconds: (seconds) => `${seconds} 秒`,
  live: {
    speed: (tokens) => `≈ ${tokens} token/秒`,
    firstToken: (seconds) => `首个 token ${seconds} 秒`,
    elapsed: (seconds) => `共 ${seconds} 秒`,
    hint: '回答完成前，token 数按文字估算。',
  },

  emptyAnswer: '回答为空',
  keyRejected: (variable) =>
    variable ? `API 密钥无效，请检查 ${variable}。` : 'API 密钥无效，请在设置中检查你的密钥。',
  rateLimited: '已达到速率限制。',
  unreachable: (address, variable) =>
    variable
      ? `无法连接 ${address}。请检查 ${variable}，并确认该服务器正在运行。`
      : `无法连接 ${address}。请确认该服务器正在运行。`,
  tooManyRequests: '请求过于频繁。',
  retryAfter: (seconds) => `请在 ${formatWait(seconds)}后重试。`,
  stopped: '已停止。',
  lengthLimit: '已达到长度上限。',
  filtered: '回答被服务商的内容过滤器拦截。',
  awaitingApproval: '等待你的批准',
  announcements: {
    retrying: '模型启动失败，正在重试。',
    reconnecting: '连接已断开，正在重新连接。',
    reconnected: '已重新连接。',
    stalled: '模型暂无输出，可以继续等待或停止。',
    started: '已开始回答。',
    complete: '回答已完成。',
    stopped: '已停止回答。',
    failed: '回答失败。',
    approval: '等待你的批准。',
  },
  retry: '重试',
  regenerate: '重新生成',
  continue: '继续',
  toolTitles: {
    current_time: '当前时间',
    calculate: '计算器',
    draw_chart: '图表',
    run_javascript: 'JavaScript',
    fetch_web_page: '网页',
  },
  errors: {
    'invalid-request': '请求无法识别。',
    'access-denied': '此服务器需要访问码。',
    'cross-site': '服务器已拦截来自其他网站的请求。',
    'not-found': '此对话属于其他用户。',
    'run-active': '此对话正在其他标签页中生成回答。',
    'run-expired': '服务器已不再保留此回答。',
    'run-changed': '此回答尚未接收完整，新的回答已经开始。',
    'request-too-large': `内容过大，无法发送（上限 ${MAX_BODY_BYTES / 2 ** 20} MB）。`,
    'unsupported-media-type': '请求无法识别。',
    'host-not-allowed': '服务器不接受对此地址的访问，需要管理员将其加入 ALLOWED_HOSTS。',
    'rate-limited': '请求过于频繁，请稍后再试。',
    'budget-exceeded': 'token 额度已用完。',
    'access-not-configured': '服务器尚未配置完成，需要管理员设置 ACCESS_CODES 或 OPEN_TO_ALL=yes。',
    'proxy-limit': '请求过大，被服务器前的代理拒绝：',
    'proxy-refused': '请求被服务器前的代理拒绝：',
    'model-unavailable': '无法连接模型。',
    'log-unavailable': '服务器暂时无法存储回答，请稍后再试。',
    'first-token-timeout': '模型响应超时。',
    'idle-timeout': '模型长时间未响应。',
    'run-timeout': '回答超出服务器的时间限制。',
    'connection-lost': '连接已断开。',
    truncated: '回答未完成就中断了。',
    'upstream-error': '模型服务器返回了错误。',
    'content-filter': '回答被服务商的内容过滤器拦截。',
    'run-lost': '服务器上已没有此回答的其余部分。',
    restarting: '服务器已重启，回答中断。',
    'tool-failed': '工具运行失败。',
    'internal-error': '服务器出现错误。',
  },
};
