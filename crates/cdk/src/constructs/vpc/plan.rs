//! Which addresses each subnet gets.

use ipnet::Ipv4Net;

use super::SubnetGroup;

/// Why the CIDR blocks of a VPC do not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PlanError {
    #[error("`{0}` is not an IPv4 CIDR block, such as 10.0.0.0/16")]
    NotACidr(String),
    #[error("{0} has addresses before its first: {1} is meant")]
    HostBits(String, Ipv4Net),
    #[error("the CIDR block of a VPC is /16 to /28, and {0} is not")]
    VpcSize(Ipv4Net),
    #[error("a subnet is /16 to /28, and the subnet group `{group}` wants /{mask}")]
    SubnetSize { group: String, mask: u8 },
    #[error("the subnet group `{group}` has {given} CIDR blocks for {zones} zones")]
    Count { group: String, given: usize, zones: usize },
    #[error("{cidr} of the subnet group `{group}` is outside the VPC's {vpc}")]
    Outside { group: String, cidr: Ipv4Net, vpc: Ipv4Net },
    #[error("{cidr} of the subnet group `{group}` overlaps {other}")]
    Overlap { group: String, cidr: Ipv4Net, other: Ipv4Net },
    #[error("{vpc} has no room left for the subnet group `{group}`")]
    Full { group: String, vpc: Ipv4Net },
}

/// A CIDR block for each zone of each group: first those that are given, then those of a given size, in order, then the rest evenly.
pub(super) fn plan(vpc: &str, zones: usize, groups: &[SubnetGroup]) -> Result<Vec<Vec<Ipv4Net>>, PlanError> {
    let vpc = parse(vpc)?;
    if !(16..=28).contains(&vpc.prefix_len()) {
        return Err(PlanError::VpcSize(vpc));
    }
    let mut space = Space { vpc, next: address(vpc), taken: Vec::new() };
    let mut planned: Vec<Vec<Ipv4Net>> = vec![Vec::new(); groups.len()];
    for (group, cidrs) in groups.iter().zip(&mut planned).filter(|(group, _)| !group.cidrs.is_empty()) {
        *cidrs = given(&mut space, group, zones)?;
    }
    let unplanned = |group: &SubnetGroup| group.cidrs.is_empty();
    for (group, cidrs) in groups.iter().zip(&mut planned) {
        if let Some(mask) = group.cidr_mask.filter(|_| unplanned(group)) {
            *cidrs = space.cut(group, mask, zones)?;
        }
    }
    let rest: Vec<usize> = (0..groups.len())
        .filter(|index| groups.get(*index).is_some_and(|group| unplanned(group) && group.cidr_mask.is_none()))
        .collect();
    for (index, cidrs) in rest.iter().zip(space.share(groups, &rest, zones)?) {
        if let Some(place) = planned.get_mut(*index) {
            *place = cidrs;
        }
    }
    Ok(planned)
}

fn parse(text: &str) -> Result<Ipv4Net, PlanError> {
    let cidr: Ipv4Net = text.parse().map_err(|_| PlanError::NotACidr(text.to_owned()))?;
    if cidr.trunc() != cidr {
        return Err(PlanError::HostBits(text.to_owned(), cidr.trunc()));
    }
    Ok(cidr)
}

fn given(space: &mut Space, group: &SubnetGroup, zones: usize) -> Result<Vec<Ipv4Net>, PlanError> {
    if group.cidrs.len() != zones {
        return Err(PlanError::Count { group: group.name.clone(), given: group.cidrs.len(), zones });
    }
    let mut cidrs = Vec::new();
    for text in &group.cidrs {
        let cidr = parse(text)?;
        let group = group.name.clone();
        if !(16..=28).contains(&cidr.prefix_len()) {
            return Err(PlanError::SubnetSize { group, mask: cidr.prefix_len() });
        }
        if !space.vpc.contains(&cidr) {
            return Err(PlanError::Outside { group, cidr, vpc: space.vpc });
        }
        if let Some(other) = space.overlapping(cidr) {
            return Err(PlanError::Overlap { group, cidr, other });
        }
        space.taken.push(cidr);
        cidrs.push(cidr);
    }
    Ok(cidrs)
}

fn address(cidr: Ipv4Net) -> u64 {
    u64::from(u32::from(cidr.network()))
}

/// The address after the last one of a CIDR block.
fn end(cidr: Ipv4Net) -> u64 {
    u64::from(u32::from(cidr.broadcast())) + 1
}

/// The VPC, and how far it is cut up.
#[derive(Clone)]
struct Space {
    vpc: Ipv4Net,
    next: u64,
    taken: Vec<Ipv4Net>,
}

impl Space {
    fn overlapping(&self, cidr: Ipv4Net) -> Option<Ipv4Net> {
        self.taken.iter().copied().find(|other| other.contains(&cidr) || cidr.contains(other))
    }

