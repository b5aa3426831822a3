import type { Messages } from '../en/page.ts';

export const chinese: Messages = {
  name: '涓流',
  title: '涓流：从不丢失回答的对话',
  description: '流式的大模型对话。已经流出的回答，从不丢失。',
  newChat: '新对话',
  chat: '对话',
  chats: '对话列表',
  searchChats: '搜索对话',
  openSidebar: '显示对话列表',
  closeSidebar: '隐藏对话列表',
  notLoaded: '无法加载这部分内容，请检查网络连接。',
  notShown: '无法显示这部分内容。',
  loading: '正在加载…',
  retry: '重试',
  dismiss: '关闭',
  modelIs: (label) => `模型：${label}`,
  otherLanguage: 'English',

  greeting: '想知道些什么？',
  prompts: [
    '展示一下 Markdown 排版：表格、代码、公式',
    '请仔细思考：1001 是质数吗？',
    '东京现在几点？348 的 17% 是多少？',
    '讲一个关于河流的长故事',
  ],

  message: '消息',
  placeholder: '随便问点什么',
  send: '发送',
  stop: '停止',

  opening: '正在打开对话',
  toLatest: '回到最新内容',

  demoOnly:
    '现在回答你的是内置的演示模型。设置 OPENAI_API_KEY（或 OPENAI_BASE_URL）并重启，即可与真正的模型对话。',
  demoChosen: '现在回答你的是内置的演示模型，内容是事先写好的。',
  upstreamUnreachable: '所配置的服务器没有列出模型，请用 OPENAI_MODELS 指明。',
  noModels: '没有找到任何模型。请设置 OPENAI_API_KEY 或 OPENAI_BASE_URL 并重启。',
  modelsUnreachable: '服务器没有回应。',
  readOffline: '你已离线，对话仍可阅读。',

  announceRetry: '模型还没开始就失败了，正在重试。',
  announceLine: '线路断开，正在重新连接。',
  announceStarted: '回答开始了。',
  announceComplete: '回答完成了。',
  announceStopped: '回答已停止。',
  announceFailed: '回答失败了。',
  announceApproval: '有一个工具等待你的同意。',

  notFoundTitle: '这里什么也没有',
  notFoundLink: '去新对话',
  talk: {
    attach: '添加文件',
    dropHere: '把图片或文本文件拖到这里',
    pastedFile: '粘贴内容.txt',
    removeFiles: '移除文件',
    dictate: '语音输入',
    stopDictation: '结束语音输入',
    dictationFailed: '这里无法使用麦克风。',
    queue: '排队发送',
    newWords: '下面有新内容',
  },
  unsaved: {
    full: '浏览器的存储空间已满。对话可以继续，但关闭页面后将不再保留。',
    refused: '浏览器不保存任何内容（例如在无痕窗口中），关闭页面后本次对话将不再保留。',
    deleted: '这个对话已在另一个标签页中删除，关闭页面后将不再保留。',
    broken: '浏览器现在无法保存对话，关闭页面后本次对话将不再保留。',
    unloaded: '尚未保存：无法加载对话历史，请检查网络连接。',
  },
};
