//! The browser of the web site's tests, and letters for it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::apt_install;
use crate::process::capture;
use crate::workspace::find_program;

/// What the browser is called on different systems.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Makes sure that there is a Chromium and that it can show Korean. Returns the path of its program.
///
/// # Errors
/// If something is missing and cannot be installed.
pub fn browser() -> Result<PathBuf> {
    if find().is_none() {
        apt_install(&["chromium"])?;
    }
    if !has_korean() {
        apt_install(&["fonts-noto-cjk"])?;
    }
    find().context("the package `chromium` has no program that is called so")
}

fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|it| find_program(it))
}

fn has_korean() -> bool {
    // It comes with the browser.
    capture(Command::new("fc-list").args([":lang=ko", "family"])).is_ok_and(|fonts| !fonts.trim().is_empty())
}
