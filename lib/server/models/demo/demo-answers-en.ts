import 'server-only';
import type { DemoAnswers } from './demo-answers.ts';

export const english: DemoAnswers = {
  introduction: `Hello! I'm Runnel's **demo model**. I'm not an AI: I play back prepared answers at the speed of a real model, so you can try out this page before you add an API key.

Everything else is real. My answers take the same route, the same run log and the same reader as those of any other model. So go ahead and try to break it:

- **Reload the page** while I'm writing. The answer continues where it was.
- **Press Stop.** Everything you've read so far stays.
- **Open this chat in a second tab.** Both show the same answer live.

You can also ask for something specific:

| Mention … | to see |
| --- | --- |
| *markdown* | headings, tables, code, formulas and more |
| *think* | reasoning before the answer |
| *time* | a tool call and its result |
| *time* and *17% of 348* | two tool calls in parallel |
| *chart* | a chart drawn from data |
| *JavaScript* | a program that runs in your browser |
| *web page* | a tool that asks for permission (start the server with \`WEB_FETCH=on\`) |
| *story* | a long answer |
| *stall* | a model that goes silent for a while |
| *fail* | an answer that is cut off halfway |

To talk to a real model, stop the server and start it with a key:

\`\`\`bash
OPENAI_API_KEY=sk-… npm start
\`\`\`

Any OpenAI-compatible service works through \`OPENAI_BASE_URL\`. Ollama, LM Studio, llama.cpp and vLLM are detected automatically if they run on this machine.`,

  markdown: `# What a message can contain

A paragraph can have **bold**, *italic* and ~~struck-through~~ text, \`inline code\` and [a link](https://commonmark.org). A line can break  
in the middle of a sentence.

## Lists

1. Water evaporates and rises.
2. It falls as rain.
   - Some of it seeps into the ground,
   - some of it runs off:
     - into runnels,
     - and from there into rivers.
3. It reaches the sea.

- [x] Stream the answer
- [x] Never lose a word
- [ ] Drain the sea

## A table

| River | Length | Mouth | Discharge (m³/s) |
| :--- | ---: | :---: | ---: |
| Amazon | 6,400 km | Atlantic | 209,000 |
| Yangtze | 6,300 km | East China Sea | 30,000 |
| Rhine | 1,230 km | North Sea | 2,900 |

## Code

\`\`\`ts
/** Yields the first \`count\` Fibonacci numbers. */
export function* fibonacci(count: number): Generator<bigint> {
  let [current, next] = [0n, 1n];
  for (let index = 0; index < count; index++) {
    yield current;
    [current, next] = [next, current + next];
  }
}

console.log([...fibonacci(10)].join(' '));
\`\`\`

\`\`\`python
from collections import Counter

words = "row row row your boat gently down the stream".split()
for word, count in Counter(words).most_common(3):
    print(f"{word:>8} {count}")
\`\`\`

## Formulas

Inline math such as $e^{i\\pi} + 1 = 0$ fits into a sentence, even one about $5. A formula can also have its own line:

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

## A diagram

\`\`\`mermaid
flowchart LR
  Browser -- POST --> Route
  Route -- request --> Model
  Model -- tokens --> Log[(Run log)]
  Log -- events --> Browser
\`\`\`

## Quotes and footnotes

> No man ever steps in the same river twice,
> for it's not the same river.
>
> > And he's not the same man.

Some statements need a source.[^1] Scripts can be mixed: 涓流 means *a trickle of water*, and **中文也可以加粗。**后面照常。

---

That's all I know about formatting.

[^1]: Like this one.`,

  story: `# The thread of water

High above the last village there was a spring that nobody had named. It came out from under a slab of slate, no thicker than a thread, and on dry days you could stop it with your thumb. A shepherd's daughter called Ines often did. She would press her thumb to the stone, count to ten, and listen to the quiet. Then she let go, and the thread went on as if nothing had ever held it.

"Where does it go?" she asked her grandfather.

"Down," he said, because it was true and he was busy.

So one morning in April she took a piece of bread, half a cheese and her brother's coat, and went to see.

For the first hour there was little to see. The thread slipped under moss and came out again. It wetted a stone, then a second one, then made a puddle the size of a plate in which a beetle rowed from shore to shore. Ines lost it twice. The first time she found it by its sound, the second time by the line of darker green that it drew through the grass. *It does not hurry,* she thought, *and it does not wait either.*

At noon it met another. The second thread came from the north side of the hill and was colder. There was no ceremony. Where there had been two there was one, and now it had a voice: a low murmur over the pebbles, with no words in it, or with all of them at once. Ines ate her bread beside it and tried to tell which water was which. After a while she saw that this was not a question you could ask.

In the afternoon she came upon men building a mill. They had dug a channel, and laid a board across the stream to keep it dry until the wheel was in place. Behind the board the water stood, brown and patient. It rose a finger's width while Ines watched.

"You've stopped it," she said.

"For a week," said the miller.

"And what does it do all week?"

Nobody had asked the miller this before. He looked at the board, and at the water climbing it. "It keeps what it has," he said at last. "When we open the gate it will all be there, down to the last cupful."

Ines liked this answer so much that she gave him the cheese.

Below the mill the valley opened. The stream ran under a bridge with two arches, took in the washing water of a town and somehow came out clean, went around three sides of a field as though it had forgotten something, and turned, without telling anyone, into a river. There were boats on it. A ferryman let her ride along for the price of a song, and she sang him the only one she knew, which had nine verses and no ending. On the far bank he asked how it went on.

"I don't know. My grandmother always fell asleep."

"Then someone else will have to remember the rest," said the ferryman, and pushed off.

She reached the sea on the fourth day. It was larger than she had been told, though she had been told that it would be. She walked up to it, took off her shoes, and stood where the river went in. You could not see the exact place. There was brown water and there was green water, and between them a long, wavering line that moved with every wave.

She bent down and pressed her thumb into the sea, and counted to ten.

Nothing stopped. But far up on the hill, or so she always claimed in later years, a beetle in a puddle the size of a plate put down its oars for a moment, and listened.`,

  thinking: `The question is whether 1,001 is prime. A prime has no divisors except 1 and itself, so let me look for one.

It is odd, so 2 is out. Its digits add up to 2, so 3 is out. It doesn't end in 0 or 5, so 5 is out.

Next is 7. Seven times 143 is 700 + 280 + 21 = 1,001. That's a divisor, so the number is not prime.

Let me finish the factorization. 143 is 11 × 13, and both are prime. So 1,001 = 7 × 11 × 13. A quick check: 7 × 11 = 77, and 77 × 13 = 770 + 231 = 1,001. Good.`,

  thought: `No, **1,001 is not a prime number.** It is the product of three consecutive primes:

$$
1001 = 7 \\times 11 \\times 13
$$

That makes a neat trick possible: multiply any three-digit number by 7, then by 11, then by 13, and you get the number written twice. For example, $352 \\times 1001 = 352352$.

*(I'm the demo model, so this is the only number I ever think about. The reasoning of a real model streams in exactly the same way.)*`,

  beforeTool: 'Let me check.',
  afterTool: (result) => `The result is **${result}**.

That was a real tool call: I wrote its arguments piece by piece, the tool ran, and its result came back to me. As a demo model I only know a few tricks like this. A real model decides for itself when to call a tool.`,
  afterTools: (results) => `Here are the results:

${results.map((result) => `- **${result}**`).join('\n')}

I called these tools in one step, and they ran in parallel. Each has its own time limit, and if one fails, the others still finish. As a demo model I just play this back. A real model decides for itself which tools to call.`,
  beforeTools: "Those are two questions, so I'll call two tools at once.",
  beforeChart: 'I have rainfall data for two cities. Let me draw a chart.',
  afterChart:
    'Here it is. I only provided the numbers; the page drew the chart in its own colors. Use the button below the chart to see the data as a table.',
  chart: {
    title: 'Rainfall in two cities',
    xLabel: 'month',
    yLabel: 'mm',
    labels: ['January', 'February', 'March', 'April', 'May', 'June'],
    names: ['Hangzhou', 'London'],
  },
  beforeProgram:
    'A short program can answer that. It runs in your browser, in a sandbox without network access.',
  beforePage: 'I need to read that page, and I need your permission for that.',
  denied: (reason) =>
    reason === '' ? "You declined, so I didn't read it." : `You declined, so I didn't read it. ${reason}`,
  withoutTool:
    'I would call a tool now, but this chat has none that fits. Turn on tools in the settings and ask me again.',

  beforeStall: `A river that flows into a deep pool seems to stand still. I'll do the same now and go silent for eight seconds. Watch the status line, and note that **Stop** works the whole time.`,
  afterStall: `

And I'm back. Nothing was lost: the connection stayed open while the server timed the silence. If I had never come back, a timeout would have ended the run and told you so.`,

  beforeFailure: `This answer is about to fail. In a few sentences my connection will drop in the middle of a word, just as it can happen with a real model on a bad day. Watch what stays on the page: everything you have received is kept, the page tells you what happened, and you can continue from there. Here it comes, right in the mid`,
  failure: 'The demo model stopped here on purpose.',
  continuation: `dle of a word. You asked me to continue, so the rest goes into the same message, starting at the exact letter where it was cut off: nothing is repeated and nothing is lost. A real model works the same way. It is shown its own last words and continues from there.`,
};
