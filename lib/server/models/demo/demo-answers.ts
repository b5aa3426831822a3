import 'server-only';

/** The prepared answers of the demo model in one language. */
export type DemoAnswers = {
  introduction: string;
  markdown: string;
  story: string;
  thinking: string;
  thought: string;
  beforeTool: string;
  afterTool: (result: string) => string;
  afterTools: (results: string[]) => string;
  beforeTools: string;
  beforeChart: string;
  afterChart: string;
  chart: { title: string; xLabel: string; yLabel: string; labels: string[]; names: [string, string] };
  beforeProgram: string;
  beforePage: string;
  denied: (reason: string) => string;
  withoutTool: string;
  beforeStall: string;
  afterStall: string;
  beforeFailure: string;
  failure: string;
  continuation: string;
};
