use cdk_aws::ecs;
use cdk_aws::ecs::service::{
    AssignPublicIp, AvailabilityZoneRebalancing, AwsVpcConfiguration, NetworkConfiguration, PropagateTags,
    ServiceRegistry,
};
use cdk_aws::ecs::task_definition::CpuArchitecture;
use cdk_aws::kinds;
use cdk_core::{Construct, Scope, Val};

use super::deployment::Capacity;
use super::discovery::Discovery;
use super::{Container, FargateServiceHandle, Scaling, TaskSize, task};
use crate::constructs::{
    ClusterHandle, Grantee, LogGroup, PolicyStatement, RoleHandle, SecurityGroup, SecurityGroupHandle,
    Subnets,
};

/// A service on Fargate: ARM, in private subnets, with a log that is kept for 30 days. A deployment keeps all tasks until new ones are
/// healthy, and is rolled back if they do not become healthy.
///
/// Makes: `AWS::ECS::Service`, `AWS::ECS::TaskDefinition`, `AWS::Logs::LogGroup`, `AWS::EC2::SecurityGroup` (egress open); two
/// `AWS::IAM::Role`s (the task role and the execution role), each with an `AWS::IAM::Policy` of the least privilege. Where wanted:
/// `AWS::ServiceDiscovery::Service`, and the resources of [`Scaling`].
///
/// ```
/// use cdk::constructs::{Cluster, Container, FargateService, Image, Namespace, Scaling, TaskSize, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// # let cluster = stack.add("Cluster", Cluster::new(&vpc).namespace(Namespace::private_dns("pets.local")));
/// let pets = Container::new("app", Image::registry("public.ecr.aws/docker/library/httpd:2.4")).port(80);
/// let service = stack.add(
///     "Pets",
///     FargateService::new(&cluster, TaskSize::of::<256, 512>(), pets)
///         .discovered_as("pets")
///         .scaling(Scaling::between(2, 8).on_cpu(60)),
/// );
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct FargateService {
    cluster: ClusterHandle,
    size: TaskSize,
    containers: Vec<Container>,
    architecture: CpuArchitecture,
    pub(super) storage_gib: Option<u32>,
    log_group: LogGroup,
    subnets: Option<Subnets>,
    public_address: bool,
    desired_count: Option<u32>,
    pub(super) percent: (u32, u32),
    pub(super) alarms: Vec<Val<kinds::cloudwatch::AlarmName>>,
    pub(super) discovery: Discovery,
    roles: Option<(RoleHandle, RoleHandle)>,
    group: Option<SecurityGroupHandle>,
    scaling: Option<Scaling>,
    grace_seconds: u32,
    exec: bool,
    platform_version: Option<String>,
    name: Option<String>,
    pub(super) capacity: Capacity,
    pub(super) balanced: bool,
}

impl FargateService {
    /// The main container, which others call, and the CPU and memory of each task.
    pub fn new(cluster: &ClusterHandle, size: TaskSize, container: Container) -> Self {
        Self {
            cluster: cluster.clone(),
            size,
            containers: vec![container],
            architecture: CpuArchitecture::Arm64,
            storage_gib: None,
            log_group: LogGroup::new(),
            subnets: None,
            public_address: false,
            desired_count: None,
            percent: (100, 200),
            alarms: Vec::new(),
            discovery: Discovery::default(),
            roles: None,
            group: None,
            scaling: None,
            grace_seconds: 60,
            exec: false,
            platform_version: None,
            name: None,
            capacity: Capacity::Launch,
            balanced: false,
        }
    }

    /// A further container of each task.
    pub fn sidecar(mut self, container: Container) -> Self {
        self.containers.push(container);
        self
    }

    /// Runs it on x86 rather than ARM.
    pub fn x86(mut self) -> Self {
        self.architecture = CpuArchitecture::X86_64;
        self
    }

    /// The tasks' disk: 21 to 200; 20 unless given.
    pub fn storage_gib(mut self, size: u32) -> Self {
        self.storage_gib = Some(size);
        self
    }

    /// The log group for its containers' output.
    pub fn log_group(mut self, log_group: LogGroup) -> Self {
        self.log_group = log_group;
        self
    }

    /// Where its tasks run; in the private subnets unless given.
    pub fn subnets(mut self, subnets: Subnets) -> Self {
        self.subnets = Some(subnets);
        self
    }

    /// Gives each task a public address, without which a task in a public subnet has no egress.
    pub fn public_address(mut self) -> Self {
        self.public_address = true;
        self
    }

    /// The number of tasks: 1 unless given. With scaling it is left open, so that a deployment does not undo the scaling.
    pub fn desired_count(mut self, count: u32) -> Self {
        self.desired_count = Some(count);
        self
    }

