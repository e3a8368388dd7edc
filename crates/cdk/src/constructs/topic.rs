use std::ops::Deref;

use cdk_aws::{Resource, kinds, sns};
use cdk_core::{Construct, IntoVal, Scope, Val, given, json, pseudo, text};

use super::iam::GrowingPolicy;
use super::{
    FunctionHandle, Grant, Grantee, Key, KeyHandle, PolicyDocument, PolicyStatement, Principal, QueueHandle,
};

/// A topic: encrypted, TLS only.
///
/// Makes: `AWS::SNS::Topic`, `AWS::SNS::TopicPolicy`; with [`for_alarms`](Self::for_alarms) an `AWS::KMS::Key`; for each
/// subscription an `AWS::SNS::Subscription`.
#[must_use = "nothing is made of it before it is added to something"]
pub struct Topic {
    resource: sns::Topic,
    encryption: Encryption,
    emails: Vec<String>,
    alarms: Option<String>,
}

enum Encryption {
    /// A key that AWS owns, which services such as CloudWatch cannot use.
    OfSns,
    /// A key of this topic, which CloudWatch can use.
    ForAlarms,
    By(KeyHandle),
}

impl Topic {
    /// Encrypted by SNS's own key: free, and enough where functions and roles of this account publish.
    pub fn new() -> Self {
        let encryption = Encryption::OfSns;
        Self { resource: sns::Topic::new(), encryption, emails: Vec::new(), alarms: None }
    }

    /// Encrypted by a key of its own, since CloudWatch cannot publish alarms by SNS's own key. Alarms that notify it get leave to.
    pub fn for_alarms() -> Self {
        Self { encryption: Encryption::ForAlarms, ..Self::new() }
    }

    /// Encrypted by this key. Alarms that notify the topic get leave to use it, as does what publishing is granted to.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.encryption = Encryption::By(key.clone());
        self
    }

    /// The sender that e-mails and text messages show.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.resource = self.resource.display_name(name.into());
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the topic.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.topic_name(name);
        self
    }

    /// Only alarms with such names may publish; `*` stands for any characters. Unless given, all alarms of the account may as soon as one
    /// notifies the topic.
    pub fn alarms_named(mut self, names: impl Into<String>) -> Self {
        self.alarms = Some(names.into());
        self
    }

    /// Subscribes an address, whose owner is asked to confirm.
    pub fn email(mut self, address: impl Into<String>) -> Self {
        self.emails.push(address.into());
        self
    }
}

impl Default for Topic {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for Topic {
    type Output = TopicHandle;

    fn create(self, scope: &Scope) -> TopicHandle {
        let key = match self.encryption {
            Encryption::OfSns => None,
            Encryption::By(key) => Some(key),
            Encryption::ForAlarms => {
                let key = Key::new()
                    .description(format!("messages of {}", scope.path()))
                    .removal_policy(cdk_core::RemovalPolicy::Destroy);
                Some(scope.add("Key", key))
            }
        };
        let topic = match &key {
            Some(key) => self.resource.kms_master_key_id(key.arn()),
            None => self.resource.kms_master_key_id(given("alias/aws/sns")),
        };
        let resource = scope.add("Resource", topic);
        let only_tls = PolicyStatement::deny(["sns:Publish"])
            .on([resource.topic_arn()])
            .by(Principal::anyone())
            .when("Bool", "aws:SecureTransport", "false");
        let policy =
            sns::TopicPolicy::new().policy_document(PolicyDocument::new()).topics([resource.topic_arn()]);
        let policy = scope.child("Policy").add("Resource", policy);
        let policy = GrowingPolicy::new(&policy, "PolicyDocument", PolicyDocument::new().with(only_tls));
        let topic = TopicHandle { scope: scope.clone(), resource, policy, key, alarms: self.alarms };
        for address in self.emails {
            topic.subscribe(&address.clone(), "email", address);
        }
        topic
    }
}

/// Handle on a [`Topic`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct TopicHandle {
    scope: Scope,
    resource: Resource<sns::Topic>,
    policy: GrowingPolicy,
    key: Option<KeyHandle>,
    alarms: Option<String>,
}

impl TopicHandle {
    /// Lets it publish, and use the topic's key for that.
    pub fn grant_publish(&self, to: &impl Grantee) -> Grant {
        if let Some(key) = &self.key {
            let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
            to.grant(PolicyStatement::allow(actions).on([key.arn()]));
        }
        to.grant(PolicyStatement::allow(["sns:Publish"]).on([self.resource.topic_arn()]))
    }

    /// Lets a service of AWS publish for this account, such as `s3.amazonaws.com`, and use the topic's key for that. Services cannot
    /// use SNS's own key, so the topic must have one: see [`Topic::encrypted_by`] and [`Topic::for_alarms`].
    pub fn allow_service(&self, service: impl Into<String>) {
        let service = service.into();
        match &self.key {
            Some(key) => key.allow_service(&service),
            None => self.scope.error(format!(
                "{service} cannot publish to it, since SNS's own key encrypts it; give it a key by `Topic::encrypted_by`"
            )),
        }
        self.add_to_policy(self.publishing_by(service));
    }

