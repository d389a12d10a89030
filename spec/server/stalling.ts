import { Subject } from 'rxjs';

/** A client that reads nothing until it is told to. */
export function stalling() {
  const requests$ = new Subject<string>();
  const sent: string[] = [];
  const closes: unknown[] = [];
  let pending = 0;
  return {
    requests$,
    sent,
    closes,
    read: () => (pending = 0),
    pending: () => pending,
    connection: {
      incoming$: requests$,
      send: (text: string) => {
        sent.push(text);
        pending += Buffer.byteLength(text);
      },
      buffered: () => pending,
      close: (...words: unknown[]) => void closes.push(words),
    },
  };
}
