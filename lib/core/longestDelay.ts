/** The longest wait that a timer of the platform can hold: 2^31 − 1 ms, about 24.8 days. Beyond it timers fire at once. */
export const longestDelay = 2_147_483_647;
