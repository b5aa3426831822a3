import type { ShellTexts } from './shell-en.ts';

export const shellChinese: ShellTexts = {
  close: '关闭',

  sidebar: {
    empty: '你的对话会出现在这里，它们只保存在这个浏览器中。',
    untitled: '未命名的对话',
    pinned: '已置顶',
    menuOf: (title) => `“${title}”的更多操作`,
    rename: '重命名',
    newTitle: '新标题',
    pin: '置顶',
    unpin: '取消置顶',
    fork: '复制为新对话',
    forked: '这是副本，原来的对话保持不变。',
    exportJson: '导出为 JSON',
    exportMarkdown: '导出为 Markdown',
    delete: '删除',
    deleted: '对话已删除。',
    undo: '撤销',
  },

  search: {
    title: '搜索所有对话',
    placeholder: '输入消息中的任意词句',
    results: '搜索结果',
    hint: '消息须包含所有词语，按回车打开。',
    found: (total, shown) =>
      total === 0
        ? '没有消息包含这些词语。'
        : total > shown
          ? `共 ${total.toLocaleString('zh-CN')} 条消息，这里显示前 ${shown} 条`
          : `共 ${total.toLocaleString('zh-CN')} 条消息`,
    failed: '现在无法读取历史记录。',
  },

  models: {
    choose: '选择模型',
    search: '搜索模型',
    list: '模型',
    none: '没有这样的模型。',
    abilities: { reasoning: '会思考', tools: '会用工具', images: '能看图片' },
  },

  palette: {
    title: '命令',
    placeholder: '想做什么？',
    none: '没有匹配的命令。',
    commands: '操作',
    prompts: '常用提示词',
    findPrompt: '用哪一条提示词？',
    models: '模型',
    chosen: '当前',
    chats: '前往对话',
    copyAnswer: '复制最后一个回答',
    copied: '回答已复制。',
    notCopied: '浏览器不允许复制。',
    otherLanguage: 'English（切换到英文）',
    deleteChat: '删除这个对话',
  },

  shortcuts: {
    title: '键盘快捷键',
    palette: '所有命令',
    newChat: '新对话',
    search: '搜索所有对话',
    sidebar: '显示或隐藏侧边栏',
    settings: '设置',
    stop: '停止回答',
    composer: '回到输入框',
    shortcuts: '打开这份列表',
    fixed: [
      { keys: 'Enter', label: '发送消息' },
      { keys: 'Shift+Enter', label: '在消息中换行' },
      { keys: '/', label: '在空白输入框中打开常用提示词' },
      { keys: 'F2', label: '重命名侧边栏中选中的对话' },
    ],
  },

  prompts: {
    about: '反复使用的文字。在空白输入框中键入“/”即可插入。',
    add: '新建提示词',
    edit: (name) => `编辑“${name}”`,
    delete: (name) => `删除“${name}”`,
    name: '名称',
    nameHint: '留空则以正文的开头几个字为名。',
    text: '正文',
    keep: '保存',
    cancel: '取消',
  },

  settings: {
    title: '设置',
    tabs: { chat: '当前对话', defaults: '所有对话', prompts: '提示词', look: '外观', data: '数据' },
    aboutChat: '只对当前对话有效。留空的项目沿用“所有对话”的设置。',
    aboutDefaults: '对没有单独设置的对话有效。留空的项目由模型自己决定。',
    byDefault: '沿用所有对话的设置',
    byModel: '由模型决定',
    model: '模型',
    instructions: '指令',
    instructionsHint: '在第一条消息之前告诉模型的话：它是谁，该怎样回答。',
    temperature: '温度',
    temperatureHint: '0 最严谨，2 最多变。',
    maxTokens: '最长回答',
    maxTokensHint: '以 token 计。',
    outOfBounds: (min, max) => `须在 ${min} 与 ${max.toLocaleString('zh-CN')} 之间，这个值不会生效。`,
    effort: '思考',
    effortHint: '会思考的模型在回答之前可以思考多少。',
    efforts: {
      none: '不思考',
      minimal: '尽量少',
      low: '较少',
      medium: '适中',
      high: '较多',
      xhigh: '尽量多',
    },
    theme: '配色',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    language: '语言',
    languages: { en: 'English', zh: '中文' },
    storage: '存储',
    used: (used, allowed) => `已用 ${used}，共可用 ${allowed}。`,
    persistent: '浏览器会一直保留你的对话，直到你删除它们。',
    notPersistent: '磁盘空间不足时，浏览器可能会清除你的对话。',
    persist: '永久保留我的对话',
    persistRefused: '浏览器没有同意。多使用几次或将本页加入书签后，可以再试。',
    files: '导出与导入',
    filesHint: '导出的文件包含每个对话的所有版本，也可以导入 ChatGPT 的导出文件。',
    exportAll: '导出所有对话',
    import: '导入对话',
    importing: '正在导入……',
    imported: ({ added, unchanged, copied, omitted }) =>
      [
        `导入了 ${added + copied} 个对话。`,
        copied > 0 && `其中 ${copied} 个与现有对话不同，已作为副本并列保存。`,
        unchanged > 0 && `${unchanged} 个对话原本就在这里。`,
        omitted > 0 && `${omitted} 个附件不在文件中。`,
      ]
        .filter(Boolean)
        .join(''),
    deleteAll: '删除所有对话',
    deleteAllHint: '从这个浏览器中删除所有对话，无法撤销。',
    deleteAllButton: '删除所有对话……',
    deleteAllYes: '是的，全部删除',
    deleteAllNo: '不，保留它们',
  },
};
