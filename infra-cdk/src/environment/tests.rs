use cdk::Context;
use serde_json::Value;

use super::{Environment, Error};

fn of(values: &[(&str, &str)]) -> Result<Environment, Error> {
    let value = |(key, value): &(&str, &str)| ((*key).to_owned(), Value::from(*value));
    Environment::of(&Context::new(values.iter().map(value)))
}

#[test]
fn without_context_it_is_dev() {
    let environment = of(&[]).unwrap();
    assert_eq!((environment.name.as_str(), environment.region.as_str()), ("dev", "us-west-2"));
}

#[test]
fn an_environment_of_another_name_begins_with_one_of_the_presets() {
    assert!(of(&[("environment", "anna")]).unwrap_err().to_string().contains("`like` says which"));
    let anna = of(&[("environment", "anna"), ("like", "prod")]).unwrap();
    assert_eq!(anna.name, "anna");
    assert!(anna.is_protected);
}
