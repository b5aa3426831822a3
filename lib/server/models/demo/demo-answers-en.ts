import 'server-only';
import type { DemoAnswers } from './demo-answers.ts';

export const english: DemoAnswers = {
  introduction: `Hello! I am Runnel's **demo model**. I am not intelligent: I play back prepared answers, at the pace of a real model, so that you can see how this page behaves before you give it a key.

Everything around me is real. These words come through the same route, the same run log and the same reader as any other model's. So try to break it:

- **Reload the page** while I write. The answer goes on where it was.
- **Press Stop.** What you have read stays, word for word.
- **Open this chat in a second tab.** Both follow one run.

You can also ask me for something in particular:

| Say something with … | and you will see |
| --- | --- |
| *markdown* | headings, tables, code, formulas, everything |
| *think* | reasoning first, then the answer |
| *time* | a tool call and its result |
| *time* and *17 % of 348* | two calls side by side |
| *chart* | a chart drawn from data |
| *JavaScript* | a program in your browser |
| *web page* | a tool that asks you first (start the server with \`WEB_FETCH=on\`) |
| *story* | a long answer |
| *stall* | a model that falls silent for a while |
| *fail* | an answer that breaks off in the middle |

To talk to a real model, stop the server and start it with a key:

\`\`\`bash
OPENAI_API_KEY=sk-… npm start
\`\`\`

Any OpenAI-compatible relay works with \`OPENAI_BASE_URL\`, and Ollama, LM Studio, llama.cpp and vLLM are found by themselves when they run on this machine.`,

  markdown: `# What a page can hold

A paragraph has **strong words**, *stressed words*, ~~withdrawn words~~, \`inline code\`, and [a link](https://commonmark.org). A line may end  
in the middle of a sentence.

## Lists

1. Water rises as vapour.
2. It falls as rain.
   - Some of it sinks into the ground,
   - some of it runs off:
     - into runnels,
     - and from there into rivers.
3. It reaches the sea.

- [x] Stream the answer
- [x] Keep every word
- [ ] Drain the sea

## A table

| River | Length | Mouth | Discharge (m³/s) |
| :--- | ---: | :---: | ---: |
| Amazon | 6,400 km | Atlantic | 209,000 |
| Yangtze | 6,300 km | East China Sea | 30,000 |
| Rhine | 1,230 km | North Sea | 2,900 |

## Code

\`\`\`ts
/** The first \`count\` Fibonacci numbers, lazily. */
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

Inline, $e^{i\\pi} + 1 = 0$ fits into a sentence that costs $5. On its own line:

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

## A diagram

\`\`\`mermaid
flowchart LR
  Browser -- POST --> Route
  Route -- asks --> Model
  Model -- tokens --> Log[(Run log)]
  Log -- events --> Browser
\`\`\`

## Quotations and notes

> No man ever steps in the same river twice,
> for it is not the same river.
>
> > And he is not the same man.

A statement may need a source.[^1] Mixed scripts share a line: 涓流 means *a thin flow of water*, and **中文也可以加粗。**后面照常。

---

That was everything I know about typography.

[^1]: Like this one.`,

  story: `# The thread of water

High above the last village there was a spring that nobody had named. It came out from under a slab of slate, no thicker than a thread, and on dry days you could close it with a thumb. A shepherd's daughter called Ines used to do so. She would press her thumb to the stone, count to ten, and listen to the quiet. Then she let go, and the thread went on as if it had never been held.

"Where does it go?" she asked her grandfather.

"Down," he said, since it was true and he was busy.

So one morning in April she took a piece of bread, half a cheese and her brother's coat, and went to see.

For the first hour there was little to see. The thread slipped under moss and came out again. It wetted a stone, then a second one, then made a puddle the size of a plate in which a beetle rowed from shore to shore. Ines lost it twice. The first time she found it by its sound, the second time by the line of darker green that it drew through the grass. *It does not hurry,* she thought, *and it does not wait either.*

At noon it met another. The second thread came from the north side of the hill and was colder. There was no ceremony. Where there had been two there was one, and it had a voice now: a low talk over pebbles, without any words in it, or else with all of them at once. Ines ate her bread beside it and tried to tell which of the water was which. After a while she saw that this was not a question one could ask.

In the afternoon men were building a mill. They had dug a channel, and they had put a board across the stream to keep it dry until the wheel was hung. Behind the board the water stood, brown and patient. It rose a finger's width while Ines watched.

"You have stopped it," she said.

"For a week," said the miller.

"And what does it do all week?"

The miller had not been asked this before. He looked at the board, and at the pool that climbed it. "It keeps what it has," he said at last. "When we open the gate it will all be there, down to the last cupful."

Ines liked this answer so much that she gave him the cheese.

Below the mill the valley opened. The stream ran under a bridge with two arches, took in the washing water of a town and somehow came out clean, went round three sides of a field as though it had forgotten something, and turned, without telling anybody, into a river. Boats stood on it. A ferryman let her ride along for the price of a song, and she sang him the only one she knew, which had nine verses and no ending. On the far bank he asked how it went on.

"I don't know. My grandmother always fell asleep."

"Then somebody else will have to remember the rest," said the ferryman, and pushed off.

She reached the sea on the fourth day. It was larger than she had been told, though she had been told that it would be. She walked up to it, took off her shoes, and stood where the river went in. One could not see the place. There was brown water and there was green water, and between them a long, wavering seam that moved with every wave.

She bent down and pressed her thumb into the sea, and counted to ten.

Nothing stopped. But far up on the hill, or so she always claimed in later years, a beetle in a puddle the size of a plate put down its oars for a moment, and listened.`,

  thinking: `The question is whether 1,001 is prime. A prime has no divisor but 1 and itself, so I should look for one.

It is odd, so 2 is out. Its digits add up to 2, so 3 is out. It does not end in 0 or 5, so 5 is out.

Next is 7. Seven times 143 is 700 + 280 + 21 = 1,001. That is a divisor, so the number is not prime.

Let me finish the factorisation. 143 is 11 × 13, and both are prime. So 1,001 = 7 × 11 × 13. A quick check: 7 × 11 = 77, and 77 × 13 = 770 + 231 = 1,001. Good.`,

  thought: `No, **1,001 is not a prime number.** It is the product of three neighbouring primes:

$$
1001 = 7 \\times 11 \\times 13
$$

This makes a small trick possible: multiply any three-digit number by 7, then by 11, then by 13, and you get the number written twice. For example, $352 \\times 1001 = 352352$.

*(I am the demo model, so I think about this one number and no other. A real model's reasoning streams in exactly the same way.)*`,

  beforeTool: 'Let me look that up.',
  afterTool: (result) => `It is **${result}**.

That was a real tool call: I wrote its arguments piece by piece, it was run, and the result came back to me. As the demo model I know only a few such tricks; a real model decides for itself when to call a tool.`,
  afterTools: (results) => `Here is what came back:

${results.map((result) => `- **${result}**`).join('\n')}

I called the tools in one step, and they ran side by side; each has its own time limit, and one that fails does not take the others with it. As the demo model I only play this back; a real model decides for itself which tools to call.`,
  beforeTools: 'These are two questions, so I ask two tools at once.',
  beforeChart: 'I have the rainfall of two cities at hand. Let me draw it.',
  afterChart:
    'There it is. I only wrote the numbers; the page drew them, in its own colours. The button below the chart shows them as a table.',
  chart: {
    title: 'Rainfall in two cities',
    xLabel: 'month',
    yLabel: 'mm',
    labels: ['January', 'February', 'March', 'April', 'May', 'June'],
    names: ['Hangzhou', 'London'],
  },
  beforeProgram: 'A small program will tell us. It runs in your browser, in a sandbox without network.',
  beforePage: 'I would have to read that page, and for that I need your consent.',
  denied: (reason) => (reason === '' ? 'You said no, so I left it.' : `You said no, so I left it. ${reason}`),
  withoutTool:
    'I would call a tool now, but none was offered to me in this chat. Switch tools on in the settings and ask me again.',

  beforeStall: `A river that reaches a deep pool seems to stand still. I will do the same now and say nothing for eight seconds. Watch what the page tells you, and note that **Stop** works all the while.`,
  afterStall: `

And here I am again. Nothing was lost: the line stayed open, the server counted the seconds, and had I never come back, a clock would have ended the run and told you so.`,

  beforeFailure: `This answer is going to break. A few sentences from here the connection behind me will drop, in the middle of a word, as it happens with real models on a bad day. Keep your eyes on what stays on the page: everything that arrived is kept, the page says what happened, and you can go on from there. Here it comes, right in the mid`,
  failure: 'The demo model broke off here on purpose.',
  continuation: `dle of a word. You asked for the rest, and it comes into the same message, from the very letter at which it broke off: nothing is said twice, and nothing was lost. A real model is shown its own last words and goes on from them in just this way.`,
};
