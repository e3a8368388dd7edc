import { m } from "./locale.svelte";

type Rule = [RegExp, (found: string) => string];

const RULES: Rule[] = [
  [/^must not be blank$/, () => m.rule_blank()],
  [/^must have 1 to (\d+) bytes$/, (most) => m.rule_bytes({ most })],
  [/^must be 1 to (\d+) visible ASCII characters without a slash$/, (most) => m.rule_visible({ most })],
  [/^must have at most (\d+) characters$/, (most) => m.rule_length({ most })],
  [/^must (?:be a number of up to \d+ digits|have at most \d+ digits|be 1 to 10 digits)/, () => m.rule_phone()],
  [/^must not contain control characters/, () => m.rule_characters()],
  [/^must not contain characters that change/, () => m.rule_characters()],
  [/^must not be in the future$/, () => m.rule_future()],
  [/^must not be after the pet's death/, () => m.rule_after_death()],
  [/^died on /, () => m.rule_died()],
  [/^must be an e-mail address/, () => m.rule_email()],
  [/^must be a number of 4 to 15 digits/, () => m.rule_phone_number()],
  [/^must be 15 digits$/, () => m.rule_microchip()],
  [/^belongs to another pet$/, () => m.rule_microchip_taken()],
  [/^must not be before the pet's birth/, () => m.rule_before_birth()],
  [/^must not be more than (\d+) years ago$/, (years) => m.rule_years_ago({ years })],
  [/^must be at most (\d+) years ahead$/, (years) => m.rule_years_ahead({ years })],
  [/^must be a multiple of (\d+) minutes/, (minutes) => m.rule_grid({ minutes })],
  [/^must not be before yesterday$/, () => m.rule_past()],
  [/^must be a local date/, () => m.rule_day()],
  [/^must be a day like/, () => m.rule_day()],
  [/^must be a whole number from (\d+ to \d+)$/, (range) => m.rule_range({ range: range.replace(" to ", " – ") })],
  [/^must be the id of/, () => m.rule_choose()],
  [/^must be given for opening hours$/, () => m.rule_choose()],
  [/^must be given: when the clinic is open$/, () => m.rule_blank()],
  [/^must be a time of day like/, () => m.rule_time()],
  [/^must be after from$/, () => m.rule_after_from()],
  [/^must not be before firstDay$/, () => m.rule_after_first_day()],
  [/^does not exist in/, () => m.rule_clock()],
  [/^overlaps appointment/, () => m.rule_overlap()],
  [/^falls on \S+, when the clinic is closed/, () => m.rule_closed()],
  [/^is outside of the opening hours of \S+: ([^;]*)/, (hours) => m.rule_hours({ hours: hours.replaceAll(" to ", " – ") })],
  [/^falls into \w+ \d+/, () => m.rule_away()],
];

/** A rule that a field broke, in the language of the page; one that this page does not know as the server says it. */
export function rule(message: string): string {
  for (const [pattern, text] of RULES) {
    const found = pattern.exec(message);
    if (found) return text(found[1] ?? "");
  }
  return message;
}
