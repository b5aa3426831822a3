import { Calculator, ChartColumn, Clock, Globe, Plug, SquareTerminal } from 'lucide-react';
import { isToolName, type ToolName } from '#lib/tools/tool-name.ts';

const ICONS: Record<ToolName, typeof Clock> = {
  current_time: Clock,
  calculate: Calculator,
  draw_chart: ChartColumn,
  run_javascript: SquareTerminal,
  fetch_web_page: Globe,
};

export function ToolIcon({ name }: { name: string }) {
  const Icon = isToolName(name) ? ICONS[name] : Plug;
  return <Icon className="size-3.5 shrink-0 text-muted" aria-hidden />;
}
