//! What is built before a deployment: the functions' programs, the images' sources, the site.

use std::path::{Path, PathBuf};

use cdk::constructs::RustCode;
use cdk::{Scope, assets};
use contract::service::Service;

/// Where the built things are.
#[derive(Clone, Debug)]
pub struct Artifacts {
    /// The root of the sources: with the Dockerfile, and the functions' manifests.
    root: PathBuf,
    /// A folder with `{program}/bootstrap` for each function, as `cargo lambda build` leaves it.
    functions: PathBuf,
    /// The site's files.
    site: PathBuf,
}

/// The size of a function, from the manifest by which `cargo lambda deploy` deploys it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionSize {
    /// In MiB.
    pub memory: u32,
    /// In seconds.
    pub timeout: u32,
}

impl Artifacts {
    /// Those of the sources at `root`, with functions built into `target/lambda`.
    pub fn of(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self { functions: root.join("target/lambda"), site: root.join("frontend"), root }
    }

    /// With functions that are built into another folder.
    #[must_use]
    pub fn with_functions(self, folder: impl Into<PathBuf>) -> Self {
        Self { functions: folder.into(), ..self }
    }

    /// With another folder of the site's files.
    #[must_use]
    pub fn with_site(self, folder: impl Into<PathBuf>) -> Self {
        Self { site: folder.into(), ..self }
    }

    /// The root of the sources.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the site's files.
    pub fn site(&self) -> &Path {
        &self.site
    }

    /// The program of a function. A missing one is a mistake of the app, which names the command that builds it.
    pub fn function(&self, scope: &Scope, service: Service) -> RustCode {
        let folder = self.functions.join(service.program());
        let archive = folder.join("bootstrap.zip");
        let program = folder.join("bootstrap");
        if archive.is_file() {
            return RustCode::prebuilt(archive);
        }
        if !program.is_file() {
            scope.fail(format!(
                "{} is not built: run `cargo lambda build --profile function --package {service}`, or say where it is by the context value `functions`",
                program.display()
            ));
        }
        RustCode::prebuilt(folder)
    }

    /// The size of a function. A manifest that does not say it is a mistake of the app.
    pub fn function_size(&self, scope: &Scope, service: Service) -> FunctionSize {
        let manifest = self.root.join("functions").join(service.name()).join("Cargo.toml");
        read_size(&manifest).unwrap_or_else(|reason| {
            scope.fail(format!("{}: {reason}", manifest.display()));
            FunctionSize { memory: 128, timeout: 3 }
        })
    }

    /// The tag of the services' images in their repositories: the release.
    pub fn image_tag(&self) -> &str {
        env!("CARGO_PKG_VERSION")
    }

    /// The sources of the services' images, which the cdk CLI builds from the one Dockerfile.
    ///
    /// # Errors
    /// If the sources cannot be read.
    pub fn image(&self, service: Service) -> Result<cdk::asset::ImageAsset, assets::AssetError> {
        let mut image = assets::image(&self.root)?;
        image.build_args.insert("SERVICE".to_owned(), service.program().to_owned());
        Ok(image)
    }
}

fn read_size(manifest: &Path) -> Result<FunctionSize, String> {
    let text = std::fs::read_to_string(manifest).map_err(|error| error.to_string())?;
    let manifest: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
    let deploy = ["package", "metadata", "lambda", "deploy"]
        .iter()
        .try_fold(&manifest, |table, key| table.get(*key)?.as_table())
        .ok_or("there is no [package.metadata.lambda.deploy]")?;
    let number = |key: &str| {
        let value = deploy.get(key).and_then(toml::Value::as_integer);
        value.and_then(|it| u32::try_from(it).ok()).ok_or(format!("`{key}` of the deployment is no number"))
    };
    Ok(FunctionSize { memory: number("memory")?, timeout: number("timeout")? })
}
