const ISO = /^(\d{4}-\d{2}-\d{2})(?:$|[T ][\d:.+Z-]{0,20}$)/u;
const YEAR_FIRST = /^(\d{4})(?:[/.]|年\s?)(\d{1,2})(?:[/.]|月\s?)(\d{1,2})(?:日|\b)/u;
const MONTH_NAMED =
  /^(?:[a-z]{3,9},? )?(?:\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}),? (?:19|20)\d\d\b/iu;

/**
 * Converts the date of a page to the form that hosts show (`2026-08-21`, 2026.9.6). The service documents no form.
 * Returns `null` if the text is not a date: a wrong date is worse than none.
 */
export function publishedDate(text: string): string | null {
  const iso = ISO.exec(text)?.[1];
  if (iso !== undefined) return isDay(iso) ? text : null;
  const [, year = "", month = "", day = ""] = YEAR_FIRST.exec(text) ?? [];
  if (year !== "") return onlyIfDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  // Only dates with a named month: countries read `3/4/2026` differently.
  const withoutTime = text.replace(/\b\d{1,2}:\d{2}.*$/u, "");
  if (!MONTH_NAMED.test(withoutTime)) return null;
  const millis = Date.parse(`${withoutTime} UTC`);
  return Number.isNaN(millis) ? null : new Date(millis).toISOString().slice(0, 10);
}

function onlyIfDay(day: string): string | null {
  return isDay(day) ? day : null;
}

/** Whether the calendar has this day. */
function isDay(day: string): boolean {
  const millis = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(day);
}
