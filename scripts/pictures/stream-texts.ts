// What is asked and answered in the pictures of streams, in both languages.

/** What the model says about the rainfall (texts.ts), long enough to have a timeline. */
export const RAINFALL_TALK = {
  en: {
    thoughts:
      'Both cities have monthly means that I know. Hangzhou has the plum rains in June; London is even all year. A chart shows it best, and then one number for June.',
    answer: `In June, Hangzhou gets **about four and a half times** as much rain as London: 220 mm against 49 mm.

The reason is the plum rains. From the middle of June, warm, moist air from the Pacific meets cooler air over the lower Yangtze, and the front between them hardly moves for three weeks.

London’s rain comes from the Atlantic in every month of the year, a little at a time: many wet days, and few really wet ones.`,
  },
  zh: {
    thoughts:
      '两座城市的月平均降水量都有据可查。杭州六月有梅雨，伦敦全年比较均匀。先画一张图，再算出六月的倍数。',
    answer: `六月，杭州的降水量**约为伦敦的 4.5 倍**：220 毫米对 49 毫米。

原因是梅雨。从六月中旬开始，来自太平洋的暖湿气流与较冷的空气在长江下游相遇，形成的锋面往往停留三个星期，几乎不移动。

伦敦的雨来自大西洋，一年四季都有，每次只下一点：下雨的日子很多，下大雨的日子很少。`,
  },
};

/** One question and the answers of three models. */
export const COMPARED = {
  en: {
    question: 'Why does the moon look larger near the horizon?',
    answers: {
      'gpt-5': `It doesn’t: **only your brain sees it larger**. Compare it with a coin at arm’s length, and it has the same size everywhere in the sky.

Two explanations are discussed:

1. **Comparison.** Near the horizon, trees and houses stand beside it.
2. **The shape of the sky.** It looks like a flat dome, whose edge seems farther away.`,
      'gpt-5-mini': `It’s an **illusion**. The moon spans about half a degree wherever it stands.

Near the horizon you compare it with houses and trees; high up, it is alone in an empty sky.

A photo with the same lens shows both moons equally large.`,
      'qwen3-max': `This is known as the **moon illusion**, and people have described it since antiquity.

| Where it stands | Width |
| :--- | ---: |
| High in the sky | 0.52° |
| At the horizon | 0.51° |

At the horizon it is even a little *smaller*: you are farther from it by up to the radius of the Earth.`,
    },
  },
  zh: {
    question: '为什么月亮在地平线附近看起来更大？',
    answers: {
      'gpt-5': `其实并没有变大，**只是大脑觉得它更大**。伸直手臂，用一枚硬币去比，就会发现月亮在天空各处一样大。

常见的解释有两种：

1. **对比**：地平线附近有树木和房屋，我们知道它们很大，月亮也就跟着显大。
2. **天空的形状**：在我们的感觉里，天空像一个扁平的穹顶，地平线显得更远；看起来同样宽、却更远的东西，自然更大。`,
      'gpt-5-mini': `这是一种**错觉**。无论月亮在哪里，它的视直径都约为半度。

在地平线附近，我们会拿它和房屋、树木相比；升到高处，空旷的天空里就只有它自己。

用同一支镜头拍下来，两个月亮一样大。`,
      'qwen3-max': `这就是所谓的**月亮错觉**，古人早有记载。

| 位置 | 视直径 |
| :--- | ---: |
| 高空 | 0.52° |
| 地平线 | 0.51° |

在地平线上，月亮其实还略小一点，因为此时我们离它更远，最多相差一个地球半径。变大的只是大脑估计的距离。`,
    },
  },
};
