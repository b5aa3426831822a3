// What is asked and answered in the pictures, in both languages.
import { englishCompare } from '#lib/i18n/en/compare.ts';
import { englishMessage } from '#lib/i18n/en/message.ts';
import { english } from '#lib/i18n/en/page.ts';
import { englishRun } from '#lib/i18n/en/run.ts';
import { englishShell } from '#lib/i18n/en/shell.ts';
import { chineseCompare } from '#lib/i18n/zh/compare.ts';
import { chineseMessage } from '#lib/i18n/zh/message.ts';
import { chinese } from '#lib/i18n/zh/page.ts';
import { chineseRun } from '#lib/i18n/zh/run.ts';
import { chineseShell } from '#lib/i18n/zh/shell.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LOCALES = { en: 'en-US', zh: 'zh-CN' };

export const LABELS = {
  en: {
    ...english,
    run: englishRun,
    tabs: Object.values(englishShell.settings.tabs),
    compare: englishCompare,
    message: englishMessage,
  },
  zh: {
    ...chinese,
    run: chineseRun,
    tabs: Object.values(chineseShell.settings.tabs),
    compare: chineseCompare,
    message: chineseMessage,
  },
};

const SALT = {
  en: `Rivers bring it, a little at a time. Rain is slightly acidic and dissolves minerals from the rocks; the rivers carry them to the sea, where **the water evaporates and the salt stays**.

| Water | Salt, g per kg |
| :--- | ---: |
| Baltic Sea | 7 |
| Atlantic | 35 |
| Red Sea | 41 |
| Dead Sea | 340 |

## How much is in a bucket?

Ten liters of Atlantic water weigh about 10.25 kg, so

$$
m = 10.25\\,\\mathrm{kg} \\times 35\\,\\mathrm{g/kg} \\approx 359\\,\\mathrm{g}
$$`,
  zh: `是河流一点一点带来的。雨水略带酸性，会溶解岩石中的矿物质；河流把它们送进大海，**水蒸发了，盐却留了下来**。

| 水域 | 每千克含盐（克） |
| :--- | ---: |
| 波罗的海 | 7 |
| 大西洋 | 35 |
| 红海 | 41 |
| 死海 | 340 |

## 一桶海水里有多少盐？

10 升大西洋海水重约 10.25 千克，因此

$$
m = 10.25\\,\\mathrm{kg} \\times 35\\,\\mathrm{g/kg} \\approx 359\\,\\mathrm{g}
$$`,
};

const RENAME = {
  en: `This renames every photo in a folder to the date and time it was taken. It reads the EXIF data, and skips files without it.

\`\`\`python
from datetime import datetime
from pathlib import Path
from PIL import Image

TAKEN = 36867  # the EXIF tag DateTimeOriginal

def rename_by_date(folder: Path) -> None:
    """Rename the photos in a folder."""
    for photo in sorted(folder.glob("*.jpg")):
        taken = Image.open(photo).getexif().get_ifd(0x8769).get(TAKEN)
        if taken:
            date = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S")
            photo.rename(photo.with_stem(f"{date:%Y-%m-%d %H.%M.%S}"))
\`\`\`

Try it on a copy of the folder first: photos taken in the same second would collide.`,
  zh: `下面的脚本会把文件夹里的照片按拍摄时间重命名。它读取 EXIF 信息，没有 EXIF 的文件会跳过。

\`\`\`python
from datetime import datetime
from pathlib import Path
from PIL import Image

TAKEN = 36867  # EXIF 标签 DateTimeOriginal

def rename_by_date(folder: Path) -> None:
    """重命名文件夹中的照片。"""
    for photo in sorted(folder.glob("*.jpg")):
        taken = Image.open(photo).getexif().get_ifd(0x8769).get(TAKEN)
        if taken:
            date = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S")
            photo.rename(photo.with_stem(f"{date:%Y-%m-%d %H.%M.%S}"))
\`\`\`

建议先在文件夹的副本上试一试：同一秒拍摄的照片会重名。`,
};

