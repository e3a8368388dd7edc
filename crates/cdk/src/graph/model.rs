//! The content of a picture: stacks, boxes in them, arrows.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::family::Family;
use crate::cross_region::READER_TYPE;
use crate::diff::short_path;
use crate::references;
use crate::synth::StackTemplate;
use crate::{Synthesis, references::Reference};

pub(super) struct Model {
    pub(super) stacks: Vec<StackPicture>,
    /// From a stack that uses values to the one that has them.
    pub(super) crossings: Vec<Arrow>,
    /// How many arrows are not drawn because they follow from others.
    pub(super) implied: usize,
}

pub(super) struct StackPicture {
    pub(super) title: String,
    pub(super) note: String,
    pub(super) boxes: Vec<BoxPicture>,
    pub(super) arrows: Vec<Arrow>,
}

/// A construct with its parts.
pub(super) struct BoxPicture {
    pub(super) title: String,
    pub(super) family: Family,
    /// Types with how often each is in it.
    pub(super) rows: Vec<(String, Family, usize)>,
}

/// From a user to the thing it uses.
#[derive(Clone)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Attributes that are used; empty where only the order matters.
    pub(super) values: BTreeSet<String>,
}

/// As many boxes as still read well together.
const LEGIBLE: usize = 36;
const DEEPEST: usize = 6;

impl Model {
    pub(super) fn of(synthesis: &Synthesis, options: &Options) -> Self {
        let mut stacks = synthesis.root.all_stacks();
        stacks.retain(|stack| options.stacks.is_empty() || options.stacks.contains(&stack.path));
        // Users stand before the things they use.
        let place =
            |stack: &&StackTemplate| synthesis.order.iter().rev().position(|path| *path == stack.path);
        stacks.sort_by_key(place);
        let boxes = |depth: usize| stacks.iter().map(|stack| groups(stack, depth).len()).sum::<usize>();
        let fits = || (1..=DEEPEST).rev().find(|depth| boxes(*depth) <= LEGIBLE).unwrap_or(1);
        let depth = options.depth.map_or_else(fits, |depth| depth.max(1));
        let mut implied = 0;
        let drawn = |stack: &&StackTemplate| {
            let mut picture = picture(stack, depth);
            if !options.all {
                implied += leave_out_implied(picture.boxes.len(), &mut picture.arrows);
            }
            picture
        };
        let pictures = stacks.iter().map(drawn).collect();
        Self { stacks: pictures, crossings: crossings(&stacks), implied }
    }
}

/// The title of the box that a resource is in.
fn group(path: &str, stack: &str, depth: usize) -> String {
    short_path(path, stack).split('/').take(depth).collect::<Vec<_>>().join("/")
}

fn groups(stack: &StackTemplate, depth: usize) -> BTreeSet<String> {
    stack.resources.values().map(|resource| group(&resource.path, &stack.path, depth)).collect()
}

fn picture(stack: &StackTemplate, depth: usize) -> StackPicture {
    let titles: Vec<String> = groups(stack, depth).into_iter().collect();
    let index = |path: &str| titles.binary_search(&group(path, &stack.path, depth)).unwrap_or_default();
    let mut types: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); titles.len()];
    let mut arrows: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
    for (id, resource) in &stack.resources {
        let from = index(&resource.path);
        if let Some(types) = types.get_mut(from) {
            *types.entry(&resource.type_name).or_default() += 1;
        }
        for reference in references::of(&stack.template["Resources"][id]) {
            let Some(target) = stack.resources.get(&reference.target) else { continue };
            let to = index(&target.path);
            if from != to {
                let values = arrows.entry((from, to)).or_default();
                values.extend(
                    (reference.at != "DependsOn").then(|| value(&reference, &target.path, &stack.path)),
                );
            }
        }
    }
    let boxes = titles.into_iter().zip(types).map(|(title, types)| {
        // Compute resources decide a box's color before the resources they only need.
        let main = types.keys().map(|name| Family::of(name)).min();
        let rows: Vec<_> =
            types.iter().map(|(name, count)| (short_type(name), Family::of(name), *count)).collect();
        BoxPicture { title, family: main.unwrap_or(Family::Other), rows }
    });
    let arrows = arrows.into_iter().map(|((from, to), values)| Arrow { from, to, values });
    let count = stack.resources.len();
    StackPicture {
        title: stack.path.clone(),
        note: format!("{} · {count} resource{}", place(stack), if count == 1 { "" } else { "s" }),
        boxes: boxes.collect(),
        arrows: arrows.collect(),
    }
}

