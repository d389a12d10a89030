import { config } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { ClientScript } from './clientScript.js';
import { clientStory } from './clientStory.js';
import { timersOf } from '../support/timersOf.js';
import { scriptedWire } from './scriptedWire.js';
import type { WireFault } from './scriptedWire.js';

/**
 * Plays a script in virtual time. Throws when a law is broken, and says after which line. Always to its end: a scheduler
 * that is left in the middle keeps what it had, and the next script would not be played alike.
 */
export function playScript(script: ClientScript, fault?: WireFault): void {
  const scheduler = new TestScheduler(() => {});
  const failures: unknown[] = [];
  let time = 0;
  const play = (what: string, step: () => readonly string[]): void => {
    const attempt = (): void => {
      if (failures.length > 0) return;
      try {
        const faults = step();
        if (faults.length > 0) throw new Error(`after ${what}: ${faults.join('; ')}`);
      } catch (error) {
        failures.push(error);
      }
    };
    scheduler.schedule(attempt, time);
  };

  config.onUnhandledError = (error) => failures.push(error);
  try {
    scheduler.run(() => {
      const story = clientStory(script, scriptedWire(fault));
      script.lines.forEach((line, index) => {
        if (line.do === 'wait') time += line.ms;
        else play(`line ${index}, ${line.do}`, () => story.play(line));
      });
      for (let n = 0; script.flush && n < 20; n += 1, time += 3.37)
        play('letting all through', story.letThrough);
      if (script.flush) play('letting all through', story.allThrough);
      time += 1.13;
      scheduler.schedule(story.dispose, time);
      play('dispose', () => story.allOver(timersOf({ scheduler }) - 1));
      scheduler.schedule(
        () => scheduler.actions.splice(0).forEach((action) => action.unsubscribe()),
        time + 1,
      );
    });
  } finally {
    config.onUnhandledError = null;
  }
  if (failures.length > 0) throw failures[0];
}
