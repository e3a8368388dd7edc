use std::ops::Deref;

use cdk_aws::{Resource, sqs};
use cdk_core::{Construct, Element, IntoVal, Scope, json};

use super::iam::GrowingPolicy;
use super::{Grant, Grantee, KeyHandle, Metric, PolicyDocument, PolicyStatement, Principal};

/// How long a queue keeps messages that failed: 14 days, SQS's maximum.
const DEAD_LETTER_SECONDS: u32 = 14 * 24 * 3600;

/// A queue: encrypted, TLS only, with a dead-letter queue.
///
/// Makes: `AWS::SQS::Queue` and `AWS::SQS::QueuePolicy`, twice: once for the dead letters, unless
/// [`without_dead_letters`](Self::without_dead_letters).
#[must_use = "nothing is made of it before it is added to something"]
pub struct Queue {
    resource: sqs::Queue,
    key: Option<KeyHandle>,
    /// The number of failed receptions after which a message goes to the dead-letter queue.
    attempts: Option<u32>,
}

impl Queue {
    pub fn new() -> Self {
        Self { resource: sqs::Queue::new(), key: None, attempts: Some(3) }
    }

    /// The time a reader has for a message before another one gets it: up to 43,200 s; 30 unless given.
    /// A function that reads should have a sixth of it at most.
    pub fn visibility_timeout(mut self, seconds: u32) -> Self {
        self.resource = self.resource.visibility_timeout(seconds);
        self
    }

    /// How long a message is kept: 60 to 1,209,600 s; 4 days unless given.
    pub fn retention(mut self, seconds: u32) -> Self {
        self.resource = self.resource.message_retention_period(seconds);
        self
    }

    /// In order and once: its name ends with `.fifo`.
    pub fn fifo(mut self) -> Self {
        self.resource = self.resource.fifo_queue(true).content_based_deduplication(true);
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the queue.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.queue_name(name);
        self
    }

    /// Encrypted by this key rather than by SQS's own.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// Moves a message to the dead-letter queue after this many failed attempts; 3 unless given.
    pub fn dead_letters_after(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Messages that fail are delivered again until they expire.
    pub fn without_dead_letters(mut self) -> Self {
        self.attempts = None;
        self
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for Queue {
    type Output = QueueHandle;

    fn create(self, scope: &Scope) -> QueueHandle {
        let resource = match &self.key {
            Some(key) => self.resource.kms_master_key_id(key.arn()),
            None => self.resource.sqs_managed_sse_enabled(true),
        };
        let resource = scope.add("Resource", resource);
        let dead_letters = self.attempts.map(|attempts| {
            let mut aside = Self::new().retention(DEAD_LETTER_SECONDS).without_dead_letters();
            aside.key.clone_from(&self.key);
            if resource.get("FifoQueue").is_some() {
                aside.resource = aside.resource.fifo_queue(true);
            }
            let aside = scope.add("DeadLetters", aside);
            resource.set(
                "RedrivePolicy",
                json!({"deadLetterTargetArn": (aside.arn()), "maxReceiveCount": (attempts)}),
            );
            Box::new(aside)
        });
        let only_tls = PolicyStatement::deny(["sqs:*"]).on([resource.arn()]).by(Principal::anyone()).when(
            "Bool",
            "aws:SecureTransport",
            "false",
        );
        let policy =
            sqs::QueuePolicy::new().policy_document(PolicyDocument::new()).queues([resource.queue_url()]);
        let policy = scope.child("Policy").add("Resource", policy);
        let policy = GrowingPolicy::new(&policy, "PolicyDocument", PolicyDocument::new().with(only_tls));
        QueueHandle { scope: scope.clone(), resource, policy, key: self.key, dead_letters }
    }
}

/// Handle on a [`Queue`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct QueueHandle {
    scope: Scope,
    resource: Resource<sqs::Queue>,
    policy: GrowingPolicy,
    key: Option<KeyHandle>,
    dead_letters: Option<Box<QueueHandle>>,
}

impl QueueHandle {
    /// The dead-letter queue.
    #[must_use]
    pub fn dead_letters(&self) -> Option<&Self> {
        self.dead_letters.as_deref()
    }

    /// Lets it put messages in.
    pub fn grant_send(&self, to: &impl Grantee) -> Grant {
        if let Some(key) = &self.key {
            let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
            to.grant(PolicyStatement::allow(actions).on([key.arn()]));
        }
        to.grant(PolicyStatement::allow(["sqs:SendMessage"]).on([self.resource.arn()]))
    }

    /// Lets it take messages out, and put them back.
    pub fn grant_consume(&self, to: &impl Grantee) -> Grant {
        if let Some(key) = &self.key {
            key.grant_decrypt(to);
        }
        let actions = [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
        ];
        to.grant(PolicyStatement::allow(actions).on([self.resource.arn()]))
    }

    /// Lets it throw all messages away.
    pub fn grant_purge(&self, to: &impl Grantee) -> Grant {
        to.grant(PolicyStatement::allow(["sqs:PurgeQueue"]).on([self.resource.arn()]))
    }

    /// A statement of the queue's own policy.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.policy.add(statement);
    }

    /// A metric of the queue by CloudWatch's name, averaged over 5 minutes.
    #[must_use]
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/SQS", name).dimension("QueueName", self.resource.queue_name())
    }

    /// How many messages wait to be read, at most.
    #[must_use]
    pub fn messages_visible(&self) -> Metric {
        self.metric("ApproximateNumberOfMessagesVisible").statistic("Maximum")
    }

    /// How long the oldest message has been waiting, in seconds.
    #[must_use]
    pub fn age_of_oldest_message(&self) -> Metric {
        self.metric("ApproximateAgeOfOldestMessage").statistic("Maximum")
    }

    /// Its policy, for resources that fail unless the policy allows them first.
    pub fn policy(&self) -> &Element {
        self.policy.element()
    }

    pub(super) const fn key(&self) -> Option<&KeyHandle> {
        self.key.as_ref()
    }

    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Deref for QueueHandle {
    type Target = Resource<sqs::Queue>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
