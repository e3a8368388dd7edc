/// CPU and memory of a task. Only the pairs that Fargate offers compile.
///
/// ```
/// use cdk::constructs::TaskSize;
/// let small = TaskSize::of::<256, 512>();
/// ```
///
/// ```compile_fail
/// # use cdk::constructs::TaskSize;
/// let odd = TaskSize::of::<256, 4096>();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskSize {
    cpu: u32,
    memory: u32,
}

impl TaskSize {
    /// CPU in units of 1/1,024 and memory in MiB. A pair that Fargate does not have does not compile.
    #[must_use]
    pub const fn of<const CPU: u32, const MEMORY: u32>() -> Self {
        const { assert!(exists(CPU, MEMORY), "Fargate has no task of this CPU and memory") };
        Self { cpu: CPU, memory: MEMORY }
    }

    /// The same for numbers that are known when the app runs; none where Fargate has no such pair.
    #[must_use]
    pub const fn find(cpu: u32, memory: u32) -> Option<Self> {
        if exists(cpu, memory) { Some(Self { cpu, memory }) } else { None }
    }

    /// In units of 1/1,024.
    #[must_use]
    pub const fn cpu(self) -> u32 {
        self.cpu
    }

    /// In MiB.
    #[must_use]
    pub const fn memory(self) -> u32 {
        self.memory
    }
}

const fn exists(cpu: u32, memory: u32) -> bool {
    const GIB: u32 = 1024;
    let (least, most, step) = match cpu {
        256 => return memory == 512 || memory == GIB || memory == 2 * GIB,
        512 => (1, 4, 1),
        1024 => (2, 8, 1),
        2048 => (4, 16, 1),
        4096 => (8, 30, 1),
        8192 => (16, 60, 4),
        16384 => (32, 120, 8),
        _ => return false,
    };
    memory >= least * GIB && memory <= most * GIB && memory.is_multiple_of(step * GIB)
}

#[cfg(test)]
mod tests {
    use super::TaskSize;

    #[test]
    fn there_are_as_many_sizes_as_fargate_has() {
        let memories = |cpu: u32| (1..=1024).filter(|half| TaskSize::find(cpu, half * 512).is_some()).count();
        let counts: Vec<usize> =
            [256, 512, 1024, 2048, 4096, 8192, 16384].into_iter().map(memories).collect();
        assert_eq!(counts, [3, 4, 7, 13, 23, 12, 12]);
        assert_eq!(TaskSize::find(300, 1024), None);
        assert_eq!(TaskSize::find(8192, 18 * 1024), None);
        assert_eq!(TaskSize::of::<4096, 30720>().memory(), 30_720);
    }
}
