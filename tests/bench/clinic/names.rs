//! Names for the synthetic clinic's people, pets and places.

pub(super) const FIRST: [&str; 64] = [
    "Ada", "Adam", "Alice", "Amir", "Anna", "Arthur", "Beatrice", "Ben", "Bruno", "Carla", "Cecil", "Clara",
    "Dana", "Daniel", "Dora", "Edgar", "Elena", "Elias", "Emma", "Erik", "Fatima", "Felix", "Fiona", "Frank",
    "Gita", "Grace", "Greta", "Hana", "Hugo", "Ida", "Igor", "Irene", "Ivan", "Jana", "Jonas", "Judith",
    "Karim", "Kira", "Lars", "Lea", "Leon", "Lucia", "Marek", "Marta", "Mia", "Milan", "Nadia", "Nils",
    "Nora", "Olga", "Omar", "Oscar", "Paula", "Pavel", "Priya", "Rosa", "Ruben", "Sara", "Simon", "Tara",
    "Theo", "Vera", "Viktor", "Zoe",
];

pub(super) const PETS: [&str; 32] = [
    "Bella", "Biscuit", "Boris", "Bubbles", "Caesar", "Clover", "Coco", "Daisy", "Dusty", "Fidget", "Ginger",
    "Hazel", "Honey", "Jasper", "Kiwi", "Lola", "Luna", "Mango", "Milo", "Misty", "Nutmeg", "Olive", "Oreo",
    "Pepper", "Pickle", "Pip", "Rusty", "Shadow", "Socks", "Toby", "Waffles", "Ziggy",
];

pub(super) const STREETS: [&str; 7] =
    ["Chestnut St.", "Elm Ave.", "Harbor Rd.", "Hill St.", "Mill La.", "Orchard Way", "Station Rd."];

pub(super) const CITIES: [&str; 11] = [
    "Belleville",
    "DeForest",
    "Fitchburg",
    "Madison",
    "McFarland",
    "Middleton",
    "Monona",
    "Oregon",
    "Stoughton",
    "Verona",
    "Windsor",
];

pub(super) const REASONS: [&str; 13] = [
    "annual check-up",
    "blood test",
    "broken claw",
    "dental cleaning",
    "ear infection",
    "eye drops",
    "limping on the left",
    "neutered",
    "rabies shot",
    "skin rash",
    "stitches removed",
    "vaccination",
    "weight control",
];

const STARTS: [&str; 28] = [
    "Al", "Ber", "Bran", "Cas", "Cor", "Dal", "Den", "El", "Fal", "Gar", "Hal", "Har", "Jan", "Kel", "Lan",
    "Lor", "Mar", "Mor", "Nor", "Or", "Pel", "Ras", "Sal", "Stan", "Tor", "Ul", "Vas", "Wil",
];
const MIDDLES: [&str; 28] = [
    "ba", "be", "bi", "da", "de", "di", "do", "fe", "go", "ka", "ke", "ki", "ko", "la", "le", "li", "lo",
    "ma", "me", "mo", "na", "ne", "ni", "ra", "ri", "ro", "ta", "ve",
];
const ENDS: [&str; 64] = [
    "bach", "back", "beck", "berg", "bold", "brook", "burn", "by", "castle", "cliff", "corn", "cote",
    "croft", "dahl", "dale", "den", "dorf", "feld", "field", "fisk", "ford", "gard", "gate", "grave",
    "green", "ham", "heim", "hill", "hoff", "holm", "horn", "house", "hurst", "kin", "lake", "land", "ley",
    "low", "lund", "man", "mark", "mill", "mont", "more", "ness", "nov", "park", "pool", "quist", "rick",
    "ridge", "sen", "shaw", "ski", "smith", "son", "stead", "stein", "strom", "thal", "thorpe", "ton",
    "well", "wood",
];

/// Picks one of the names.
pub(super) fn pick(from: &[&'static str], chance: u32) -> &'static str {
    from[chance as usize % from.len()]
}

/// The last name with this number: there are 50,176, and none is a prefix of another.
pub(super) fn last(number: u32) -> String {
    let number = number as usize;
    let start = STARTS[number % STARTS.len()];
    let middle = MIDDLES[number / STARTS.len() % MIDDLES.len()];
    let end = ENDS[number / STARTS.len() / MIDDLES.len() % ENDS.len()];
    format!("{start}{middle}{end}")
}
