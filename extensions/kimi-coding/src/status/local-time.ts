/** A time as a clock here shows it, with the day where that is not the day of `now`: `08:31`, `2026-12-01 08:31`. */
export function localTime(time: number, now: number): string {
  const [day, clock] = dayAndClock(new Date(time));
  return day === dayAndClock(new Date(now))[0] ? clock : `${day} ${clock}`;
}

function dayAndClock(date: Date): readonly [day: string, clock: string] {
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const clock = [date.getHours(), date.getMinutes()];
  return [day.map(twoDigits).join("-"), clock.map(twoDigits).join(":")];
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