fn place(stack: &StackTemplate) -> String {
    match (&stack.environment.account, &stack.environment.region) {
        (None, None) => "any account and region".to_owned(),
        (account, region) => {
            let parts =
                [account.as_deref().unwrap_or("any account"), region.as_deref().unwrap_or("any region")];
            parts.join(", ")
        }
    }
}

/// `AWS::EC2::Subnet` is `EC2 Subnet`.
pub(super) fn short_type(name: &str) -> String {
    name.strip_prefix("AWS::").unwrap_or(name).replace("::", " ")
}

fn value(reference: &Reference, path: &str, stack: &str) -> String {
    let name = short_path(path, stack);
    reference.attribute.as_ref().map_or_else(|| name.to_owned(), |attribute| format!("{name}.{attribute}"))
}

/// Arrows between stacks, by the exports and parameters through which values cross.
fn crossings(stacks: &[&StackTemplate]) -> Vec<Arrow> {
    let mut names: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (index, stack) in stacks.iter().enumerate() {
        let described = |value: &serde_json::Value| {
            let reference = references::within(value).into_iter().next()?;
            let path = &stack.resources.get(&reference.target)?.path;
            Some(self::value(&reference, path, &stack.path))
        };
        for (id, output) in stack.template["Outputs"].as_object().into_iter().flatten() {
            if let Some(name) = output["Export"]["Name"].as_str() {
                names.insert(
                    name.to_owned(),
                    (index, described(&output["Value"]).unwrap_or_else(|| id.clone())),
                );
            }
        }
        for (id, resource) in stack.template["Resources"].as_object().into_iter().flatten() {
            if let ("AWS::SSM::Parameter", Some(name)) =
                (resource["Type"].as_str().unwrap_or_default(), resource["Properties"]["Name"].as_str())
            {
                let value = described(&resource["Properties"]["Value"]).unwrap_or_else(|| id.clone());
                names.insert(name.to_owned(), (index, value));
            }
        }
    }
    let mut arrows: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
    for (from, stack) in stacks.iter().enumerate() {
        for other in &stack.depends_on {
            if let Some(to) = stacks.iter().position(|stack| stack.path == *other) {
                arrows.entry((from, to)).or_default();
            }
        }
        let resources = stack.template["Resources"].as_object();
        let read = resources.into_iter().flatten().filter(|(_, one)| one["Type"] == READER_TYPE);
        let read = read.filter_map(|(_, one)| one["Properties"]["Name"].as_str());
        for name in references::imports(&stack.template).into_iter().chain(read) {
            if let Some((to, value)) = names.get(name).filter(|(to, _)| *to != from) {
                arrows.entry((from, *to)).or_default().insert(value.clone());
            }
        }
    }
    arrows.into_iter().map(|((from, to), values)| Arrow { from, to, values }).collect()
}

/// Takes away the arrows between boxes that are also joined by a longer way. Gives their number.
pub(super) fn leave_out_implied(boxes: usize, arrows: &mut Vec<Arrow>) -> usize {
    let mut next: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); boxes];
    for arrow in arrows.iter() {
        if let Some(next) = next.get_mut(arrow.from) {
            next.insert(arrow.to);
        }
    }
    let before = arrows.len();
    let mut kept = Vec::new();
    for arrow in arrows.drain(..) {
        if reaches_otherwise(&next, arrow.from, arrow.to) {
            // Taken out at once: in a circle, each arrow follows from the rest only as long as the rest is there.
            if let Some(next) = next.get_mut(arrow.from) {
                next.remove(&arrow.to);
            }
        } else {
            kept.push(arrow);
        }
    }
    *arrows = kept;
    before - arrows.len()
}

fn reaches_otherwise(next: &[BTreeSet<usize>], from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open: Vec<usize> =
        next.get(from).into_iter().flatten().copied().filter(|first| *first != to).collect();
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(next.get(at).into_iter().flatten());
        }
    }
    false
}
