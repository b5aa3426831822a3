import type { englishNotFound } from '../en/not-found.ts';

export const chineseNotFound: typeof englishNotFound = {
  title: '页面不存在',
  link: '开始新对话',
};
