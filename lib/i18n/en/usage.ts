/** The settings' overview of what answers have used. */
export const englishUsage = {
  counting: 'Adding up your answers…',
  none: 'No answers yet. Their tokens, and cost where the server knows prices, appear here.',
  today: 'Today',
  lastDays: (days: number) => `Last ${days} days`,
  allTime: 'All chats',
  tokens: 'tokens',
  answers: (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'answer' : 'answers'}`,
  cost: 'Cost',
  costOf: (cost: string) => `cost ${cost}`,
  perDay: 'Tokens per day',
  perModel: 'By model',
  perChat: 'By chat',
  day: 'Day',
  model: 'Model',
  chat: 'Chat',
  answerCount: 'Answers',
  input: 'Input',
  output: 'Output',
  unknownModel: 'Unknown model',
  untitled: 'Untitled chat',
  estimated: (count: string) => `≈ ${count}`,
  showData: 'Show as table',
  showAllChats: (count: number) => `Show all ${count.toLocaleString('en')} chats`,
  export: 'Export as CSV',
  exportName: 'usage',
  notes:
    'Counted from the answers stored in this browser. Every version of an answer counts, since each was paid for; deleted chats and chat titles written by the model don’t.',
  howEstimated:
    '≈ Includes estimates for answers whose tokens the model’s server didn’t report, such as stopped ones: about 4 characters per token, 1.3 in Chinese, Japanese and Korean. Instructions, tool descriptions and files aren’t included.',
  /** Read out in place of the chart. */
  chart: (days: number, input: string, output: string) =>
    `Tokens per day over the last ${days} days: ${input} input, ${output} output in total. The table below has each day.`,
};

export type UsageTranslations = typeof englishUsage;
