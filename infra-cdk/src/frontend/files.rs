//! The site's files: those that npm has built in `frontend/`, and as long as there are none the documentation of the API.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use cdk::asset::FileAsset;
use cdk::assets::AssetError;
use cdk::constructs::{Bucket, BucketDeployment, BucketHandle};
use cdk::{RemovalPolicy, assets};
use contract::site::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use utoipa_swagger_ui::Config;

use crate::api_gateway::document;
use crate::app::Clinic;
use crate::artifacts::Artifacts;

/// Days that replaced files of the site are kept.
const OLD_FILES_DAYS: u32 = 30;

/// What the site is made of.
pub(super) enum Content {
    /// Files in one archive.
    Site(Result<FileAsset, AssetError>),
    /// A page that shows the API and tries it out.
    Documentation,
}

/// The files of the page that shows the API, which comes from a library.
const PAGE: [&str; 8] = [
    "favicon-16x16.png",
    "favicon-32x32.png",
    "index.css",
    "index.html",
    "swagger-initializer.js",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
    "swagger-ui.css",
];
/// The name of the API's description, beside the page.
const DOCUMENT: &str = "openapi.json";

impl Content {
    pub(super) fn of(artifacts: &Artifacts) -> Self {
        artifacts.site().map_or(Self::Documentation, Self::Site)
    }

    /// The archive, which is made once.
    pub(super) fn archive(&self) -> &Result<FileAsset, AssetError> {
        match self {
            Self::Site(archive) => archive,
            Self::Documentation => &DOCUMENTATION,
        }
    }

    pub(super) fn deployed_to(&self, bucket: &BucketHandle) -> BucketDeployment {
        let deployment = BucketDeployment::of_archive(self.archive().clone(), bucket);
        CACHE_CONTROL.into_iter().fold(deployment, |deployment, (below, header)| {
            deployment.cache_control(below.trim_start_matches('/'), header)
        })
    }

    /// What pages may load. The documentation sets styles of its own.
    pub(super) fn security_policy(&self) -> Cow<'static, str> {
        match self {
            Self::Site(_) => CONTENT_SECURITY_POLICY.into(),
            Self::Documentation => {
                CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").into()
            }
        }
    }
}

/// The files of the documentation in one archive, which is made once.
static DOCUMENTATION: LazyLock<Result<FileAsset, AssetError>> =
    LazyLock::new(|| assets::archive("files.zip", documents()));

fn documents() -> Vec<(String, Vec<u8>)> {
    let config = Arc::new(Config::new([format!("/{DOCUMENT}")]).try_it_out_enabled(true));
    let page = PAGE.iter().filter_map(|name| {
        // The library has all of them, which a test holds.
        let file = utoipa_swagger_ui::serve(name, Arc::clone(&config)).ok().flatten()?;
        Some(((*name).to_owned(), file.bytes.into_owned()))
    });
    page.chain([(DOCUMENT.to_owned(), contract::openapi::written(document()).into_bytes())]).collect()
}

/// The bucket of the site's files. It stays when the stack goes, since CloudFormation deletes empty buckets only.
pub(super) fn site(logs: &BucketHandle) -> Bucket {
    Bucket::new()
        .versioned()
        .expire_old_versions_after_days(OLD_FILES_DAYS)
        .logs_to(logs, "site/")
        .removal_policy(RemovalPolicy::Retain)
}

/// The bucket of requests to the distribution and to the site's bucket.
pub(super) fn access_logs(clinic: &Clinic<'_>) -> Bucket {
    Bucket::new()
        .expire_after_days(clinic.environment.retention.log_days.into())
        .removal_policy(RemovalPolicy::Retain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_each_file_of_its_page_and_the_description_of_the_api() {
        let files = documents();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let expected: Vec<&str> = PAGE.into_iter().chain([DOCUMENT]).collect();
        assert_eq!(names, expected);
        let text = |name: &str| {
            let (_, content) = files.iter().find(|(known, _)| known == name).unwrap();
            String::from_utf8(content.clone()).unwrap()
        };
        assert!(text("swagger-initializer.js").contains("\"/openapi.json\""));
        assert_eq!(text(DOCUMENT), contract::openapi::file());
        // The page loads these and nothing else.
        let page = text("index.html");
        let loaded = page.split("src=\"").skip(1).chain(page.split("href=\"").skip(1));
        for file in loaded.filter_map(|it| it.split('"').next()) {
            assert!(PAGE.contains(&file.trim_start_matches("./")), "{file}");
        }
    }
}
