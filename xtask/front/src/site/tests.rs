use std::os::unix::fs::PermissionsExt;
use std::process;

use super::*;

/// A checkout with a site, and programs that stand in for Node.js and npm.
struct Checkout(PathBuf);

impl Checkout {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("petclinic-site-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&root);
        let checkout = Self(root);
        for folder in ["bin", "frontend/src/generated", "crates/contract"] {
            fs::create_dir_all(checkout.0.join(folder)).unwrap();
        }
        for (path, text) in [
            ("frontend/package.json", "{ \"engines\": { \"node\": \">=20.19.0\" } }"),
            ("frontend/package-lock.json", "{}"),
            ("frontend/.gitignore", "node_modules/\ndist/\nsrc/generated/\n"),
            ("frontend/src/main.ts", "one"),
            ("crates/contract/openapi.json", "{}"),
        ] {
            checkout.write(path, text);
        }
        checkout
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.0.join("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Node.js of a version, and an npm that notes what it does.
    fn install_node(&self, version: &str) {
        self.program("node", &format!("echo {version}"));
        let log = self.0.join("log");
        self.program(
            "npm",
            &format!(
                "case \"$*\" in --version) exit;; esac\necho \"npm $*\" >> {log}\n/bin/mkdir -p node_modules dist\n\
                 case \"$*\" in 'run build') echo page > dist/index.html; echo $$ > src/generated/client.ts\n\
                 /bin/cp package.json same; /bin/mv same package.json;; esac",
                log = log.display()
            ),
        );
        self.program("npx", &format!("echo \"npx $*\" >> {}", log.display()));
    }

    fn site(&self) -> Site {
        Site::of(&self.0, self.0.join("bin"))
    }

    /// What npm has done since this was asked last.
    fn done(&self) -> Vec<String> {
        let log = self.0.join("log");
        let text = fs::read_to_string(&log).unwrap_or_default();
        let _ = fs::remove_file(log);
        text.lines().map(str::to_owned).collect()
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ALL: [&str; 2] =
    ["npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error", "npm run build"];

#[test]
fn the_site_is_built_once_for_each_change() {
    let checkout = Checkout::new("changes");
    checkout.install_node("v22.11.0");
    checkout.site().prepare();
    assert_eq!(checkout.done(), ALL);
    checkout.site().prepare();
    assert_eq!(checkout.done(), [""; 0], "nothing has changed, also not by what the build itself wrote");
    for (path, text) in [
        ("frontend/src/main.ts", "another"),
        ("crates/contract/openapi.json", "{ }"),
        ("frontend/src/new.ts", ""),
    ] {
        checkout.write(path, text);
        checkout.site().prepare();
        assert_eq!(checkout.done(), ALL[1..], "{path}");
    }
    fs::remove_file(checkout.0.join("frontend/src/new.ts")).unwrap();
    checkout.site().prepare();
    assert_eq!(checkout.done(), ALL[1..], "a file that is gone");
    checkout.write("frontend/package-lock.json", "{ }");
    checkout.site().prepare();
    assert_eq!(checkout.done(), ALL, "other packages");
    fs::remove_dir_all(checkout.0.join("frontend/dist")).unwrap();
    checkout.site().prepare();
    assert_eq!(checkout.done(), ALL[1..], "the site is gone");
}

#[test]
fn without_node_the_site_stays_as_it_is() {
    let checkout = Checkout::new("without");
    let error = checkout.site().build().unwrap_err().to_string();
    assert!(error.contains("Node.js is not installed"), "{error}");
    checkout.site().prepare();
    assert!(!checkout.site().is_built());
}

#[test]
fn a_build_that_fails_says_why_and_is_tried_again() {
    let checkout = Checkout::new("fails");
    checkout.install_node("v22.11.0");
    checkout.program(
        "npm",
        "case \"$*\" in 'run build') echo 'no such component' >&2; exit 1;; esac; /bin/mkdir -p node_modules",
    );
    let error = checkout.site().build().unwrap_err().to_string();
    assert!(
        error.contains("npm run build: exit status: 1") && error.contains("no such component"),
        "{error}"
    );
    assert!(!checkout.site().is_built());
    checkout.install_node("v22.11.0");
    checkout.site().prepare();
    assert_eq!(checkout.done(), ALL[1..]);
    assert!(checkout.site().is_built());
}

#[test]
fn npm_brings_node_where_the_machines_is_too_old() {
    let checkout = Checkout::new("old");
    for (version, npm) in [("v20.19.0", "npm"), ("v24.0.0", "npm"), ("v20.18.9", "npx"), ("v18.20.4", "npx")]
    {
        checkout.install_node(version);
        assert_eq!(checkout.site().npm().unwrap().get_program(), npm, "{version}");
    }
    checkout.site().install().unwrap_err();
    let brought = "npx --yes --package=node@^20.19.0 -- ";
    assert!(checkout.done()[0].starts_with(&format!("{brought}npm install")));
}
