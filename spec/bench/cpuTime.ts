/** CPU time that this process has used, user and system, in ms: other than the wall clock, it does not see other load. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
