/** keepalived's VRRP timers, in seconds: include/vrrp.h of 2.2.7. Page: spec/semantics/keepalived.md. */

export type Timers = {
  readonly version: 2 | 3;
  /** Seconds between the adverts that are waited for: the own interval in version 2, the master's in version 3. */
  readonly interval: number;
  /** The own effective priority. */
  readonly priority: number;
  /** `down_timer_adverts`; 3 when absent. */
  readonly adverts?: number;
};

/** What a backup waits after a master said goodbye: the lower its priority, the longer. */
export function skew({ version, interval, priority }: Timers): number {
  return ((256 - priority) / 256) * (version === 2 ? 1 : interval);
}

/** What a backup waits after the last advert it was content with. */
export function masterDown(timers: Timers): number {
  return (timers.adverts ?? 3) * timers.interval + skew(timers);
}
