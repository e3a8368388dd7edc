use cdk_core::{IntoVal, Val};

use super::BucketHandle;
use crate::constructs::{Grant, Grantee, PolicyStatement};

const READ: [&str; 1] = ["s3:GetObject"];
const WRITE: [&str; 2] = ["s3:AbortMultipartUpload", "s3:PutObject"];
const DELETE: [&str; 1] = ["s3:DeleteObject"];

impl BucketHandle {
    /// Lets it list and read all files.
    pub fn grant_read(&self, to: &impl Grantee) -> Grant {
        self.grant_list(to);
        self.grant_read_of(to, "*")
    }

    /// Lets it read files whose names match a pattern, such as `uploads/*`.
    pub fn grant_read_of(&self, to: &impl Grantee, pattern: impl IntoVal<String>) -> Grant {
        if let Some(key) = &self.key {
            key.grant_decrypt(to);
        }
        self.on_files(to, &READ, pattern.into_val())
    }

    /// Lets it list the names of all files.
    pub fn grant_list(&self, to: &impl Grantee) -> Grant {
        to.grant(PolicyStatement::allow(["s3:ListBucket"]).on([self.resource.arn()]))
    }

    /// Lets it write files, and neither read nor delete any.
    pub fn grant_write(&self, to: &impl Grantee) -> Grant {
        self.grant_write_of(to, "*")
    }

    /// Lets it write files whose names match a pattern.
    pub fn grant_write_of(&self, to: &impl Grantee, pattern: impl IntoVal<String>) -> Grant {
        if let Some(key) = &self.key {
            // Uploads in parts are decrypted to be put together.
            let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
            to.grant(PolicyStatement::allow(actions).on([key.arn()]));
        }
        self.on_files(to, &WRITE, pattern.into_val())
    }

    /// Lets it delete files.
    pub fn grant_delete(&self, to: &impl Grantee) -> Grant {
        self.on_files(to, &DELETE, "*".into_val())
    }

    /// Lets it list, read, write and delete files.
    pub fn grant_read_write(&self, to: &impl Grantee) -> Grant {
        self.grant_read(to);
        self.grant_write(to);
        self.grant_delete(to)
    }

    fn on_files(&self, to: &impl Grantee, actions: &[&str], pattern: Val<String>) -> Grant {
        to.grant(PolicyStatement::allow(actions.iter().copied()).on([self.arn_of_files(pattern)]))
    }
}