    fn publishing_by(&self, service: impl Into<String>) -> PolicyStatement {
        PolicyStatement::allow(["sns:Publish"])
            .on([self.resource.topic_arn()])
            .by(Principal::service(service))
            .when("StringEquals", "aws:SourceAccount", self.scope.stack().account())
    }

    /// Lets rules of EventBridge publish, and use the topic's key for that. The statements have no condition: AWS documents that
    /// `aws:SourceAccount` and `aws:SourceArn` are supported neither in policies of topics nor in those of their keys when EventBridge
    /// publishes, and with them no message would arrive.
    pub fn allow_events(&self) {
        const EVENTS: &str = "events.amazonaws.com";
        match &self.key {
            Some(key) => key.add_to_policy(
                PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey*"])
                    .on(["*"])
                    .by(Principal::service(EVENTS)),
            ),
            None => self.scope.error(
                "EventBridge cannot publish to it, since SNS's own key encrypts it; give it a key by `Topic::encrypted_by`",
            ),
        }
        self.add_to_policy(
            PolicyStatement::allow(["sns:Publish"])
                .on([self.resource.topic_arn()])
                .by(Principal::service(EVENTS)),
        );
    }

    /// A statement of the topic's own policy.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.policy.add(statement);
    }

    /// Puts the messages that a subscription's endpoint did not take, after all attempts, into a queue.
    pub fn undelivered_to(&self, subscription: &Resource<sns::Subscription>, queue: &QueueHandle) {
        self.let_send_to(queue);
        subscription.set("RedrivePolicy", json!({"deadLetterTargetArn": (queue.arn())}));
        // SNS looks whether it may when the subscription is made.
        subscription.depends_on(queue.policy());
    }

    fn let_send_to(&self, queue: &QueueHandle) {
        queue.add_to_policy(
            PolicyStatement::allow(["sqs:SendMessage"]).on([queue.arn()]).by("sns.amazonaws.com").when(
                "ArnEquals",
                "aws:SourceArn",
                self.resource.topic_arn(),
            ),
        );
        if let Some(key) = queue.key() {
            // By account rather than by topic: one key may encrypt both, and then cannot wait for the topic.
            key.allow_service("sns.amazonaws.com");
        }
    }

    /// Sends each message to an endpoint; `protocol` is `https`, `email`, `sms` and the like.
    pub fn subscribe(
        &self,
        id: &str,
        protocol: &str,
        endpoint: impl IntoVal<String>,
    ) -> Resource<sns::Subscription> {
        self.scope.add(id, self.subscription(&self.scope, protocol, endpoint))
    }

    /// Sends each message to a queue, without an envelope.
    pub fn subscribe_queue(&self, queue: &QueueHandle) -> Resource<sns::Subscription> {
        self.let_send_to(queue);
        let id = format!("From{}", self.scope.path().replace('/', ""));
        // With the queue, whose policy names the topic: so their stacks do not need each other in a circle.
        let subscription = self.subscription(queue.scope(), "sqs", queue.arn()).raw_message_delivery(true);
        queue.scope().add(id, subscription)
    }

    /// Calls a function with each message.
    pub fn subscribe_function(&self, function: &FunctionHandle) -> Resource<sns::Subscription> {
        let id = format!("From{}", self.scope.path().replace('/', ""));
        let mut arn: Val<String> = self.resource.topic_arn().into_val();
        if !self.is_in_region_of(function.scope()) {
            // In a text, since AWS's validator takes no value that was carried from another region for the ARN of a topic.
            arn = Val::of(json!({"Fn::Sub": ["${Topic}", {"Topic": (arn)}]}));
        }
        function.allow_service(&format!("{id}MayCall"), "sns.amazonaws.com", arn);
        // With the function, whose permission names the topic.
        function.scope().add(id, self.subscription(function.scope(), "lambda", function.arn()))
    }

    /// A subscription that is declared in some stack, perhaps of another region.
    fn subscription(&self, at: &Scope, protocol: &str, endpoint: impl IntoVal<String>) -> sns::Subscription {
        let subscription = sns::Subscription::new()
            .protocol(protocol)
            .topic_arn(self.resource.topic_arn())
            .endpoint(endpoint);
        if self.is_in_region_of(at) { subscription } else { subscription.region(self.scope.stack().region()) }
    }

    fn is_in_region_of(&self, at: &Scope) -> bool {
        self.scope.stack().environment().region == at.stack().environment().region
    }

    /// Lets CloudWatch publish to it, unless SNS's own key encrypts it, which CloudWatch cannot use.
    pub(super) fn take_alarms(&self) -> bool {
        const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";
        let Some(key) = &self.key else { return false };
        key.allow_service(CLOUDWATCH);
        let mut publish = self.publishing_by(CLOUDWATCH);
        if let Some(names) = &self.alarms {
            let stack = self.scope.stack();
            let (region, account) = (stack.region(), stack.account());
            let alarms =
                text!("arn:{}:cloudwatch:{}:{}:alarm:{}", pseudo::partition(), region, account, names);
            publish = publish.when("ArnLike", "aws:SourceArn", alarms);
        }
        self.add_to_policy(publish);
        true
    }

    /// The ARN by which alarms notify it.
    #[must_use]
    pub fn arn(&self) -> Val<kinds::sns::TopicArn> {
        self.resource.topic_arn()
    }
}

impl Deref for TopicHandle {
    type Target = Resource<sns::Topic>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
