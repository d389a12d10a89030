import { asyncScheduler } from 'rxjs';
import {
  checkDiagram,
  diagramOf,
  listOfDiagrams,
  playDiagram,
  readDiagram,
} from '../../lib/testing/playDiagram.js';
import { marbles } from '../support/marbles.js';

describe('readDiagram', () => {
  it('reads turns as TestScheduler.run does', () => {
    expect(readDiagram('a-(bc) 2s #  -|')).toEqual([
      { frame: 0, marks: ['a'] },
      { frame: 2, marks: ['b', 'c'] },
      { frame: 2006, marks: ['#'] },
      { frame: 2008, marks: ['|'] },
    ]);
  });

  it('reads the same within a marble test', () => {
    marbles(() => expect(readDiagram('--a').map(({ frame }) => frame)).toEqual([2]))();
  });
});

describe('playDiagram', () => {
  const played = (stopAt?: string): string[] => {
    const log: string[] = [];
    marbles(({ scheduler, flush }) => {
      const playing = playDiagram(readDiagram('a-(bc)-#'), asyncScheduler, (mark) => {
        log.push(`${scheduler.now()}${mark}`);
        if (mark === stopAt) playing.unsubscribe();
      });
      log.push('called');
      flush();
    })();
    return log;
  };

  it('plays each mark at its time, after the call', () => {
    expect(played()).toEqual(['called', '0a', '2b', '2c', '7#']);
  });

  it('plays nothing more once stopped, not even the rest of a turn', () => {
    expect(played('b')).toEqual(['called', '0a', '2b']);
  });
});

describe('diagramOf', () => {
  it('gives each dial its own, and the last one to all that follow', () => {
    expect([0, 1, 2, 3].map((dial) => diagramOf(['a', 'b'], dial))).toEqual(['a', 'b', 'b', 'b']);
  });
});

describe('checkDiagram', () => {
  const check = (diagram: string) =>
    checkDiagram(diagram, { opens: (mark) => mark === 'o', needsOpening: (mark) => mark !== '#' });

  it('reads what can happen', () => {
    expect(check('-o-a')).toEqual(readDiagram('-o-a'));
    expect(check('-#')).toEqual(readDiagram('-#'));
  });

  it.each([
    ['a', "'a' has a before the opening: draw an o first"],
    ['--|', "'--|' has | before the opening: draw an o first"],
    ['o-o', "'o-o' opens twice: o comes after the opening"],
  ])('refuses %p, which cannot happen', (diagram, message) => {
    expect(() => check(diagram)).toThrow(new TypeError(message));
  });
});

describe('listOfDiagrams', () => {
  it('takes one or several, and not none', () => {
    expect([listOfDiagrams('o'), listOfDiagrams(['o', '-o'])]).toEqual([['o'], ['o', '-o']]);
    expect(() => listOfDiagrams([])).toThrow(
      new TypeError('there is no diagram: draw one for each dial in turn, the last one for all that follow'),
    );
  });
});
