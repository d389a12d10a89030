import { defer, map } from 'rxjs';
import { fakeFetch } from 'rxwire/testing';
import type { FakeFetch, FakeFetchConfig } from 'rxwire/testing';

/**
 * A fake fetch whose marks are events with the mark as their data, and `o` the head of an event stream; a request that has
 * a last event ID says it as `GET http://a/ #id`.
 */
export function eventStreamFetch(
  diagrams: string | readonly string[],
  values: FakeFetchConfig['values'] = {},
): FakeFetch {
  const events = Object.fromEntries(
    [...[diagrams].flat().join('')].map((mark) => [mark, `data: ${mark}\n\n`]),
  );
  const o = { headers: { 'content-type': 'text/event-stream' } };
  const { fetch, requests, calls$ } = fakeFetch(diagrams, { values: { ...events, o, ...values } });

  const withIds$ = defer(() => {
    let asked = 0;
    return calls$.pipe(
      map((call) => {
        if (!call.includes(' ')) return call;
        const id = requests[asked++]?.headers.get('last-event-id');
        return typeof id === 'string' ? `${call} #${id}` : call;
      }),
    );
  });
  return { fetch, requests, calls$: withIds$ };
}
