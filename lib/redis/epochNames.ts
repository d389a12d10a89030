/** Draws names for epochs, each another one: eight characters for this process, and a count. `random` is from 0 to below 1. */
export function epochNames(random: () => number): () => string {
  const instance = Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
  let count = 0;
  return () => `${instance}${(count++).toString(36)}`;
}
