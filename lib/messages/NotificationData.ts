import * as t from 'io-ts';
import { fields } from './fields.js';

/** What a `notification` message shows. */
export interface NotificationData {
  /** The headline. */
  readonly title: string;
  /** The text below it. */
  readonly body?: string;
  /** How urgent it is, in the application's own words (`info`, `warning` …). */
  readonly level?: string;
}

/** The codec of a `notification` message's data. */
export const NotificationData: t.Type<NotificationData> = fields<NotificationData>(
  'NotificationData',
  { title: t.string },
  { body: t.string, level: t.string },
);
