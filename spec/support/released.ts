const releases: (() => unknown)[] = [];

afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** Runs this after the current test, whatever came of it; the latest first. */
export function released(release: () => unknown): void {
  releases.push(release);
}
