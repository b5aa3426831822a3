import 'server-only';
import {
  absDependencies,
  acosDependencies,
  addDependencies,
  asinDependencies,
  atan2Dependencies,
  atanDependencies,
  cbrtDependencies,
  ceilDependencies,
  cosDependencies,
  create,
  divideDependencies,
  eDependencies,
  expDependencies,
  type FactoryFunctionMap,
  factorialDependencies,
  floorDependencies,
  formatDependencies,
  hypotDependencies,
  log2Dependencies,
  log10Dependencies,
  logDependencies,
  type MathNode,
  maxDependencies,
  meanDependencies,
  minDependencies,
  modDependencies,
  multiplyDependencies,
  parseDependencies,
  piDependencies,
  powDependencies,
  roundDependencies,
  sinDependencies,
  sqrtDependencies,
  subtractDependencies,
  sumDependencies,
  tanDependencies,
  toDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
  unitDependencies,
} from 'mathjs';

const math = create({
  absDependencies,
  acosDependencies,
  addDependencies,
  asinDependencies,
  atan2Dependencies,
  atanDependencies,
  cbrtDependencies,
  ceilDependencies,
  cosDependencies,
  divideDependencies,
  eDependencies,
  expDependencies,
  factorialDependencies,
  floorDependencies,
  formatDependencies,
  hypotDependencies,
  log2Dependencies,
  log10Dependencies,
  logDependencies,
  maxDependencies,
  meanDependencies,
  minDependencies,
  modDependencies,
  multiplyDependencies,
  parseDependencies,
  piDependencies,
  powDependencies,
  roundDependencies,
  sinDependencies,
  sqrtDependencies,
  subtractDependencies,
  sumDependencies,
  tanDependencies,
  toDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
  unitDependencies,
} as FactoryFunctionMap); // all are defined; their declared types say otherwise

const FUNCTIONS =
  'abs acos asin atan atan2 cbrt ceil cos exp factorial floor hypot log log10 log2 max mean min mod round sin sqrt sum tan';
const ALLOWED_FUNCTIONS = new Set(FUNCTIONS.split(' '));
const OPERATORS = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'pow',
  'mod',
  'unaryMinus',
  'unaryPlus',
  'factorial',
  'to',
]);
const MAX_NODES = 200;

/**
 * Evaluates `expression` and formats its value with the unit. Only numbers, units, operators and well-known functions are
 * allowed: no assignments, no function definitions, and no lists whose size the expression could choose.
 * @throws an error with a sentence for the model.
 */
export function evaluateExpression(expression: string): string {
  const parsed = parse(toMathSyntax(expression));
  checkNodes(parsed);
  let value: unknown;
  try {
    value = parsed.compile().evaluate({});
  } catch (error) {
    throw new Error(`"${expression}" cannot be calculated: ${describeError(error)}`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`"${expression}" has no finite value.`);
  }
  if (Number.isSafeInteger(value)) return String(value); // exact, all digits
  return math.format(value, { precision: 14, lowerExp: -7, upperExp: 15 });
}

function parse(expression: string): MathNode {
  try {
    return math.parse(expression);
  } catch (error) {
    throw new Error(`"${expression}" cannot be parsed: ${describeError(error)}`);
  }
}

/** Converts common notation to the syntax of mathjs: `17 % of 348`, `3 × 4`, `30 °C`. */
function toMathSyntax(expression: string): string {
  return expression
    .normalize('NFKC')
    .replaceAll(/[×·]/g, '*')
    .replaceAll('÷', '/')
    .replaceAll(/[−–]/g, '-')
    .replaceAll('√', 'sqrt')
    .replaceAll('π', 'pi')
    .replaceAll(/°\s*([CF])/g, 'deg$1')
    .replaceAll('°', 'deg')
    .replaceAll(/(\d),(?=\d{3}(?!\d))/g, '$1') // 1,000,000
    .replaceAll(/%\s*of\b/gi, '/100 *');
}

function checkNodes(root: MathNode): void {
  let count = 0;
  root.traverse((node, path) => {
    count++;
    if (count > MAX_NODES) throw new Error('The expression is too long.');
    if (path === 'fn' && node.type === 'SymbolNode') return; // checked with its call
    if (!isAllowed(node)) throw new Error(`"${formatNode(node)}" is not arithmetic.`);
  });
}

function formatNode(node: MathNode): string {
  return node.toString().replaceAll(/\s+/g, ' ').slice(0, 60);
}

function isAllowed(node: MathNode): boolean {
  switch (node.type) {
    case 'ConstantNode':
      return 'value' in node && typeof node.value === 'number';
    case 'ParenthesisNode':
      return true;
    case 'OperatorNode':
      return 'fn' in node && OPERATORS.has(String(node.fn));
    case 'FunctionNode':
      return 'name' in node && ALLOWED_FUNCTIONS.has(String(node.name));
    case 'SymbolNode':
      return 'name' in node && !ALLOWED_FUNCTIONS.has(String(node.name));
    default:
      return false;
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown reason';
}
