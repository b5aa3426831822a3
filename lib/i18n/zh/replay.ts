import type { ReplayTranslations } from '../en/replay.ts';

export const chineseReplay: ReplayTranslations = {
  title: '回放',
  command: '回放录制文件…',
  about: '按原来的节奏重新播放录制的回答过程，不会发送或保存任何内容。',
  open: '打开录制文件…',
  reading: '正在读取文件…',
  notRead: (reason) => `无法读取此文件。${reason}`,
  notRecorded: '此浏览器中没有这个回答的录制。',
  notLoaded: '录制加载失败。',
  controls: '播放控制',
  answer: '回放的回答',
  play: '播放',
  pause: '暂停',
  stepBack: '上一个事件',
  stepForward: '下一个事件',
  speed: '速度',
  position: '播放位置',
  positionOf: (position, duration) => `${position} / ${duration}`,
  eventOf: (event, count) => `事件 ${event} / ${count}`,
  ended: '录制到此结束',
  cutOff: '录制在回答完成之前就结束了。',
};
