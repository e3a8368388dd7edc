//! Prepares the AWS resources that a task reads, over plain HTTP: the server on loopback checks no signature.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use xtask::moto::{REGION, Server};

use crate::http::Connection;

/// A server of AWS's APIs.
pub(super) struct Aws {
    moto: Server,
    namespace: String,
}

impl Aws {
    /// Starts a server that contains only a namespace.
    pub(super) async fn start() -> Result<Aws> {
        let mut aws = Aws { moto: Server::start()?, namespace: String::new() };
        aws.cloud_map("CreateHttpNamespace", &json!({ "Name": "petclinic.local" })).await?;
        let all = aws.cloud_map("ListNamespaces", &json!({})).await?;
        aws.namespace = text(&all["Namespaces"][0]["Id"])?;
        Ok(aws)
    }

    /// The environment variables with which a task finds the server.
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        self.moto.environment()
    }

    pub(super) async fn put_parameter(&self, name: &str, value: &str) -> Result<()> {
        let parameter = json!({ "Name": name, "Value": value, "Type": "String" });
        self.call("ssm", "AmazonSSM.PutParameter", &parameter).await.map(drop)
    }

    pub(super) async fn create_secret(&self, name: &str, value: &str) -> Result<()> {
        let secret = json!({ "Name": name, "SecretString": value });
        self.call("secretsmanager", "secretsmanager.CreateSecret", &secret).await.map(drop)
    }

    /// Creates a service with these instances.
    pub(super) async fn register(
        &self,
        service: &str,
        addresses: impl IntoIterator<Item = SocketAddr>,
    ) -> Result<()> {
        let created = json!({ "Name": service, "NamespaceId": self.namespace });
        let created = self.cloud_map("CreateService", &created).await?;
        let id = text(&created["Service"]["Id"])?;
        for address in addresses {
            let instance = json!({
                "ServiceId": id,
                "InstanceId": address.to_string().replace(':', "-"),
                "Attributes": {
                    "AWS_INSTANCE_IPV4": address.ip().to_string(),
                    "AWS_INSTANCE_PORT": address.port().to_string(),
                },
            });
            self.cloud_map("RegisterInstance", &instance).await?;
        }
        Ok(())
    }

    async fn cloud_map(&self, operation: &str, input: &Value) -> Result<Value> {
        self.call("servicediscovery", &format!("Route53AutoNaming_v20170314.{operation}"), input).await
    }

    async fn call(&self, scope: &str, target: &str, input: &Value) -> Result<Value> {
        let body = input.to_string();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: {target}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/{REGION}/{scope}/aws4_request, \
             SignedHeaders=host, Signature=0\r\n\
             content-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{body}",
            body.len(),
        );
        let mut connection = Connection::open(SocketAddr::from(([127, 0, 0, 1], self.moto.port()))).await?;
        let answer = connection.exchange(request.as_bytes()).await?;
        let said = String::from_utf8_lossy(answer.body);
        ensure!(answer.status == 200, "{target}: {} {said}", answer.status);
        serde_json::from_str(&said).with_context(|| format!("{target}: {said}"))
    }
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("an answer of AWS lacks an id")?.to_owned())
}
