import { asapScheduler } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { Hub } from './hub.js';
import type { HubMetrics } from './hubMetrics.js';

type Labels = Readonly<Record<string, string | number>>;

interface RegisterLike {
  removeSingleMetric(name: string): void;
}

/** What `prom-client` has to have, of version 15: give the module itself. */
export interface PrometheusClient<R extends RegisterLike> {
  readonly Counter: new (config: MetricConfig<R, CounterLike>) => CounterLike;
  readonly Gauge: new (config: MetricConfig<R, GaugeLike>) => GaugeLike;
  readonly Histogram: new (
    config: MetricConfig<R, HistogramLike> & { readonly buckets: number[] },
  ) => HistogramLike;
  readonly register: R;
}

interface MetricConfig<R, M> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: R[];
  collect?(this: M): void;
}

interface CounterLike {
  reset(): void;
  inc(labels: Labels, value: number): void;
}

interface GaugeLike {
  set(value: number): void;
}

interface HistogramLike {
  observe(value: number): void;
}

export interface RegisterHubMetricsConfig<R extends RegisterLike> {
  /** The module `prom-client`. */
  readonly client: PrometheusClient<R>;
  /** Where the metrics are kept. @defaultValue `client.register` */
  readonly register?: R;
  /** What the names begin with: two hubs in one register need two. @defaultValue 'rxwire_hub_' */
  readonly prefix?: string;
}

type Numbers = { [K in keyof HubMetrics]: HubMetrics[K] extends number ? K : never }[keyof HubMetrics];

const totals: Readonly<Partial<Record<Numbers, readonly [name: string, help: string]>>> = {
  connected: ['connected_total', 'Clients that were let in.'],
  requests: ['requests_total', 'Messages of clients that were handled.'],
  publications: ['publications_total', 'Publications that the broker took.'],
  duplicates: ['publication_duplicates_total', 'Publishes that the broker had taken before.'],
  publishFailures: ['publish_failures_total', 'Publishes that failed at the broker.'],
  deliveries: ['deliveries_total', 'Publications that were written to clients, once for each client.'],
  replayed: ['replayed_total', 'Publications that clients had missed and were to be given again.'],
  holes: ['holes_total', 'Times that a client was told of a hole in what it saw.'],
  receivedBytes: ['received_bytes_total', 'Bytes of the messages of clients.'],
  sentBytes: ['sent_bytes_total', 'Bytes that were handed to the transports.'],
};
const gauges: Readonly<Partial<Record<Numbers, readonly [name: string, help: string]>>> = {
  connections: ['connections', 'Clients that are connected.'],
  channels: ['channels', 'Channels that are followed.'],
  subscriptions: ['subscriptions', 'Pairs of a client and a channel that it observes.'],
  queuedBytes: ['queued_bytes', 'Bytes that wait to be taken by clients, all together.'],
  longestQueue: ['longest_queue_bytes', 'Bytes that wait for the client for which most do.'],
};
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Keeps the numbers of a hub as metrics of `prom-client`, for a page that Prometheus reads. They are asked for when the page is,
 * and cost nothing between.
 *
 * ```text
 * rooms.metrics.snapshot()       { connections: 2, deliveries: 311, refused: { FORBIDDEN: 1 }, … }
 * rxwire_hub_connections         2
 * rxwire_hub_deliveries_total    311
 * rxwire_hub_refused_total       {code="FORBIDDEN"} 1
 * rxwire_hub_cuts_total          {code="4202"} 1
 * rxwire_hub_publish_duration_seconds_bucket   {le="0.001"} 17
 * ```
 *
 * Errors: those of `prom-client`, for a name that the register has.
 * Finalization: unsubscribing takes the metrics out of the register.
 *
 * @see https://prometheus.io/docs/practices/naming/
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import * as client from 'prom-client';
 * import { hub, memoryBroker, probeHandler, registerHubMetrics } from 'rxwire/server';
 *
 * const rooms = hub({ broker: memoryBroker(), authorize: () => true });
 * registerHubMetrics(rooms, { client });
 * createServer(probeHandler(rooms, client)).listen(9464, '127.0.0.1'); // /metrics, /healthz, /readyz
 * ```
 */
export function registerHubMetrics<R extends RegisterLike>(
  { metrics: { snapshot }, publishDuration$ }: Pick<Hub, 'metrics' | 'publishDuration$'>,
  { client, register = client.register, prefix = 'rxwire_hub_' }: RegisterHubMetricsConfig<R>,
): Subscription {
  const { Counter, Gauge, Histogram } = client;
  const names: string[] = [];
  let current: HubMetrics | undefined;
  /** One look for all metrics of a page: they are collected in one turn. */
  const present = (): HubMetrics => {
    if (current === undefined) asapScheduler.schedule(() => (current = undefined));
    return (current ??= snapshot());
  };
  const about = (name: string, help: string, labelNames: string[] = []): MetricConfig<R, unknown> => {
    names.push(`${prefix}${name}`);
    return { name: `${prefix}${name}`, help, labelNames, registers: [register] };
  };
  for (const [key, [name, help]] of Object.entries(totals)) {
    new Counter({
      ...about(name, help),
      collect() {
        this.reset();
        this.inc({}, present()[key as Numbers]);
      },
    });
  }
  for (const [key, [name, help]] of Object.entries(gauges)) {
    new Gauge({
      ...about(name, help),
      collect() {
        this.set(present()[key as Numbers]);
      },
    });
  }
  const byCode = (name: string, help: string, counted: () => Readonly<Record<string, number>>): void => {
    new Counter({
      ...about(name, help, ['code']),
      collect() {
        this.reset();
        for (const [code, count] of Object.entries(counted())) this.inc({ code }, count);
      },
    });
  };
  byCode(
    'refused_total',
    'Requests and visits that were refused, by the code of the error.',
    () => present().refused,
  );
  byCode('cuts_total', 'Clients that the hub closed, by the code of the close.', () => present().cuts);
  const durations = new Histogram({
    ...about('publish_duration_seconds', "From a publish to the broker's answer."),
    buckets: seconds,
  });
  const measuring = publishDuration$.subscribe((duration) => durations.observe(duration / 1_000));
  measuring.add(() => names.forEach((name) => register.removeSingleMetric(name)));
  return measuring;
}
