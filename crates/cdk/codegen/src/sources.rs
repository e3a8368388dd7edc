//! Where the facts about CloudFormation's types come from: two published archives, pinned, fetched once by the registries' own
//! clients and kept in a folder of the caller's in a form that is quick to read.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The registries' clients, and who shows that they are at work.
pub trait Tools {
    /// The path or name of npm, which is installed first where it is missing.
    ///
    /// # Errors
    /// If it cannot be installed.
    fn npm(&self) -> Result<PathBuf>;

    /// The path or name of a Python that has pip, which is installed first where it is missing.
    ///
    /// # Errors
    /// If it cannot be installed.
    fn python(&self) -> Result<PathBuf>;

    /// Does a step that takes long, and may show that it does.
    ///
    /// # Errors
    /// What the step returns.
    fn step(&self, _text: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        work()
    }
}

/// Types, properties, attributes, references (npm, Apache-2.0).
const SERVICE_SPEC: Archive = Archive {
    name: "aws-service-spec",
    version: "0.1.216",
    sha256: "2305b840c961bf7ab982a3e67a44cd2fe1f8fad78d8f2598c0fd36fbf17c9af8",
};
/// Enums, patterns, ranges, lengths, and versions of engines and runtimes (`PyPI`, MIT-0).
const CFN_LINT: Archive = Archive {
    name: "cfn-lint",
    version: "1.58.0",
    sha256: "9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987",
};
/// Counted up when the kept form changes.
const FORM: u32 = 2;

/// The source of versions, and the day on which it was published: the ones that are known on that day.
pub(crate) const VERSIONS: (&str, &str) = ("cfn-lint 1.58.0", "2026-10-20");

struct Archive {
    name: &'static str,
    version: &'static str,
    sha256: &'static str,
}

/// Both sources as text.
pub struct Sources {
    /// The database of aws-service-spec, one JSON value.
    pub(crate) database: String,
    /// The schemas of cfn-lint: a line `TYPE {..}` for each resource type; then its lists of versions, `LIST {..}`.
    pub(crate) schemas: String,
}

impl Sources {
    /// Reads both sources from a cache, after fetching those that are not there yet.
    ///
    /// # Errors
    /// If an archive cannot be fetched or is not the pinned one.
    pub fn read(cache: &Path, tools: &dyn Tools) -> Result<Self> {
        let database = kept(cache, tools, &SERVICE_SPEC, &|folder| database(tools, folder))?;
        let schemas = kept(cache, tools, &CFN_LINT, &|folder| schemas(tools, folder))?;
        Ok(Self { database, schemas })
    }
}

fn database(tools: &dyn Tools, folder: &Path) -> Result<String> {
    let spec = format!("@aws-cdk/{}@{}", SERVICE_SPEC.name, SERVICE_SPEC.version);
    run(Command::new(tools.npm()?).args(["pack", "--silent", &spec]).current_dir(folder))?;
    let packed = fs::read(SERVICE_SPEC.only_file(folder)?)?;
    let mut archive = tar::Archive::new(GzDecoder::new(packed.as_slice()));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()?.ends_with("db.json.gz") {
            let mut text = String::new();
            GzDecoder::new(&mut entry).read_to_string(&mut text)?;
            return Ok(text);
        }
    }
    bail!("no db.json.gz in {spec}")
}

fn schemas(tools: &dyn Tools, folder: &Path) -> Result<String> {
    let python = tools.python()?;
    let spec = format!("{}=={}", CFN_LINT.name, CFN_LINT.version);
    let pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
    run(Command::new(&python).args(pip).args(["--only-binary", ":all:", &spec]).current_dir(folder))?;
    let wheel = CFN_LINT.only_file(folder)?;
    let unpacked = folder.join("unpacked");
    run(Command::new(python).args(["-m", "zipfile", "--extract"]).arg(wheel).arg(&unpacked))?;
    lines(&unpacked.join("cfnlint/data/schemas"))
}

