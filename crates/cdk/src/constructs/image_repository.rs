use cdk_aws::ecr::repository::{
    EncryptionConfiguration, EncryptionType, ImageScanningConfiguration, ImageTagMutability, LifecyclePolicy,
};
use cdk_aws::{Resource, ecr};
use cdk_core::{Construct, IntoVal, RemovalPolicy, Scope};

use super::KeyHandle;

/// A repository of container images. ECR scans each image for known vulnerabilities when it is pushed; a tag never moves to another
/// image; images without a tag are deleted after a day, and of the others the latest 50 are kept.
///
/// Makes: `AWS::ECR::Repository`, which stays with its images when the stack goes, unless
/// [`removal_policy`](Self::removal_policy) differs.
///
/// ```
/// use cdk::constructs::ImageRepository;
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let pets = stack.add("Pets", ImageRepository::new().name("pets").keep_images(20));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct ImageRepository {
    resource: ecr::Repository,
    kept: u32,
    removal: RemovalPolicy,
}

impl ImageRepository {
    pub fn new() -> Self {
        Self { resource: ecr::Repository::new(), kept: 50, removal: RemovalPolicy::Retain }
    }

    /// A fixed name: lower-case letters, digits, and `-`, `_`, `.` and `/` between them. CloudFormation gives it one otherwise.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.repository_name(name);
        self
    }

    /// Encrypted by this key rather than by S3's own. Who pushes and pulls needs no permission for it.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        let encryption =
            EncryptionConfiguration::new().encryption_type(EncryptionType::Kms).kms_key(key.arn());
        self.resource = self.resource.encryption_configuration(encryption);
        self
    }

    /// How many tagged images are kept.
    pub fn keep_images(mut self, count: u32) -> Self {
        self.kept = count;
        self
    }

    /// Whether it goes with its stack, and all images with it.
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal = policy;
        self
    }
}

impl Default for ImageRepository {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for ImageRepository {
    type Output = Resource<ecr::Repository>;

    fn create(self, scope: &Scope) -> Self::Output {
        let untagged = serde_json::json!({
            "rulePriority": 1, "description": "untagged", "action": {"type": "expire"},
            "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1},
        });
        let old = serde_json::json!({
            "rulePriority": 2, "description": "old", "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": self.kept},
        });
        let rules = serde_json::json!({"rules": [untagged, old]}).to_string();
        let mut repository = self
            .resource
            .image_scanning_configuration(ImageScanningConfiguration::new().scan_on_push(true))
            .image_tag_mutability(ImageTagMutability::Immutable)
            .lifecycle_policy(LifecyclePolicy::new().lifecycle_policy_text(rules));
        if self.removal == RemovalPolicy::Destroy {
            repository = repository.empty_on_delete(true);
        }
        let repository = scope.add("Resource", repository);
        repository.removal_policy(self.removal);
        repository
    }
}
