//! Layer 07: the services on Fargate, and the load balancer before them.

mod alarms;
mod balancer;
mod collector;
mod grafana;
mod prometheus;
mod tasks;

use std::collections::BTreeMap;

use cdk::aws::{Resource, ecr};
use cdk::constructs::{
    AlarmHandle, BucketHandle, Cluster, ClusterHandle, FargateServiceHandle, ImageRepository, ListenerHandle,
    LoadBalancerHandle, TargetGroupHandle,
};
use contract::service::Service;

pub use self::prometheus::ManagedPrometheus;
use crate::app::Clinic;
use crate::cloud_map::CloudMap;
use crate::network::Network;
use crate::parameter_store::settings;
use crate::security::Security;
use crate::{nag, names};

/// What later layers need of the application.
pub struct Application {
    pub cluster: ClusterHandle,
    pub balancer: LoadBalancerHandle,
    /// What API Gateway calls.
    pub listener: ListenerHandle,
    /// The files with the requests that the load balancer got.
    pub access_log: BucketHandle,
    pub targets: BTreeMap<Service, TargetGroupHandle>,
    pub services: BTreeMap<Service, FargateServiceHandle>,
    /// The alarms that roll a deployment back: that a service fails, and that it is slow. They notify nobody themselves.
    pub alarms: BTreeMap<Service, [AlarmHandle; 2]>,
    pub repositories: BTreeMap<Service, Resource<ecr::Repository>>,
    /// What collectors write to beside CloudWatch, if the environment chooses it.
    pub prometheus: Option<ManagedPrometheus>,
}

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    network: &Network,
    security: &Security,
    cloud_map: &CloudMap,
) -> Application {
    let stack = clinic.stack("07-application", "the services on Fargate");
    nag::accept(&stack, "ECS2", "what stands in the environment of containers is no secret");
    let cluster = Cluster::new(&network.vpc)
        .name(names::cluster(clinic.env()))
        .in_namespace(&cloud_map.namespace)
        .with_spot();
    let cluster = stack.add("Cluster", cluster);
    let (balancer, access_log) = balancer::declare(&stack, clinic, network, security);
    let listener = balancer::listen(&balancer, clinic);
    let prometheus = prometheus::declare(&stack, clinic, security);
    grafana::declare(&stack, clinic, prometheus.as_ref());
    let mut application = Application {
        cluster,
        balancer,
        listener,
        access_log,
        targets: BTreeMap::new(),
        services: BTreeMap::new(),
        alarms: BTreeMap::new(),
        repositories: BTreeMap::new(),
        prometheus,
    };
    for service in Service::tasks() {
        let Some(settings) = settings(&stack, clinic, service) else { continue };
        let repository = stack.add(format!("Images-{service}"), repository(clinic, security, service));
        let targets = balancer::route(&application, clinic, service);
        let alarms = alarms::declare(&stack, clinic, (service, &settings), &targets);
        if let Some(prometheus) = &application.prometheus {
            prometheus.take_from(&stack, security, service);
        }
        let around = tasks::Around { application: &application, security, cloud_map };
        let running = tasks::declare(&stack, clinic, around, (service, &settings));
        let running = alarms.iter().fold(running, |it, alarm| it.rolled_back_on(alarm.alarm_name()));
        let running = stack.add(format!("Service-{service}"), running);
        running.register(&targets);
        application.repositories.insert(service, repository);
        application.targets.insert(service, targets);
        application.alarms.insert(service, alarms);
        application.services.insert(service, running);
    }
    application
}

/// Images go with their environment unless it is protected.
fn repository(clinic: &Clinic<'_>, security: &Security, service: Service) -> ImageRepository {
    ImageRepository::new()
        .name(names::repository(clinic.env(), service))
        .encrypted_by(&security.keys.data)
        .removal_policy(clinic.removal())
}