    /// The task role and the execution role, rather than roles of its own. The execution role must already permit pulling the images,
    /// reading the secrets of containers and writing the log; the construct adds nothing to it. Grants to the service's handle go to
    /// the task role.
    pub fn roles(mut self, task: &RoleHandle, execution: &RoleHandle) -> Self {
        self.roles = Some((task.clone(), execution.clone()));
        self
    }

    /// Its security group, rather than one of its own.
    pub fn security_group(mut self, group: &SecurityGroupHandle) -> Self {
        self.group = Some(group.clone());
        self
    }

    pub fn scaling(mut self, scaling: Scaling) -> Self {
        self.scaling = Some(scaling);
        self
    }

    /// How long the load balancer's verdict on a new task does not count; 60 unless given.
    pub fn health_check_grace_seconds(mut self, seconds: u32) -> Self {
        self.grace_seconds = seconds;
        self
    }

    /// Lets people run commands in its containers by ECS Exec, which writes to their roots: see [`Container::writable_root`].
    pub fn exec(mut self) -> Self {
        self.exec = true;
        self
    }

    /// The version of Fargate's platform, such as `1.4.0`; the latest unless given.
    pub fn platform_version(mut self, version: impl Into<String>) -> Self {
        self.platform_version = Some(version.into());
        self
    }

    /// A fixed name. CloudFormation gives it one otherwise.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl Construct for FargateService {
    type Output = FargateServiceHandle;

    fn create(self, scope: &Scope) -> FargateServiceHandle {
        self.check(scope);
        let deployment = self.deployment();
        let main = self.containers.first().map(|main| (main.name.clone(), main.ports.first().copied()));
        let logs = scope.add("LogGroup", self.log_group);
        let vpc = self.cluster.vpc();
        let plan = task::Plan {
            size: self.size,
            architecture: self.architecture,
            containers: self.containers,
            storage_gib: self.storage_gib,
            roles: self.roles,
        };
        let task = task::declare(&scope.child("TaskDef"), plan, &logs);
        let group =
            self.group.unwrap_or_else(|| scope.add("SecurityGroup", SecurityGroup::new(vpc).open_egress()));
        let subnets = self.subnets.unwrap_or_else(|| vpc.private_subnets());
        let public_ip = if self.public_address { AssignPublicIp::Enabled } else { AssignPublicIp::Disabled };
        let vpc = AwsVpcConfiguration::new()
            .assign_public_ip(public_ip)
            .security_groups([group.id()])
            .subnets(subnets.ids());
        let mut service = ecs::Service::new()
            .cluster(self.cluster.cluster_name())
            .task_definition(task.definition.task_definition_arn())
            .network_configuration(NetworkConfiguration::new().awsvpc_configuration(vpc))
            .deployment_configuration(deployment)
            .enable_ecs_managed_tags(true)
            .propagate_tags(PropagateTags::Service)
            .enable_execute_command(self.exec);
        service = self.capacity.of(service);
        if self.balanced {
            service = service.availability_zone_rebalancing(AvailabilityZoneRebalancing::Enabled);
        }
        if let Some(count) = self.desired_count.or(self.scaling.is_none().then_some(1)) {
            service = service.desired_count(count);
        }
        if let Some(version) = self.platform_version {
            service = service.platform_version(version);
        }
        if let Some(name) = self.name {
            service = service.service_name(name);
        }
        let registry = self.discovery.declare(scope, &self.cluster);
        if let Some(registry) = &registry {
            service = service.service_registries([ServiceRegistry::new().registry_arn(registry.arn())]);
        }
        let resource = scope.add("Service", service);
        for role in [&task.role, &task.execution] {
            let (role, service) = (role.scope().clone(), Scope::clone(&resource));
            // Tasks start as soon as the service exists, and need their permissions by then.
            resource.aspect(move |_| {
                role.find("DefaultPolicy").iter().for_each(|policy| service.depends_on(policy))
            });
        }
        subnets.routed_before(&resource);
        if self.exec {
            let channels =
                ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"];
            let actions = channels.map(|action| format!("ssmmessages:{action}"));
            task.role.grant(PolicyStatement::allow(actions).on(["*"]));
        }
        let handle = FargateServiceHandle {
            scope: scope.clone(),
            resource,
            task_definition: task.definition,
            task_role: task.role,
            execution_role: task.execution,
            logs,
            group,
            cluster: self.cluster,
            registry,
            main: main.unwrap_or_default(),
            grace_seconds: self.grace_seconds,
        };
        if let Some(scaling) = self.scaling {
            scaling.declare(&scope.child("TaskCount").child("Target"), &handle);
        }
        handle
    }
}
