import type { PageTranslations } from '../en/page.ts';

export const chinese: PageTranslations = {
  name: '涓流',
  title: '涓流：永不丢失回答的 AI 对话',
  newChat: '新对话',
  chat: '对话',
  chats: '对话列表',
  searchChats: '搜索对话',
  openSidebar: '打开侧边栏',
  closeSidebar: '收起侧边栏',
  notLoaded: '无法加载这部分内容，请检查网络连接。',
  notShown: '无法显示这部分内容。',
  loading: '正在加载…',
  retry: '重试',
  dismiss: '关闭',
  modelIs: (label) => `模型：${label}`,

  greeting: '今天想聊点什么？',
  tasks: [
    '帮我安排两个人的杭州周末行程',
    '帮我写一封婉拒邀请的回复',
    '用例子讲讲复利是怎么回事',
    '写一个按拍摄日期重命名照片的 Python 脚本',
  ],
  prompts: [
    '展示一下 Markdown 排版：表格、代码、公式',
    '请仔细思考：1001 是质数吗？',
    '东京现在几点？348 的 17% 是多少？',
    '讲一个关于河流的长故事',
  ],

  message: '消息',
  placeholder: '有问题，尽管问',
  send: '发送',
  stop: '停止',

  opening: '正在打开对话…',

  modelsUnreachable: '无法连接服务器。',
  readOffline: '当前离线，仍可查看已有对话。',

  composer: {
    attach: '添加文件',
    dropHere: '将图片或文本文件拖放到此处',
    pastedFile: '粘贴内容.txt',
    removeFiles: '移除文件',
    queue: '加入队列',
  },
  unsaved: {
    full: '浏览器存储空间已满，关闭页面后此对话将丢失。',
    refused: '浏览器禁止存储数据，关闭页面后此对话将丢失。',
    deleted: '此对话已在其他标签页中删除，关闭页面后将丢失。',
    broken: '无法保存此对话，关闭页面后将丢失。',
    unresponsive: '浏览器存储没有响应，关闭页面后此对话将丢失。',
    unloaded: '尚未保存：无法加载对话历史，请检查网络连接。',
  },
  restored: '浏览器存储曾被清空，此对话已重新保存。',
};
