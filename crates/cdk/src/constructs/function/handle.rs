use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use cdk_aws::lambda::url::AuthType;
use cdk_aws::{Resource, lambda};
use cdk_core::{IntoVal, Scope, Val, given, text};

use crate::constructs::{
    Connectable, Grant, Grantee, LogGroupHandle, Metric, PolicyStatement, RoleHandle, SecurityGroup,
    SecurityGroupHandle,
};

/// Handle on a [`Function`](super::Function). Derefs to its resource.
#[derive(Clone, Debug)]
pub struct FunctionHandle {
    scope: Scope,
    resource: Resource<lambda::Function>,
    role: RoleHandle,
    logs: LogGroupHandle,
    group: Rc<OnceCell<SecurityGroupHandle>>,
}

impl FunctionHandle {
    pub(super) fn new(
        scope: &Scope,
        resource: Resource<lambda::Function>,
        role: RoleHandle,
        logs: LogGroupHandle,
        group: Option<SecurityGroupHandle>,
    ) -> Self {
        let group = Rc::new(group.map(OnceCell::from).unwrap_or_default());
        Self { scope: scope.clone(), resource, role, logs, group }
    }

    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Its log group.
    #[must_use]
    pub fn logs(&self) -> &LogGroupHandle {
        &self.logs
    }

    /// The role that the function acts by.
    #[must_use]
    pub fn role(&self) -> &RoleHandle {
        &self.role
    }

    /// Lets it call the function, any version and alias of it included.
    pub fn grant_invoke(&self, to: &impl Grantee) -> Grant {
        to.grant(
            PolicyStatement::allow(["lambda:InvokeFunction"])
                .on([self.resource.arn()])
                .on([text!("{}:*", self.resource.arn())]),
        )
    }

    /// Lets it call the function's address, which asks for signatures: `url(AuthType::AwsIam)`.
    pub fn grant_invoke_url(&self, to: &impl Grantee) -> Grant {
        let actions = ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"];
        to.grant(PolicyStatement::allow(actions).on([self.resource.arn()]))
    }

    /// Lets a service of AWS call the function, for one source only.
    pub fn allow_service(
        &self,
        id: &str,
        service: &str,
        source_arn: impl IntoVal<String>,
    ) -> Resource<lambda::Permission> {
        let permission = lambda::Permission::new()
            .action("lambda:InvokeFunction")
            .function_name(self.resource.arn())
            .principal(service)
            .source_arn(source_arn);
        self.scope.add(id, permission)
    }

    /// A function URL. With `AuthType::None` anyone in the world may call it.
    pub fn url(&self, auth: AuthType) -> Val<String> {
        let open = matches!(auth, AuthType::None);
        let url = lambda::Url::new().auth_type(auth).target_function_arn(self.resource.arn());
        let url = self.scope.add("Url", url);
        if open {
            let permission = lambda::Permission::new()
                .action("lambda:InvokeFunctionUrl")
                .function_name(self.resource.arn())
                .principal("*")
                .function_url_auth_type(given("NONE"));
            self.scope.add("AnyoneMayCallUrl", permission);
            // Lambda asks for both: the address, and the function behind it.
            let behind = lambda::Permission::new()
                .action("lambda:InvokeFunction")
                .function_name(self.resource.arn())
                .principal("*")
                .invoked_via_function_url(true);
            self.scope.add("AnyoneMayCallThroughUrl", behind);
        }
        url.function_url()
    }

    /// A metric of the function by CloudWatch's name, averaged over a minute.
    #[must_use]
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Lambda", name).dimension("FunctionName", self.resource.function_name()).every(60)
    }

    /// Calls.
    #[must_use]
    pub fn invocations(&self) -> Metric {
        self.metric("Invocations").statistic("Sum").label("calls")
    }

    /// Calls that failed.
    #[must_use]
    pub fn errors(&self) -> Metric {
        self.metric("Errors").statistic("Sum").label("errors")
    }

    /// Throttled calls: too many were running.
    #[must_use]
    pub fn throttles(&self) -> Metric {
        self.metric("Throttles").statistic("Sum").label("throttles")
    }

    /// How long calls take, in milliseconds; the 99th percentile.
    #[must_use]
    pub fn duration(&self) -> Metric {
        self.metric("Duration").statistic("p99").label("duration p99")
    }
}

impl Grantee for FunctionHandle {
    fn grant(&self, statement: PolicyStatement) -> Grant {
        self.role.grant(statement)
    }
}

impl Connectable for FunctionHandle {
    /// The group of a function that is [`within`](super::Function::within) a VPC. Without a VPC the call is a mistake.
    fn security_group(&self) -> &SecurityGroupHandle {
        self.group.get_or_init(|| {
            self.scope.fail("it has no security group of its own: put it within a VPC by `Function::within`");
            self.scope.add("NoSecurityGroup", SecurityGroup::existing(given("sg-00000000")))
        })
    }
}

impl Deref for FunctionHandle {
    type Target = Resource<lambda::Function>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
