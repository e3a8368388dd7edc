//! Which addresses each subnet gets.

use ipnet::Ipv4Net;

use super::Tier;

/// What is wrong with the blocks of a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PlanError {
    #[error("`{0}` is not a block of IPv4 addresses, such as 10.0.0.0/16")]
    NotABlock(String),
    #[error("{0} has addresses before its first: {1} is meant")]
    HostBits(String, Ipv4Net),
    #[error("the block of a VPC is /16 to /28, and {0} is not")]
    NetworkSize(Ipv4Net),
    #[error("a subnet is /16 to /28, and the tier `{tier}` wants /{mask}")]
    SubnetSize { tier: String, mask: u8 },
    #[error("the tier `{tier}` has {given} blocks for {zones} zones")]
    Count { tier: String, given: usize, zones: usize },
    #[error("{block} of the tier `{tier}` is outside the network's {network}")]
    Outside { tier: String, block: Ipv4Net, network: Ipv4Net },
    #[error("{block} of the tier `{tier}` overlaps {other}")]
    Overlap { tier: String, block: Ipv4Net, other: Ipv4Net },
    #[error("{network} has no room left for the tier `{tier}`")]
    Full { tier: String, network: Ipv4Net },
}

/// For each tier a block for each zone: first those that are given, then those of a given size, in order, then the rest evenly.
pub(super) fn plan(network: &str, zones: usize, tiers: &[Tier]) -> Result<Vec<Vec<Ipv4Net>>, PlanError> {
    let network = parse(network)?;
    if !(16..=28).contains(&network.prefix_len()) {
        return Err(PlanError::NetworkSize(network));
    }
    let mut space = Space { network, next: address(network), taken: Vec::new() };
    let mut planned: Vec<Vec<Ipv4Net>> = vec![Vec::new(); tiers.len()];
    for (tier, blocks) in tiers.iter().zip(&mut planned).filter(|(tier, _)| !tier.blocks.is_empty()) {
        *blocks = given(&mut space, tier, zones)?;
    }
    let unplanned = |tier: &Tier| tier.blocks.is_empty();
    for (tier, blocks) in tiers.iter().zip(&mut planned) {
        if let Some(mask) = tier.mask.filter(|_| unplanned(tier)) {
            *blocks = space.cut(tier, mask, zones)?;
        }
    }
    let rest: Vec<usize> = (0..tiers.len())
        .filter(|index| tiers.get(*index).is_some_and(|tier| unplanned(tier) && tier.mask.is_none()))
        .collect();
    for (index, blocks) in rest.iter().zip(space.share(tiers, &rest, zones)?) {
        if let Some(place) = planned.get_mut(*index) {
            *place = blocks;
        }
    }
    Ok(planned)
}

fn parse(text: &str) -> Result<Ipv4Net, PlanError> {
    let block: Ipv4Net = text.parse().map_err(|_| PlanError::NotABlock(text.to_owned()))?;
    if block.trunc() != block {
        return Err(PlanError::HostBits(text.to_owned(), block.trunc()));
    }
    Ok(block)
}

fn given(space: &mut Space, tier: &Tier, zones: usize) -> Result<Vec<Ipv4Net>, PlanError> {
    if tier.blocks.len() != zones {
        return Err(PlanError::Count { tier: tier.name.clone(), given: tier.blocks.len(), zones });
    }
    let mut blocks = Vec::new();
    for text in &tier.blocks {
        let block = parse(text)?;
        let tier = tier.name.clone();
        if !(16..=28).contains(&block.prefix_len()) {
            return Err(PlanError::SubnetSize { tier, mask: block.prefix_len() });
        }
        if !space.network.contains(&block) {
            return Err(PlanError::Outside { tier, block, network: space.network });
        }
        if let Some(other) = space.overlapping(block) {
            return Err(PlanError::Overlap { tier, block, other });
        }
        space.taken.push(block);
        blocks.push(block);
    }
    Ok(blocks)
}

fn address(block: Ipv4Net) -> u64 {
    u64::from(u32::from(block.network()))
}

/// The address after the last of a block.
fn end(block: Ipv4Net) -> u64 {
    u64::from(u32::from(block.broadcast())) + 1
}

/// The network, and how far it is cut up.
#[derive(Clone)]
struct Space {
    network: Ipv4Net,
    next: u64,
    taken: Vec<Ipv4Net>,
}

impl Space {
    fn overlapping(&self, block: Ipv4Net) -> Option<Ipv4Net> {
        self.taken.iter().copied().find(|other| other.contains(&block) || block.contains(other))
    }

