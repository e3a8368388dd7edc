//! The functions' surroundings: an AWS account and the resources in it.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::{database, deploy, model, slack};
use crate::mariadb;
use crate::moto::{REGION, Server};

/// The AWS account to which the tests deploy functions, and which the functions call.
pub(super) struct Surroundings {
    pub(super) moto: Server,
    /// The address of the assistant's model.
    model: SocketAddr,
    /// Functions find it through its secrets in the account; this field keeps it running.
    _database: mariadb::Server,
}

impl Surroundings {
    pub(super) fn start() -> Result<Surroundings> {
        let moto = Server::start()?;
        deploy::create_role(&moto)?;
        slack::keep(slack::start()?, &moto)?;
        let database = database::start(&moto)?;
        Ok(Surroundings { moto, model: model::start()?, _database: database })
    }

    /// A command that starts a function's program with the environment variables of Lambda.
    pub(super) fn command(&self, program: &Path, function: &str, runtime_api: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment(function, runtime_api));
        command
    }

    /// The environment variables that Lambda sets for a function.
    pub(super) fn environment(&self, function: &str, runtime_api: &str) -> Vec<(&'static str, String)> {
        let lambdas = [
            ("AWS_DEFAULT_REGION", REGION),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_NAME", function),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/25/[$LATEST]0123456789abcdef0123456789abcdef"),
            ("AWS_LAMBDA_RUNTIME_API", runtime_api),
            ("AWS_SESSION_TOKEN", "testing"),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("LANG", "en_US.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
            ("TZ", ":UTC"),
            ("_HANDLER", "bootstrap"),
        ];
        let mut environment = self.moto.environment();
        environment.extend(lambdas.map(|(name, value)| (name, value.to_owned())));
        // The assistant uses it if its provider is `openai`, as on a developer's machine.
        environment.push(("PETCLINIC_ASSISTANT_URL", format!("http://{}/v1", self.model)));
        environment.push(("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{function}")));
        environment
    }
}
