use std::collections::BTreeMap;
use std::ops::Deref;

use cdk_aws::elasticloadbalancingv2 as elb;
use cdk_aws::{Resource, refs};
use cdk_core::{IntoVal, Json, Scope, Val, json};
use elb::listener::Protocol;

use super::{Action, ListenerRule, LoadBalancerHandle};
use crate::constructs::{Connectable, Peer, Port};

/// TLS 1.3 and 1.2 with forward secrecy.
const SSL_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// Warns that the VPC's addresses are not known.
const UNKNOWN_CALLERS: &str = "no peer may call it yet: the addresses of the existing VPC are not known; give them by `cidr`, or say who may call it by `open_to` or `closed`";

/// A port that a load balancer listens at.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a load balancer"]
pub struct Listener {
    port: u16,
    action: Action,
    certificates: Vec<Json>,
    ssl_policy: String,
    callers: Option<Vec<Peer>>,
}

impl Listener {
    /// HTTP at port 80, with the action for requests that match no rule.
    pub fn http(action: Action) -> Self {
        let ssl_policy = SSL_POLICY.to_owned();
        Self { port: 80, action, certificates: Vec::new(), ssl_policy, callers: None }
    }

    /// HTTPS at port 443 with TLS 1.2 and 1.3, with the action for requests that match no rule. Further certificates are chosen by
    /// the name the client asks for.
    pub fn https<C>(certificate: C, action: Action) -> Self
    where
        C: IntoVal<refs::TlsCertificate>,
    {
        Self { port: 443, ..Self::http(action) }.certificate(certificate)
    }

    /// HTTP at port 80 that sends each client to HTTPS.
    pub fn redirecting_to_https() -> Self {
        Self::http(Action::redirect_to_https())
    }

    /// A further certificate.
    pub fn certificate(mut self, certificate: impl IntoVal<refs::TlsCertificate>) -> Self {
        self.certificates.push(json!({"CertificateArn": (certificate.into_val().into_json())}));
        self
    }

    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The security policy: the versions and ciphers of TLS.
    pub fn ssl_policy(mut self, name: impl Into<String>) -> Self {
        self.ssl_policy = name.into();
        self
    }

    /// Who may call it, added to those already given. Unless given: anyone where the load balancer faces the internet, else the
    /// VPC.
    pub fn open_to(mut self, peer: impl Into<Peer>) -> Self {
        self.callers.get_or_insert_default().push(peer.into());
        self
    }

    /// Lets no one call it until the load balancer's handle allows a peer.
    pub fn closed(mut self) -> Self {
        self.callers = Some(Vec::new());
        self
    }

    pub(super) fn declare(self, scope: &Scope, balancer: &LoadBalancerHandle) -> ListenerHandle {
        let callers = self.callers.unwrap_or_else(|| {
            let usual = balancer.usual_caller();
            if usual.is_none() {
                scope.warn(UNKNOWN_CALLERS);
            }
            usual.into_iter().collect()
        });
        for peer in callers {
            balancer.allow_from(peer, Port::tcp(self.port));
        }
        let (action, targets) = self.action.into_parts();
        let actions: Val<Vec<elb::listener::Action>> = Val::of(Json::List(vec![action]));
        let mut listener = elb::Listener::new()
            .default_actions(actions)
            .load_balancer_arn(balancer.load_balancer_arn())
            .port(self.port);
        let mut certificates = self.certificates.into_iter();
        let secure = certificates.len() > 0;
        listener = match certificates.next() {
            None => listener.protocol(Protocol::Http),
            Some(certificate) => {
                let first: Val<Vec<elb::listener::Certificate>> = Val::of(Json::List(vec![certificate]));
                listener.protocol(Protocol::Https).certificates(first).ssl_policy(self.ssl_policy)
            }
        };
        let listener = scope.add("Resource", listener);
        targets.iter().for_each(|group| group.forwarded_by(&listener));
        for (index, certificate) in certificates.enumerate() {
            let one: Val<Vec<elb::listener_certificate::Certificate>> =
                Val::of(Json::List(vec![certificate]));
            let further =
                elb::ListenerCertificate::new().certificates(one).listener_arn(listener.listener_arn());
            scope.add(format!("Certificate{}", index + 2), further);
        }
        ListenerHandle {
            scope: scope.clone(),
            resource: listener,
            balancer: balancer.clone(),
            port: self.port,
            secure,
        }
    }
}

/// Handle on a [`Listener`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct ListenerHandle {
    scope: Scope,
    resource: Resource<elb::Listener>,
    balancer: LoadBalancerHandle,
    port: u16,
    secure: bool,
}

/// The paths of a listener's rules by their priorities.
#[derive(Clone, Default)]
struct Rules(BTreeMap<u32, String>);

impl ListenerHandle {
    /// The load balancer that listens.
    #[must_use]
    pub fn balancer(&self) -> &LoadBalancerHandle {
        &self.balancer
    }

    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether it speaks HTTPS.
    pub(in crate::constructs) const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Adds a rule for some requests.
    pub fn add_rule(&self, id: impl AsRef<str>, rule: ListenerRule) -> Resource<elb::ListenerRule> {
        let scope = self.scope.child(id);
        let taken =
            self.scope.change_state(|rules: &mut Rules| rules.0.insert(rule.priority(), scope.path()));
        if let Some(other) = taken {
            scope.fail(format!("the priority {} is also that of {other}", rule.priority()));
        }
        rule.declare(&scope, &self.resource)
    }
}

impl Deref for ListenerHandle {
    type Target = Resource<elb::Listener>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
