//! An AWS account that all tests share; each test has its own stacks in it.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use xtask::cdk_tools::{ACCOUNT, Server};

use crate::cdk::tool::Cdk;

/// The region of stacks that name none.
pub(crate) const HOME: &str = "us-east-1";
/// A second region.
pub(crate) const ABROAD: &str = "eu-west-1";

/// An account, bootstrapped in two regions.
pub(crate) struct Account {
    server: Server,
}

impl Account {
    /// Opens the account at the first call. It ends with the tests' process.
    pub(crate) async fn open() -> &'static Self {
        static SHARED: OnceCell<Account> = OnceCell::const_new();
        SHARED.get_or_init(Self::bootstrapped).await
    }

    async fn bootstrapped() -> Self {
        let server = tokio::task::spawn_blocking(Server::start).await.unwrap().unwrap();
        let account = Self { server };
        let environments = [HOME, ABROAD].map(|region| format!("aws://{ACCOUNT}/{region}"));
        let cdk = Cdk::only_at(&account);
        let ran = cdk.good(&["bootstrap", &environments[0], &environments[1]]).await;
        for environment in environments {
            ran.says(&format!("Environment {environment} bootstrapped"));
        }
        account
    }

    /// The environment variables with which a program finds the account.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        self.server.environment(HOME)
    }

    /// The types of all resources of a stack; empty if the stack does not exist.
    pub(crate) async fn resources(&self, region: &str, stack: &str) -> Vec<String> {
        let answer =
            self.cloudformation(region, &[("Action", "ListStackResources"), ("StackName", stack)]).await;
        all(&answer, "ResourceType")
    }

    /// The names of all exports.
    pub(crate) async fn exports(&self, region: &str) -> Vec<String> {
        all(&self.cloudformation(region, &[("Action", "ListExports")]).await, "Name")
    }

    /// The template of a stack.
    pub(crate) async fn template(&self, region: &str, stack: &str) -> String {
        self.cloudformation(region, &[("Action", "GetTemplate"), ("StackName", stack)]).await
    }

    /// The value of a parameter in Parameter Store.
    pub(crate) async fn parameter(&self, region: &str, name: &str) -> String {
        let request = self.request(region, "ssm").header("x-amz-target", "AmazonSSM.GetParameter");
        let request = request.header("content-type", "application/x-amz-json-1.1");
        let answer = request.body(json!({ "Name": name }).to_string()).send().await.unwrap();
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        answer["Parameter"]["Value"].as_str().unwrap_or_else(|| panic!("{name}: {answer}")).to_owned()
    }

    /// An action's response, whatever its status.
    async fn cloudformation(&self, region: &str, form: &[(&str, &str)]) -> String {
        let form =
            form.iter().chain(&[("Version", "2010-05-15")]).map(|(key, value)| format!("{key}={value}"));
        let request = self.request(region, "cloudformation");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(form.collect::<Vec<_>>().join("&")).send().await.unwrap().text().await.unwrap()
    }

    fn request(&self, region: &str, service: &str) -> RequestBuilder {
        let credential =
            format!("AWS4-HMAC-SHA256 Credential=testing/20261120/{region}/{service}/aws4_request");
        Client::new().post(self.server.url()).header("authorization", credential)
    }
}

/// The texts of all elements with a name.
fn all(xml: &str, element: &str) -> Vec<String> {
    let end = format!("</{element}>");
    xml.split(&format!("<{element}>")).skip(1).map(|it| it.split(&end).next().unwrap().to_owned()).collect()
}
