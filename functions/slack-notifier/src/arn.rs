//! ARNs, as far as notices need them: `arn:aws:sns:us-west-2:123456789012:alarms`.

use crate::console::Region;

/// The parts of an ARN.
pub(crate) struct Arn<'a> {
    pub(crate) region: Option<Region>,
    /// The rest after the account; for a topic, its name.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let (_partition, _service) = (parts.next()?, parts.next()?);
        let region = Region::parse(parts.next()?);
        let _account = parts.next()?;
        Some(Self { region, resource: parts.next()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_a_region_and_a_resource() {
        let arn = Arn::parse("arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a:b").unwrap();
        assert_eq!(arn.region, Region::parse("cn-north-1"));
        assert_eq!(arn.resource, "alarm:a:b");
    }

    #[test]
    fn a_global_service_has_no_region() {
        let arn = Arn::parse("arn:aws:s3:::bucket").unwrap();
        assert_eq!((arn.region, arn.resource), (None, "bucket"));
    }

    #[test]
    fn any_other_text_is_no_arn() {
        assert!(["", "arn:", "arn:aws:sns:us-west-2:1", "x"].iter().all(|it| Arn::parse(it).is_none()));
    }
}
