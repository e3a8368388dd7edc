//! What looks after the account, of which there is one in each region: threats, access from outside, and rules that its configuration
//! keeps.

use cdk::Stack;
use cdk::aws::accessanalyzer::Analyzer;
use cdk::aws::config::ConfigRule;
use cdk::aws::config::config_rule::Source;
use cdk::aws::guardduty::Detector;
use cdk::aws::guardduty::detector::FindingPublishingFrequency;

/// Rules of AWS Config by their names there. The recorder is that of layer 02.
const RULES: [(&str, &str); 8] = [
    ("cloudtrail", "CLOUD_TRAIL_ENABLED"),
    ("database-encrypted", "RDS_STORAGE_ENCRYPTED"),
    ("database-private", "RDS_INSTANCE_PUBLIC_ACCESS_CHECK"),
    ("files-private", "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED"),
    ("files-tls-only", "S3_BUCKET_SSL_REQUESTS_ONLY"),
    ("keys-rotate", "CMK_BACKING_KEY_ROTATION_ENABLED"),
    ("root-without-key", "IAM_ROOT_ACCESS_KEY_CHECK"),
    ("traffic-logged", "VPC_FLOW_LOGS_ENABLED"),
];

pub(super) fn declare(stack: &Stack) {
    let threats =
        Detector::new().enable(true).finding_publishing_frequency(FindingPublishingFrequency::FifteenMinutes);
    stack.add("Threats", threats);
    stack.add("AccessFromOutside", Analyzer::new().type_("ACCOUNT"));
    for (id, identifier) in RULES {
        let rule = ConfigRule::new().source(Source::new().owner("AWS").source_identifier(identifier));
        stack.add(format!("Rule-{id}"), rule);
    }
}
