import { expect, test } from 'vitest';
import { repairRequest } from './repair-request.ts';

const repair = (method: string, url: string, headers = {}) => {
  const request = { method, url, headers };
  repairRequest(request);
  return request;
};

test.each(['TRACE', 'CONNECT'])('%s becomes a method that no route has', (method) => {
  expect(repair(method, '/api/models')).toMatchObject({ method: 'PUT', url: '/api/models' });
});

test.each([
  ['POST', '/service-worker.js'],
  ['OPTIONS', '/icons/icon-192.png?x'],
  ['TRACE', '*'],
  ['POST', '/status-page/status.js'],
])('%s %s gets the answer of a page', (method, url) => {
  expect(repair(method, url)).toMatchObject({ method: 'PUT', url: '/' });
});

test.each(['/status', '/status?x', '/api/access'])('POST %s reaches its route', (url) => {
  expect(repair('POST', url)).toMatchObject({ method: 'POST', url });
});

test.each([
  ['/%', '/%25'],
  ['/api/chats/%zz/run?x=%zz', '/api/chats/%25zz/run?x=%zz'],
  ['/v1/models/a%2Fb/%E0%A4%A', '/v1/models/a%2Fb/%25E0%25A4%25A'],
  ['/%c0%ae', '/%25c0%25ae'],
])('the path of %s can be decoded afterwards', (url, repaired) => {
  expect(repair('GET', url).url).toBe(repaired);
});

test.each([
  ['/v1/models/a?nxtPmodelId=b', '/v1/models/a'],
  ['/api/chats/a/run?after=1&nxt%50chatId=b&runId=r%3A1', '/api/chats/a/run?after=1&runId=r%3A1'],
])('the query of %s sets no parameter of the route', (url, repaired) => {
  expect(repair('GET', url).url).toBe(repaired);
});

test('no header asks for a server action', () => {
  expect(repair('POST', '/api/models', { 'next-action': 'x', accept: '*/*' }).headers).toEqual({
    accept: '*/*',
  });
});

test.each([
  ['GET', '/'],
  ['GET', '/v1/models/a%2Fb'],
  ['HEAD', '/%E6%B6%93'],
  ['GET', '/x?a=%'],
  ['POST', '/chat/stream'],
  ['DELETE', '/api/chats/a/run'],
  ['OPTIONS', '/v1/models'],
])('%s %s stays as it is', (method, url) => {
  expect(repair(method, url)).toMatchObject({ method, url });
});
