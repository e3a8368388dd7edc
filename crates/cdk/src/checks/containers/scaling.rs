//! Minimum and maximum.

use super::super::model::Model;
use super::super::report::Report;
use super::super::rules;

/// Type, minimum, maximum, and the property that must be between.
const RANGES: [(&str, &str, &str, &str); 3] = [
    ("AWS::ApplicationAutoScaling::ScalableTarget", "MinCapacity", "MaxCapacity", ""),
    ("AWS::AutoScaling::AutoScalingGroup", "MinSize", "MaxSize", "DesiredCapacity"),
    ("AWS::EKS::Nodegroup", "ScalingConfig.MinSize", "ScalingConfig.MaxSize", "ScalingConfig.DesiredSize"),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, least, most, wanted) in RANGES {
        for target in model.of(type_name) {
            let (Some(min), Some(max)) = (target.whole(least), target.whole(most)) else { continue };
            if min > max {
                report.add(
                    rules::SCALING,
                    target,
                    least,
                    format!("the minimum {min} is above the maximum {max}"),
                );
            } else if let Some(size) = target.whole(wanted).filter(|size| !(min..=max).contains(size)) {
                report.add(rules::SCALING, target, wanted, format!("{size} is not between {min} and {max}"));
            }
        }
    }
}
