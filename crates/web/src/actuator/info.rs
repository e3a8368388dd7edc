//! The identity of the program: name, version and build.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde_json::{Value, json};

use crate::actuator::Shared;
use crate::actuator::media::answer;

/// The identity of the program.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// The name of its package.
    pub artifact: String,
    /// The name of the service.
    pub name: String,
    /// Its version.
    pub version: String,
    /// When it was built, RFC 3339.
    pub built: Option<String>,
    /// The commit that it was built from.
    pub git: Option<Git>,
}

/// The commit that a program was built from.
#[derive(Clone, Debug, Default)]
pub struct Git {
    /// The branch.
    pub branch: String,
    /// The commit's id.
    pub commit: String,
    /// The commit's time, RFC 3339.
    pub time: String,
}

pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    answer(&headers, &sources.info.to_json())
}

/// The process, as Spring Boot describes it.
fn process() -> Value {
    let mut process = json!({ "pid": std::process::id() });
    #[cfg(unix)]
    {
        process["parentPid"] = json!(std::os::unix::process::parent_id());
    }
    if let Ok(cpus) = std::thread::available_parallelism() {
        process["cpus"] = json!(cpus);
    }
    process
}

impl Info {
    fn to_json(&self) -> Value {
        let (artifact, name, version) = (&self.artifact, &self.name, &self.version);
        let mut info = json!({
            "build": { "artifact": artifact, "group": "petclinic", "name": name, "version": version },
            "process": process(),
        });
        if let Some(built) = &self.built {
            info["build"]["time"] = json!(built);
        }
        if let Some(Git { branch, commit, time }) = &self.git {
            info["git"] = json!({ "branch": branch, "commit": { "id": commit, "time": time } });
        }
        info
    }
}
