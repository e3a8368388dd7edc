mod alarms;
mod asynchronous;
mod handle;
mod sources;
mod version;

use cdk_aws::lambda::function::{
    Architectures, DeadLetterConfig, Environment, LoggingConfig, TracingConfig, VpcConfig,
};
use cdk_aws::{kinds, lambda};
use cdk_core::{Construct, IntoVal, Json, Map, Scope, Val, given, pseudo, text};
use lambda::function::Runtime;

pub use self::handle::FunctionHandle;
pub use self::sources::Schedule;
use super::{
    Code, LogGroup, LogGroupHandle, PolicyStatement, QueueHandle, Role, RoleHandle, RustCode, SecurityGroup,
    SecurityGroupHandle, Subnets, VpcHandle,
};

/// The processor a function runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Architecture {
    /// The cheaper one.
    #[default]
    Arm64,
    X86_64,
}

/// A Lambda function with its role and log group.
///
/// Makes: `AWS::Lambda::Function`, `AWS::IAM::Role` (which may write to its log group and nothing else), `AWS::Logs::LogGroup`
/// (30 days); with grants to it an `AWS::IAM::Policy`; [`within`](Self::within) a VPC an `AWS::EC2::SecurityGroup`. By its handle:
/// `AWS::Lambda::EventSourceMapping` for a queue, `AWS::Events::Rule` with an `AWS::Lambda::Permission` for a schedule,
/// `AWS::Lambda::Version` and `Alias`, `Url` (with two `Permission`s where it is open), `AWS::CloudWatch::Alarm`s.
///
/// ```no_run
/// use cdk::constructs::{Function, RustCode};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let hello = stack.add("Hello", Function::rust(RustCode::built_by_cargo_lambda("functions/hello", "hello"))
///     .memory(256).timeout(10).traced().variable("RUST_LOG", "info"));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Function {
    source: Source,
    architecture: Architecture,
    variables: Vec<(String, Val<String>)>,
    statements: Vec<PolicyStatement>,
    logs: Option<LogGroupHandle>,
    dead_letters: Option<QueueHandle>,
    role: Option<RoleHandle>,
    place: Option<Place>,
    traced: bool,
    /// Settings that are applied once the code is known.
    plain: Vec<(&'static str, Json)>,
}

enum Source {
    Rust(RustCode),
    Other { runtime: Runtime, handler: String, code: Code },
}

/// Where in a VPC it runs.
enum Place {
    Own { vpc: VpcHandle, subnets: Subnets, group: Option<SecurityGroupHandle> },
    Given { subnets: Val<Vec<kinds::ec2::SubnetId>>, security_groups: Val<Vec<kinds::ec2::SecurityGroupId>> },
}

impl Place {
    fn config(self, scope: &Scope) -> (VpcConfig, Option<SecurityGroupHandle>) {
        match self {
            Self::Own { vpc, subnets, group } => {
                let group = group
                    .unwrap_or_else(|| scope.add("SecurityGroup", SecurityGroup::new(&vpc).open_egress()));
                let config = VpcConfig::new().subnet_ids(subnets.ids()).security_group_ids([group.id()]);
                (config, Some(group))
            }
            Self::Given { subnets, security_groups } => {
                (VpcConfig::new().subnet_ids(subnets).security_group_ids(security_groups), None)
            }
        }
    }
}

impl Function {
    /// A program in Rust.
    pub fn rust(code: RustCode) -> Self {
        Self::of(Source::Rust(code))
    }

    /// Code for another runtime, and the name of its handler in it, such as `index.handler`.
    pub fn code(runtime: Runtime, handler: impl Into<String>, code: Code) -> Self {
        Self::of(Source::Other { runtime, handler: handler.into(), code })
    }

    fn of(source: Source) -> Self {
        let function = Self {
            source,
            architecture: Architecture::default(),
            variables: Vec::new(),
            statements: Vec::new(),
            logs: None,
            dead_letters: None,
            role: None,
            place: None,
            traced: false,
            plain: Vec::new(),
        };
        function.memory(128).timeout(3)
    }

    /// 128 to 10,240 MiB, and processor time in proportion; 128 unless given.
    pub fn memory(self, mebibytes: u32) -> Self {
        self.with("MemorySize", Json::Number(mebibytes.into()))
    }

    /// How long a call may take: 1 to 900 s; 3 unless given.
    pub fn timeout(self, seconds: u32) -> Self {
        self.with("Timeout", Json::Number(seconds.into()))
    }

    pub fn description(self, text: impl Into<String>) -> Self {
        self.with("Description", Json::from(text.into()))
    }

    /// A fixed name, with which CloudFormation cannot replace the function.
    pub fn name(self, name: impl IntoVal<String>) -> Self {
        let name = name.into_val().into_json();
        self.with("FunctionName", name)
    }

    /// Reserves this many concurrent calls of the account's limit for the function, which is also its own limit.
    pub fn reserved_concurrency(self, calls: u32) -> Self {
        self.with("ReservedConcurrentExecutions", Json::Number(calls.into()))
    }

    fn with(mut self, property: &'static str, value: Json) -> Self {
        self.plain.push((property, value));
        self
    }

    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// An environment variable.
    pub fn variable(mut self, name: impl Into<String>, value: impl IntoVal<String>) -> Self {
        self.variables.push((name.into(), value.into_val()));
        self
    }

    /// A statement of its role that holds from the start. The statement's resource must not depend on this function;
    /// otherwise use the resource's `grant_*` methods.
    pub fn statement(mut self, statement: PolicyStatement) -> Self {
        self.statements.push(statement);
        self
    }

