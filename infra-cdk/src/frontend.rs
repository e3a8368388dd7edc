//! Layer 11: the site, and the one address of site and API.

use cdk::RemovalPolicy;
use cdk::constructs::{Bucket, BucketHandle, Distribution, DistributionHandle, Origin};

use crate::api_gateway::ApiGateway;
use crate::app::Clinic;

/// What later layers need of the front end.
pub struct Frontend {
    pub site: BucketHandle,
    pub distribution: DistributionHandle,
}

/// Where all must be that CloudFront refers to.
const EDGE: &str = "us-east-1";

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, _api: &ApiGateway) -> Frontend {
    let stack = clinic.stack_in(EDGE, "11-frontend", "the site");
    let protected = clinic.environment.is_protected;
    let removal = if protected { RemovalPolicy::Retain } else { RemovalPolicy::Destroy };
    let site = stack.add("Site", Bucket::new().versioned().removal_policy(removal));
    let distribution = Distribution::of(Origin::bucket(&site)).single_page_app("/index.html");
    let distribution = stack.add("Distribution", distribution);
    Frontend { site, distribution }
}
