import type { UsageTranslations } from '../en/usage.ts';

export const chineseUsage: UsageTranslations = {
  counting: '正在统计…',
  none: '还没有回答。有回答后，这里会显示 token 用量；服务器设有价格时，还会显示费用。',
  today: '今天',
  lastDays: (days) => `最近 ${days} 天`,
  allTime: '所有对话',
  tokens: 'token',
  answers: (count) => `${count.toLocaleString('zh-CN')} 个回答`,
  cost: '费用',
  costOf: (cost) => `费用 ${cost}`,
  perDay: '每日 token',
  perModel: '按模型',
  perChat: '按对话',
  day: '日期',
  model: '模型',
  chat: '对话',
  answerCount: '回答',
  input: '输入',
  output: '输出',
  unknownModel: '未知模型',
  untitled: '未命名对话',
  estimated: (count) => `≈ ${count}`,
  showData: '以表格显示',
  showAllChats: (count) => `显示全部 ${count.toLocaleString('zh-CN')} 个对话`,
  export: '导出 CSV',
  exportName: '用量',
  notes:
    '根据此浏览器中保存的回答统计。每个回答的所有版本都已计费，因此全部计入；已删除的对话和由模型生成的标题不计入。',
  howEstimated:
    '≈ 表示含估算：有些回答（如被停止的）没有收到模型服务器报告的 token 数，按约 4 个字符 1 个 token、中日韩文字约 1.3 个字符 1 个 token 计算，不含系统提示词、工具说明和文件。',
  chart: (days, input, output) =>
    `最近 ${days} 天的每日 token：共输入 ${input}，输出 ${output}。下方表格列出每天的数据。`,
};