/// Runs a program to its end without showing what it prints, unless it fails.
fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {program}"))?;
    ensure!(
        output.status.success(),
        "{program}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

impl Archive {
    /// The path of what was downloaded, if it is what is pinned.
    fn only_file(&self, folder: &Path) -> Result<PathBuf> {
        let path = fs::read_dir(folder)?.next().context("nothing was downloaded")??.path();
        let found: String =
            Sha256::digest(fs::read(&path)?).iter().map(|byte| format!("{byte:02x}")).collect();
        ensure!(
            found == self.sha256,
            "{} {} has sha256 {found}, not {}",
            self.name,
            self.version,
            self.sha256
        );
        Ok(path)
    }
}

fn kept(
    cache: &Path,
    tools: &dyn Tools,
    archive: &Archive,
    fetch: &dyn Fn(&Path) -> Result<String>,
) -> Result<String> {
    let path = cache.join(format!("{}-{}-{FORM}", archive.name, archive.version));
    if let Ok(text) = fs::read_to_string(&path) {
        return Ok(text);
    }
    let mut text = String::new();
    tools.step(&format!("fetch {} {}", archive.name, archive.version), &mut || {
        let download = tempfile::tempdir()?;
        text = fetch(download.path())?;
        Ok(())
    })?;
    fs::create_dir_all(cache)?;
    // Written beside its place first: another run may be looking for it.
    let partial = path.with_extension(format!("{}", std::process::id()));
    fs::write(&partial, &text)?;
    fs::rename(partial, path)?;
    Ok(text)
}

/// One line per type, of the first region that has it, without the prose.
fn lines(folder: &Path) -> Result<String> {
    let mut regions: Vec<PathBuf> =
        fs::read_dir(folder.join("providers"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    regions.retain(|path| path.extension().is_some_and(|it| it == "json"));
    regions.sort_by_key(|path| (!path.ends_with("us-east-1.json"), path.clone()));
    let mut hashes: BTreeMap<String, String> = BTreeMap::new();
    for region in regions {
        let types: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(region)?)?;
        for (name, hash) in types {
            hashes.entry(name).or_insert(hash);
        }
    }
    let mut text = String::new();
    for (name, hash) in hashes {
        let path = folder.join("resources").join(format!("{hash}.json"));
        let mut schema: Value =
            fs::read_to_string(&path)?.parse().with_context(|| path.display().to_string())?;
        if let Some(object) = schema.as_object_mut() {
            object.remove("handlers");
        }
        without_prose(&mut schema);
        text += &format!("{name} {schema}\n");
    }
    for (name, path) in LISTS {
        let path = folder.join(path);
        let list: Value = fs::read_to_string(&path)?.parse().with_context(|| path.display().to_string())?;
        text += &format!("{name} {list}\n");
    }
    Ok(text)
}

/// Lists of versions: the name of a line, and the file that it comes from.
pub(crate) const LISTS: [(&str, &str); 6] = [
    ("known AWS::ElastiCache::CacheCluster", "extensions/aws_elasticache_cachecluster/engine_version.json"),
    ("known AWS::RDS::DBCluster", "extensions/aws_rds_dbcluster/engine_version.json"),
    ("known AWS::RDS::DBInstance", "extensions/aws_rds_dbinstance/engine_version.json"),
    ("ended AWS::RDS::DBCluster", "extensions/aws_rds_dbcluster/engine_version_deprecated.json"),
    ("ended AWS::RDS::DBInstance", "extensions/aws_rds_dbinstance/engine_version_deprecated.json"),
    ("runtimes AWS::Lambda::Function", "../AdditionalSpecs/LmbdRuntimeLifecycle.json"),
];

/// A property may be called `description`: then its value is an object.
fn without_prose(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.retain(|name, value| {
                !(matches!(name.as_str(), "description" | "$comment" | "title") && value.is_string())
            });
            fields.values_mut().for_each(without_prose);
        }
        Value::Array(items) => items.iter_mut().for_each(without_prose),
        _ => {}
    }
}
