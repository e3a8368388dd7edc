//! Kinds of references: the kind of each attribute, and the properties that take it.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{camel, merged};
use super::spec::{Property, Resource, Spec, Type};
use super::widen::{self, Change};

/// A type and one of its attributes: `AWS::EC2::VPC`, `VpcId`.
pub(super) type Source = (String, String);

pub(super) struct Kinds<'a> {
    resources: BTreeMap<&'a str, (&'a str, &'a Resource)>,
    /// For each kind its module and name: `ec2`, `VpcId`.
    pub(super) names: BTreeMap<Source, (String, String)>,
    /// For each set of several kinds its name.
    pub(super) sets: BTreeMap<Vec<Source>, String>,
    speaking: BTreeMap<(&'a str, String), Vec<Source>>,
}

/// Where a property is: a resource type, and the property type inside it if it is not the resource's own.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) type_name: &'a str,
    pub(super) record: Option<&'a str>,
}

impl Place<'_> {
    fn path(self, property: &str) -> String {
        self.record.map_or_else(|| property.to_owned(), |record| format!("{record}.{property}"))
    }
}

impl<'a> Kinds<'a> {
    pub(super) fn of(spec: &'a Spec) -> Kinds<'a> {
        let resources = spec
            .resources()
            .map(|(service, it)| (it.type_name.as_str(), (service.name.as_str(), it)))
            .collect();
        let mut kinds =
            Kinds { resources, names: BTreeMap::new(), sets: BTreeMap::new(), speaking: BTreeMap::new() };
        kinds.speaking = kinds.speaking_names(spec);
        let mut users: BTreeMap<Vec<Source>, String> = BTreeMap::new();
        for (place, property) in places(spec) {
            let accepted = kinds.accepted(place, property);
            for source in &accepted {
                let name = kinds.name(source);
                kinds.names.insert(source.clone(), name);
            }
            if accepted.len() > 1 {
                let resource = place.type_name.rsplit("::").next().unwrap_or_default();
                users.entry(accepted).or_insert_with(|| merged(resource, &property.name));
            }
        }
        for (set, user) in users {
            let name = kinds.set_name(&set, &user);
            kinds.sets.insert(set, name);
        }
        kinds
    }

    /// The kinds that a property takes, none if it takes any text.
    pub(super) fn accepted(&self, place: Place<'_>, property: &Property) -> Vec<Source> {
        if *property.ty.innermost() != Type::Text {
            return Vec::new();
        }
        let path = place.path(&property.name);
        if widen::TEXT.iter().any(|(ty, paths)| *ty == place.type_name && paths.contains(&path.as_str())) {
            return Vec::new();
        }
        let change =
            widen::PROPERTIES.iter().find(|it| it.0 == place.type_name && it.1 == path).map(|it| it.2);
        let mut accepted: BTreeSet<Source> = BTreeSet::new();
        let mut add =
            |type_name: &str, attribute: &str| accepted.extend(self.canonical(type_name, attribute));
        match change {
            Some(Change::Only(sources)) => sources.iter().for_each(|(ty, attribute)| add(ty, attribute)),
            Some(Change::Also(_)) | None => {
                for (type_name, attribute) in &property.references {
                    add(type_name, attribute);
                }
                for format in &property.facts.formats {
                    if let Some((_, ty, attribute)) = widen::FORMATS.iter().find(|it| it.0 == format) {
                        add(ty, attribute);
                    }
                }
                if let Some(Change::Also(sources)) = change {
                    sources.iter().for_each(|(ty, attribute)| add(ty, attribute));
                }
            }
        }
        if accepted.is_empty() && change.is_none() {
            accepted.extend(self.inferred(place, property));
        }
        if place.record.is_none() {
            // A resource's own name is no reference.
            accepted.remove(&(place.type_name.to_owned(), property.name.clone()));
        }
        let together = if matches!(change, Some(Change::Only(_))) { &[] } else { widen::TOGETHER };
        for (trigger, more) in together {
            if trigger
                .iter()
                .any(|(ty, attribute)| accepted.contains(&((*ty).to_owned(), (*attribute).to_owned())))
            {
                for (ty, attribute) in *more {
                    accepted.extend(self.canonical(ty, attribute));
                }
            }
        }
        accepted.into_iter().collect()
    }

    /// A property's name often shows the kind that the data leaves open: a `HostedZoneId` in the service that has hosted zones.
    fn inferred(&self, place: Place<'_>, property: &Property) -> Vec<Source> {
        let is_list = matches!(property.ty, Type::List(_));
        let name = camel(&property.name);
        let Some(name) = (if is_list { name.strip_suffix('s') } else { Some(name.as_str()) }) else {
            return Vec::new();
        };
        if let Some((_, sources)) = widen::NAMES.iter().find(|it| it.0 == name) {
            return sources.iter().flat_map(|(ty, attribute)| self.canonical(ty, attribute)).collect();
        }
        let Some((service, _)) = self.resources.get(place.type_name) else { return Vec::new() };
        match self.speaking.get(&(*service, name.to_owned())).map(Vec::as_slice) {
            Some([one]) if one.0 != place.type_name => vec![one.clone()],
            _ => Vec::new(),
        }
    }

    /// For each service the names that say of which of its resources they are the id or ARN.
    fn speaking_names(&self, spec: &'a Spec) -> BTreeMap<(&'a str, String), Vec<Source>> {
        let mut names: BTreeMap<(&str, String), Vec<Source>> = BTreeMap::new();
        for (service, resource) in spec.resources() {
            let attributes = resource.attributes.iter().map(|it| &it.name).chain(&resource.reference);
            for attribute in attributes.filter(|it| !it.contains('.')) {
                let name = merged(&resource.name, attribute);
                if name.ends_with("Id") || name.ends_with("Arn") {
                    let sources = names.entry((&service.name, name)).or_default();
                    let new = self
                        .canonical(&resource.type_name, attribute)
                        .into_iter()
                        .filter(|it| !sources.contains(it));
                    let new: Vec<Source> = new.collect();
                    sources.extend(new);
                }
            }
        }
        names
    }

    /// The kind of an attribute, if some property takes it.
    pub(super) fn of_attribute(&self, type_name: &str, attribute: &str) -> Option<&(String, String)> {
        match self.canonical(type_name, attribute).as_slice() {
            [one] => self.names.get(one),
            _ => None,
        }
    }

    /// The one name of an attribute that has several, none if it is plain text.
    fn canonical(&self, type_name: &str, attribute: &str) -> Vec<Source> {
        let source = |ty: &str, attribute: &str| vec![(ty.to_owned(), attribute.to_owned())];
        if let Some((_, to)) = widen::SAME.iter().find(|(from, _)| *from == (type_name, attribute)) {
            return source(to.0, to.1);
        }
        if widen::PLAIN.contains(&attribute) {
            return Vec::new();
        }
        if widen::OUTSIDE.contains(&(type_name, attribute)) {
            return source(type_name, attribute);
        }
        let Some((_, resource)) = self.resources.get(type_name) else { return Vec::new() };
        let reference = resource.reference.as_deref();
        if reference == Some(attribute) || resource.attributes.iter().any(|it| it.name == attribute) {
            return self.followed(resource, attribute).unwrap_or_else(|| source(type_name, attribute));
        }
        if let Some(found) = self.followed(resource, attribute) {
            return found;
        }
        if resource.properties.iter().any(|it| it.name == attribute) {
            return source(type_name, attribute);
        }
        let longer = format!("{}{attribute}", resource.name);
        match (attribute, reference) {
            // The database says `Id` for what `Ref` gives.
            ("Id", Some(reference)) => source(type_name, reference),
            ("Arn", Some(reference)) if reference.ends_with("Arn") || reference.ends_with("ARN") => {
                source(type_name, reference)
            }
            _ if resource.attributes.iter().any(|it| it.name == longer) => source(type_name, &longer),
            _ => Vec::new(),
        }
    }

    /// A writable property that refers to another resource is of that one's kind: the VPC's id of a subnet.
    fn followed(&self, resource: &Resource, attribute: &str) -> Option<Vec<Source>> {
        let property = resource.properties.iter().find(|it| it.name == attribute)?;
        match property.references.as_slice() {
            [(ty, to)] if ty != &resource.type_name && resource.reference.as_deref() != Some(attribute) => {
                Some(self.canonical(ty, to))
            }
            _ => None,
        }
    }

    fn name(&self, (type_name, attribute): &Source) -> (String, String) {
        let mut parts = type_name.split("::").skip(1);
        let (service, resource) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let module = self
            .resources
            .get(type_name.as_str())
            .map_or_else(|| service.to_lowercase(), |it| it.0.to_owned());
        let name = widen::KIND_NAMES.iter().find(|it| (it.0, it.1) == (type_name, attribute));
        (module, name.map_or_else(|| merged(resource, attribute), |it| it.2.to_owned()))
    }

    fn set_name(&self, set: &[Source], user: &str) -> String {
        let has = |it: &(&str, &str)| set.iter().any(|source| (source.0.as_str(), source.1.as_str()) == *it);
        if let Some((_, name)) =
            widen::SET_NAMES.iter().find(|(sources, _)| sources.len() == set.len() && sources.iter().all(has))
        {
            return (*name).to_owned();
        }
        let types: BTreeSet<&str> = set.iter().map(|it| it.0.as_str()).collect();
        let name = match types.iter().collect::<Vec<_>>().as_slice() {
            [one] => {
                let mut parts = one.split("::").skip(1);
                format!(
                    "{}{}",
                    camel(parts.next().unwrap_or_default()),
                    camel(parts.next().unwrap_or_default())
                )
            }
            _ if set.len() < 4 => {
                let names: Vec<String> = set
                    .iter()
                    .map(|it| self.names.get(it).map_or_else(String::new, |it| it.1.clone()))
                    .collect();
                names.join("Or")
            }
            _ => user.to_owned(),
        };
        let mut unique = name.clone();
        let mut count = 1;
        while self.sets.values().any(|it| *it == unique) {
            count += 1;
            unique = format!("{name}{count}");
        }
        unique
    }
}

/// Entries of the hand-written tables for properties that there are not, or no longer.
pub(super) fn stale(spec: &Spec) -> Vec<String> {
    let known: BTreeSet<(&str, String)> =
        places(spec).map(|(place, property)| (place.type_name, place.path(&property.name))).collect();
    let changed = widen::PROPERTIES.iter().map(|it| (it.0, it.1));
    let text = widen::TEXT.iter().flat_map(|(ty, paths)| paths.iter().map(move |path| (*ty, *path)));
    let unknown = changed.chain(text).filter(|(ty, path)| !known.contains(&(*ty, (*path).to_owned())));
    unknown.map(|(ty, path)| format!("{ty} {path}")).collect()
}

/// Every property there is.
fn places(spec: &Spec) -> impl Iterator<Item = (Place<'_>, &Property)> {
    spec.resources().flat_map(|(_, resource)| {
        let own =
            resource.properties.iter().map(|it| (Place { type_name: &resource.type_name, record: None }, it));
        let nested = resource.records.iter().flat_map(|&at| {
            let record = &spec.records[at];
            record
                .properties
                .iter()
                .map(|it| (Place { type_name: &resource.type_name, record: Some(&record.name) }, it))
        });
        own.chain(nested)
    })
}

#[cfg(test)]
mod tests;