    /// Acts by this role rather than by one of its own. The role must already permit what the function needs: its log, its traces, its
    /// network interfaces. The construct adds nothing to it; grants to the function's handle do.
    pub fn role(mut self, role: &RoleHandle) -> Self {
        self.role = Some(role.clone());
        self
    }

    /// Writes to this log group rather than to one of its own.
    pub fn logs_to(mut self, group: &LogGroupHandle) -> Self {
        self.logs = Some(group.clone());
        self
    }

    /// Sends traces of its calls to X-Ray.
    pub fn traced(mut self) -> Self {
        self.traced = true;
        self
    }

    /// The queue for events of asynchronous invocations that failed.
    pub fn dead_letters_to(mut self, queue: &QueueHandle) -> Self {
        self.dead_letters = Some(queue.clone());
        self
    }

    /// Runs in some subnets of a VPC, with a security group of its own whose egress is open:
    /// `database.allow_default_port_from(&function)`. Calls to the internet, AWS's services included, need subnets with egress.
    pub fn within(mut self, vpc: &VpcHandle, subnets: &Subnets) -> Self {
        self.place = Some(Place::Own { vpc: vpc.clone(), subnets: subnets.clone(), group: None });
        self
    }

    /// Like [`within`](Self::within), with a given security group rather than one of its own.
    pub fn within_group(mut self, vpc: &VpcHandle, subnets: &Subnets, group: &SecurityGroupHandle) -> Self {
        let (vpc, subnets, group) = (vpc.clone(), subnets.clone(), Some(group.clone()));
        self.place = Some(Place::Own { vpc, subnets, group });
        self
    }

    /// Like [`within`](Self::within), with given subnets and security groups.
    pub fn in_vpc(
        mut self,
        subnets: impl IntoVal<Vec<kinds::ec2::SubnetId>>,
        security_groups: impl IntoVal<Vec<kinds::ec2::SecurityGroupId>>,
    ) -> Self {
        let (subnets, security_groups) = (subnets.into_val(), security_groups.into_val());
        self.place = Some(Place::Given { subnets, security_groups });
        self
    }

    /// The permissions that Lambda verifies when it creates the function.
    fn needs(&self, logs: &LogGroupHandle) -> Vec<PolicyStatement> {
        let mut needs = vec![logs.writing()];
        if self.traced {
            needs.push(
                PolicyStatement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]).on(["*"]),
            );
        }
        if let Some(queue) = &self.dead_letters {
            needs.push(PolicyStatement::allow(["sqs:SendMessage"]).on([queue.arn()]));
            if let Some(key) = queue.key() {
                let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
                needs.push(PolicyStatement::allow(actions).on([key.arn()]));
            }
        }
        if self.place.is_some() {
            needs.extend(Self::network_interfaces());
        }
        needs
    }

    /// What the role of a function in a VPC must say, for roles that are given. Lambda makes the interfaces before there is anything to
    /// name; the function's own code may not (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html>).
    #[must_use]
    pub fn network_interfaces() -> [PolicyStatement; 2] {
        let actions = [
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ];
        // Only requests of code say which function they come from.
        let any = text!("arn:{}:lambda:*:*:function:*", pseudo::partition());
        let code = PolicyStatement::deny(actions).on(["*"]).when("ArnLike", "lambda:SourceFunctionArn", any);
        [PolicyStatement::allow(actions).on(["*"]), code]
    }
}

impl Construct for Function {
    type Output = FunctionHandle;

    fn create(self, scope: &Scope) -> FunctionHandle {
        let logs = self.logs.clone().unwrap_or_else(|| scope.add("Logs", LogGroup::new()));
        let role = self.role.clone().unwrap_or_else(|| {
            let needs = self.needs(&logs).into_iter().chain(self.statements.iter().cloned());
            scope.add("ServiceRole", needs.fold(Role::assumed_by("lambda.amazonaws.com"), Role::statement))
        });
        let (runtime, handler, code) = match self.source {
            Source::Rust(code) => {
                let code = code.into_code(scope, self.architecture);
                (Runtime::ProvidedAl2023, "bootstrap".to_owned(), code)
            }
            Source::Other { runtime, handler, code } => (runtime, handler, code),
        };
        let architecture = match self.architecture {
            Architecture::Arm64 => Architectures::Arm64,
            Architecture::X86_64 => Architectures::X86_64,
        };
        let mut function = lambda::Function::new()
            .code(code.resolve(scope))
            .role(role.arn())
            .runtime(runtime)
            .handler(handler)
            .architectures([architecture])
            .logging_config(LoggingConfig::new().log_group(logs.log_group_name()));
        if !self.variables.is_empty() {
            let variables: Val<Map<String>> = self.variables.into_val();
            function = function.environment(Environment::new().variables(variables));
        }
        if self.traced {
            function = function.tracing_config(TracingConfig::new().mode(given("Active")));
        }
        if let Some(queue) = &self.dead_letters {
            function = function.dead_letter_config(DeadLetterConfig::new().target_arn(queue.arn()));
        }
        let mut group = None;
        if let Some(place) = self.place {
            let (config, own) = place.config(scope);
            function = function.vpc_config(config);
            group = own;
        }
        let resource = scope.add("Resource", function);
        for (property, value) in self.plain {
            resource.set(property, value);
        }
        FunctionHandle::new(scope, resource, role, logs, group)
    }
}