    fn cut(&mut self, group: &SubnetGroup, mask: u8, zones: usize) -> Result<Vec<Ipv4Net>, PlanError> {
        if !(16..=28).contains(&mask) {
            return Err(PlanError::SubnetSize { group: group.name.clone(), mask });
        }
        let full = || PlanError::Full { group: group.name.clone(), vpc: self.vpc };
        let size = 1_u64 << (32 - mask);
        let mut cidrs = Vec::new();
        while cidrs.len() < zones {
            let start = self.next.next_multiple_of(size);
            let cidr = u32::try_from(start)
                .ok()
                .and_then(|start| Ipv4Net::new(start.into(), mask).ok())
                .filter(|cidr| self.vpc.contains(cidr))
                .ok_or_else(full)?;
            self.next = match self.overlapping(cidr) {
                Some(other) => end(other),
                None => {
                    cidrs.push(cidr);
                    end(cidr)
                }
            };
        }
        Ok(cidrs)
    }

    /// The largest equal CIDR blocks that some groups find in the rest of the VPC.
    fn share(
        &self,
        groups: &[SubnetGroup],
        rest: &[usize],
        zones: usize,
    ) -> Result<Vec<Vec<Ipv4Net>>, PlanError> {
        let groups: Vec<&SubnetGroup> = rest.iter().filter_map(|index| groups.get(*index)).collect();
        let attempt = |mask: u8| {
            let mut space = self.clone();
            groups.iter().map(|group| space.cut(group, mask, zones)).collect::<Result<Vec<_>, _>>()
        };
        (self.vpc.prefix_len()..=27).find_map(|mask| attempt(mask).ok()).map_or_else(|| attempt(28), Ok)
    }
}

#[cfg(test)]
mod tests {
    use ipnet::Ipv4Net;
    use proptest::prelude::{Just, Strategy, any, prop_oneof};
    use proptest::{collection, prop_assert, prop_assert_eq, proptest};

    use super::{PlanError, SubnetGroup, plan};

    fn vpc() -> impl Strategy<Value = Ipv4Net> {
        (any::<u32>(), 16..=28_u8)
            .prop_map(|(address, mask)| Ipv4Net::new_assert(address.into(), mask).trunc())
    }

    fn masks() -> impl Strategy<Value = Vec<Option<u8>>> {
        collection::vec(prop_oneof![Just(None), (16..=28_u8).prop_map(Some)], 1..6)
    }

    proptest! {
        #[test]
        fn cidrs_are_inside_as_large_as_asked_and_apart(vpc in vpc(), masks in masks(), zones in 1..5_usize) {
            let named = masks.iter().enumerate().map(|(index, mask)| (SubnetGroup::isolated(format!("T{index}")), mask));
            let groups: Vec<SubnetGroup> = named.map(|(group, mask)| SubnetGroup { cidr_mask: *mask, ..group }).collect();
            let cidrs = match plan(&vpc.to_string(), zones, &groups) {
                Ok(cidrs) => cidrs,
                Err(error) => {
                    // Refused only for want of room: masks in order waste less than twice what they use.
                    let wanted: u64 = masks.iter().map(|mask| zones as u64 * (1_u64 << (32 - mask.unwrap_or(28)))).sum();
                    let room = 1_u64 << (32 - vpc.prefix_len());
                    let full = matches!(error, PlanError::Full { .. });
                    prop_assert!(full && wanted * 2 > room / 2, "{error}: {wanted} of {room}");
                    return Ok(());
                }
            };
            prop_assert_eq!(cidrs.len(), groups.len());
            let shared: Vec<u8> = cidrs
                .iter()
                .zip(&masks)
                .filter(|(_, mask)| mask.is_none())
                .flat_map(|(cidrs, _)| cidrs.iter().map(Ipv4Net::prefix_len))
                .collect();
            prop_assert!(shared.windows(2).all(|pair| pair[0] == pair[1]));
            for (cidrs, mask) in cidrs.iter().zip(&masks) {
                prop_assert_eq!(cidrs.len(), zones);
                for cidr in cidrs {
                    prop_assert!(vpc.contains(cidr), "{} in {}", cidr, vpc);
                    prop_assert!(mask.is_none_or(|mask| cidr.prefix_len() == mask));
                }
            }
            let all: Vec<Ipv4Net> = cidrs.into_iter().flatten().collect();
            for (index, cidr) in all.iter().enumerate() {
                let other = all[..index].iter().find(|other| other.contains(cidr) || cidr.contains(*other));
                prop_assert_eq!(other, None);
            }
        }
    }

    #[test]
    fn the_remaining_space_is_shared_evenly() {
        let groups = [
            SubnetGroup::public("Public").cidr_mask(24),
            SubnetGroup::private_with_egress("App"),
            SubnetGroup::isolated("Data"),
        ];
        let cidrs = plan("10.0.0.0/16", 2, &groups).unwrap();
        let texts: Vec<String> = cidrs.into_iter().flatten().map(|cidr| cidr.to_string()).collect();
        assert_eq!(
            texts,
            ["10.0.0.0/24", "10.0.1.0/24", "10.0.32.0/19", "10.0.64.0/19", "10.0.96.0/19", "10.0.128.0/19"]
        );
    }

    #[test]
    fn a_vpc_at_the_end_of_all_addresses_is_cut_like_others() {
        let cidrs = plan("255.255.255.0/24", 2, &[SubnetGroup::isolated("T").cidr_mask(25)]).unwrap();
        assert_eq!(cidrs[0][1].to_string(), "255.255.255.128/25");
    }
}