    fn cut(&mut self, tier: &Tier, mask: u8, zones: usize) -> Result<Vec<Ipv4Net>, PlanError> {
        if !(16..=28).contains(&mask) {
            return Err(PlanError::SubnetSize { tier: tier.name.clone(), mask });
        }
        let full = || PlanError::Full { tier: tier.name.clone(), network: self.network };
        let size = 1_u64 << (32 - mask);
        let mut blocks = Vec::new();
        while blocks.len() < zones {
            let start = self.next.next_multiple_of(size);
            let block = u32::try_from(start)
                .ok()
                .and_then(|start| Ipv4Net::new(start.into(), mask).ok())
                .filter(|block| self.network.contains(block))
                .ok_or_else(full)?;
            self.next = match self.overlapping(block) {
                Some(other) => end(other),
                None => {
                    blocks.push(block);
                    end(block)
                }
            };
        }
        Ok(blocks)
    }

    /// The largest equal blocks for some tiers in what is left.
    fn share(&self, tiers: &[Tier], rest: &[usize], zones: usize) -> Result<Vec<Vec<Ipv4Net>>, PlanError> {
        let tiers: Vec<&Tier> = rest.iter().filter_map(|index| tiers.get(*index)).collect();
        let attempt = |mask: u8| {
            let mut space = self.clone();
            tiers.iter().map(|tier| space.cut(tier, mask, zones)).collect::<Result<Vec<_>, _>>()
        };
        (self.network.prefix_len()..=27).find_map(|mask| attempt(mask).ok()).map_or_else(|| attempt(28), Ok)
    }
}

#[cfg(test)]
mod tests {
    use ipnet::Ipv4Net;
    use proptest::prelude::{Just, Strategy, any, prop_oneof};
    use proptest::{collection, prop_assert, prop_assert_eq, proptest};

    use super::{PlanError, Tier, plan};

    fn network() -> impl Strategy<Value = Ipv4Net> {
        (any::<u32>(), 16..=28_u8)
            .prop_map(|(address, mask)| Ipv4Net::new_assert(address.into(), mask).trunc())
    }

    fn masks() -> impl Strategy<Value = Vec<Option<u8>>> {
        collection::vec(prop_oneof![Just(None), (16..=28_u8).prop_map(Some)], 1..6)
    }

    proptest! {
        #[test]
        fn blocks_are_inside_as_large_as_asked_and_apart(network in network(), masks in masks(), zones in 1..5_usize) {
            let named = masks.iter().enumerate().map(|(index, mask)| (Tier::isolated(format!("T{index}")), mask));
            let tiers: Vec<Tier> = named.map(|(tier, mask)| Tier { mask: *mask, ..tier }).collect();
            let blocks = match plan(&network.to_string(), zones, &tiers) {
                Ok(blocks) => blocks,
                Err(error) => {
                    // Refused only for want of room: masks in order waste less than twice what they use.
                    let wanted: u64 = masks.iter().map(|mask| zones as u64 * (1_u64 << (32 - mask.unwrap_or(28)))).sum();
                    let room = 1_u64 << (32 - network.prefix_len());
                    let full = matches!(error, PlanError::Full { .. });
                    prop_assert!(full && wanted * 2 > room / 2, "{error}: {wanted} of {room}");
                    return Ok(());
                }
            };
            prop_assert_eq!(blocks.len(), tiers.len());
            let shared: Vec<u8> = blocks
                .iter()
                .zip(&masks)
                .filter(|(_, mask)| mask.is_none())
                .flat_map(|(blocks, _)| blocks.iter().map(Ipv4Net::prefix_len))
                .collect();
            prop_assert!(shared.windows(2).all(|pair| pair[0] == pair[1]));
            for (blocks, mask) in blocks.iter().zip(&masks) {
                prop_assert_eq!(blocks.len(), zones);
                for block in blocks {
                    prop_assert!(network.contains(block), "{} in {}", block, network);
                    prop_assert!(mask.is_none_or(|mask| block.prefix_len() == mask));
                }
            }
            let all: Vec<Ipv4Net> = blocks.into_iter().flatten().collect();
            for (index, block) in all.iter().enumerate() {
                let other = all[..index].iter().find(|other| other.contains(block) || block.contains(*other));
                prop_assert_eq!(other, None);
            }
        }
    }

    #[test]
    fn what_is_left_is_shared_evenly() {
        let tiers =
            [Tier::public("Public").mask(24), Tier::private_with_egress("App"), Tier::isolated("Data")];
        let blocks = plan("10.0.0.0/16", 2, &tiers).unwrap();
        let texts: Vec<String> = blocks.into_iter().flatten().map(|block| block.to_string()).collect();
        assert_eq!(
            texts,
            ["10.0.0.0/24", "10.0.1.0/24", "10.0.32.0/19", "10.0.64.0/19", "10.0.96.0/19", "10.0.128.0/19"]
        );
    }

    #[test]
    fn a_network_at_the_end_of_all_addresses_is_cut_like_others() {
        let blocks = plan("255.255.255.0/24", 2, &[Tier::isolated("T").mask(25)]).unwrap();
        assert_eq!(blocks[0][1].to_string(), "255.255.255.128/25");
    }
}
