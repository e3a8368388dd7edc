//! As much of the ELF format as it takes to see whether a program asks for a dynamic linker.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};

/// The type of the program header that names the dynamic linker.
const PT_INTERP: u32 = 3;

/// True if the program at `path` can be started where there are no libraries.
pub(super) fn is_static(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    // The program headers follow the file's own.
    File::open(path).with_context(|| path.display().to_string())?.take(4096).read_to_end(&mut head)?;
    let types = program_header_types(&head)
        .with_context(|| format!("{} is no 64-bit ELF program", path.display()))?;
    Ok(!types.contains(&PT_INTERP))
}

/// The types of the program headers of a little-endian 64-bit ELF file.
fn program_header_types(head: &[u8]) -> Option<Vec<u32>> {
    if !head.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let table = usize::try_from(u64::from_le_bytes(array(head, 32)?)).ok()?;
    let size = usize::from(u16::from_le_bytes(array(head, 54)?));
    let count = usize::from(u16::from_le_bytes(array(head, 56)?));
    (0..count).map(|index| array(head, table.checked_add(index * size)?).map(u32::from_le_bytes)).collect()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_program_that_is_linked_dynamically_is_told() {
        assert!(!is_static(&std::env::current_exe().unwrap()).unwrap());
    }

    #[test]
    fn a_program_without_an_interpreter_is_static() {
        let mut elf = vec![0; 64];
        elf[..6].copy_from_slice(b"\x7fELF\x02\x01");
        (elf[32], elf[54], elf[56]) = (64, 56, 1);
        elf.extend([1, 0, 0, 0]);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &elf).unwrap();
        assert!(is_static(file.path()).unwrap());

        elf[64] = 3;
        fs::write(file.path(), &elf).unwrap();
        assert!(!is_static(file.path()).unwrap());
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "#!/bin/sh\n").unwrap();
        assert!(is_static(file.path()).unwrap_err().to_string().contains("no 64-bit ELF"));
    }
}
