/** Whether the text of a message that was not decoded is a ping. */
export function isPing(text: string): boolean {
  try {
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type === 'ping';
  } catch {
    return false;
  }
}
