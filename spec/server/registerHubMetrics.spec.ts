import * as client from 'prom-client';
import { Subject } from 'rxjs';
import { hub, registerHubMetrics } from 'rxwire/server';
import type { HubMetrics } from 'rxwire/server';
import { openConfig } from './hubTalk.js';

/** The lines of a page that are values. */
async function valuesOf(register: client.Registry): Promise<readonly string[]> {
  return (await register.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('registerHubMetrics', () => {
  it('puts each number on the page, by code where there are codes', async () => {
    const register = new client.Registry();
    const rooms = hub(openConfig());
    const numbers = Object.keys(rooms.metrics.snapshot()).filter((name) => name !== 'publishDuration');
    const counted = Object.fromEntries(numbers.map((name, index) => [name, index + 1]));
    const snapshot = jest.fn(
      () =>
        ({
          ...counted,
          refused: { FORBIDDEN: 3, LIMIT_RATE: 2 },
          cuts: { 4202: 5 },
        }) as unknown as HubMetrics,
    );
    const publishDuration$ = new Subject<number>();

    registerHubMetrics({ metrics: { snapshot }, publishDuration$ }, { client, register });
    publishDuration$.next(20);
    publishDuration$.next(7_000);
    const values = await valuesOf(register);

    for (const [name, metric] of [
      ['connected', 'connected_total'],
      ['requests', 'requests_total'],
      ['publications', 'publications_total'],
      ['duplicates', 'publication_duplicates_total'],
      ['publishFailures', 'publish_failures_total'],
      ['deliveries', 'deliveries_total'],
      ['replayed', 'replayed_total'],
      ['holes', 'holes_total'],
      ['receivedBytes', 'received_bytes_total'],
      ['sentBytes', 'sent_bytes_total'],
      ['connections', 'connections'],
      ['channels', 'channels'],
      ['subscriptions', 'subscriptions'],
      ['queuedBytes', 'queued_bytes'],
      ['longestQueue', 'longest_queue_bytes'],
    ] as const) {
      expect(values).toContain(`rxwire_hub_${metric} ${counted[name]}`);
      numbers.splice(numbers.indexOf(name), 1);
    }
    expect(numbers).toEqual(['refused', 'cuts']);
    expect(values).toEqual(
      expect.arrayContaining([
        'rxwire_hub_refused_total{code="FORBIDDEN"} 3',
        'rxwire_hub_refused_total{code="LIMIT_RATE"} 2',
        'rxwire_hub_cuts_total{code="4202"} 5',
        'rxwire_hub_publish_duration_seconds_bucket{le="0.01"} 0',
        'rxwire_hub_publish_duration_seconds_bucket{le="0.025"} 1',
        'rxwire_hub_publish_duration_seconds_sum 7.02',
        'rxwire_hub_publish_duration_seconds_count 2',
      ]),
    );
    expect(snapshot).toHaveBeenCalledTimes(1);
  });

  it('shows how it stands whenever the page is asked for', async () => {
    const register = new client.Registry();
    const rooms = hub(openConfig());
    registerHubMetrics(rooms, { client, register });

    expect(await valuesOf(register)).toContain('rxwire_hub_publications_total 0');
    rooms.publish('a', 1).subscribe();
    rooms.publish('a', 1).subscribe();

    expect(await valuesOf(register)).toContain('rxwire_hub_publications_total 2');
  });

  it('goes out of the register when it is unsubscribed from, and leaves what is not its own', async () => {
    const register = new client.Registry();
    new client.Counter({ name: 'other_total', help: 'of somebody else', registers: [register] });
    const rooms = hub(openConfig());
    const two = hub(openConfig());
    const watching = registerHubMetrics(rooms, { client, register });
    registerHubMetrics(two, { client, register, prefix: 'two_' }).unsubscribe();
    expect(() => registerHubMetrics(rooms, { client, register })).toThrow('already been registered');

    watching.unsubscribe();

    expect(await valuesOf(register)).toEqual(['other_total 0']);
    expect(() => registerHubMetrics(rooms, { client, register })).not.toThrow();
  });

  it('takes the register of the client, unless told another', async () => {
    const watching = registerHubMetrics(hub(openConfig()), { client });

    expect(await valuesOf(client.register)).toContain('rxwire_hub_connections 0');
    watching.unsubscribe();
    expect(await valuesOf(client.register)).toEqual([]);
  });
});
