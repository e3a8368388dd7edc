use std::collections::BTreeMap;

use super::super::files::Entry;
use super::*;

fn layers(content: &str) -> Vec<Layer> {
    let entry = |path, content: &str| Entry { path, content: Some(content.into()), mode: 0o644 };
    vec![Layer::of(&[entry("base", "same")]).unwrap(), Layer::of(&[entry("service", content)]).unwrap()]
}

fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let blobs = fs::read_dir(folder.join("blobs/sha256")).unwrap().map(|entry| entry.unwrap().path());
    let all = blobs.chain([folder.join("index.json"), folder.join(MARK)]);
    all.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn an_image_opens_to_its_files_and_how_it_is_started() {
    let folder = tempfile::tempdir().unwrap();
    let (image, root) = (folder.path().join("image"), folder.path().join("root"));
    let size = write(&image, "vets-service", &layers("program")).unwrap();
    assert!(size.packed > 0 && size.unpacked > 0);

    let config = open(&image, &root).unwrap();
    assert_eq!(fs::read_to_string(root.join("base")).unwrap(), "same");
    assert_eq!(fs::read_to_string(root.join("service")).unwrap(), "program");
    assert_eq!(config["User"], "65532:65532");
    assert_eq!(config["Entrypoint"], json!(["/service"]));
    assert_eq!(config["Healthcheck"]["Test"], json!(["CMD", "/service", "health"]));
    assert_eq!(config["Labels"]["org.opencontainers.image.title"], "vets-service");
}

#[test]
fn equal_programs_make_equal_images_and_share_what_is_equal_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let image = |name: &str, program| {
        let image = folder.path().join(name);
        write(&image, "vets-service", &layers(program)).unwrap();
        content(&image)
    };
    let (one, same, other) = (image("one", "program"), image("same", "program"), image("other", "another"));
    assert_eq!(one, same);
    assert_ne!(one, other);
    let base = digest(&layers("program")[0].blob);
    assert!(other.contains_key(base.trim_start_matches("sha256:")));
}

#[test]
fn an_image_takes_the_place_of_another_and_of_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("image");
    write(&image, "vets-service", &layers("old")).unwrap();
    write(&image, "vets-service", &layers("new")).unwrap();
    assert_eq!(fs::read_dir(image.join("blobs/sha256")).unwrap().count(), 4);

    let error = write(folder.path(), "vets-service", &layers("new")).unwrap_err();
    assert!(error.to_string().contains("neither empty nor an image"), "{error}");
}

#[test]
fn a_damaged_image_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("image");
    write(&image, "vets-service", &layers("program")).unwrap();
    let layer = digest(&layers("program")[1].blob);
    fs::write(image.join("blobs/sha256").join(layer.trim_start_matches("sha256:")), "damaged").unwrap();
    let error = open(&image, &folder.path().join("root")).unwrap_err();
    assert!(error.to_string().contains("another digest"), "{error}");
}

#[test]
fn the_dockerfile_says_the_same_about_how_the_image_is_started() {
    let dockerfile = fs::read_to_string(root().join("Dockerfile")).unwrap();
    let config = configuration("vets-service", &[], None)["config"].take();
    for line in [
        format!("USER {}", config["User"].as_str().unwrap()),
        format!("ENTRYPOINT {}", config["Entrypoint"]),
        "    CMD [\"/service\", \"health\"]".to_owned(),
        "EXPOSE 8080 9090".to_owned(),
        "HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \\".to_owned(),
    ] {
        assert!(dockerfile.lines().any(|it| it == line), "no line `{line}`");
    }
}
