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
} as FactoryFunctionMap); // all are there; their declared types know no better

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
const MOST_NODES = 200;

/**
 * The value of `expression`, written out with its unit. Nothing but numbers, units, operators and well-known functions is
 * evaluated: no assignments, no functions of its own, no lists whose size it could choose.
 * @throws with a sentence for the model.
 */
export function evaluateExpression(expression: string): string {
  const parsed = parse(inMathWords(expression));
  checkNodes(parsed);
  let value: unknown;
  try {
    value = parsed.compile().evaluate({});
  } catch (error) {
    throw new Error(`"${expression}" cannot be calculated: ${sentence(error)}`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`"${expression}" has no finite value.`);
  }
  if (Number.isSafeInteger(value)) return String(value); // every digit counts
  return math.format(value, { precision: 14, lowerExp: -7, upperExp: 15 });
}

function parse(expression: string): MathNode {
  try {
    return math.parse(expression);
  } catch (error) {
    throw new Error(`"${expression}" cannot be read: ${sentence(error)}`);
  }
}

/** Signs and words that people write, in those of the library: `17 % of 348`, `3 × 4`, `30 °C`. */
function inMathWords(expression: string): string {
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
    if (count > MOST_NODES) throw new Error('The expression is too long.');
    if (path === 'fn' && node.type === 'SymbolNode') return; // looked at with its call
    if (!isAllowed(node)) throw new Error(`"${inOneLine(node)}" is not arithmetic.`);
  });
}

function inOneLine(node: MathNode): string {
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

function sentence(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown reason';
}
