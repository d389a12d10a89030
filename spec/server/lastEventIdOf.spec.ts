import { lastEventIdOf } from '../../lib/server/lastEventIdOf.js';

/** As Node gives a header: one character for each byte. */
const asHeader = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('lastEventIdOf', () => {
  it.each([
    ['a header', { headers: { 'last-event-id': '41' } }, '41'],
    ['a header in UTF-8', { headers: { 'last-event-id': asHeader('münz-😀') } }, 'münz-😀'],
    ['a header that begins with a BOM', { headers: { 'last-event-id': asHeader('\ufeff1') } }, '\ufeff1'],
    ['a header in Latin-1', { headers: { 'last-event-id': 'm\u00fcnz' } }, 'münz'],
    ['a parameter', { headers: {}, url: '/events?channel=a&lastEventId=40' }, '40'],
    ['a parameter in UTF-8', { headers: {}, url: '/events?lastEventId=%C3%BC+x' }, 'ü x'],
    ['a malformed parameter', { headers: {}, url: '/events?lastEventId=%F' }, '%F'],
    ['a URL that is none', { headers: {}, url: '//?lastEventId=1' }, '1'],
    ['both', { headers: { 'last-event-id': '41' }, url: '/?lastEventId=40' }, '41'],
    ['both, the header empty', { headers: { 'last-event-id': '' }, url: '/?lastEventId=40' }, ''],
    ['neither', { headers: {}, url: '/events' }, ''],
    ['no URL', { headers: {} }, ''],
    ['a parameter without a value', { headers: {}, url: '/?lastEventId' }, ''],
    ['NULL in the parameter', { headers: {}, url: '/?lastEventId=4%000' }, ''],
    ['a line end in the parameter', { headers: {}, url: '/?lastEventId=4%0Adata:x' }, ''],
    ['a return in the parameter', { headers: {}, url: '/?lastEventId=%0D' }, ''],
  ])('reads %s', (_, request, expected) => {
    expect(lastEventIdOf(request)).toBe(expected);
  });
});
