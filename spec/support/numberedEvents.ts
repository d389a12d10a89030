/** Events with IDs from 1 to `count`, as a stream of the kinds of lines and characters that there are. */
export function numberedEvents(count: number): readonly string[] {
  const shapes = [
    (id: number) => `id:${id}\ndata\n\n`,
    (id: number) => `id:${id}\r\ndata\r\n\r\n`,
    (id: number) => `data\rid:${id}\r\r`,
    (id: number) => `:é\nid:${id}\ndata:€\n\n`,
  ];
  return Array.from({ length: count }, (_, index) =>
    (shapes[index % shapes.length] as (id: number) => string)(index + 1),
  );
}

/** Their IDs. */
export const numbersUpTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1));