/** The chats in the sidebar. The first is about salt, the second has code. */
export const CHATS = {
  en: [
    { id: 'salt', title: 'Why is the sea salty?', answer: SALT.en },
    { id: 'rename', title: 'A script that renames photos by date', answer: RENAME.en },
    { id: 'lisbon', title: 'A weekend in Lisbon for two', daysAgo: 1 },
    { id: 'interest', title: 'Compound interest, with an example', daysAgo: 2 },
    { id: 'reply', title: 'A polite reply that declines an invitation', daysAgo: 4 },
    { id: 'garden', title: 'What to plant in the shade', daysAgo: 40 },
    { id: 'trains', title: 'Night trains from Vienna', daysAgo: 43 },
  ],
  zh: [
    { id: 'salt', title: '海水为什么是咸的？', answer: SALT.zh },
    { id: 'rename', title: '按拍摄日期重命名照片的脚本', answer: RENAME.zh },
    { id: 'hangzhou', title: '两个人的杭州周末行程', daysAgo: 1 },
    { id: 'interest', title: '用例子讲讲复利', daysAgo: 2 },
    { id: 'reply', title: '婉拒邀请的回复', daysAgo: 4 },
    { id: 'garden', title: '背阴处适合种什么', daysAgo: 40 },
    { id: 'trains', title: '从成都出发的夜车', daysAgo: 43 },
  ],
};

/** A question for which the model calls two tools, and what it says then. */
export const RAINFALL = {
  en: {
    question: 'Compare the rainfall in Hangzhou and London.',
    chart: {
      title: 'Rainfall in two cities',
      xLabel: 'month',
      yLabel: 'mm',
      labels: ['January', 'February', 'March', 'April', 'May', 'June'],
      names: ['Hangzhou', 'London'],
    },
    after:
      'In June, Hangzhou gets **about four and a half times** as much rain as London: 220 mm against 49 mm.',
  },
  zh: {
    question: '比较一下杭州和伦敦的降水量。',
    chart: {
      title: '两座城市的降水量',
      xLabel: '月份',
      yLabel: '毫米',
      labels: ['一月', '二月', '三月', '四月', '五月', '六月'],
      names: ['杭州', '伦敦'],
    },
    after: '六月，杭州的降水量**约为伦敦的 4.5 倍**：220 毫米对 49 毫米。',
  },
};

/** The calls of the two tools. */
export function createRainfallCalls(language: Language) {
  const { names, ...input } = RAINFALL[language].chart;
  const rainfall = [
    [80, 90, 140, 120, 145, 220],
    [55, 41, 42, 44, 49, 49],
  ];
  const series = names.map((name, index) => ({ name, values: rainfall[index] }));
  return [
    { id: 'chart', name: 'draw_chart', input: { kind: 'bar', ...input, series } },
    { id: 'times', name: 'calculate', input: { expression: '220 / 49' } },
  ];
}

/** The animation: a question, an answer long enough to be stopped, its tokens, and a caption for each of the four steps. */
export const PROMISE = {
  en: {
    question: 'How does a river find the sea?',
    answer: `It doesn’t look for it. Water only ever takes the steepest way down that it can reach, one step at a time, and the sea is where there is no lower place left to go.

Where the ground is steep, a stream cuts straight through it. Where it is flat, the stream begins to wander: it wears away the outside of each bend and drops sand on the inside, so the bends grow until the river cuts across one and leaves it behind as a lake.

Others join it on the way. Each brings its own water, mud and color, and a few miles later nobody can tell which drop came from where.`,
    token: /\S+\s*/g,
    captions: [
      'An answer streams',
      'Reload: it continues',
      'A second tab shows it too',
      'Stop works from any tab',
    ],
  },
  zh: {
    question: '河流是怎样找到大海的？',
    answer: `它并不寻找。水只会沿着眼前最陡的方向往下流，一步接着一步；而大海，就是再也没有更低处可去的地方。

地势陡峭时，溪流径直向下切割；到了平地，它便开始蜿蜒：外侧的河岸不断被掏空，内侧慢慢堆起沙子，弯道越来越大，直到有一天河水裁弯取直，把旧河道留成一个湖。

一路上还有别的溪流汇入，各自带来自己的水、泥沙和颜色。再往下走几里，谁也分不清哪一滴来自哪里。大海从不挑拣，来多少就收多少。`,
    token: /[\s\S]{1,2}[，。；：]?\n*/g,
    captions: ['回答逐字显示', '刷新后接着显示', '新标签页同步显示', '随处都能停止'],
  },
};
