import { marbles as marblesWith } from 'rxwire/testing';

/** The library's own marble tests, on jest's comparison. */
export const marbles = marblesWith((actual, expected) => expect(actual).toEqual(expected));
