use super::{Peer, Port, SecurityGroupHandle};

/// Something with a security group, such as a database, a service or a load balancer: `database.allow_from(&service, Port::tcp(3306))`.
pub trait Connectable {
    fn security_group(&self) -> &SecurityGroupHandle;

    /// The port it listens at, if it listens at one.
    fn default_port(&self) -> Option<Port> {
        None
    }

    /// Lets a peer connect to it. Of two groups, the calling one is allowed to call, too.
    fn allow_from(&self, peer: impl Into<Peer>, port: Port)
    where
        Self: Sized,
    {
        self.security_group().let_in(peer.into(), port);
    }

    /// Lets it connect to a peer. If the peer is a group, that group gets the matching ingress rule.
    fn allow_to(&self, peer: impl Into<Peer>, port: Port)
    where
        Self: Sized,
    {
        self.security_group().let_out(peer.into(), port);
    }

    /// Lets a peer connect to the port it listens at: `database.allow_default_port_from(&service)`.
    fn allow_default_port_from(&self, peer: impl Into<Peer>)
    where
        Self: Sized,
    {
        match self.default_port() {
            Some(port) => self.allow_from(peer, port),
            None => self.security_group().scope().fail("it has no default port; say which"),
        }
    }
}

impl Connectable for SecurityGroupHandle {
    fn security_group(&self) -> &SecurityGroupHandle {
        self
    }
}
