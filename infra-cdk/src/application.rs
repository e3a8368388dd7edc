//! Layer 07: the services on Fargate, and the load balancer before them.

use std::collections::{BTreeMap, BTreeSet};

use cdk::aws::{Resource, ecr};
use cdk::constructs::{
    Action, Architecture, Cluster, ClusterHandle, Container, ContainerHealthCheck, FargateService,
    FargateServiceHandle, HealthCheck, Image, Listener, ListenerHandle, ListenerRule, LoadBalancer,
    LoadBalancerHandle, Scaling, TargetGroup, TargetGroupHandle,
};
use contract::route::Audience;
use contract::routes;
use contract::service::Service;
use contract::settings::{Server, variable_name};

use crate::app::Clinic;
use crate::cloud_map::CloudMap;
use crate::network::Network;
use crate::security::Security;
use crate::{functions, names};

/// What later layers need of the application.
pub struct Application {
    pub cluster: ClusterHandle,
    pub balancer: LoadBalancerHandle,
    /// What API Gateway calls.
    pub listener: ListenerHandle,
    pub targets: BTreeMap<Service, TargetGroupHandle>,
    pub services: BTreeMap<Service, FargateServiceHandle>,
    pub repositories: BTreeMap<Service, Resource<ecr::Repository>>,
}

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    network: &Network,
    security: &Security,
    cloud_map: &CloudMap,
) -> Application {
    let stack = clinic.stack("07-application", "the services on Fargate");
    let cluster = stack.add("Cluster", Cluster::new(&network.vpc).in_namespace(&cloud_map.namespace));
    let balancer =
        LoadBalancer::internal(&network.vpc).subnets(network.app()).security_group(&security.groups.balancer);
    let balancer = stack.add("Balancer", balancer);
    let nothing = Action::respond(404, "there is nothing at this path");
    let listener = balancer.add_listener("Http", Listener::http(nothing).closed());

    let mut application = Application {
        cluster,
        balancer,
        listener,
        targets: BTreeMap::new(),
        services: BTreeMap::new(),
        repositories: BTreeMap::new(),
    };
    for service in Service::tasks() {
        let repository = ecr::Repository::new().repository_name(names::repository(clinic.env(), service));
        application.repositories.insert(service, stack.add(format!("Images-{service}"), repository));
        let targets = targets(&application, clinic, service);
        let running = stack
            .add(format!("Service-{service}"), fargate(clinic, &application, (security, cloud_map), service));
        running.register(&targets);
        application.targets.insert(service, targets);
        application.services.insert(service, running);
    }
    application
}

/// The paths below which a service answers.
fn prefixes(service: Service) -> BTreeSet<String> {
    let paths = routes::ALL
        .iter()
        .filter(|it| it.service == Some(service) && it.audience == Audience::Public)
        .flat_map(|it| it.paths());
    paths.map(|path| path.split('/').take(3).collect::<Vec<_>>().join("/")).collect()
}

/// How many paths a rule of a load balancer takes.
const PATHS: usize = 2;

fn targets(application: &Application, clinic: &Clinic<'_>, service: Service) -> TargetGroupHandle {
    let health = HealthCheck::path(service.row().health.unwrap_or("/"))
        .interval_seconds(clinic.environment.tasks.health_check_seconds);
    let targets = TargetGroup::http(service.port().unwrap_or(80)).health_check(health);
    let targets = application.balancer.add_targets(format!("Targets-{service}"), targets);
    let prefixes: Vec<String> = prefixes(service).into_iter().collect();
    let first = 100 * (1 + application.targets.len());
    for (index, prefixes) in prefixes.chunks(PATHS).enumerate() {
        let patterns = prefixes.iter().flat_map(|it| [it.clone(), format!("{it}/*")]);
        let priority = u32::try_from(first + index).unwrap_or(u32::MAX);
        let rule = ListenerRule::new(priority, Action::forward_to(&targets)).paths(patterns);
        application.listener.add_rule(format!("Rule-{service}-{}", index + 1), rule);
    }
    targets
}

fn fargate(
    clinic: &Clinic<'_>,
    application: &Application,
    (security, cloud_map): (&Security, &CloudMap),
    service: Service,
) -> FargateService {
    let tasks = clinic.environment.tasks;
    let port = service.port().unwrap_or(80);
    let image = Image::repository(names::repository(clinic.env(), service), clinic.artifacts.image_tag());
    let container = Container::new(service.program(), image)
        .port(port)
        .user("65532:65532")
        .environment("PETCLINIC_ENV", clinic.env())
        // The health check inside the container reads no parameters.
        .environment(variable_name(Server::PORT), port.to_string())
        .health_check(ContainerHealthCheck::program(["/service", "health"]))
        .stop_timeout_seconds(30);
    let mut running = FargateService::new(&application.cluster, tasks.size, container)
        .name(names::program(clinic.env(), service))
        .log_group(functions::log_group_of(clinic, security, service))
        .scaling(Scaling::between(tasks.least, tasks.most).on_cpu(tasks.cpu_percent));
    if let (Some(task), Some(execution)) = (security.roles.of(service), security.roles.execution_of(service))
    {
        running = running.roles(task, execution);
    }
    if let Some(group) = security.groups.of(service) {
        running = running.security_group(group);
    }
    if let Some(entry) = cloud_map.services.get(&service) {
        running = running.registered_in(entry);
    }
    if clinic.environment.topology.architecture == Architecture::X86_64 {
        running = running.x86();
    }
    running
}
