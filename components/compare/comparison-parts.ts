// What a comparison needs, in one chunk.

export { ComparisonStatus } from './comparison-status.tsx';
export { ComparisonView } from './comparison-view.tsx';
