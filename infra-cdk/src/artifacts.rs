//! What is built before a deployment: the functions' programs, the images' sources, the site.

mod site;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use cdk::asset::FileAsset;
use cdk::assets::AssetError;
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
    /// The site's files, as `npm run build` leaves them.
    site: PathBuf,
    /// The archives of functions by their services' names, each read once; none where there is none that can be read.
    archives: Arc<BTreeMap<&'static str, OnceLock<Option<FileAsset>>>>,
    /// The archive of the site, made once; none where there is no site.
    packed_site: Arc<OnceLock<Option<Result<FileAsset, AssetError>>>>,
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
        let (functions, site) = (root.join("target/lambda"), root.join("frontend/dist"));
        Self { root, functions, site, archives: unread(), packed_site: Arc::default() }
    }

    /// With functions that are built into another folder.
    #[must_use]
    pub fn with_functions(self, folder: impl Into<PathBuf>) -> Self {
        Self { functions: folder.into(), archives: unread(), ..self }
    }

    /// With another folder of the site's files.
    #[must_use]
    pub fn with_site(self, folder: impl Into<PathBuf>) -> Self {
        Self { site: folder.into(), packed_site: Arc::default(), ..self }
    }

    /// The root of the sources.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The site's files in one archive; none as long as there is no site.
    pub fn site(&self) -> Option<Result<FileAsset, AssetError>> {
        self.packed_site.get_or_init(|| site::archive(&self.site)).clone()
    }

    /// Reads the archives of all functions ahead: the layers that use them then find them read.
    pub fn read(&self) {
        for service in functions() {
            self.archive(service);
        }
    }

    fn archive(&self, service: Service) -> Option<FileAsset> {
        let read = || assets::file(self.folder(service).join(ARCHIVE)).ok();
        self.archives.get(service.name())?.get_or_init(read).clone()
    }

    fn folder(&self, service: Service) -> PathBuf {
        self.functions.join(service.program())
    }

    /// The program of a function. A missing one is a mistake of the app, which names the command that builds it.
    pub fn function(&self, scope: &Scope, service: Service) -> RustCode {
        if let Some(archive) = self.archive(service) {
            return RustCode::asset(archive);
        }
        let folder = self.folder(service);
        let program = folder.join("bootstrap");
        if !program.is_file() {
            scope.fail(format!(
                "{} is not built: run `cargo lambda build --profile function --package {service}`, or say where it is by the context value `functions`",
                program.display()
            ));
            // One mistake says enough.
            return RustCode::asset(assets::bytes(ARCHIVE, []));
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
    pub fn image(&self, service: Service) -> Result<cdk::asset::ImageAsset, AssetError> {
        let mut image = assets::image(&self.root)?;
        image.build_args.insert("SERVICE".to_owned(), service.program().to_owned());
        Ok(image)
    }
}

/// What `cargo lambda build --output-format zip` calls an archive.
const ARCHIVE: &str = "bootstrap.zip";

fn functions() -> impl Iterator<Item = Service> {
    Service::ALL.into_iter().filter(|it| !it.is_task())
}

fn unread() -> Arc<BTreeMap<&'static str, OnceLock<Option<FileAsset>>>> {
    Arc::new(functions().map(|it| (it.name(), OnceLock::new())).collect())
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
