//! The identity of a build.

use web::actuator::{Git, Info};

/// Version and commit of the build, for `/actuator/info`.
pub fn info(artifact: &str, version: &str) -> Info {
    let git = |(branch, commit, time): (&str, &str, &str)| Git {
        branch: branch.to_owned(),
        commit: commit.to_owned(),
        time: time.to_owned(),
    };
    let known = option_env!("PETCLINIC_GIT_BRANCH")
        .zip(option_env!("PETCLINIC_GIT_COMMIT"))
        .zip(option_env!("PETCLINIC_GIT_TIME"))
        .map(|((branch, commit), time)| (branch, commit, time));
    Info {
        artifact: artifact.to_owned(),
        name: artifact.to_owned(),
        version: version.to_owned(),
        git: known.map(git),
        built: None,
    }
}
