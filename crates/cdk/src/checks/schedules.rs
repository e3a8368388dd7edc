//! Schedules, and the rules that have them.

use super::model::Model;
use super::report::Report;
use super::rules;

/// Where schedules are written, and how something runs once there. Application Auto Scaling's are in the items of a list.
const PLACES: [(&str, &str, Once); 4] = [
    ("AWS::Events::Rule", "ScheduleExpression", Once::Never),
    ("AWS::Scheduler::Schedule", "ScheduleExpression", Once::AtTime),
    ("AWS::SecretsManager::RotationSchedule", "RotationRules.ScheduleExpression", Once::Never),
    ("AWS::Synthetics::Canary", "Schedule.Expression", Once::RateOfZero),
];

#[derive(Clone, Copy, PartialEq)]
enum Once {
    Never,
    AtTime,
    RateOfZero,
}

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, property, once) in PLACES {
        for resource in model.of(type_name) {
            if let Some(wrong) = resource.text(property).and_then(|text| wrong(text, once)) {
                report.add(rules::SCHEDULE, resource, property, wrong);
            }
        }
    }
    for target in model.of("AWS::ApplicationAutoScaling::ScalableTarget") {
        for index in 0..target.list("ScheduledActions").len() {
            let property = format!("ScheduledActions.{index}.Schedule");
            if let Some(wrong) = target.text(&property).and_then(|text| wrong(text, Once::AtTime)) {
                report.add(rules::SCHEDULE, target, &property, wrong);
            }
        }
    }
    for rule in model.of("AWS::Events::Rule") {
        if !rule.has("ScheduleExpression") && !rule.has("EventPattern") {
            report.add(rules::RULE_TRIGGER, rule, "", "it has neither a schedule nor a pattern");
        }
    }
}

/// Why AWS could not read a schedule.
fn wrong(text: &str, once: Once) -> Option<String> {
    let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inside("rate") {
        return wrong_rate(text, rate, once);
    }
    if let Some(fields) = inside("cron") {
        return wrong_cron(text, fields);
    }
    if once != Once::AtTime {
        return Some(format!("`{text}` is no rate(..) or cron(..), which are taken here"));
    }
    (!inside("at").is_some_and(is_time)).then(|| format!("`{text}` is no rate(..), cron(..) or at(..)"))
}

fn wrong_rate(text: &str, rate: &str, once: Once) -> Option<String> {
    let (count, unit) = rate.split_once(' ').unwrap_or((rate, ""));
    let units: [&str; 3] = match count.parse::<u32>() {
        Ok(1) => ["minute", "hour", "day"],
        Ok(0) if once == Once::RateOfZero && unit.starts_with("minute") => return None,
        Ok(count) if count > 1 => ["minutes", "hours", "days"],
        _ => return Some(format!("`{text}`: `{count}` is no number from 1 on")),
    };
    (!units.contains(&unit)).then(|| format!("`{text}`: `{unit}` is none of {}", units.join(", ")))
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

struct Field {
    name: &'static str,
    from: u32,
    to: u32,
    names: &'static [&'static str],
}

const FIELDS: [Field; 6] = [
    Field { name: "minutes", from: 0, to: 59, names: &[] },
    Field { name: "hours", from: 0, to: 23, names: &[] },
    Field { name: "day of month", from: 1, to: 31, names: &[] },
    Field { name: "month", from: 1, to: 12, names: &MONTHS },
    Field { name: "day of week", from: 1, to: 7, names: &DAYS },
    Field { name: "year", from: 1970, to: 2199, names: &[] },
];

fn wrong_cron(text: &str, inside: &str) -> Option<String> {
    let parts: Vec<&str> = inside.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Some(format!("`{text}` has {} fields, and 6 are needed", parts.len()));
    }
    for (field, part) in FIELDS.iter().zip(&parts) {
        if !part.split(',').all(|item| is_item(field, item)) {
            return Some(format!("`{text}`: `{part}` is no {}", field.name));
        }
    }
    // Of the two days one is left open.
    match (parts.get(2), parts.get(4)) {
        (Some(&"?"), Some(&"?")) => Some(format!("`{text}`: `?` stands for one of the two days only")),
        (Some(month), Some(week)) if *month != "?" && *week != "?" => {
            Some(format!("`{text}`: one of day of month and day of week must be `?`"))
        }
        _ => None,
    }
}

fn is_item(field: &Field, item: &str) -> bool {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().is_err()) {
        return false;
    }
    let value = |text: &str| {
        let number = text.parse::<u32>().is_ok_and(|number| (field.from..=field.to).contains(&number));
        number || field.names.contains(&text.to_ascii_uppercase().as_str())
    };
    if range == "*"
        || range.split_once('-').is_some_and(|(from, to)| value(from) && value(to))
        || value(range)
    {
        return true;
    }
    match field.name {
        "day of month" => {
            matches!(range, "?" | "L" | "LW")
                || range.strip_suffix('W').is_some_and(value)
                || range.strip_prefix("L-").is_some_and(value)
        }
        "day of week" => {
            matches!(range, "?" | "L")
                || range.strip_suffix('L').is_some_and(value)
                || range
                    .split_once('#')
                    .is_some_and(|(day, week)| value(day) && matches!(week, "1" | "2" | "3" | "4" | "5"))
        }
        _ => false,
    }
}

/// `2030-01-31T12:30:00`
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let part =
        |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(99);
    shape == "0000-00-00T00:00:00"
        && (1..=12).contains(&part(5, 7))
        && (1..=31).contains(&part(8, 10))
        && part(11, 13) < 24
        && part(14, 16) < 60
        && part(17, 19) < 60
}

#[cfg(test)]
mod tests {
    use super::{Once, wrong};

    #[test]
    fn schedules_of_the_reference_are_read() {
        for text in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(7 days)",
            "cron(0 12 * * ? *)",
            "cron(0/15 8-17 ? * MON-FRI *)",
            "cron(0 10 L * ? 2030)",
            "cron(0 10 ? * 6#3 *)",
            "cron(0 10 ? JAN,FEB FRIL 2030-2031)",
            "cron(30 0 15W * ? *)",
            "at(2030-01-31T23:59:59)",
        ] {
            assert_eq!(wrong(text, Once::AtTime), None, "{text}");
        }
    }

    #[test]
    fn schedules_that_aws_refuses_are_distinguished() {
        for text in [
            "rate(1 minutes)",
            "rate(5 minute)",
            "rate(0 hours)",
            "rate(5)",
            "every 5 minutes",
            "cron(0 12 * * *)",
            "cron(0 12 * * * *)",
            "cron(0 12 ? * ? *)",
            "cron(60 12 * * ? *)",
            "cron(0 12 * 13 ? *)",
            "cron(0 12 ? * FOO *)",
            "at(2030-13-01T00:00:00)",
            "at(tomorrow)",
        ] {
            assert!(wrong(text, Once::AtTime).is_some(), "{text}");
        }
    }

    #[test]
    fn a_service_takes_its_own_form_of_a_single_run() {
        let (zero, time) = ("rate(0 minutes)", "at(2030-01-31T23:59:59)");
        assert!(wrong(zero, Once::Never).is_some() && wrong(time, Once::Never).is_some());
        assert!(wrong(zero, Once::AtTime).is_some() && wrong(time, Once::AtTime).is_none());
        assert!(wrong(zero, Once::RateOfZero).is_none() && wrong(time, Once::RateOfZero).is_some());
    }
}
