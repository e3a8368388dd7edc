//! Assets from files, directories and build contexts.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use cdk::{App, Environment, assembly, assets};
use flate2::read::DeflateDecoder;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, content) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    directory
}

fn hash(files: &[(&str, &str)]) -> String {
    assets::directory(folder(files).path()).unwrap().hash
}

/// Writes an app with the asset and gives the bytes of its file.
fn written(asset: cdk::asset::FileAsset) -> Vec<u8> {
    let app = App::new();
    let name = format!("asset.{}", asset.object_key());
    app.stack("A", Environment::agnostic()).add_file(asset);
    let out = TempDir::new().unwrap();
    assembly::write(&app.synth().unwrap(), &[], out.path()).unwrap();
    fs::read(out.path().join(name)).unwrap()
}

#[test]
fn equal_directories_have_equal_hashes_and_other_names_contents_or_bits_another() {
    let files = [("a", "1"), ("b/c", "2")];
    assert_eq!(hash(&files), hash(&[("b/c", "2"), ("a", "1")]));
    for other in [[("a", "1"), ("b/d", "2")], [("a", "1"), ("b/c", "3")], [("a", "12"), ("b/c", "")]] {
        assert_ne!(hash(&files), hash(&other), "{other:?}");
    }
    let executable = folder(&files);
    fs::set_permissions(executable.path().join("a"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_ne!(hash(&files), assets::directory(executable.path()).unwrap().hash);
}

#[test]
fn a_zip_depends_on_its_files_alone_and_keeps_what_may_be_executed() {
    let make = || {
        let directory = folder(&[("z.txt", "last"), ("bin/bootstrap", "program")]);
        fs::set_permissions(directory.path().join("bin/bootstrap"), fs::Permissions::from_mode(0o700))
            .unwrap();
        written(assets::directory(directory.path()).unwrap())
    };
    let zip = make();
    assert_eq!(zip, make());
    // The first local header: its name, then the deflated content.
    assert!(zip.starts_with(b"PK\x03\x04"));
    let name_length = usize::from(zip[26]);
    assert_eq!(&zip[30..30 + name_length], b"bin/bootstrap");
    let extra = usize::from(u16::from_le_bytes([zip[28], zip[29]]));
    let mut content = String::new();
    DeflateDecoder::new(&zip[30 + name_length + extra..]).read_to_string(&mut content).unwrap();
    assert_eq!(content, "program");
    let modes = |mode: u32| zip.windows(4).any(|bytes| bytes == (mode << 16).to_le_bytes());
    assert!(modes(0o100_755) && modes(0o100_644) && !modes(0o100_700));
}

#[test]
fn a_file_and_bytes_of_equal_content_are_one_asset() {
    let directory = folder(&[("page.html", "<p>")]);
    let file = assets::file(directory.path().join("page.html")).unwrap();
    let bytes = assets::bytes("page.html", "<p>");
    assert_eq!((file.hash.clone(), file.object_key()), (bytes.hash.clone(), bytes.object_key()));
    assert_eq!(written(file), b"<p>");
    assert_eq!(written(bytes), b"<p>");
}

#[test]
fn a_bad_asset_is_named_with_its_path_and_the_reason() {
    let fails = |path: &Path, reason: &str| {
        let error = assets::directory(path).unwrap_err().to_string();
        assert!(error.contains(reason) && error.starts_with(&path.display().to_string()), "{error}");
    };
    let directory = TempDir::new().unwrap();
    fails(directory.path(), "there is no file");
    fails(&directory.path().join("gone"), "No such file");
    symlink(directory.path(), directory.path().join("loop")).unwrap();
    let error = assets::directory(directory.path()).unwrap_err().to_string();
    assert!(error.ends_with("/loop: a link that leads back to a directory above it"), "{error}");
    let error = assets::image(folder(&[("a", "")]).path()).unwrap_err().to_string();
    assert!(error.contains("Dockerfile"), "{error}");
    assert!(assets::file("/nowhere/at/all").is_err());
}

#[test]
fn links_are_followed() {
    let directory = folder(&[("a", "1")]);
    symlink(directory.path().join("a"), directory.path().join("b")).unwrap();
    assert_eq!(assets::directory(directory.path()).unwrap().hash, hash(&[("a", "1"), ("b", "1")]));
}

#[test]
fn links_that_lead_to_each_other_are_refused_and_those_to_one_directory_are_not() {
    let directory = folder(&[("a/1", ""), ("b/2", "")]);
    symlink("../b", directory.path().join("a/b")).unwrap();
    assert!(assets::directory(directory.path()).is_ok());
    symlink("../a", directory.path().join("b/a")).unwrap();
    let error = assets::directory(directory.path()).unwrap_err().to_string();
    assert!(error.contains("a link that leads back"), "{error}");
    symlink("nowhere", directory.path().join("a/broken")).unwrap();
    fs::remove_file(directory.path().join("b/a")).unwrap();
    let error = assets::directory(directory.path()).unwrap_err().to_string();
    assert!(error.contains("/a/broken: No such file"), "{error}");
}

#[test]
fn files_of_equal_content_and_another_ending_are_both_uploaded() {
    let app = App::new();
    let stack = app.stack("A", Environment::agnostic());
    let keys = ["a.css", "a.js"].map(|name| stack.add_file(assets::bytes(name, "")).key);
    let out = TempDir::new().unwrap();
    assembly::write(&app.synth().unwrap(), &[], out.path()).unwrap();
    let manifest = fs::read_to_string(out.path().join("A.assets.json")).unwrap();
    for key in keys {
        assert!(out.path().join(format!("asset.{key}")).is_file());
        assert!(manifest.contains(&format!("\"objectKey\": \"{key}\"")), "{manifest}");
    }
}

#[test]
fn one_context_built_in_two_ways_is_two_images_and_copied_once() {
    let context = folder(&[("Dockerfile", "FROM scratch"), ("other/Dockerfile", "FROM scratch")]);
    let app = App::new();
    let stack = app.stack("A", Environment::agnostic());
    let plain = assets::image(context.path()).unwrap();
    let mut arm = plain.clone();
    arm.platform = Some("linux/arm64".to_owned());
    let other = assets::image_from(context.path(), "other/Dockerfile").unwrap();
    let tags: Vec<String> = [&plain, &arm, &other].map(cdk::asset::ImageAsset::tag).into();
    assert_eq!(tags[0], plain.hash);
    for image in [plain, arm, other] {
        stack.add_image(image);
    }
    let out = TempDir::new().unwrap();
    assembly::write(&app.synth().unwrap(), &[], out.path()).unwrap();
    let manifest = fs::read_to_string(out.path().join("A.assets.json")).unwrap();
    for tag in &tags {
        assert_eq!(manifest.matches(&format!("\"imageTag\": \"{tag}\"")).count(), 1, "{manifest}");
    }
    let copies = fs::read_dir(out.path()).unwrap();
    let copies = copies.filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().starts_with("asset."));
    assert_eq!(copies.count(), 1);
}

#[test]
fn plain_lines_of_dockerignore_stay_out_of_an_image() {
    let files = [
        ("Dockerfile", "FROM scratch"),
        (".dockerignore", "# not these\n/target\nsecret.txt\n*.log\n"),
        ("main.rs", ""),
    ];
    let plain = assets::image(folder(&files).path()).unwrap();
    let noisy = folder(&[files.as_slice(), &[("target/big", "x"), ("secret.txt", "x")]].concat());
    let noisy_image = assets::image(noisy.path()).unwrap();
    assert_eq!(plain.hash, noisy_image.hash);
    let app = App::new();
    let context = format!("asset.{}", noisy_image.hash);
    app.stack("A", Environment::agnostic()).add_image(noisy_image);
    let out = TempDir::new().unwrap();
    assembly::write(&app.synth().unwrap(), &[], out.path()).unwrap();
    let copied = |name: &str| out.path().join(&context).join(name).exists();
    assert!(copied("main.rs") && copied("Dockerfile") && !copied("target") && !copied("secret.txt"));
}

#[test]
fn the_output_of_an_app_is_no_part_of_what_it_uploads() {
    let directory = folder(&[("Dockerfile", "FROM scratch"), ("main.rs", ""), (".git/HEAD", "x")]);
    let synth = || {
        let app = App::new();
        let stack = app.stack("A", Environment::agnostic());
        let image = assets::image(directory.path()).unwrap();
        let code = assets::directory(directory.path()).unwrap();
        let hashes = (image.hash.clone(), code.hash.clone());
        stack.add_image(image);
        stack.add_file(code);
        let out = directory.path().join("cdk.out");
        assembly::write(&app.synth().unwrap(), &[], &out).unwrap();
        hashes
    };
    let first = synth();
    assert_eq!(first, synth());
    let copied = directory.path().join("cdk.out").join(format!("asset.{}", first.0));
    let mut names: Vec<_> = fs::read_dir(copied).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["Dockerfile", "main.rs"]);
}

#[test]
fn a_file_that_changes_between_its_hash_and_its_upload_is_refused() {
    let directory = folder(&[("page", "1")]);
    let page = directory.path().join("page");
    for asset in [assets::file(&page).unwrap(), assets::directory(directory.path()).unwrap()] {
        let app = App::new();
        app.stack("A", Environment::agnostic()).add_file(asset);
        let before = fs::read(&page).unwrap();
        fs::write(&page, "changed").unwrap();
        let out = TempDir::new().unwrap();
        let error = assembly::write(&app.synth().unwrap(), &[], out.path()).unwrap_err().to_string();
        assert!(error.ends_with("it has changed since it was declared"), "{error}");
        fs::write(&page, before).unwrap();
    }
}
