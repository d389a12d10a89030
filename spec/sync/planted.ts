import * as rxjs from 'rxjs';
import * as rxjsTesting from 'rxjs/testing';

/** Loads a module in which another one is replaced, by their paths from here; both keep this RxJS, and so virtual time. */
export function planted<T>(path: string, fault: string, replacement: (real: unknown) => object): T {
  let loaded: unknown;
  jest.isolateModules(() => {
    jest.doMock('rxjs', () => rxjs);
    jest.doMock('rxjs/testing', () => rxjsTesting);
    jest.doMock(fault, () => replacement(jest.requireActual(fault)));
    loaded = jest.requireActual(path);
  });
  for (const mocked of ['rxjs', 'rxjs/testing', fault]) jest.dontMock(mocked);
  return loaded as T;
}
